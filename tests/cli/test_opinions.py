"""`opinions`, `smp` and `challenge` as a person meets them."""

import json
import re

import numpy as np
import pytest

from tests.cli.running import apart, inside, refused
from tests.support import shared_path
from tests.theory.groupdecision import golden

CSV = "Talks,,3,1\nActor,Description,Power,Price,Sal\nA,,1,10,30\nB,,2,90,50\nC,,3,50,60\n"
TABLE = "Actor,Capability,Position,Salience\nA,1,2,0.5\nB,2,9,0.8\nC,1,5,1\n"


def test_smp_json_has_the_keys_that_are_promised(capsys):
    done = inside(capsys, "smp", shared_path("golden", "ktab", "SOE-Pol-Comp.csv"), "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out, parse_constant=lambda c: pytest.fail(c))
    expected = golden.positions("SOE-Pol-Comp.csv.positions.csv")
    assert found["turns"] == len(expected) - 1
    assert np.abs(np.array(found["positions"]) - expected).max() < 1e-9
    assert {"title", "sentences", "columns", "rows", "label", "manifest", "actors", "dimensions", "options"} <= set(
        found
    )
    assert (found["label"], found["stopped"], found["corrections"]) == ("team", True, [])
    assert len(found["rows"]) == expected.size


def test_an_actor_with_anothers_name_is_refused(capsys, tmp_path):
    (tmp_path / "x.csv").write_text(CSV.replace("\nC,", "\nA,"))
    refused(inside(capsys, "smp", tmp_path / "x.csv"), "x.csv:5: actor: has the name of the actor in line 3")


def test_an_option_that_is_not_there_lists_all_there_are(capsys, tmp_path):
    (tmp_path / "x.csv").write_text(CSV)
    refused(inside(capsys, "smp", tmp_path / "x.csv", "--option", "Foo=1"), "no option Foo", "BargnModel, IdealAdjust")


def test_options_on_the_command_line_stand_above_those_of_the_file(capsys):
    table = shared_path("golden", "ktab", "dummyData_3Dim.csv")
    variant = shared_path("golden", "ktab", "variants", "dummyData_3Dim.csv.BargnModel=PWCompInterp.xml")
    expected = golden.positions("variants", "dummyData_3Dim.csv.BargnModel=PWCompInterp.positions.csv")
    for argv in ((table, "--option", "BargnModel=PWCompInterp"), (variant,)):
        found = json.loads(inside(capsys, "smp", *argv, "--json").out)
        assert np.abs(np.array(found["positions"]) - expected).max() < 1e-9
        assert "a gain stands where a probability belongs" in " ".join(found["sentences"])
    back = json.loads(inside(capsys, "smp", variant, "--option", "BargnModel=InitOnlyInterp", "--json").out)
    assert np.abs(np.array(back["positions"]) - golden.positions("dummyData_3Dim.csv.positions.csv")).max() < 1e-9
    two = json.loads(inside(capsys, "smp", table, "--turns", "2", "--json").out)
    assert (two["turns"], len(two["positions"])) == (2, 3)
    assert "still moving" in two["sentences"][0]
    right = json.loads(inside(capsys, "smp", table, "--preset", "corrected", "--json").out)
    assert len(right["corrections"]) == 4
    assert np.abs(np.array(right["forecast"]["expected"]) - back["forecast"]["expected"]).max() > 0.01


def test_ideals_follow_as_an_option_says_or_as_the_file_does(capsys):
    table = shared_path("golden", "ktab", "dummyData_3Dim.csv")
    expected = golden.positions("variants", "dummyData_3Dim.csv.IdealAdjust=0.3.positions.csv")
    found = json.loads(inside(capsys, "smp", table, "--option", "IdealAdjust=0.3", "--json").out)
    assert np.abs(np.array(found["positions"]) - expected).max() < 1e-9
    assert found["options"]["IdealAdjust"] == found["manifest"]["settings"]["options"]["IdealAdjust"] == "0.3"
    for word in ("x", "1.5", "nan"):
        refused(
            inside(capsys, "smp", table, "--option", f"IdealAdjust={word}"),
            f"IdealAdjust cannot be {word}; expected a number from 0 to 1",
        )


def test_challenge_json(capsys):
    names, *_ = golden.actors("emission")
    file = shared_path("golden", "bdm", "emission.input.csv")
    done = inside(capsys, "challenge", file, "--preset", "scholz_code", "--rounds", "20", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out, parse_constant=lambda c: pytest.fail(c))
    expected = [[r["positions"][a] for a in names] for r in golden.history("emission")]
    assert np.abs(np.array(found["positions"]) - expected).max() < 1e-9
    assert (found["rounds"], found["actors"], found["label"]) == (20, names, "team")
    assert found["events"][0] == {
        "round": 1, "actor": "Belgium", "event": "compromises with", "with": "France",
        "position": pytest.approx(8.415932315426764),
    }  # fmt: skip
    assert found["switches"]["capitulation"] == "never"
    other = inside(capsys, "challenge", file, "--switch", "conflict=no_move", "--json")
    assert json.loads(other.out)["switches"]["conflict"] == "no_move"


@pytest.mark.parametrize(
    "argv",
    [
        ("smp", ("ktab", "SOE-Competitive.csv")),
        ("smp", ("ktab", "dummyData_3Dim.csv"), "--preset", "corrected", "--option", "VotingRule=ASymProsp"),
        ("challenge", ("bdm", "honduras.input.csv"), "--preset", "scholz_code"),
        ("challenge", ("bdm", "sultan_oil.input.csv")),
        ("challenge", ("ktab", "dummyData_3Dim.csv"), "--issue", "Pstn1", "--rounds", "3"),
    ],
)
def test_on_a_terminal(capsys, argv):
    command, file, *rest = argv
    done = inside(capsys, command, shared_path("golden", *file), *rest)
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if len(line) > 100 or line != line.rstrip()] == []
    assert "under these inputs" in " ".join(done.out.split()).lower()
    assert "label: team" in done.out
    table = inside(capsys, command, shared_path("golden", *file), *rest, "--csv").out.splitlines()
    assert table[0].split(",")[:2] == (["turn", "actor"] if command == "smp" else ["round", "actor"])


