"""Each check speaks when it should, is silent when it should be, and shows no value above public."""

import re

import pytest

from backchannel.case.building import build
from backchannel.case.checking import CHECKS, FORM, REACH, SOURCE, UNKNOWN, _Look, check
from backchannel.case.reading import read_case
from backchannel.case.tree import parse
from tests.case.cases import FULL
from tests.support import ROOT


def said(*changes):
    text = FULL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return check(build(parse(text, "toy.yaml")))


def about(found, words):
    return [p for p in found if words in p.message]


CASES = [
    # changes, words of the message, the field it must name
    ([("members: [government, rebels, circle]", "members: [rebels]")], "no open track seats", "levels.aid.signers"),
    ([("publicity: 1\n", "publicity: 1\n    open: false\n")], "no open track seats", "levels.aid.signers"),
    ([], "`circle` has no stance on any issue", "levels.transition.signers"),
    ([], "`northland` has no stance on any issue", "levels.transition.ratifiers"),
    ([], "actors[3] has no stance on `access`", "levels.transition.signers"),
    ([("salience: 60", "salience: 70")], "do not add up to 100", "actors.government"),
    ([("salience: 60", "salience: 0"), ("salience: 40", "salience: 0")], "do not add up to 100", "actors.government"),
    ([("    tag: leadership\n", "")], "no issue is tagged", "actors.circle.exit"),
    ([("table: plenary", "table: back_room")], "another kind", "conference.table"),
    ([("table: plenary", "corridor: plenary")], "another kind", "conference.corridor"),
    ([], "not known", "actors.northland.openness"),
    ([("private: [60, 80, 95]", "private: ?")], "not known", "stances.rebels.leadership.private"),
    ([("private: [60, 80, 95], ", "")], "not known", "stances.rebels.leadership.private"),
    ([("private: 90, salience: 30", "private: 90")], "not known", "stances.rebels.access.salience"),
    (
        [("private: 90", "private: {best: 90, evidence: judgement, note: x}")],
        "weak grounds",
        "stances.rebels.access.private",
    ),
    ([("reliability: B", "reliability: C")], "weak grounds", "stances.rebels.access.private"),
    ([("credibility: 2", "credibility: 3")], "weak grounds", "stances.rebels.access.private"),
    (
        [("public: 100, private: [60, 80, 95]", "public: 50, private: [60, 80, 95]")],
        "unusual order",
        "stances.rebels.leadership",
    ),
    ([], "has 7 numbers without evidence", "actors.circle"),
    ([], "has a number without evidence", "issues.access"),
    ([], "has 2 numbers without evidence", "war"),
    ([("role: leader", "role: leader\n    evidence: judgement")], "without saying why", "actors.circle"),
    ([("on: 2014-01-22", "on: 2014-01-29")], "later than the day", "conference.attendance.government.on"),
    ([("published: 2014-01-28", "published: 2014-02-01")], "later than the day", "sources.article.published"),
    ([("locator: para 3", "locator: para 3, date: 2015-01")], "later than the day", "evidence.e1.date"),
    (
        [("high: 0.5, evidence", "high: 0.5, date: 2014-01-30, evidence")],
        "later than the day",
        "actors.rebels.audience_cost.date",
    ),
    ([("locator: para 3", "locator: para 3, date: last week")], "not an ISO date", "evidence.e1.date"),
    ([], "speaks for women; they are listed as absent", "absent"),
    ([], "speaks for civil society, nor", "actors"),
    ([("title: A toy", "title: The regime and a toy")], "loaded word", "case.title"),
    ([("0: stays", "0: the terrorist stays")], "loaded word", "issues.leadership.anchors"),
    (
        [("high: 0.5, evidence", "high: 0.5, note: Militias, evidence")],
        "loaded word",
        "actors.rebels.audience_cost.note",
    ),
    ([("worth: 0.1", "worth: 0.1, covers_exit: true")], "no `exit`", "guarantees[0].covers_exit"),
    ([(", worth: 0.1", "")], "neither `worth` nor", "guarantees[0]"),
    ([("    tag: leadership\n", ""), (", levels: [transition]", "")], "names no `levels`", "guarantees[0]"),
    ([("publicity: 1\n", "publicity: 1\n    premium: 2\n")], "without `leak`", "tracks.plenary.premium"),
    (
        [("publicity: 1\n", "publicity: 1\n    leak: 0.1\n"), ("audience_cost:", "rent:")],
        "exposure",
        "tracks.plenary.leak",
    ),
    ([("support: 0.3", "withheld: 0.3")], "no `support`", "ties.northland-government.withheld"),
    (
        [("target: government", "target: government, contact: 0.1"), (", openness: ?", "")],
        "no `openness`",
        "ties.northland-government.contact",
    ),
    ([], "no tie from it", "actors.northland.openness"),
    ([("role: leader", "role: leader\n    audience_cost: 0.1")], "no public line", "actors.circle.audience_cost"),
    ([("trust: 0.3", "audience_memory: 0.1")], "no `audience_cost`", "actors.government.audience_memory"),
    ([("trust: 0.3", "betrayal_loss: 0.1")], "without `trust`", "actors.government.betrayal_loss"),
    ([("trust: 0.3", "betrayal_memory: 0.1")], "no `betrayal_loss`", "actors.government.betrayal_memory"),
    ([("trust: 0.3", "weight_in_parent: 0.1")], "no parent", "actors.government.weight_in_parent"),
    (
        [
            ("opens: [access]", "enforcement: 0.1\n    opens: [access]"),
            ("trust: 0.3", "rent: 0"),
            ("trust: {aid: 0.4, else: 0.1}", "rent: 0"),
        ],
        "without `trust`",
        "levels.aid.enforcement",
    ),
    ([("opens: [access]", "cover: 0.1\n    opens: [access]"), ("audience_cost:", "rent:")], "no", "levels.aid.cover"),
    ([("id: access\n", "id: access\n    kind: sequence\n")], "`sequence:`", "issues.access.kind"),
    (
        [("  - {id: a_start", "  - {id: a_starts, name: other}\n  - {id: a_start")],
        "almost that of `a_starts`",
        "outcomes.a_start",
    ),
]


