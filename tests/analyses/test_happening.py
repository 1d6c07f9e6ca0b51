"""Events of a question, counted in runs laid out by hand and, by brute force, in runs of the game."""

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from backchannel.analyses.happening import NEVER, counted, ended, happened, rounds_by
from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Event
from backchannel.conference.kernel import Courses, _empty, simulate
from backchannel.conference.planning import plan

CASE = read_case(find_case("geneva-ii"))


@cache
def the_plan():
    return plan(sample(CASE, runs=60, seed=4), inner=5, rounds=18)


@cache
def played():
    return simulate(the_plan(), 0, 300)


def laid_out(count, **changes):
    """Runs in which nothing happens, but for some changes (field, then {index: value})."""
    out = _empty(the_plan(), count)
    for name, cells in changes.items():
        for at, value in cells.items():
            out[name][at] = value
    return Courses(0, **out)


def level(name):
    return [one.id for one in the_plan().levels].index(name)


def track(name):
    return [one.id for one in the_plan().tracks].index(name)


AID, TABLE = level("aid"), track("mediated_sessions")


def yes(event, c, by):
    return happened(Event(**event), c, the_plan(), by).tolist()


def test_signed_by_is_counted_when_its_round_is_over():
    c = laid_out(3, signed={(0, AID): 4, (1, AID): 5}, signed_at={(0, AID): TABLE, (1, AID): TABLE})
    assert yes({"what": "signed", "levels": ["aid"]}, c, 5) == [True, False, False]
    assert yes({"what": "signed"}, c, 6) == [True, True, False]
    assert yes({"what": "signed", "levels": ["transition"]}, c, 18) == [False] * 3


def test_where_it_was_signed_counts_where_it_is_asked():
    elsewhere = track("opening_plenary")
    c = laid_out(2, signed={(0, AID): 1, (1, AID): 1}, signed_at={(0, AID): TABLE, (1, AID): elsewhere})
    assert yes({"what": "signed", "tracks": ["mediated_sessions"]}, c, 9) == [True, False]


def test_held_asks_how_long_the_first_text_stood():
    c = laid_out(
        3,
        signed={(n, AID): 2 for n in range(3)},
        signed_at={(n, AID): TABLE for n in range(3)},
        lasted={(0, AID): 0, (1, AID): 3, (2, AID): 9},
        ended={(0, AID): 1, (1, AID): 2},
    )
    ask = {"what": "held", "levels": ["aid"]}
    assert yes(ask, c, 3) == [False, True, True]  # stood at the end of the round it was signed in
    assert yes({**ask, "months": 3}, c, 5) == [False, True, True]
    assert yes({**ask, "months": 3}, c, 4) == [False] * 3  # three months are not over
    assert yes({**ask, "months": 4}, c, 18) == [False, False, True]


def test_broken_asks_how_soon_the_first_text_ended():
    c = laid_out(
        4,
        signed={(n, AID): 2 for n in range(3)},
        signed_at={(n, AID): TABLE for n in range(3)},
        lasted={(0, AID): 1, (1, AID): 5, (2, AID): 16},
        ended={(0, AID): 1, (1, AID): 3},
    )
    ask: dict[str, Any] = {"what": "broken", "levels": ["aid"]}
    assert yes({**ask, "months": 1}, c, 4) == [True, False, False, False]
    assert yes(ask, c, 7) == [True, False, False, False]
    assert yes(ask, c, 8) == [True, True, False, False]
    given = Event(**ask, given_by=dt.date(2014, 4, 28))
    assert counted(given, c, the_plan(), CASE).tolist() == [True, True, True, False]
    assert counted(Event(**ask, given_by=dt.date(2014, 3, 28)), c, the_plan(), CASE).tolist() == [False] * 4


def test_in_force_is_asked_of_a_day():
    c = laid_out(2, force={(0, 3, AID): True})
    assert yes({"what": "in_force", "levels": ["aid"]}, c, 4) == [True, False]
    assert yes({"what": "in_force", "levels": ["aid"]}, c, 5) == [False, False]
    assert yes({"what": "in_force"}, c, np.array([4, 4])) == [True, False]


