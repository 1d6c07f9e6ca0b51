"""Ranges, best texts, blockers and break-even values against the toy's algebra and against each other."""

from dataclasses import replace

import numpy as np
import pytest

from backchannel.analyses.packages import packages, ranges
from backchannel.case.draws import sample
from backchannel.conference.inequality import everyone, surplus_at, terms
from backchannel.conference.state import build
from backchannel.conference.texts import listed
from backchannel.core.errors import AskError
from backchannel.core.words import standard_error
from tests.analyses.cases import DOUBTFUL, PROMISE, geneva, row, rows, toy

SHARES = {"share", "ratified", "se", "ratified_se", "refuses_every_text", "last_to_refuse", "opens_if_it_signed",
          "within_reach", "acceptable_texts"}  # fmt: skip
TOY_Z = {
    ("plenary", "none"): (-0.227273, 1.1),
    ("back_room", "none"): (0.024096, 0.83),
    ("plenary", "all"): (-0.136364, 1.1),
    ("back_room", "all"): (0.144578, 0.83),
}
"""theory.md 1.5: Z, and theta + omega a, by which it was divided."""


@pytest.fixture(scope="module")
def doubtful():
    return toy(*DOUBTFUL, guarantees=[PROMISE])


@pytest.fixture(scope="module")
def found(doubtful):
    return packages(doubtful, runs=200)


@pytest.fixture(scope="module")
def on_geneva():
    return packages(geneva(), runs=200)


@pytest.mark.parametrize(("key", "as_printed"), TOY_Z.items())
def test_the_geneva_toy_comes_out(key, as_printed):
    (track, guarantees), (Z, slope) = key, as_printed
    one = row(packages(toy(guarantees=[PROMISE]), runs=10), level="settlement", track=track, guarantees=guarantees)
    assert one["share"] == (1.0 if Z >= 0 else 0.0)
    assert one["texts"] == 101
    # both surpluses are lines of one slope: at best each holds half of Z times it, less what the grid's step costs
    ideal = Z * slope / 2
    assert ideal - 0.005 * slope - 1e-6 <= one["margin"] <= ideal + 1e-6


def test_fearon_comes_out_when_all_else_is_neutral():
    neutral = ["actors.government.trust=1", "actors.opposition.trust=1", "tracks.plenary.publicity=0"]
    case = toy(*neutral)
    at = ranges(sample(case, runs=1), case.levels, case.tracks[:1])
    texts, margin = at.found[0].texts, at.found[0].margin[0]
    assert margin == pytest.approx(0.12, abs=1e-12)  # half of .25, off the middle by half a step
    setting = at.found[0].setting
    accepted = [
        round(100 * z)
        for n, z in enumerate(texts.terms[0])
        if surplus_at(setting.terms, texts.terms[:, [n]].T, texts.waits[[texts.pattern[n]]]).min() >= -1e-12
    ]
    assert (min(accepted), max(accepted)) == (25, 50)


def test_every_combination_once(found):
    keys = [(r["level"], r["track"], r["guarantees"]) for r in found.rows]
    assert keys == [("settlement", t, g) for t in ("plenary", "back_room") for g in ("none", "all")]


@pytest.mark.parametrize("which", ["found", "on_geneva"])
def test_shares_agree_with_margins_and_their_errors(which, request):
    found = request.getfixturevalue(which)
    assert any(0 < r["share"] < 1 for r in found.rows)
    for n, r in enumerate(found.rows):
        share = float((found.samples["margin"][n] >= 0).mean())
        assert r["share"] == share == float(found.samples["share"][n].mean())
        assert r["se"] == pytest.approx(standard_error(share * 200, 200))
        assert r["ratified"] <= r["share"]
        assert r["margin_low"] <= r["margin"] <= r["margin_high"]
        assert r["margin"] == pytest.approx(float(np.median(found.samples["margin"][n])))
        assert (r["margin"] >= 0) == (share > 0.5) or share == 0.5