@pytest.mark.parametrize(("changes", "words", "field"), CASES)
def test_a_check_names_its_field(changes, words, field):
    found = said(*changes)
    assert field in [p.field for p in about(found, words)], "\n".join(map(str, found))
    assert all(p.severity in ("warning", "note") for p in found)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], "no open track seats"),
        ([("members: [government, rebels, circle]", "members: [government, rebels]")], "no open track seats"),
        ([], "do not add up"),
        ([("salience: 60", "salience: ?")], "do not add up"),
        ([], "is tagged"),
        ([], "another kind"),
        ([], "weak grounds"),
        ([("private: 90", "private: [80, 90, 95]"), ("reliability: B", "reliability: E")], "rebels.access.private"),
        ([("role: leader", "role: leader\n    evidence: judgement\n    note: a guess")], "without saying why"),
        ([("role: leader", "role: leader\n    evidence: judgement\n    note: a guess")], "has 7 numbers"),
        ([("what: an article", "what: the regime's article")], "loaded word"),
        ([("frame: order first", "frame: fighting the terrorist")], "loaded word"),
        ([("title: A toy", "title: Regimental toys")], "loaded word"),
        ([("voice: [women]", "voice: [women, civil_society, local]")], ", nor are they"),
        ([("role: leader", "role: leader\n    voice: [women]")], "women"),
        (
            [
                ("id: a_start,", "id: step_1,"),
                ("outcome: a_start", "outcome: step_1"),
                ("level: aid}", "level: aid}\n  - {id: step_2, name: b}"),
            ],
            "almost",
        ),
    ],
)
def test_a_check_is_silent(changes, words):
    assert about(said(*changes), words) == []


def test_what_matters_most_comes_first():
    found = said(("members: [government, rebels, circle]", "members: [rebels]"), ("title: A toy", "title: A junta"))
    weights = [p.weight for p in found]
    assert weights == sorted(weights, reverse=True)
    assert "no open track" in found[0].message
    kinds = [("no open track", REACH), ("not known", UNKNOWN), ("without evidence", SOURCE), ("loaded word", FORM)]
    for words, least in kinds:
        assert all(least <= p.weight < least + 100 for p in about(found, words))


def test_an_unknown_limit_weighs_by_how_much_its_actor_cares():
    found = about(said(("private: [60, 80, 95]", "private: ?"), ("private: 90", "private: ?")), "not known")
    assert [p.field for p in found if "private" in p.field] == [
        "stances.rebels.leadership.private",
        "stances.rebels.access.private",
    ]


def test_no_message_shows_a_number_of_the_case():
    odd = re.sub(r"\b0\.\d+", lambda m: m.group() + "37", FULL)
    found = check(build(parse(odd.replace("salience: 60", "salience: 61.37"), "toy.yaml")))
    assert not [p for p in found if "37" in str(p)]


def test_every_check_speaks_in_some_test():
    heard = set()
    for changes, words, _ in CASES:
        text = FULL
        for old, new in changes:
            text = text.replace(old, new, 1)
        case = build(parse(text, "toy.yaml"))
        messages = {p.message for p in check(case) if words in p.message}
        heard |= {one for one in CHECKS if messages & {p.message for p in one(_Look(case))}}
    assert heard == set(CHECKS)


def test_the_smallest_case_can_be_checked():
    text = """\
case: {id: a, title: t, as_of: 2014-01-28}
actors: [{id: a, role: audience}]
issues: [{id: i, anchors: {}, status_quo: 0}]
levels: [{id: l, opens: [i], signers: a}]
tracks: [{id: t, kind: formal}]
"""
    assert check(build(parse(text, "x.yaml")))


def test_the_shipped_case_has_no_unsourced_number():
    found = check(read_case(ROOT / "cases" / "geneva-ii"))
    assert about(found, "without evidence") == []
