"""Every command on the first case: text, JSON, CSV, pictures, `--set`."""

import csv
import io
import json
import re

import pytest

from backchannel.case.reading import case_hash
from backchannel.core.finding import Finding
from tests.cli.running import ANALYSES, FEW, Done, inside, refused

SHOW = {"show": ["show", "geneva-ii"], "show a prefix": ["show", "geneva-ii", "actors.russia"]}
ALL = {
    **{k: [*v, *FEW] for k, v in ANALYSES.items()},
    **SHOW,
    "check": ["check", "geneva-ii", "--all"],
    "theory": ["theory"],
    "theory one": ["theory", "fearon_range", "--show"],
    "theory computed": ["theory", "fearon_range", "--set", "p=0.6", "--set", "c_A=0.1", "--set", "c_B=0.15"],
    "packages whole": ["packages", "geneva-ii", *FEW],
}


KEPT: dict[tuple[str, ...], Done] = {}


def kept(capsys, *argv: str) -> Done:
    """What a command gave the first time it was run here."""
    if argv not in KEPT:
        KEPT[argv] = inside(capsys, *argv)
    return KEPT[argv]


FOUND: dict[object, Finding] = {}


@pytest.fixture(autouse=True)
def _found_once(monkeypatch):
    """What the brief found is kept by case and question: here it is about what the command makes of it."""
    from backchannel.analyses import brief

    find = brief.brief

    def once(case, **asked):
        key = (case_hash(case), *sorted(asked.items()))
        if key not in FOUND:
            FOUND[key] = find(case, **asked)
        return FOUND[key]

    monkeypatch.setattr(brief, "brief", once)


@pytest.mark.parametrize("name", ALL)
def test_it_prints_within_100_columns_and_says_nothing_else(capsys, name):
    done = kept(capsys, *ALL[name])
    assert (done.code, done.err) == (0, "")
    assert done.out.strip()
    assert "\x1b" not in done.out
    assert [line for line in done.out.splitlines() if len(line) > 100] == []


@pytest.mark.parametrize("name", ALL)
def test_no_line_ends_in_blanks(capsys, name):
    assert [x for x in kept(capsys, *ALL[name]).out.splitlines() if x != x.rstrip()] == []


def test_the_brief_is_one_screen(capsys):
    lines = kept(capsys, "brief", "geneva-ii", *FEW).out.splitlines()
    assert len(lines) <= 60


@pytest.mark.parametrize("name", [*ANALYSES, *SHOW])
def test_json(capsys, name):
    done = kept(capsys, *{**ANALYSES, **SHOW}[name], *([] if name in SHOW else FEW), "--json")
    found = json.loads(done.out, parse_constant=lambda c: pytest.fail(c))
    assert {"title", "sentences", "columns", "rows", "label", "manifest"} <= set(found)
    assert set(found) <= {"title", "sentences", "columns", "rows", "label", "manifest", "parts"}


@pytest.mark.parametrize("name", [*ANALYSES, *SHOW])
def test_csv_is_the_table_of_the_json(capsys, name):
    argv = [*{**ANALYSES, **SHOW}[name], *([] if name in SHOW else FEW)]
    table = list(csv.DictReader(io.StringIO(inside(capsys, *argv, "--csv").out)))
    found = json.loads(kept(capsys, *argv, "--json").out)
    assert list(table[0]) == found["columns"]
    assert len(table) == len(found["rows"])
    for cells, row in zip(table, found["rows"], strict=True):
        for column, value in row.items():
            if isinstance(value, float):
                assert float(cells[column]) == value
            elif value is None:
                assert cells[column] == ""


@pytest.mark.parametrize("first", "=+-@")
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(capsys, tmp_path, first):
    text = f"{first}cmd"
    case = tmp_path / "c"
    assert inside(capsys, "new", case).code == 0
    path = case / "case.yaml"
    path.write_text(path.read_text().replace("note: placeholder, replace", f'note: "{first}cmd"', 1))
    done = inside(capsys, "show", case, "actors.government", "--csv")
    notes = {r["note"] for r in csv.DictReader(io.StringIO(done.out))}
    assert text not in notes
    assert "'" + text in notes


