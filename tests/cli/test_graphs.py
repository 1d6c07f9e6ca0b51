"""The commands of the graph model as a person meets them."""

import json

import pytest

from tests.case.graphfile.models import STATES, TALKS, changed
from tests.cli.running import Done, refused
from tests.cli.running import inside as run_inside
from tests.support import shared_path


def inside(capsys, *argv: object) -> Done:
    return run_inside(capsys, *map(str, argv))


@pytest.fixture
def talks(tmp_path):
    path = tmp_path / "talks.json"
    path.write_text(json.dumps(TALKS))
    return path


def golden(name):
    return shared_path("golden", "gmcr", f"{name}.json")


@pytest.mark.parametrize("name", ["Elmira", "Elmira_9state", "NorthKorea2017_deterrence"])
def test_data_of_solve(capsys, name):
    found = json.loads(inside(capsys, "graph", "solve", golden(name), "--coalitions", "--json").out)
    data = json.loads(golden(name).read_text())
    reference = data.get("reference_FHK_computed") or data["expected"]["reference_FHK"]
    for concept, said in reference.items():
        states = said if isinstance(said, list) else said.get("states", said.get("equilibria"))
        assert found["equilibria"][concept] == states
        for actor, stable in ({} if isinstance(said, list) else said).get("per_dm", {}).items():
            assert found["per_actor"][concept][actor] == stable
    assert {"title", "sentences", "rows", "label", "manifest"} <= set(found)
    assert found["per_coalition"]["CNash"]


def test_solve_in_words(capsys):
    done = inside(capsys, "graph", "solve", golden("Elmira_9state"), "--coalitions")
    assert (done.code, done.err) == (0, "")
    told = " ".join(done.out.split())
    assert "Nobody gains by moving away from state 5 (NYNNY), state 8 (YNYNY) and state 9" in told
    assert "Together, MoE and Uniroyal can leave state 5 for something better for each of them." in told
    assert "State 1 (NYNNN) and state 4 (YNYNN) last as long as all reckon with it" in told
    assert max(map(len, done.out.splitlines())) <= 100


def test_solve_says_where_things_stand(capsys, talks):
    told = " ".join(inside(capsys, "graph", "solve", talks).out.split())
    assert "Where things stand is state 1 (nothing is done)" in told
    assert "label: team" in told
    assert "no forecast" in told


def test_what_is_hidden_from_some(capsys):
    found = json.loads(inside(capsys, "graph", "solve", golden("SI_misp"), "--json").out)
    assert found["equilibria"]["Nash"] == [1, 2, 6]
    assert "as_each_sees_it" in found
    assert "hidden from some actors" in " ".join(found["sentences"])


def test_strength_and_unknowns(capsys, tmp_path):
    path = tmp_path / "x.json"
    preferences = {"a": {"ranking": [3, 2, 1], "much": [1]}, "b": {"pairs": {"better": [[2, 3]]}}}
    path.write_text(json.dumps(changed(STATES, preferences=preferences)))
    by = {
        how: json.loads(inside(capsys, "graph", "solve", path, "--unknown", how, "--json").out)["equilibria"]
        for how in "abcd"
    }
    assert all("SEQ_strong" in one for one in by.values())
    assert set(by["a"]["GMR"]) <= set(by["d"]["GMR"])
    refused(inside(capsys, "graph", "solve", path, "--coalitions"), "takes rankings", "`much` or `pairs`")
    refused(inside(capsys, "graph", "path", path), "takes rankings")
    refused(inside(capsys, "graph", "inverse", path, "--state", 1), "takes rankings")


def test_a_picture(capsys, tmp_path):
    for name in ("SyriaIraq", "Garrison", "Elmira_9state"):
        done = inside(capsys, "graph", "solve", golden(name), "--csv", "--chart", tmp_path / "x.svg")
        assert done.code == 0
        drawn = (tmp_path / "x.svg").read_text()
        assert "nobody gains by moving" in drawn
    assert "Uniroyal" in drawn
    table = inside(capsys, "graph", "solve", golden("SyriaIraq"), "--csv").out.splitlines()
    assert len(table) == 7


