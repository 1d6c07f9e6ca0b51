"""A sweep of levers in which a worker is killed: the same Finding, whichever engine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backchannel.analyses.levers import levers
from backchannel.runs.engines import Cluster, Engine, Processes, Told, quiet
from tests.analyses.levers.cases import both_needed
from tests.runs.work import TO_HERE, a_scheduler, begun, dying, wait_for

RUNS = 6


class Deadly:
    """An engine whose worker is killed, as `kill -9` does, at the third piece of a sweep, once."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder

    def each(self, work: Callable[[Any], Any], pieces: Sequence[Any], told: Told = quiet) -> Iterator[Any]:
        return self._engine.each(dying(self._folder, pieces[2], 1, work), pieces, told)


@cache
def alone() -> dict[str, Any]:
    return levers(both_needed(), runs=RUNS).to_json()


def test_a_killed_process_changes_nothing(tmp_path):
    wanted, said = alone(), list[str]()
    with Processes(2, say=said.append) as processes:
        assert levers(both_needed(), runs=RUNS, engine=Deadly(processes, tmp_path)).to_json() == wanted
    assert len(list(tmp_path.iterdir())) == 1
    assert said == ["a worker process was killed or crashed; piece 3 of 4 is done again"]


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_changes_nothing(tmp_path):
    pytest.importorskip("distributed")
    wanted, said = alone(), list[str]()
    with ExitStack() as stack:
        address, _ = stack.enter_context(a_scheduler())
        for _ in range(2):
            stack.enter_context(begun("worker", address, *TO_HERE, "--nthreads", "1", "--no-nanny"))
        wait_for(address, 2)
        with Cluster(address, say=said.append) as cluster:
            assert levers(both_needed(), runs=RUNS, engine=Deadly(cluster, tmp_path)).to_json() == wanted
    assert len(list(tmp_path.iterdir())) == 1
