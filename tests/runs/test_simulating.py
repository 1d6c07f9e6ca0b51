"""The same bits however runs are cut, kept or threaded; what cannot be played is refused."""

import numpy as np
import pytest
from numba import get_num_threads, set_num_threads

from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.conference.kernel import differences
from backchannel.conference.reference import play
from backchannel.core.errors import AskError
from backchannel.runs import Rules, chunks, estimate, opened, prepared, simulate
from tests.runs.cases import CHUNK, RULES, RUNS, in_memory, small, unlike


@pytest.mark.parametrize("chunk", [1, 7, CHUNK, RUNS])
def test_any_chunking_gives_the_same_bits(monkeypatch, chunk):
    monkeypatch.setattr(chunks, "SIZE", chunk)
    played = simulate(small(), runs=RUNS, rules=RULES)
    assert [part.count for part in played.parts()] == [min(chunk, RUNS - n) for n in range(0, RUNS, chunk)]
    assert unlike(played.whole(), in_memory()) == []


def test_the_runs_are_those_of_the_plain_engine():
    played = simulate(small(), runs=4, rules=RULES)
    assert played.draws.runs == 2
    assert [differences(played.whole(), n, play(played.plan, n)) for n in range(4)] == [[], [], [], []]


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_change_nothing(monkeypatch, tmp_path, threads):
    if threads > get_num_threads():
        pytest.skip("this machine has one core")
    before = get_num_threads()
    set_num_threads(threads)
    monkeypatch.setattr(chunks, "SIZE", CHUNK)
    try:
        played = simulate(small(), runs=RUNS, rules=RULES, folder=tmp_path / "runs")
    finally:
        set_num_threads(before)
    assert unlike(played.whole(), in_memory()) == []


def test_runs_that_are_no_multiple_of_inner():
    for runs in (1, 2, 3, 4):
        played = simulate(small(), runs=runs, rules=RULES)
        assert played.draws.runs == -(-runs // 3)
        assert played.whole().count == runs
    assert (played.whole().trust == in_memory().trust[:4]).all()


def test_progress_is_told_before_and_after_each_chunk(monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", CHUNK)
    told: list[tuple[int, int]] = []
    simulate(small(), runs=RUNS, rules=RULES, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, RUNS), (50, RUNS), (100, RUNS), (RUNS, RUNS)]


def test_an_estimate_put_in_place_enters_the_draws():
    path = next(i.path for i in inputs(small()) if i.path.endswith(".openness"))
    played = simulate(small(), runs=6, rules=RULES, instead={path: Estimate.model_validate(0.125)})
    assert set(played.draws.matrix[played.draws.rows[path]]) == {0.125}


@pytest.mark.parametrize(("months", "rounds"), [(None, 8), (0.1, 1), (1, 1), (2.6, 3), (12, 12)])
def test_months_make_rounds(months, rounds):
    case = small().model_copy(update={"case": small().case.model_copy(update={"horizon_months": 8})})
    assert case.case.round == "month"
    assert prepared(case, runs=1, rules=Rules(months=months)).rounds == rounds


@pytest.mark.parametrize("wrong", [{"inner": 0}, {"texts": 0}, {"months": 0}, {"months": -1}, {"months": float("nan")}])
def test_rules_that_cannot_be_played_are_refused(wrong):
    with pytest.raises(AskError, match=f"{next(iter(wrong))} = .*expected"):
        Rules(**wrong)


def test_runs_that_cannot_be_played_are_refused(tmp_path):
    for asked, words in (
        ({"runs": 0}, "runs = 0"),
        ({"seed": -1}, "seed = -1"),
        ({"seed": 2**64}, "seed"),
        ({"rules": Rules(months=40_000)}, "at most 32767"),
    ):
        with pytest.raises(AskError, match=words):
            simulate(small(), **{"runs": 5, "folder": tmp_path / "runs", **asked})
    assert list(tmp_path.iterdir()) == []


def test_an_estimate_of_time_grows_with_the_runs_and_needs_few_draws():
    plan = prepared(small(), runs=30, rules=RULES)
    seconds = np.median([estimate(plan, 30_000) for _ in range(3)])
    assert 0 < seconds < 600
    assert seconds > np.median([estimate(plan, 300) for _ in range(3)])


def test_what_is_opened_is_what_was_kept(tmp_path):
    simulate(small(), runs=RUNS, seed=5, rules=RULES, folder=tmp_path / "runs")
    found = opened(small(), tmp_path / "runs")
    assert (found.runs, found.rules, found.draws.seed) == (RUNS, RULES, 5)
    assert unlike(found.whole(), simulate(small(), runs=RUNS, seed=5, rules=RULES).whole()) == []
    other = small().model_copy(update={"case": small().case.model_copy(update={"title": "Another"})})
    with pytest.raises(AskError, match="the case, or values set in it"):
        opened(other, tmp_path / "runs")