def test_what_came_of_it_is_said(capsys, tmp_path):
    def said(*argv):
        return " ".join(inside(capsys, *argv).out.split())

    honduras = shared_path("golden", "bdm", "honduras.input.csv")
    assert "a cycle of 2 rounds" in said("challenge", honduras, "--preset", "scholz_code")
    sultan = shared_path("golden", "bdm", "sultan_oil.input.csv")
    assert "Nobody moves any more from round 0 on" in said("challenge", sultan, "--preset", "scholz_code")
    assert "neither come to rest nor" in said("challenge", sultan, "--rounds", "2")
    still = tmp_path / "still.csv"
    still.write_text(CSV.replace("10", "50").replace("90", "50"))
    assert "Nobody moves any more after 1 turn." in said("smp", still, "--turns", "1")
    circle = tmp_path / "circle.csv"
    x, s, c = golden_cycle()
    rows = "".join(f"a{i},,{c[i]!r},{100 * x[i]!r},{100 * s[i]!r}\n" for i in range(len(x)))
    circle.write_text(f"Round,,{len(x)},1\nActor,Description,Power,Price,Sal\n{rows}")
    assert "go round in a cycle of" in said("smp", circle)


def golden_cycle():
    """A board whose positions come back, found among random ones."""
    from backchannel.theory.groupdecision.smp import bargain

    rng = np.random.default_rng(3)
    x, s, c = rng.uniform(0, 1, (400, 6, 1)), rng.uniform(0.1, 0.9, (400, 6, 1)), rng.uniform(1, 9, (400, 6))
    found = bargain(x, s, c, keep=False)
    draw = int(np.flatnonzero((found.period > 1) & ~found.stopped)[0])
    return x[draw, :, 0].tolist(), s[draw, :, 0].tolist(), c[draw].tolist()


@pytest.mark.parametrize("command", ["smp", "challenge"])
def test_a_picture(capsys, tmp_path, command):
    file = tmp_path / "t.csv"
    file.write_text(CSV)
    for ending in ("svg", "png"):
        done = inside(capsys, command, file, "--csv", "--chart", tmp_path / f"x.{ending}")
        assert done.code == 0
        assert (tmp_path / f"x.{ending}").stat().st_size > 1000
    drawn = (tmp_path / "x.svg").read_text()
    assert all(re.search(f">([A-C], )*{name}(, [A-C])*<", drawn) for name in "ABC")