def seated(*rounds, but=()):
    """Everybody who decides at the table comes in these rounds (run, round), but for some of them."""
    return {(*at, int(i)): True for at in rounds for i in the_plan().tracks[TABLE].members if int(i) not in but}


def test_sessions_breaks_and_joint_texts():
    c = laid_out(
        2,
        sessions={(0, 2, TABLE): True},
        present=seated((0, 2)),
        broke_off={(0, TABLE): 3},
        endorsed={(0, AID): 6},
        endorsed_at={(0, AID): track("backers_corridor")},
    )
    for what, by in (("session", 3), ("broken_off", 4), ("endorsed", 7)):
        assert yes({"what": what}, c, by) == [True, False]
        assert yes({"what": what}, c, by - 1) == [False, False]


def test_a_session_is_one_of_all_who_sit_there():
    """Where one delegation stays away the other waits for it: that is no session of both."""
    both = {0: (0, 3), 1: (1, 3), 2: (2, 3)}
    away = int(the_plan().tracks[TABLE].members[1])
    c = laid_out(
        3,
        sessions={(*at, TABLE): True for at in both.values()},
        present=seated(both[0]) | seated(both[1], but=(away,)),
    )
    assert len(the_plan().tracks[TABLE].members) > 1
    for tracks in ([], ["mediated_sessions"]):
        assert yes({"what": "session", "tracks": tracks}, c, 4) == [True, False, False]


def test_a_corridor_meets_with_all_its_members():
    """Nobody chooses whether to come where nothing is signed, so it is not recorded who came."""
    corridor = track("backers_corridor")
    c = laid_out(1, sessions={(0, 3, corridor): True})
    assert yes({"what": "session", "tracks": ["backers_corridor"]}, c, 4) == [True]
    assert yes({"what": "session"}, c, 4) == [False]


def test_a_track_without_members_that_decide_needs_nobody():
    p = the_plan()
    empty = replace(p.tracks[TABLE], members=np.array([], dtype=np.int64))
    nobody = replace(p, tracks=tuple(empty if n == TABLE else t for n, t in enumerate(p.tracks)))
    c = laid_out(1, sessions={(0, 3, TABLE): True})
    assert happened(Event(what="session"), c, nobody, 4).tolist() == [True]


def test_an_endorsement_counts_from_the_corridors_named():
    here, there = track("backers_corridor"), track("insiders_line")
    c = laid_out(2, endorsed={(0, AID): 2, (1, AID): 2}, endorsed_at={(0, AID): here, (1, AID): there})
    named = ["backers_corridor", "multilateral_corridor"]
    assert yes({"what": "endorsed", "levels": ["aid"], "tracks": named}, c, 3) == [True, False]
    assert yes({"what": "endorsed", "levels": ["aid"]}, c, 3) == [True, True]


def test_what_backers_carry_comes_from_a_corridor_of_theirs():
    """A line that others have agreed, without both sponsors in it, answers no question about the two of them."""
    texts = [level("framework"), level("transition")]
    for name, expected in (("insiders_line", False), ("backers_corridor", True), ("multilateral_corridor", True)):
        c = laid_out(1, endorsed={(0, lv): 2 for lv in texts}, endorsed_at={(0, lv): track(name) for lv in texts})
        for question in ("backers_new_text", "russia_accepts_change"):
            event = next(q.event for q in CASE.questions if q.id == question)
            assert event is not None
            assert happened(event, c, the_plan(), 12).tolist() == [expected], (question, name)


def test_only_a_text_by_the_day_supposed_can_be_held_or_broken():
    """A text at another level, signed later and broken or held, is not the one that the question supposes."""
    truce = level("local_truce")
    c = laid_out(
        2,
        signed={(n, lv): when for n in (0, 1) for lv, when in ((AID, 1), (truce, 4))},
        signed_at={(n, lv): TABLE for n in (0, 1) for lv in (AID, truce)},
        lasted={(0, AID): 17, (0, truce): 1, (1, AID): 1, (1, truce): 14},
        ended={(0, truce): 1, (1, AID): 1},
    )
    supposed = dt.date(2014, 3, 31)  # two rounds are over
    broken: dict[str, Any] = {"what": "broken", "levels": ["aid", "local_truce"], "months": 1}
    assert yes(broken, c, 18) == [True, True]
    assert yes({**broken, "given_by": supposed}, c, 18) == [False, True]
    held: dict[str, Any] = {"what": "held", "levels": ["aid", "local_truce"], "months": 6}
    assert yes(held, c, 18) == [True, True]
    assert yes({**held, "given_by": supposed}, c, 18) == [True, False]
    for event in (broken, held):
        assert counted(Event(**event, given_by=supposed), c, the_plan(), CASE).tolist() == [True, True]