@pytest.mark.parametrize(
    ("name", "ending"), [*((name, "svg") for name in ANALYSES), ("explain", "png"), ("explain", "html")]
)
def test_charts(capsys, tmp_path, name, ending):
    path = tmp_path / f"x.{ending}"
    done = inside(capsys, *ANALYSES[name], *FEW, "--chart", path)
    assert done.code == 0
    assert done.err.splitlines() == [f"picture: {path} (label: secret)"]
    start = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>"}[ending]
    assert path.read_bytes().lstrip()[: len(start)].lower() == start.lower()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["explain", "litmus"])
def test_charts_ask_nothing_of_the_network(capsys, tmp_path, name):
    path = tmp_path / "x.html"
    inside(capsys, *ANALYSES[name], *FEW, "--chart", path)
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)\s*=\s*[\"']?https?:", path.read_text()) == []


@pytest.mark.parametrize("name", ANALYSES)
def test_a_wrong_ending_is_one_line(capsys, tmp_path, name):
    done = inside(capsys, *ANALYSES[name], "--chart", tmp_path / "x.pdf")
    refused(done, ".svg, .png or .html")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["explain", "litmus"])
def test_a_chart_that_cannot_be_written_is_one_line(capsys, tmp_path, name):
    (tmp_path / "file").write_text("")
    done = inside(capsys, *ANALYSES[name], *FEW, "--chart", tmp_path / "file" / "x.svg")
    refused(done, "file")
    assert len(done.err.splitlines()) == 1


def test_a_chart_over_a_folder_names_the_folder(capsys, tmp_path):
    (tmp_path / "x.svg").mkdir()
    done = inside(capsys, *ANALYSES["explain"], *FEW, "--chart", tmp_path / "x.svg")
    refused(done, f"{tmp_path / 'x.svg'}: ")
    assert [p.name for p in tmp_path.iterdir()] == ["x.svg"]


@pytest.mark.parametrize("name", sorted(set(ANALYSES) - {"claims"}))  # claims play the game, which reads it
def test_openness_can_be_set_everywhere_and_says_that_nothing_reads_it(capsys, name):
    done = inside(capsys, *ANALYSES[name], *FEW, "--set", "actors.russia.openness=0.3", "--json")
    assert done.code == 0
    assert "actors.russia.openness" in done.err
    assert len(done.err.splitlines()) == 1
    json.loads(done.out)


def test_what_is_read_is_not_said_to_be_unread(capsys):
    done = inside(capsys, *ANALYSES["packages"], *FEW, "--set", "levels.aid.enforcement=0.9", "--json")
    assert done.err == ""
    before = json.loads(inside(capsys, *ANALYSES["packages"], *FEW, "--json").out)
    assert json.loads(done.out)["rows"] != before["rows"]


def test_a_value_of_another_level_is_not_said_to_wait_for_the_rounds(capsys):
    """It is unread because another level was asked for."""
    done = inside(capsys, *ANALYSES["packages"], *FEW, "--set", "levels.transition.enforcement=0.9", "--json")
    assert "levels.transition.enforcement" in done.err
    assert "round to round" not in done.err