def test_what_cannot_be_done(capsys, tmp_path):
    file, table = tmp_path / "t.csv", tmp_path / "a.csv"
    file.write_text(CSV)
    table.write_text(TABLE)
    refused(inside(capsys, "smp", tmp_path / "none.csv"), "none.csv", "is not a file")
    refused(inside(capsys, "smp", file, "--option", "BargnModel"), "--option BargnModel: expected NAME=WORD")
    refused(inside(capsys, "smp", file, "--option", "BargnModel=Best"), "BargnModel cannot be Best; expected InitOnly")
    refused(inside(capsys, "smp", file, "--option", "Bargain=Best"), "there is no option Bargain")
    refused(inside(capsys, "smp", file, "--option", "BigRAdjust=Full"), "does not work in KTAB")
    refused(inside(capsys, "smp", file, "--preset", "best"), "expected ktab or corrected")
    refused(inside(capsys, "smp", file, "--turns", "-1"), "--turns")
    refused(inside(capsys, "smp", file, "--chart", "x.jpeg"), ".svg, .png or .html")
    refused(inside(capsys, "smp", table), "a.csv:1:")
    file.write_text(CSV.replace("90", "900"))
    refused(inside(capsys, "smp", file), "t.csv:4: Price: is out of range, value not shown (team)")
    refused(inside(capsys, "challenge", table, "--preset", "code"), "expected paper or scholz_code")
    refused(inside(capsys, "challenge", table, "--switch", "offer=any"), "offer cannot be any")
    refused(inside(capsys, "challenge", table, "--switch", "offer"), "--switch offer: expected NAME=WORD")
    refused(inside(capsys, "challenge", table, "--issue", "x"), "leave out --issue x")
    table.write_text(TABLE.replace("B,2", "B,1e308"))
    refused(inside(capsys, "challenge", table), "a.csv:3: capability: is too large", "at most 1e+100")
    table.write_text(TABLE.replace("0.8", "often"))
    refused(inside(capsys, "challenge", table), "a.csv:3: salience: is not a number")


def test_as_a_process(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)
    done = apart("challenge", tmp_path / "a.csv")
    assert (done.code, done.err) == (0, "")
    assert "Round by round" in done.out


def test_opinions_as_json_csv_and_picture(capsys, tmp_path):
    ask = ["opinions", "geneva-ii", "--runs", "20", "--level", "aid", "--model", "mean", "--model", "challenge_paper"]
    done = inside(capsys, *ask, "--json", "--chart", tmp_path / "seen.svg")
    assert done.code == 0
    found = json.loads(done.out, parse_constant=lambda c: pytest.fail(c))
    assert [(r["issue"], r["model"]) for r in found["rows"]] == [
        (k, m) for k in ("aid_access", "detainees") for m in ("mean", "challenge_paper")
    ]
    assert found["label"] == "secret"
    assert found["manifest"]["settings"]["models"] == ["challenge_paper", "mean"]
    svg = (tmp_path / "seen.svg").read_text()
    assert "challenge paper" in svg
    assert "aid access" in svg
    assert (tmp_path / "seen.svg").stat().st_mode & 0o077 == 0
    assert inside(capsys, *ask, "--csv").out.splitlines()[0].startswith("issue,model,family,median,se")


def test_a_screen_of_opinions(capsys):
    done = inside(capsys, "opinions", "geneva-ii", "--runs", "60")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert any(re.match(r"mean_both +\d+ \(\d+-\d+\) ", line) for line in lines)
    assert any(re.match(r"challenge_scholz_code +\* \d+ ", line) for line in lines)
    for words in (
        "status quo",
        "whether capability weighs",
        "Who is decisive",
        "Did not come to rest",
        "label: secret",
    ):
        assert words in done.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--model", "smp_ktb"], "did you mean smp_ktab?"),
        (["--issue", "agendas"], "did you mean agenda?"),
        (["--chart", "seen.pdf"], ".svg, .png or .html"),
    ],
)
def test_opinions_asked_of_what_there_is_not(capsys, options, words):
    refused(inside(capsys, "opinions", "geneva-ii", "--runs", "2", *options), words)


def test_a_value_set_is_read(capsys):
    done = inside(
        capsys, "opinions", "geneva-ii", "--runs", "5", "--model", "mean", "--csv",
        "--set", "actors.armed_rebels.capability=10",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
