"""What is counted in the game is what happened in its runs, and settings are compared on the same chances."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from backchannel.analyses.counting import ITEMS, Look
from backchannel.analyses.happening import done
from backchannel.analyses.played import Value, counted, difference, played, set_up, valued
from backchannel.analyses.recognised import saliences
from backchannel.analyses.surmising import learnt, trusted
from backchannel.case.problems import CaseError
from backchannel.conference.reference import meetings, start
from backchannel.conference.reference.run import trusted as trusted_by_the_game
from backchannel.core.errors import AskError
from backchannel.runs import Rules, simulate
from tests.analyses.cases import geneva

RUNS, MONTHS = 60, 12
RULES = Rules(inner=3)
ROWS: list[dict[str, Any]] = [
    {"item": "signed", "level": "any", "months": MONTHS},
    {"item": "signed", "level": "aid", "track": "mediated_sessions", "months": 6},
    {"item": "signed", "level": "aid", "months": "closing"},
    {"item": "hazard", "level": "any", "since": 0, "months": 6},
    {"item": "hazard", "level": "any", "since": 6, "months": MONTHS},
    {"item": "held", "level": "aid", "stands": 3, "months": MONTHS},
    {"item": "in_force", "level": "any", "months": MONTHS},
    {"item": "endorsed", "level": "transition", "months": MONTHS},
    {"item": "agreed", "level": "transition", "months": MONTHS},
    {"item": "attends", "actor": "presidents_circle", "months": MONTHS},
    {"item": "meetings", "months": MONTHS},
    {"item": "meetings", "track": "backers_corridor", "months": MONTHS},
    {"item": "represented", "months": MONTHS},
    {"item": "fighting", "months": MONTHS},
    {"item": "leaning", "months": MONTHS},
    {"item": "private_gap", "months": 0},
    {"item": "private_gap", "months": MONTHS},
    {"item": "public_gap"},
    {"item": "learnt", "level": "transition", "months": MONTHS},
    {"item": "salience_lead", "actor": "russia"},
    {"item": "expects", "actor": "national_coalition", "level": "framework"},
]


@cache
def game():
    return simulate(geneva(), runs=RUNS, rules=Rules(inner=3, months=60))


@cache
def all_rows():
    return counted(geneva(), runs=RUNS, seed=1, wanted=ROWS, rules=RULES)


def value(row):
    return all_rows().finding.rows[row]["value"]


def number(said):
    assert said is not None
    return float(said)


def by_hand(row):
    c, p = game().whole(), game().plan
    return ITEMS[row["item"]].count(Look(row, c, p))


def test_every_item_is_counted_and_said():
    found = all_rows().finding
    assert {r["item"] for r in found.rows} == set(ITEMS)
    assert len(found.text) == len(found.rows)
    assert all(r["value"] is None or np.isfinite(r["value"]) for r in found.rows)
    assert (found.manifest["runs"], found.manifest["draws"]) == (RUNS, 20)
    assert str(found.label) == "secret"


def test_counts_are_those_of_the_runs():
    c, p = game().whole(), game().plan
    aid, table = [lv.id for lv in p.levels].index("aid"), [t.id for t in p.tracks].index("mediated_sessions")
    when = done(c.signed)
    assert value(0) == pytest.approx((when.min(axis=1) <= MONTHS).mean())
    assert value(1) == pytest.approx(((when[:, aid] <= 6) & (c.signed_at[:, aid] == table)).mean())
    assert value(6) == pytest.approx(c.force[:, MONTHS - 1].any(axis=1).mean())
    circle = p.state.actors.index("presidents_circle")
    assert value(9) == pytest.approx(c.present[:, :MONTHS, circle].any(axis=1).mean())
    corridors = [n for n, t in enumerate(p.tracks) if not t.formal]
    assert value(10) == pytest.approx(c.sessions[:, :MONTHS, corridors].sum() / RUNS / MONTHS)
    assert value(16) == pytest.approx(100 * c.gap[:, MONTHS - 1].mean())


def test_hazards_make_up_the_share_that_is_signed():
    """Without censoring, what is left after each stretch multiplies; a rate per month counts each month at risk."""
    hits, at_risk = by_hand(ROWS[3])
    first = done(game().whole().signed).min(axis=1)
    assert hits.sum() == (first <= 6).sum()
    assert at_risk.sum() == np.minimum(first, 6).sum()
    later, risk = by_hand(ROWS[4])
    assert not risk[first <= 6].any()
    assert later.sum() + hits.sum() == (first <= MONTHS).sum()


def test_what_holds_is_counted_among_texts_signed_early_enough():
    hits, tries = by_hand(ROWS[5])
    c = game().whole()
    aid = [lv.id for lv in game().plan.levels].index("aid")
    for run in range(RUNS):
        signed = c.signed[run, aid]
        assert tries[run] == (0 <= signed <= MONTHS - 3)
        stood = c.force[run, signed : signed + 3, aid].all() if tries[run] else False
        assert hits[run] <= tries[run]
        if hits[run]:
            assert stood


def test_a_shorter_game_has_the_same_beginning():
    short = counted(geneva(), runs=RUNS, seed=1, wanted=[ROWS[0], ROWS[16]], rules=RULES).finding
    assert [r["value"] for r in short.rows] == [value(0), value(16)]


def test_the_gap_of_today_is_that_of_the_first_state():
    hits, _ = by_hand(ROWS[15])
    for run in (0, 30):
        assert hits[run] == pytest.approx(100 * start.begin(game().plan, run).gap0)


def test_saliences_after_recognition_are_the_game_s():
    p = game().plan
    russia = p.state.actors.index("russia")
    mine = saliences(p, russia)
    for run in (0, 30):
        theirs = start.begin(p, run)
        theirs.met_both = True
        meetings.recognise(theirs)
        assert mine[run // 3] == pytest.approx(theirs.s[russia], abs=1e-12)


def test_trust_after_evidence_is_the_game_s():
    for tau in (0.0, 0.005, 0.3, 0.999, 1.0):
        for evidence in (-9.0, -0.5, 0.0, 0.5, 9.0):
            mine = float(trusted(np.array(evidence), np.array(tau)))
            assert mine == pytest.approx(trusted_by_the_game(evidence, tau), abs=1e-12)


def test_nothing_is_learnt_from_nothing():
    p = game().plan
    assert not learnt(p, 0, np.zeros((RUNS, len(p.state.actors))), 0).any()
    sure = learnt(p, 4, np.full((RUNS, len(p.state.actors)), 9.0), 0)
    assert (sure > 0).mean() > 0.5


def test_a_setting_is_a_what_if():
    closed = played(
        geneva(), runs=20, wanted=[{"item": "signed", "level": "any", "months": 3}],
        under={"tracks.mediated_sessions.open": False},
    )  # fmt: skip
    assert closed.rows[0]["value"] == 0
    assert float(closed.rows[0]["error"] or 0) > 0  # none of twenty is no certainty
    heavier = set_up(geneva(), {"war.intensity": 1.5}).war.intensity
    assert heavier is not None
    assert heavier.best == 1.5
    assert set_up(geneva(), {}) == geneva()


def test_a_difference_is_paired():
    rng = np.random.default_rng(1)
    draw = np.arange(400) // 2
    common = rng.random(400)
    one, two = (common < 0.5).astype(float), (common < 0.45).astype(float)
    alone = np.ones(400)
    found = difference((one, alone), (two, alone), draw)
    assert found.value == pytest.approx(one.mean() - two.mean())
    assert number(found.error) < 0.6 * number(valued((one, alone), draw).error)
    assert difference((one, alone), (one, alone), draw) == Value(0.0, 0.0)
    assert difference((one, alone), (two, alone), draw, 2.0).value == pytest.approx(one.mean() - 2 * two.mean())


def test_the_error_of_a_difference_is_what_repetition_shows():
    rng = np.random.default_rng(2)
    values, errors = [], []
    for _ in range(300):
        u = rng.random(200)
        found = difference(
            ((u < 0.4).astype(float), np.ones(200)), ((u < 0.3).astype(float), np.ones(200)), np.arange(200)
        )
        values.append(number(found.value))
        errors.append(number(found.error))
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.15)


def test_few_cases_are_no_safe_pair():
    alone = np.zeros(100)
    alone[:4] = 1
    found = difference((np.zeros(100), alone), (np.zeros(100), alone), np.arange(100))
    assert found.value == 0
    assert number(found.error) > 0.1


def test_nothing_counted_is_no_value():
    none = np.zeros(10)
    assert valued((none, none), np.arange(10)) == Value(None, None)
    assert difference((none, none), (none, np.ones(10)), np.arange(10)) == Value(None, None)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"level": "aid"}, "needs an `item`"),
        ({"item": "peace"}, "needs an `item`"),
        ({"item": "signed", "level": "aid"}, "made of"),
        ({"item": "signed", "level": "aid", "months": 3, "colour": "red"}, "made of"),
        ({"item": "signed", "level": "peace", "months": 3}, "names a level"),
        ({"item": "held", "level": "any", "months": 3, "stands": 1}, "names a level"),
        ({"item": "meetings", "track": "nowhere", "months": 3}, "names a track"),
        ({"item": "attends", "actor": "un_mediator", "months": 3}, "names an? actor"),
        ({"item": "signed", "level": "aid", "months": 0}, "has to be a number of months"),
        ({"item": "signed", "level": "aid", "months": "soon"}, "has to be a number of months"),
        ({"item": "signed", "level": "aid", "months": True}, "has to be a number of months"),
        ({"item": "signed", "level": "aid", "months": 1e9}, "has to be a number of months"),
        ({"item": "fighting", "months": "closing"}, "has to be a number of months"),
        ({"item": "expects", "actor": "international_audience", "level": "aid"}, "expects nothing"),
    ],
    ids=lambda v: "-".join(str(x) for x in v.values()) if isinstance(v, dict) else "",
)
def test_a_row_that_asks_for_nothing_there_is_says_so(wrong, match):
    with pytest.raises(AskError, match=match):
        played(geneva(), runs=5, wanted=[wrong])


def test_no_rows_and_settings_that_make_no_case():
    with pytest.raises(AskError, match="no row"):
        played(geneva(), runs=5, wanted=[])
    with pytest.raises(CaseError, match="--set"):
        played(geneva(), runs=5, wanted=[ROWS[13]], under={"tracks.nowhere.open": False})