@pytest.mark.parametrize(
    ("set_", "words"),
    [
        ("actors.rusia.openness=0.3", ["did you mean", "russia"]),
        ("actors.russia.opennes=0.3", ["did you mean", "openness"]),
        ("actor.russia.openness=0.3", ["did you mean", "actors"]),
        ("actors.russia.openness=3", ["from 0 to 1"]),
        ("actors.russia.openness", ["PATH=VALUE"]),
        ("actors.russia=0.3", ["record"]),
        ("levels.aid.signers.0.x=1", []),
        ("=", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("name", ["brief", "explain"])
def test_a_wrong_set(capsys, name, set_, words):
    refused(inside(capsys, *ANALYSES[name], *FEW, "--set", set_), "--set", *words)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["brief", "geneva-i"], ["geneva-i", "did you mean", "geneva-ii"]),
        (["brief", "geneva-ii", "--level", "transitoin"], ["did you mean transition"]),
        (["packages", "geneva-ii", "--track", "mediated"], ["mediated_sessions"]),
        (["litmus", "geneva-ii", "--level", "zzzz"], ["there are", "aid"]),
        (["explain", "geneva-ii", "rusia"], ["did you mean russia"]),
        (["show", "geneva-ii", "actors.rusia"], ["actors.russia"]),
        (["packages", "geneva-ii", "--guarantees", "some"], ["none, insiders or all"]),
        (["explain", "geneva-ii", "russia", "--text", "leadership=200"], ["0 to 100"]),
        (["explain", "geneva-ii", "russia", "--text", "leadership"], ["ISSUE=NUMBER"]),
        (["explain", "geneva-ii", "russia", "--text", "leadership=nan"], ["0 to 100"]),
        (["explain", "geneva-ii", "russia", "--text", ""], ["ISSUE=NUMBER"]),
        (["explain", "geneva-ii", "russia", "--text", "leadershp=60"], ["did you mean leadership"]),
        (["explain", "geneva-ii", "russia", "--text", "leadership=10"], ["between 50 and 100"]),
        (["explain", "geneva-ii", "russia", "--text", "leadership=60,leadership=70"], ["leadership"]),
        (["explain", "geneva-ii"], ["actor"]),
        (["brief", "--bogus"], ["--bogus"]),
        (["brief", "geneva-ii", "--runs", "0"], ["--runs"]),
        (["brief", "geneva-ii", "--runs", "many"], ["--runs"]),
        (["brief", "geneva-ii", "--seed", "-1"], ["--seed"]),
        (["brief", "geneva-ii", "--seed", "99999999999999999999999"], ["seed"]),
        (["nosuch"], ["nosuch"]),
        (["theory", "fearon"], ["did you mean", "fearon_range"]),
        (["theory", "fearon_range", "--set", "p=x"], ["p=x"]),
        (["theory", "fearon_range", "--set", "p=2"], ["[0, 1]"]),
        (["theory", "fearon_range", "--set", "q=2"], ["q"]),
        (["theory", "fearon_range"], ["needs 'p'"]),
        (["check", "nowhere.yaml"], ["nowhere.yaml"]),
    ],
    ids=" ".join,
)
def test_a_wrong_question_is_one_message(capsys, argv, words):
    refused(inside(capsys, *argv), *words)


def test_no_command_is_help(capsys):
    done = inside(capsys)
    assert done.code in (0, 2)
    assert "Usage" in done.out + done.err
    assert "brief" in done.out + done.err


def test_malformed_yaml_names_file_and_line(capsys, tmp_path):
    (tmp_path / "case.yaml").write_text("case:\n  id: x\n  title: [unclosed\nactors: {\n")
    refused(inside(capsys, "check", tmp_path), "case.yaml:")
    case = tmp_path / "good"
    inside(capsys, "new", case)
    text = (case / "case.yaml").read_text()
    (case / "case.yaml").write_text(text.replace("role: principal", "role: princpal", 1))
    line = text[: text.index("role: principal")].count("\n") + 1
    for argv in (["check", case], ["brief", case], ["litmus", case], ["show", case], ["claims", case]):
        refused(inside(capsys, *argv), f"case.yaml:{line}:", "principal")


