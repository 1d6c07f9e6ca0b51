"""A table of actors for models that stand alone: what is read, and every way in which a file may be wrong."""

import pytest

from backchannel.case.actortable import of_text, read_actors
from backchannel.case.problems import CaseError
from backchannel.core.errors import AskError
from tests.support import shared_path

HEAD = "Actor,Capability,Position,Salience\n"


def test_scales_columns_and_separators():
    found = of_text("salience;POSITION;actor;Power\n0,5;-3,5;A;2\n1;4;B;0\n", "t.csv")
    assert (found.names, found.positions) == (("A", "B"), (-3.5, 4.0))
    assert (found.saliences, found.capabilities) == ((0.5, 1.0), (2.0, 0.0))
    assert of_text(f"{HEAD}A,1,2,50\nB,1,3,1\n", "t.csv").saliences == (0.5, 0.01)


def test_a_file_of_ktab_gives_one_of_its_dimensions():
    path = shared_path("golden", "ktab", "dummyData_3Dim.csv")
    found = read_actors(path, "Pstn2")
    assert (found.issue, len(found.names)) == ("Pstn2", 7)
    assert found.positions[0] == 6.37
    assert found.saliences[0] == pytest.approx(0.0591)
    xml = read_actors(shared_path("golden", "ktab", "variants", "dummyData_3Dim.csv.default.xml"), "Pstn2")
    assert xml == found
    with pytest.raises(AskError, match="has 3 issues; choose one by --issue: Pstn1, Pstn2 or Pstn3"):
        read_actors(path)
    with pytest.raises(
        AskError, match=r"--issue Pstn4: .* no such issue; expected Pstn1, Pstn2 or Pstn3; did you mean"
    ):
        read_actors(path, "Pstn4")
    assert read_actors(shared_path("golden", "ktab", "SOE-Competitive.csv")).issue == "Competitive Position"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["is empty"]),
        ("Actor,Capability,Position\nA,1,2\n", ["t.csv:1:", "has no column salience"]),
        ("Actor,Capability,Positon,Salience\nA,1,2,1\n", ["t.csv:1:", "not known", "did you mean `position`?"]),
        ("Actor,Capability,Position,Position,Salience\n", ["t.csv:1:", "names a column twice"]),
        (f"{HEAD}A,1,x,1\nB,1,,1\n", ["t.csv:2: position: is not a number", "t.csv:3: position: is blank"]),
        (f"{HEAD}A,1,2,1,9\nB,1,1,1\n", ["t.csv:2: has more cells"]),
        (f"{HEAD}A,1,2,1\nA,1,3,1\n", ["t.csv:3: actor: stands there twice"]),
        (f"{HEAD},1,2,1\nB,1,3,1\n", ["t.csv:2: actor: is blank"]),
        (f"{HEAD}A,-1,2,1\nB,1,3,1\n", ["t.csv:2: capability: is below 0, value not shown (team)"]),
        (f"{HEAD}A,1,2,-0.5\nB,1,3,1\n", ["t.csv:2: salience: is out of range", "from 0 to 1"]),
        (f"{HEAD}A,1,2,150\nB,1,3,1\n", ["t.csv:2: salience: is out of range", "from 0 to 100"]),
        (f"{HEAD}A,1,2,1\n", ["has 1 actors; expected 2 to 250"]),
        (f"{HEAD}A,0,2,1\nB,1,3,0\n", ["has nobody with both"]),
        (
            f"{HEAD}A,1e308,2,1\nB,1,-1e101,1\n",
            ["t.csv:2: capability: is too large", "t.csv:3: position: is too large"],
        ),
        (f"{HEAD}A,1,nan,1\nB,1,1e999,1\n", ["t.csv:2: position", "t.csv:3: position"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, words):
    with pytest.raises(CaseError) as error:
        of_text(text, "t.csv")
    for word in words:
        assert word in str(error.value)
    assert "150" not in str(error.value)


def test_an_issue_without_a_name_cannot_be_chosen():
    with pytest.raises(AskError, match="leave out --issue x"):
        of_text(f"{HEAD}A,1,2,1\nB,1,3,1\n", "t.csv", "x")
