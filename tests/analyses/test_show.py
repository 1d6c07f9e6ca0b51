"""The numbers of a case as the analyst left them."""

import pytest

from backchannel.analyses.show import show
from backchannel.case.inputs import inputs
from backchannel.core.errors import AskError
from tests.analyses.cases import geneva, row, rows, toy


def test_without_a_prefix_a_count_by_group_and_label():
    case = geneva()
    found = show(case)
    assert sum(r["numbers"] for r in rows(found)) == len(list(inputs(case)))
    for r in rows(found):
        assert r["public"] + r["partners"] + r["team"] + r["secret"] == r["numbers"]
        mine = [i for i in inputs(case) if i.path.startswith(f"{r['group']}.")]
        assert r["secret"] == sum(str(i.label) == "secret" for i in mine)
        assert r["unsourced"] == sum(not i.evidence for i in mine)
    assert str(found.label) == "secret"


def test_a_prefix_stops_at_a_dot():
    case = geneva()
    assert {r["path"] for r in show(case, "actors.iran").rows} == {
        i.path for i in inputs(case) if i.path.startswith("actors.iran.")
    }
    assert row(show(case, "actors.russia.openness"), path="actors.russia.openness")["unit"] == "share"


def test_numbers_are_those_of_the_file():
    one = row(show(toy("actors.government.cost=[0.05, 0.1, 0.3]"), "actors.government.cost"))
    assert (one["low"], one["best"], one["high"], one["label"]) == (0.05, 0.1, 0.3, "team")
    unknown = row(show(toy("actors.government.cost=?"), "actors.government.cost"))
    assert (unknown["low"], unknown["best"], unknown["high"], unknown["unknown"]) == (None, None, None, True)


@pytest.mark.parametrize(
    ("prefix", "label"),
    [
        ("stances.government.power.public", "public"),
        ("stances.government.power", "team"),
        ("actors.government", "team"),
    ],
)
def test_the_label_is_that_of_what_is_shown(prefix, label):
    found = show(toy(), prefix)
    assert str(found.label) == label
    assert str(found.label) == max(
        (r["label"] for r in rows(found)), key=["public", "partners", "team", "secret"].index
    )


def test_a_note_about_more_than_the_public_line_is_not_shown_with_it():
    """A stance's note speaks of the private limit too: it is the stance's, and not public."""
    note = "would settle for a third in private"
    stances = [
        {"actor": "government", "issue": "power", "public": 0, "private": 30, "salience": 100, "note": note},
        {"actor": "opposition", "issue": "power", "public": 100, "private": 100, "salience": 100},
    ]
    found = show(toy(stances=stances), "stances.government.power.public")
    assert str(found.label) != "public" or note not in str(found.to_json())
    assert note in str(show(toy(stances=stances), "stances.government.power.private").to_json())


def test_a_slip_is_answered_with_what_there_is():
    with pytest.raises(AskError, match=r"actors\.russia"):
        show(geneva(), "actors.rusia")


def test_what_is_secret_is_not_offered():
    with pytest.raises(AskError) as told:
        show(geneva(), "actors.post_minded_insider")
    assert "post_minded_insiders" not in str(told.value).replace("post_minded_insider;", "")
