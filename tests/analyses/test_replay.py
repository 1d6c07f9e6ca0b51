"""One run in words: what is told is what happened, nothing of insiders is."""

from functools import cache

import numpy as np
import pytest

from backchannel.analyses.replay import replay
from backchannel.case.reading import find_case, read_case
from backchannel.core.errors import AskError
from backchannel.core.words import within
from backchannel.runs import Rules, simulate

CASE = read_case(find_case("geneva-ii"))
RULES = Rules(inner=5, months=24)
RUNS = 200


@cache
def whole():
    return simulate(CASE, runs=RUNS, rules=RULES)


def test_what_is_told_is_what_happened():
    c, p = whole().whole(), whole().plan
    told_endings = 0
    for run in range(0, 200, 10):
        rows = replay(CASE, runs=RUNS, rules=RULES, run=run).rows
        signed = [(r["about"], r["month"]) for r in rows if r["kind"] == "signed" and "anew" not in str(r["says"])]
        assert sorted(signed) == sorted(
            (level.id, c.signed[run, lv] + 1) for lv, level in enumerate(p.levels) if c.signed[run, lv] >= 0
        )
        ended = [(r["about"], r["month"]) for r in rows if r["kind"] == "ended" and "again" not in str(r["says"])]
        assert sorted(ended) == sorted(
            (level.id, c.signed[run, lv] + c.lasted[run, lv] + 1)
            for lv, level in enumerate(p.levels)
            if c.ended[run, lv] > 0
        )
        told_endings += len(ended)
        formal = [n for n, t in enumerate(p.tracks) if len(t.signs)]
        assert sum(r["kind"] == "session" for r in rows) == c.sessions[run][:, formal].sum()
    assert told_endings > 3


def test_a_run_in_which_a_level_is_signed_is_the_middle_one():
    found = replay(CASE, runs=RUNS, rules=RULES, signed="local_truce")
    number = found.manifest["settings"]["run"]
    c = whole().whole()
    lv = [x.id for x in whole().plan.levels].index("local_truce")
    dates = sorted(d for d in c.signed[:, lv] if d >= 0)
    assert c.signed[number, lv] == dates[(len(dates) - 1) // 2]
    assert any("A local truce is signed" in s or "a local truce is signed" in s for s in found.sentences())
    assert "not how likely it is" in found.sentences()[-1]


def test_nothing_is_told_of_insiders():
    for run in (0, 50, 120):
        said = " ".join(replay(CASE, runs=RUNS, rules=RULES, run=run).sentences())
        for actor in CASE.insiders:
            assert CASE.name(actor) not in said
        assert CASE.name("insiders_line") not in said


def labelled(track, label):
    """Geneva II with another label on a track."""
    tracks = tuple(t.model_copy(update={"label": label}) if t.id == track else t for t in CASE.tracks)
    return CASE.model_copy(update={"tracks": tracks})


def test_nothing_is_told_of_what_goes_on_at_a_secret_track():
    """Neither its sessions, nor that it broke off, nor that something was signed there; the texts are told."""
    hidden, table = labelled("mediated_sessions", "secret"), CASE.name("mediated_sessions")
    c, at = whole().whole(), [t.id for t in whole().plan.tracks].index("mediated_sessions")
    runs = [*np.flatnonzero((c.broke_off[:, at] >= 0) & (c.signed >= 0).any(axis=1))[:3]]
    assert len(runs) == 3
    for run in runs:
        told, untold = (replay(case, runs=RUNS, rules=RULES, run=int(run)) for case in (CASE, hidden))
        kinds = {r["kind"] for r in told.rows}
        assert {"session", "break-off", "signed"} <= kinds
        assert not {r["kind"] for r in untold.rows} & {"session", "break-off"}
        assert sum(r["kind"] == "signed" for r in untold.rows) == sum(r["kind"] == "signed" for r in told.rows)
        assert "mediated_sessions" in {r["about"] for r in told.rows}
        assert within(table) in " ".join(told.sentences())
        said = " ".join([*untold.sentences(), *(str(r) for r in untold.rows)])
        assert within(table) not in said
        assert "mediated_sessions" not in said


def test_quiet_months_are_quiet_as_far_as_it_is_recorded():
    """Only the first leak and break-off of a track are kept: a later one cannot be denied."""
    said = " ".join(s for run in range(6) for s in replay(CASE, runs=RUNS, rules=RULES, run=run).sentences())
    assert "of which no more than a session is recorded.)" in said
    assert "brings nothing new" not in said


def test_no_error_is_given_for_the_whole():
    assert "monte_carlo_error" not in replay(CASE, runs=RUNS, rules=RULES, run=0).manifest


def test_what_is_not_there():
    with pytest.raises(AskError, match="no level called peace; there are: aid"):
        replay(CASE, runs=RUNS, rules=RULES, signed="peace")
    with pytest.raises(AskError, match="no run number 200 among 200; they count from 0"):
        replay(CASE, runs=RUNS, rules=RULES, run=200)
    with pytest.raises(AskError, match="transition is signed in none of 5 runs; play more"):
        replay(CASE, runs=5, rules=RULES, signed="transition")
