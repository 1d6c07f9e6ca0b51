"""`resolutions.yaml`: read by line, under the questions' own rules, and by the ledger alone."""

import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backchannel.case.problems import CaseError
from backchannel.case.reading import NEVER, case_hash, find_case, read_case
from backchannel.core.labels import Label
from backchannel.ledger.happened import read_resolutions
from tests.ledger.cases import NOW, book
from tests.support import ROOT

GENEVA = find_case("geneva-ii")
ONE = """- question: second_round
  by: "2014-02-28"
  outcome: yes
  settled: 2014-02-15
  happened: They came back.
  sources: [the papers]
"""


@cache
def geneva():
    return read_case(GENEVA)


@pytest.fixture
def place(tmp_path) -> Path:
    return Path(shutil.copytree(GENEVA, tmp_path / "case"))


def said(place: Path, text: str) -> str:
    (place / NEVER).write_text(text)
    with pytest.raises(CaseError) as told:
        read_resolutions(place, geneva())
    return str(told.value)


def test_what_became_of_geneva_ii():
    found: Any = read_resolutions(GENEVA, geneva())
    settled = {d.question.partition("/")[2]: (d.says.outcome, d.says.resolved_at) for d in found.drafts}
    assert settled == {
        "second_round/2014-02-28": ("yes", "2014-02-15"),
        "transition_at_conference/closing": ("no", "2014-05-16"),
        "aid_or_truce_carried_out/2014-03-31": ("yes", "2014-02-08"),
        "backers_new_text/2016-01-28": ("yes", "2015-12-18"),
        "backers_new_text/2017-01-28": ("yes", "2015-12-18"),
        "backers_new_text/2019-01-28": ("yes", "2015-12-18"),
        "negotiated_change/2015-01-28": ("no", "2015-01-29"),
        "negotiated_change/2016-01-28": ("no", "2016-01-29"),
        "negotiated_change/2017-01-28": ("no", "2017-01-29"),
    }
    asked = sum(len(question.by) for question in geneva().questions)
    assert len(found.drafts) + len(found.unresolved) == asked
    assert all(found.unresolved.values())
    for draft in found.drafts:
        question = geneva_question(draft.question)
        assert draft.says.rule.startswith(question.yes_if[:40])
        assert draft.label is Label.TEAM


def geneva_question(name: str) -> Any:
    return next(q for q in geneva().questions if q.id == name.split("/")[1])


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("second_round", "second_rond", "[0].question: is no question of the case (got `second_rond`); fix: did"),
        ("2014-02-28", "2014-03-28", ":2: resolutions[0].by: is none of the question's dates (got `2014-03-28`)"),
        ("outcome: yes", "outcome: yess", ":3: resolutions[0].outcome: is not one of the known words (got `yess`)"),
        ("outcome: yes", "outcome: void", ":3: resolutions[0].outcome: is void, and the question has no rule"),
        ("2014-02-15", "2014-03-15", f"{NEVER}:4: resolutions[0].settled: is after the question's date"),
        ("2014-02-15", "2014-01-15", f"{NEVER}:4: resolutions[0].settled: is before the day of the case"),
        ("2014-02-15", "soon", ":4: resolutions[0].settled: is not right (got `soon`); expected a date as YYYY-"),
        ("outcome: yes", "outcome: no", f"{NEVER}:4: resolutions[0].settled: is not after the question's date"),
        ("  settled: 2014-02-15\n", "", f"{NEVER}:1: resolutions[0]: is not right; expected `settled: YYYY-MM-DD`"),
        ("  sources: [the papers]\n", "", "expected `sources: [...]`"),
        ("outcome: yes", "outcome: unresolved", "expected no `settled`"),
        ("  happened: They came back.\n", "", f"{NEVER}:1: resolutions[0].happened: is missing"),
        ("happened:", "hapened:", f"{NEVER}:5: resolutions[0].hapened: is not a field"),
        ("[the papers]", "the papers", f"{NEVER}:6: resolutions[0].sources: is not a list"),
        (ONE, "other: 5\n", f"{NEVER}:1: other: holds something else than what happened"),
        (ONE, ONE + ONE, f"{NEVER}:8: resolutions[1].by: answers a question twice"),
        (ONE, ONE, f"{NEVER}: says nothing of transition_at_conference/closing, any_signed_result/closing, "),
        (ONE, "- 5\n", f"{NEVER}:1: resolutions[0]: is not a mapping of fields"),
        (ONE, "- [", "is not valid YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_line(place, was, becomes, says):
    assert was in ONE
    told = said(place, ONE.replace(was, becomes))
    assert says in told, told


def test_a_case_without_one(place):
    (place / NEVER).unlink()
    with pytest.raises(CaseError, match=r"resolutions\.yaml: is missing"):
        read_resolutions(place, geneva())


def test_into_the_ledger(tmp_path):
    from backchannel.ledger.recording import with_questions

    found: Any = read_resolutions(GENEVA, geneva())
    with book(tmp_path / "ledger.sqlite") as ledger:
        entries = ledger.append(
            lambda reader: with_questions(geneva(), found.drafts, reader), now=NOW.replace(year=2026)
        )
        assert [e.kind for e in entries] == ["question"] * 9 + ["resolution"] * 9
        assert ledger.verify().whole


# --- nothing else reads it ----------------------------------------------------------------------------------------

opened: list[str] = []
watching = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if watching and event == "open" and isinstance(arguments[0], str | bytes):
        opened.append(str(arguments[0]))


sys.addaudithook(_watch)  # it cannot be taken off again, so it listens only when told to


def opens(act) -> list[str]:
    global watching
    opened.clear()
    watching = True
    try:
        act()
    finally:
        watching = False
    return [name for name in opened if name.endswith(NEVER)]


@pytest.mark.slow
def test_nothing_that_forecasts_opens_it(place, tmp_path, capsys):
    from tests.cli.running import inside

    asked = [
        ["forecast", place, "--runs", "20", "--months", "2"],
        ["simulate", place, "--runs", "20", "--months", "2", "-o", tmp_path / "runs"],
        ["brief", place, "--runs", "20"],
        ["claims", place, "--claim", "C2", "--runs", "20"],
        ["check", place],
        ["ledger", "record", place, "--runs", "20", "--months", "2", "--ledger", tmp_path / "ledger.sqlite"],
    ]
    for argv in asked:
        assert opens(lambda argv=argv: inside(capsys, *argv)) == [], argv
        assert any(name.endswith("questions.yaml") for name in opened), argv  # what is watched is seen
    resolve = ["ledger", "resolve", "--case", place, "--ledger", tmp_path / "ledger.sqlite"]
    assert opens(lambda: inside(capsys, *resolve)) == [str(place / NEVER)]


def test_it_is_no_part_of_the_case(place):
    before = case_hash(read_case(place))
    (place / NEVER).write_text("{ nothing of the kind")
    assert case_hash(read_case(place)) == before
    (place / NEVER).unlink()
    assert case_hash(read_case(place)) == before


def test_only_the_ledger_and_its_command_know_how_to_read_it():
    source = ROOT / "src" / "backchannel"
    texts = {path.relative_to(source): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    asks = re.compile(r"^\s*(from|import) backchannel(\.ledger\b| import .*\bledger\b)", re.MULTILINE)
    importing = {path.parts[0] for path, text in texts.items() if asks.search(text)}
    assert importing == {"cli", "ledger"}
    reading = {path.as_posix() for path, text in texts.items() if "read_resolutions" in text}
    assert reading == {"ledger/happened.py", "cli/ledger.py"}