def test_ratifiers_who_lose_take_away(on_geneva):
    assert any(r["ratified"] < r["share"] - 0.05 for r in on_geneva.rows)


def test_parts_in_their_order(found):
    assert [p.title for p in found.parts] == [
        "Best acceptable text by four rules", "Who blocks, and by how much", "What would bring each blocker round",
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["found", "on_geneva"])
def test_shares_are_shares(which, request):
    found = request.getfixturevalue(which)
    for one in (found, *found.parts):
        for r in one.rows:
            assert {c: v for c, v in r.items() if c in SHARES and v is not None and not 0 <= v <= 1} == {}


def test_best_texts_are_acceptable_and_within_their_intervals(doubtful, found):
    best = found.parts[0]
    assert {r["rule"] for r in best.rows} == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    for r in best.rows:
        assert r["low"] <= r["median"] <= r["high"]
        holding = row(found, level=r["level"], track=r["track"], guarantees=r["guarantees"])
        assert r["draws"] == round(200 * holding["share"]) > 0


@pytest.mark.parametrize("guarantees", ["none", "all"])
def test_best_texts_of_a_case_without_doubt_are_acceptable(guarantees):
    case = toy(guarantees=[PROMISE])
    found = packages(case, runs=1, track="back_room", guarantees=guarantees)
    best = found.parts[0]
    assert len(best.rows) == 4
    state = build(sample(case, runs=1))
    setting = everyone(state, case.levels[0], case.tracks[1], guarantees=guarantees)
    for r in rows(best):
        chosen = listed(case, case.levels[0], np.array([[r["median"] / 100]]))
        assert surplus_at(setting.terms, chosen.terms.T, chosen.waits[chosen.pattern]).min() >= 0, r["rule"]


def test_without_a_text_there_is_no_best_one():
    best = packages(toy(), runs=20, track="plenary").parts[0]
    assert best.rows == ()
    assert "no best one" in best.text[0]


def test_the_egalitarian_text_is_worth_the_margin():
    case = toy()
    found = packages(case, runs=1, track="back_room")
    text = row(found.parts[0], rule="egalitarian")["median"] / 100
    setting = everyone(build(sample(case, runs=1)), case.levels[0], case.tracks[1])
    chosen = listed(case, case.levels[0], np.array([[text]]))
    least = surplus_at(setting.terms, chosen.terms.T, chosen.waits[chosen.pattern]).min()
    assert least == pytest.approx(found.rows[0]["margin"], abs=1e-12)


def test_blockers_by_hand():
    """Nobody refuses everything alone, but at the table no text suits both."""
    blocking = packages(toy(), runs=20, track="plenary").parts[1]
    assert [r["refuses_every_text"] for r in blocking.rows] == [0.0, 0.0]
    assert sum(r["last_to_refuse"] for r in rows(blocking)) == 1.0
    assert [r["opens_if_it_signed"] for r in blocking.rows] == [1.0, 1.0]
    # at the least refused text, each is short by about half of what is missing: Z (theta + omega a) / 2
    short = [r["short_by"] for r in blocking.rows if r["short_by"] is not None]
    assert short == pytest.approx([0.125], abs=0.0056)


def test_a_blocker_who_refuses_everything_is_named():
    found = packages(toy("actors.opposition.trust=0"), runs=20, track="plenary")
    assert row(found.parts[1], signer="opposition")["refuses_every_text"] == 1.0
    assert row(found.parts[1], signer="government")["refuses_every_text"] == 0.0
    assert found.rows[0]["reluctant"] == "opposition"


def test_shares_of_the_last_to_refuse_add_up(on_geneva):
    for r in on_geneva.rows:
        key = {k: r[k] for k in ("level", "track", "guarantees")}
        total = sum(b["last_to_refuse"] for b in rows(on_geneva.parts[1], **key))
        assert total == pytest.approx(1.0 if r["share"] < 1 else 0.0)


# --- break-even values ------------------------------------------------------------------------------------------