def test_check_exits_by_severity(capsys, tmp_path):
    case = tmp_path / "mine"
    inside(capsys, "new", case)
    assert inside(capsys, "check", case).code == 0
    strict = inside(capsys, "check", case, "--strict")
    assert (strict.code, "7 records still hold a template's invented numbers" in " ".join(strict.out.split())) == (
        1,
        True,
    )
    for path in (case / "case.yaml", case / "stances.csv"):
        path.write_text(path.read_text().replace("placeholder", "a guess"))
    assert inside(capsys, "check", case, "--strict").code == 0  # notes are no warnings
    assert inside(capsys, "check", "geneva-ii").code == 0
    found = json.loads(inside(capsys, "check", "geneva-ii", "--json").out)
    warned = [r for r in found["rows"] if r["severity"] == "warning"]
    assert inside(capsys, "check", "geneva-ii", "--strict").code == (1 if warned else 0)
    path = case / "case.yaml"
    path.write_text(path.read_text().replace("cost: [0.05, 0.1, 0.2]            #", "cost: ? #", 1))
    assert inside(capsys, "check", case).code == 0
    assert inside(capsys, "check", case, "--strict").code == 1
    path.write_text("case: 3")
    assert inside(capsys, "check", case).code == 2


def test_a_case_by_folder_by_file_and_by_name(capsys, tmp_path):
    from backchannel.case.reading import find_case

    folder = find_case("geneva-ii")
    found = [inside(capsys, "explain", c, "russia", *FEW, "--json").out
             for c in ("geneva-ii", folder, folder / "case.yaml")]  # fmt: skip
    assert len(set(found)) == 1


# --- new --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mine", "My Case 2", "Überall", "a'b", 'q"q', "x: y", "deep/er/still", "judgement"])
@pytest.mark.parametrize(
    "title", [None, "Plain", 'It: "quoted" # {x}', "it's – Genève 日本", "two\nlines", "- dash", "{0}", "null"]
)
def test_new_makes_a_case_that_reads_back(capsys, tmp_path, name, title):
    from backchannel.case.reading import read_case

    folder = tmp_path / name
    done = inside(capsys, "new", folder, *(["--title", title] if title is not None else []))
    assert (done.code, done.err) == (0, "")
    case = read_case(folder)
    assert case.case.title == (title if title is not None else f"{folder.name} (working title)")
    assert {p.name for p in folder.iterdir()} == {"case.yaml", "stances.csv"}
    assert all((p.stat().st_mode & 0o077) == 0 for p in folder.iterdir())
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_new_then_check_then_every_analysis(capsys, tmp_path):
    case = tmp_path / "mine"
    done = inside(capsys, "new", case)
    assert f"backchannel brief {case}" in done.out.replace("\n", " ")
    for argv in (["check"], ["brief"], ["litmus"], ["packages"], ["claims"], ["show"]):
        found = inside(capsys, argv[0], case, *([] if argv[0] in ("check", "show") else FEW))
        assert (found.code, found.err) == (0, ""), argv
    assert inside(capsys, "explain", case, "government", *FEW).code == 0


def test_new_refuses_what_is_there_and_touches_nothing(capsys, tmp_path):
    case = tmp_path / "mine"
    case.mkdir()
    (case / "precious").write_text("x")
    refused(inside(capsys, "new", case), "exists already")
    assert [p.name for p in case.iterdir()] == ["precious"]


@pytest.mark.parametrize("name", ["123", "日本", "_"])
def test_new_wants_a_letter(capsys, tmp_path, name):
    refused(inside(capsys, "new", tmp_path / name), "letter")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", "x" * 5000, "nul\0"])
def test_new_never_writes_a_case_that_does_not_read(capsys, tmp_path, title):
    done = inside(capsys, "new", tmp_path / "mine", "--title", title)
    if done.code:
        refused(done, "title")
        assert list(tmp_path.iterdir()) == []
    else:
        assert inside(capsys, "check", tmp_path / "mine").code == 0


def test_a_case_without_claims_gets_no_empty_table(capsys, tmp_path):
    inside(capsys, "new", tmp_path / "mine")
    done = inside(capsys, "claims", tmp_path / "mine", *FEW)
    assert done.code == 0
    assert "carries no claims" in done.out
    assert "The tests behind the claims" not in done.out