def test_where_something_else_happens_does_not_say_where_a_text_is_signed():
    c = laid_out(1, signed={(0, AID): 1}, signed_at={(0, AID): TABLE})
    others: list[dict[str, Any]] = [
        {"what": "endorsed", "tracks": ["backers_corridor"]},
        {"what": "broken_off", "tracks": ["opening_plenary"]},
    ]
    for event in others:
        assert counted(Event(**event, given_by=dt.date(2014, 3, 31)), c, the_plan(), CASE).tolist() == [True]
    at_opening = Event(what="held", tracks=("opening_plenary",), given_by=dt.date(2014, 3, 31))
    assert counted(at_opening, c, the_plan(), CASE).tolist() == [False]


def test_a_conference_is_over_after_ninety_quiet_days():
    met = [(0, 0), (1, 2), (1, 4)]
    c = laid_out(3, sessions={(*at, TABLE): True for at in met}, present=seated(*met))
    assert ended(c, the_plan(), TABLE).tolist() == [4, 8, 3]
    assert ended(laid_out(1), replace(the_plan(), months=12 / 52), TABLE)[0] == 13
    always = [(0, t) for t in range(18)]
    daily = {(*at, TABLE): True for at in always}
    assert ended(laid_out(1, sessions=daily, present=seated(*always)), the_plan(), TABLE)[0] == NEVER
    away = int(the_plan().tracks[TABLE].members[0])
    alone = laid_out(1, sessions=daily, present=seated(*always, but=(away,)))
    assert ended(alone, the_plan(), TABLE)[0] == 3  # sessions that one delegation stays away from end no quiet


@pytest.mark.parametrize("what", ["signed", "held", "broken", "in_force", "session", "broken_off", "endorsed"])
@pytest.mark.parametrize("by", [1, 6, 18])
def test_brute_force(what, by):
    """The same as reading each run round by round."""
    c, p = played(), the_plan()
    months = {"held": 2.0, "broken": 3.0}.get(what, 0.0)
    formal = [n for n, t in enumerate(p.tracks) if len(t.signs)]
    found = happened(Event(what=what, months=months), c, p, by)
    for run in range(c.count):
        seen = False
        for t in range(by):
            for lv in range(len(p.levels)):
                first = c.signed[run, lv]
                stood = 0
                while first >= 0 and first + stood < p.rounds and c.force[run, first + stood, lv]:
                    stood += 1
                over = c.ended[run, lv] > 0
                stood = min(stood, int(c.lasted[run, lv]))  # signed anew in the round in which the first one ended
                seen = seen or {
                    "signed": first == t,
                    "held": first >= 0 and stood >= 2 and first + 1 == t,
                    "broken": first >= 0 and over and stood <= 3 and first + stood == t,
                    "in_force": t == by - 1 and bool(c.force[run, t, lv]),
                    "endorsed": c.endorsed[run, lv] == t,
                }.get(what, False)
            for n in formal if what == "session" else ():
                seen = seen or bool(c.sessions[run, t, n] and all(c.present[run, t, i] for i in p.tracks[n].members))
            seen = seen or (what == "broken_off" and any(c.broke_off[run, n] == t for n in formal))
        assert found[run] == seen, run
    assert found.any() or by == 1


def test_rounds_by_a_day():
    days = [
        dt.date(2014, 1, 28),
        dt.date(2014, 2, 27),
        dt.date(2014, 3, 31),
        dt.date(2015, 1, 28),
        dt.date(2019, 1, 28),
    ]
    assert [rounds_by(CASE, day, 1.0) for day in days] == [0, 1, 2, 12, 60]
    assert rounds_by(CASE, dt.date(2014, 2, 28), 12 / 52) == 4
    assert rounds_by(CASE, dt.date(2013, 1, 1), 1.0) == 0
