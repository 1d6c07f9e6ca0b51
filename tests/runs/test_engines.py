"""Engines here and in processes: results in order, told of one by one, faults raised where they happen, nobody left."""

import multiprocessing
import os
import pickle
import threading
import time
from contextlib import closing
from functools import partial

import pytest
from numba import config

from backchannel.case.problems import CaseError
from backchannel.core.errors import AskError
from backchannel.runs import chunks, simulate
from backchannel.runs.engines import Cluster, Engine, Here, Processes, Unordered
from backchannel.runs.engines.outcomes import Raised, Window, attempt, in_order, portable
from backchannel.runs.engines.sameness import differing, mine
from tests.runs.cases import CHUNK, RULES, RUNS, in_memory, small, unlike
from tests.runs.work import LocalError, asks, dies, dying, gone, locally_wrong, mark, numbers_at, process, tenth, waits


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def two(said):
    """Two worker processes, which stay for all tests."""
    with Processes(2, say=said.append) as workers:
        yield workers
    assert not multiprocessing.active_children()


@pytest.fixture(params=["here", "processes"])
def engine(request, two) -> Unordered:
    return Here() if request.param == "here" else two


def test_results_come_in_the_order_of_the_pieces_and_are_told_of(engine):
    told: list[tuple[int, int]] = []
    assert list(engine.each(tenth, [5, 2, 4], lambda *at: told.append(at))) == [2.0, 5.0, 2.5]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_no_pieces_are_no_results(engine):
    told: list[tuple[int, int]] = []
    assert list(engine.each(tenth, [], lambda *at: told.append(at))) == []
    assert told == [(0, 0)]


def test_what_a_piece_raises_is_raised_at_its_turn(engine):
    results = engine.each(tenth, [5, 0, 4])
    assert next(results) == 2.0
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_what_is_asked_wrongly_is_raised_as_such(engine):
    with pytest.raises(AskError, match=r"^piece 1 is not to be had$"):
        list(engine.each(asks, [0, 1, 2]))
    with pytest.raises(AskError, match=r"^piece 1 is not to be had$"):
        list(engine.as_done(asks, [0, 1, 2]))


def test_as_they_come_each_has_its_number(engine):
    with closing(engine.as_done(tenth, [5, 2, 4])) as came:
        assert sorted(came) == [(0, 2.0), (1, 5.0), (2, 2.5)]


def test_the_same_bits_here_and_in_processes(engine, monkeypatch):
    wanted = in_memory()  # first, so that no worker has to compile
    monkeypatch.setattr(chunks, "SIZE", CHUNK)
    assert unlike(simulate(small(), runs=RUNS, rules=RULES, engine=engine).whole(), wanted) == []


def test_progress_is_told_in_runs(engine, monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", CHUNK)
    told: list[tuple[int, int]] = []
    simulate(small(), runs=RUNS, rules=RULES, engine=engine, progress=lambda *at: told.append(at))
    assert told == [(n, RUNS) for n in (0, CHUNK, 2 * CHUNK, RUNS)]


def test_workers_stay_between_calls_and_share_the_cores(two):
    seen = set()
    for _ in range(4):  # one worker may have done all before the other was ready
        seen |= set(two.each(process, range(6)))
    assert os.getpid() not in seen
    assert len(seen) <= 2
    cores = int(config.NUMBA_NUM_THREADS)
    assert list(two.each(numbers_at, range(3))) == [(n, max(1, cores // 2)) for n in range(3)]


def test_a_killed_worker_is_replaced_and_its_piece_done_again(two, said, tmp_path):
    said.clear()
    pieces = list(range(1, 20))
    assert list(two.each(dying(tmp_path, 7, times=2), pieces)) == [10 / n for n in pieces]
    assert len(list(tmp_path.iterdir())) == 2
    assert said == ["a worker process was killed or crashed; piece 7 of 19 is done again"] * 2


@pytest.mark.slow
def test_a_piece_that_kills_three_workers_is_named_and_given_up(two, tmp_path):
    with pytest.raises(AskError, match=r"^piece 4 of 9 ended 3 worker processes, one after another, and was given up"):
        list(two.each(dying(tmp_path, 4, times=99), range(1, 10)))
    assert len(list(tmp_path.iterdir())) == 3
    assert list(two.each(tenth, [5])) == [2.0]


def test_what_cannot_be_sent_is_an_error_and_no_hang(two):
    with pytest.raises((AttributeError, pickle.PicklingError)):
        list(two.each(lambda piece: piece, [1]))
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        list(two.each(repr, [threading.Lock()]))
    with pytest.raises(RuntimeError, match="a worker raised LocalError, which cannot be sent"):
        list(two.each(locally_wrong, [1]))


def test_a_caller_that_stops_early_leaves_nothing_at_work(two):
    results = two.as_done(waits, [0.02] * 200)
    next(results)
    results.close()
    assert list(two.each(tenth, [2])) == [5.0]


def test_workers_of_one_call_go_with_it_even_where_they_are_busy():
    before = {one.pid for one in multiprocessing.active_children()}  # of the workers that stay for all tests
    results = Processes(2).as_done(waits, [0.0, 600.0])
    assert next(results) == (0, 0.0)
    pids = [one.pid for one in multiprocessing.active_children() if one.pid and one.pid not in before]
    assert pids
    results.close()
    assert gone(pids, within=0.0)


def test_fewer_than_one_worker_is_refused():
    with pytest.raises(AskError, match="workers = 0: expected at least 1"):
        Processes(0)


def test_errors_can_be_sent():
    for error in (AskError("asked"), CaseError([]), OSError(28, "full", "file")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
    kept = attempt(tenth, 0)
    assert isinstance(kept, Raised)
    assert "work.py" in kept.error.__notes__[0]
    assert isinstance(
        pickle.loads(pickle.dumps(portable(LocalError(1, 2)))), Exception
    )  # where it cannot be read again


def test_an_error_waits_for_its_turn():
    came = iter([(2, Raised(AskError("two"))), (0, "a"), (1, "b")])
    results = in_order(pair for pair in came)
    assert [next(results), next(results)] == ["a", "b"]
    with pytest.raises(AskError):
        next(results)


def test_a_piece_that_is_late_holds_up_what_is_far_ahead():
    window = Window(10)
    assert [window.take(3) for _ in range(4)] == [0, 1, 2, None]
    window.handed(1)
    window.handed(2)
    assert window.take(3) is None
    window.again(0)
    assert window.take(3) == 0
    window.handed(0)
    assert [window.take(3) for _ in range(4)] == [3, 4, 5, None]
    assert window.left == 7


def test_what_differs_between_two_processes_is_named():
    assert differing(mine()) == []
    assert differing({}) == list(mine())
    assert differing({**mine(), "the compiled sources of backchannel": "0"}) == ["the compiled sources of backchannel"]


def test_engines_are_engines():
    engines: list[Engine] = [Here(), Processes(1), Cluster("tcp://127.0.0.1:1")]
    assert len(engines) == 3


def test_workers_can_be_started_ahead_and_what_fails_there_shows_later(tmp_path):
    before = set(multiprocessing.active_children())
    with Processes(2) as workers:
        workers.ahead(partial(mark, str(tmp_path)))
        there = set(workers.each(process, list(range(8))))
        until = time.monotonic() + 60
        while not {int(path.name) for path in tmp_path.iterdir()} >= there:  # a worker may do its pieces first
            assert time.monotonic() < until
            time.sleep(0.01)
        workers.ahead(dies)
        assert list(workers.each(tenth, [1, 2])) == [10.0, 5.0]
    assert set(multiprocessing.active_children()) <= before