def surplus_of(case, entry, guarantees):
    """The surplus of a break-even row's actor at its text."""
    level, track = case.level(entry["level"]), case.track(entry["track"])
    state = build(sample(case, runs=1))
    z = np.zeros((len(case.issues), 1))
    for piece in entry["text"].split(", "):
        issue, _, term = piece.rpartition(" ")
        z[state.issues.index(issue), 0] = float(term) / 100
    chosen = listed(case, level, z)
    everybody = everyone(state, level, track, guarantees=guarantees)
    program_rows = [r for r in everybody.program.rows if r.actor == entry["actor"]]
    return float(
        surplus_at(terms(state, level, track, tuple(program_rows)), chosen.terms.T, chosen.waits[chosen.pattern])[0, 0]
    )


def check_break_evens(make, found, last):
    tested = []
    for entry in found.parts[2].rows:
        assert 0 <= entry["within_reach"] <= 1
        guarantees = last[entry["level"]]
        assert surplus_of(make(), entry, guarantees) == pytest.approx(-entry["short_by"], abs=1e-9)
        assert entry["short_by"] > 0
        if entry["needed"] is None:
            assert entry["within_reach"] == 0, entry
            continue
        assert entry["within_reach"] == 1
        moved = make(f"{entry['path']}={entry['needed']!r}")
        assert surplus_of(moved, entry, guarantees) == pytest.approx(0.0, abs=1e-6), entry
        tested.append(entry["lever"])
    return tested


def test_the_needed_value_is_enough_and_no_more():
    def make(*overrides):
        return toy(*overrides, guarantees=[PROMISE])

    tested = check_break_evens(make, packages(make(), runs=5), {"settlement": "all"})
    assert {"publicity of the track", "trust in the others", "audience cost", "cost of fighting on",
            "own chance to prevail", "loss when betrayed", "credibility of posts kept"} <= set(tested)  # fmt: skip


@pytest.mark.slow
def test_the_needed_values_of_geneva_are_enough_and_no_more():
    """One draw has its own needed value; put back, all other inputs draw as before."""
    found = packages(geneva(), runs=1)
    last = {r["level"]: r["guarantees"] for r in found.rows}
    some = replace(found.parts[2], rows=found.parts[2].rows[::3])
    assert len(check_break_evens(geneva, replace(found, parts=(*found.parts[:2], some)), last)) > 10


def test_a_lever_that_is_not_mentioned_is_not_offered():
    evens = packages(toy(), runs=5).parts[2]
    assert {r["lever"] for r in evens.rows} & {"enforcement", "credibility of posts kept"} == set()
    assert "enforcement" in {r["lever"] for r in packages(toy("levels.settlement.enforcement=0"), runs=5).parts[2].rows}


def test_past_the_needed_value_the_range_is_wider():
    def at(*overrides):
        return packages(toy(*overrides, guarantees=[PROMISE]), runs=5, track="plenary", guarantees="all")

    now = at()
    needed = [r for r in now.parts[2].rows if r["lever"] == "publicity of the track" and r["needed"] is not None]
    assert needed
    less = at(f"tracks.plenary.publicity={needed[0]['needed'] / 2}")
    assert less.rows[0]["margin"] > now.rows[0]["margin"]


# --- asking -----------------------------------------------------------------------------------------------------


def test_one_level_one_track_one_set_of_guarantees(doubtful):
    found = packages(doubtful, runs=20, level="settlement", track="plenary", guarantees="all")
    assert len(found.rows) == 1
    assert found.manifest["settings"] == {
        "analysis": "packages", "level": "settlement", "track": "plenary", "guarantees": "all",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"level": "settlemnt"}, "did you mean settlement"),
        ({"track": "backroom"}, "did you mean back_room"),
        ({"level": "zzz"}, "there are: settlement"),
    ],
)
def test_what_is_not_there_is_said(doubtful, asked, says):
    with pytest.raises(AskError, match=says):
        packages(doubtful, runs=20, **asked)


def test_without_stances_nobody_can_be_asked():
    with pytest.raises(AskError, match="nobody in this case has a stance"):
        packages(toy(stances=[]), runs=20)