def test_path(capsys):
    done = inside(capsys, "graph", "path", golden("Elmira_9state"), "--from", 1, "--to", 8)
    told = " ".join(done.out.split())
    assert "State 8 (YNYNY) cannot be reached by improvements alone" in told
    assert "It would be enough if MoE did." in told
    assert "Without MoE, without Uniroyal or without LocalGov no way leads there." in told
    found = json.loads(inside(capsys, "graph", "path", golden("Cuban"), "--from", 1, "--json").out)
    five = next(r for r in found["rows"] if r["state"] == 5)
    assert (five["steps"], five["by_improvements"], five["equilibrium"]) == (1, 3, True)
    told = " ".join(inside(capsys, "graph", "path", golden("Elmira_9state"), "--from", 9, "--to", 1).out.split())
    assert "cannot be reached from here: what was done on the way cannot be undone." in told
    told = " ".join(inside(capsys, "graph", "path", golden("Elmira_9state"), "--from", 9, "--to", 9).out.split())
    assert "Things stand at state 9 (---Y-) already." in told


def test_path_from_where_things_stand(capsys, talks):
    told = " ".join(inside(capsys, "graph", "path", talks).out.split())
    assert "Of the other 5 states 5 can be reached by legal moves" in told
    told = " ".join(inside(capsys, "graph", "path", talks, "--to", 5).out.split())
    assert "North takes up 'talk'" in told


def test_inverse(capsys):
    found = json.loads(inside(capsys, "graph", "inverse", golden("SyriaIraq"), "--state", 2, "--json").out)
    syria = {r["concept"]: r["rankings"] for r in found["rows"] if r["name"] == "Syria"}
    assert (syria["Nash"], syria["SEQ"], syria["SMR"]) == (240, 384, 300)
    told = " ".join(inside(capsys, "graph", "inverse", golden("SyriaIraq"), "--state", 2, "--actor", "d0",
                           "--concept", "SEQ").out.split())  # fmt: skip
    assert "Under SEQ it would be enough for Syria to prefer it to state 6, now ranked above it." in told
    told = " ".join(
        inside(capsys, "graph", "inverse", golden("Prisoners"), "--state", 2, "--concept", "Nash").out.split()
    )
    assert "rankings is no probability" in told


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["solve", "nowhere.json"], ["nowhere.json", "No such file"]),
        (["solve", "{f}", "--sanction", "x"], ["no sanction called x"]),
        (["solve", "{f}", "--unknown", "x"], ["expected a, b, c or d"]),
        (["solve", "{f}", "--chart", "x.jpg"], [".svg, .png or .html"]),
        (["path", "{f}", "--from", "1", "--to", "99"], ["there is no state 99"]),
        (["inverse", "{f}", "--state", "1", "--actor", "d9"], ["no actor called d9"]),
        (["inverse", "{f}", "--state", "1", "--concept", "SIM"], ["no concept called SIM"]),
        (["path", "{f}"], ["names no status quo"]),
        (["path"], ["Missing argument"]),
    ],
)
def test_what_cannot_be_done(capsys, argv, words):
    refused(inside(capsys, "graph", *[a.format(f=golden("SyriaIraq")) for a in argv]), *words)


def test_stability(capsys, tmp_path):
    asked = ("stability", "geneva-ii", "--runs", 20, "--level", "local_truce", "--most", 6)
    done = inside(capsys, *asked, "--chart", tmp_path / "x.svg")
    assert done.code == 0
    assert "the text in force" in done.out
    assert "no forecast that it comes about" in " ".join(done.out.split())
    assert "lasts (SEQ)" in (tmp_path / "x.svg").read_text()
    found = json.loads(inside(capsys, *asked, "--json").out)
    assert found["label"] == "secret"
    assert found["parts"][0]["rows"][0]["options"] == 6
    refused(inside(capsys, "stability", "geneva-ii", "--most", 1), "expected 2 to 14 options")
    refused(inside(capsys, "stability", "geneva-ii", "--level", "peace"), "no level called peace")
