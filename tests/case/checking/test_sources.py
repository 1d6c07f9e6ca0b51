import pytest

from backchannel.case.checking import sources
from tests.case.checking.saying import keeps_silent, speaks

TWO = "{id: a_start, name: A start, level: aid}\n  - {id: b_start, name: B, level: aid}"
TWICE = "{actor: rebels, outcome: a_start, now: 0.4}\n  - {actor: rebels, outcome: b_start, now: 0.7}"
LOW = "opens: [access]\n    requires: [{issue: access, max: 20}]"
HIGH = (
    "  - id: transition",
    "  - {id: more, opens: [access], signers: rebels, requires: [{issue: access, min: 30}]}\n  - id: transition",
)
APART = [
    ("opens: [access]", LOW),
    HIGH,
    ("level: aid}", "level: aid}\n  - {id: b_start, name: B, level: more}"),
]
SPEAKS = [
    (
        sources.placeholders,
        [("role: leader", "role: leader\n    evidence: judgement\n    note: placeholder, replace")],
        "a record still holds a template's invented numbers",
        "actors.circle",
    ),
    (sources.unsourced, [], "has 7 numbers without evidence", "actors.circle"),
    (sources.unsourced, [], "has a number without evidence", "issues.access"),
    (sources.unsourced, [], "has 2 numbers without evidence", "war"),
    (
        sources.unexplained,
        [("role: leader", "role: leader\n    evidence: judgement")],
        "without saying why",
        "actors.circle",
    ),
    (
        sources.too_late,
        [("on: 2014-01-22", "on: 2014-01-29")],
        "later than the day",
        "conference.attendance.government.on",
    ),
    (
        sources.too_late,
        [("published: 2014-01-28", "published: 2014-02-01")],
        "later than the day",
        "sources.article.published",
    ),
    (
        sources.too_late,
        [("locator: para 3", "locator: para 3, date: 2015-01")],
        "later than the day",
        "evidence.e1.date",
    ),
    (
        sources.too_late,
        [("high: 0.5, evidence", "high: 0.5, date: 2014-01-30, evidence")],
        "later than the day",
        "actors.rebels.audience_cost.date",
    ),
    (
        sources.too_late,
        [("locator: para 3", "locator: para 3, date: last week")],
        "not an ISO date",
        "evidence.e1.date",
    ),
    (sources.over_already, [("by: [2014-06-30]", "by: [2014-01-28]")], "no later than the day", "questions.again.by"),
    (
        sources.uncited,
        [("credibility: 2}", "credibility: 2}\n  - {id: e9, source: article}")],
        "cited nowhere",
        "evidence.e9",
    ),
    (
        sources.uncited,
        [("evidence:\n  - {id: e1", "  - {id: book, what: a book}\nevidence:\n  - {id: e1")],
        "no evidence taken",
        "sources.book",
    ),
    (
        sources.incoherent,
        [
            ("{id: a_start, name: A start, level: aid}", TWO),
            ("{actor: rebels, outcome: a_start, now: 0.4}", TWICE),
        ],
        "two chances",
        "expectations.rebels.b_start",
    ),
    (
        sources.incoherent,
        [*APART, ("{actor: rebels, outcome: a_start, now: 0.4}", TWICE)],
        "more than 1 in sum",
        "expectations.rebels.b_start",
    ),
]
SILENT = [
    (sources.placeholders, [("role: leader", "role: leader\n    evidence: judgement\n    note: a guess")], ""),
    (sources.unsourced, [("role: leader", "role: leader\n    evidence: judgement")], "has 7 numbers"),
    (
        sources.unexplained,
        [("role: leader", "role: leader\n    evidence: judgement\n    note: a guess")],
        "without saying why",
    ),
    (sources.too_late, [], ""),
    (sources.too_late, [("locator: para 3", "locator: para 3, date: '2014'")], ""),
    (sources.over_already, [], ""),
    (sources.over_already, [("by: [2014-06-30]", "by: [closing]")], ""),
    (sources.uncited, [], ""),
    (sources.incoherent, [], ""),
    (
        sources.incoherent,
        [
            ("{id: a_start, name: A start, level: aid}", TWO),
            ("{actor: rebels, outcome: a_start, now: 0.4}", TWICE.replace("0.7", "[0.3, 0.5, 0.7]")),
        ],
        "",
    ),
    (
        sources.incoherent,
        [*APART, ("{actor: rebels, outcome: a_start, now: 0.4}", TWICE.replace("0.7", "0.6"))],
        "",
    ),
    (
        sources.incoherent,  # levels that can both come about
        [*APART[1:], ("{actor: rebels, outcome: a_start, now: 0.4}", TWICE)],
        "",
    ),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)
