"""The engine on a Dask cluster: real schedulers and workers on this machine, some of them killed."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing

import pytest

from backchannel.case.reading import find_case, read_case
from backchannel.core.errors import AskError
from backchannel.runs import Rules, chunks, simulate
from backchannel.runs.engines import Cluster, Processes, remote, sameness
from backchannel.runs.engines import cluster as engines_cluster
from backchannel.runs.engines.remote import Sealed, Unlike, Work
from tests.conference.cases import case_of, dynamic, random_tree
from tests.pace import slowness
from tests.runs.cases import CHUNK, RULES, RUNS, in_memory, small, unlike
from tests.runs.work import TO_HERE, a_scheduler, asks, begun, dying, free_port, process, tenth, wait_for, waits
from tests.support import ROOT


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two workers of one thread each: its address."""
    with a_scheduler() as (address, _), begun("worker", address, *TO_HERE, "--nworkers", "2", "--nthreads", "1"):
        wait_for(address, 2)
        yield address


@pytest.mark.slow
def test_results_in_order_faults_as_such_and_the_connection_stays(cluster):
    said: list[str] = []
    told: list[tuple[int, int]] = []
    with Cluster(cluster, say=said.append) as engine:
        assert list(engine.each(tenth, [5, 2, 4], lambda *at: told.append(at))) == [2.0, 5.0, 2.5]
        assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
        assert list(engine.each(tenth, [])) == []
        results = engine.each(tenth, [5, 0, 4])
        assert next(results) == 2.0
        with pytest.raises(ZeroDivisionError):
            next(results)
        with pytest.raises(AskError, match=r"^piece 1 is not to be had$"):
            list(engine.each(asks, [0, 1, 2]))
        with closing(engine.as_done(waits, [0.0, 1.0])) as came:
            assert next(came) == (0, 0.0)
        assert len(set(engine.each(process, range(40))) - {os.getpid()}) >= 1
    assert said == []
    assert list(Cluster(cluster).each(tenth, [5])) == [2.0]


@pytest.mark.slow
def test_three_engines_give_the_same_bits(monkeypatch, cluster):
    geneva = read_case(find_case("geneva-ii"))
    few = Rules(months=6)
    alone = simulate(geneva, runs=35, rules=few).whole()  # first, so that no worker has to compile
    monkeypatch.setattr(chunks, "SIZE", 10)
    with Cluster(cluster) as dask, Processes(2) as processes:
        played = [simulate(geneva, runs=35, rules=few, engine=one).whole() for one in (dask, processes)]
        assert [unlike(alone, one) for one in played] == [[], []]
        for seed in (3, 8):
            case = case_of(dynamic(random_tree(seed), seed))
            wanted = simulate(case, runs=25, seed=seed, rules=RULES).whole()
            for one in (dask, processes):
                assert unlike(simulate(case, runs=25, seed=seed, rules=RULES, engine=one).whole(), wanted) == []


@pytest.mark.slow
def test_a_killed_worker_is_no_error(tmp_path, monkeypatch):
    """One of two is killed at a piece and not started again; the other does what it had, and the runs are the same.

    It is told of even where the sweep is over before the next look at who is there.
    """
    said: list[str] = []
    monkeypatch.setattr(engines_cluster, "LOOK", 3600.0)
    with ExitStack() as stack:
        address, _ = stack.enter_context(a_scheduler())
        for _ in range(2):
            stack.enter_context(begun("worker", address, *TO_HERE, "--nthreads", "1", "--no-nanny"))
        wait_for(address, 2)
        with Cluster(address, say=said.append) as engine:
            pieces = list(range(1, 60))
            assert list(engine.each(dying(tmp_path, 7, times=1), pieces)) == [10 / n for n in pieces]
            assert len(list(tmp_path.iterdir())) == 1
            assert said == ["a worker left the cluster; what it had not handed over is done again"]
            wanted = in_memory()
            monkeypatch.setattr(chunks, "SIZE", CHUNK)
            assert unlike(simulate(small(), runs=RUNS, rules=RULES, engine=engine).whole(), wanted) == []


@pytest.mark.slow
def test_a_scheduler_that_dies_is_one_message_and_what_is_done_is_kept(tmp_path, capfd):
    folder = tmp_path / "runs"
    with a_scheduler() as (address, scheduler), begun("worker", address, *TO_HERE, "--nthreads", "1", "--no-nanny"):
        wait_for(address, 1)
        engine = Cluster(address)
        results = engine.each(waits, [0.0, 0.0, 60.0])
        assert [next(results), next(results)] == [0.0, 0.0]
        scheduler.send_signal(signal.SIGKILL)
        begin = time.monotonic()
        with pytest.raises(AskError, match=r"the connection to the scheduler was lost\. Start it again"):
            next(results)
        assert time.monotonic() - begin < 30 * slowness()
    assert capfd.readouterr() == ("", "")
    assert not folder.exists()


@pytest.mark.slow
def test_a_cluster_without_workers_is_refused_and_one_that_loses_them_is_given_up():
    said: list[str] = []
    with a_scheduler() as (address, _):
        with pytest.raises(AskError, match=f"the scheduler has no workers. Start some with `dask worker {address}`"):
            list(Cluster(address, answer=6.0).each(tenth, [1]))
        with begun("worker", address, *TO_HERE, "--nthreads", "1", "--no-nanny") as worker:
            wait_for(address, 1)
            results = Cluster(address, alone=2.0, say=said.append).each(waits, [0.0, 60.0])
            next(results)
            worker.send_signal(signal.SIGKILL)
            with pytest.raises(AskError, match="no worker has come for 2 seconds"):
                next(results)
    assert said == ["a worker left the cluster; what it had not handed over is done again"]


@pytest.mark.slow
def test_a_worker_with_other_sources_is_refused_before_any_work(tmp_path):
    """A copy of the package in which one compiled source says something else."""
    other = tmp_path / "backchannel"
    shutil.copytree(ROOT / "src" / "backchannel", other, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "core" / "jit.py").open("a") as file:
        file.write("\n# not the same\n")
    with ExitStack() as stack:
        address, _ = stack.enter_context(a_scheduler())
        paths = f"{tmp_path}{os.pathsep}{ROOT}"
        stack.enter_context(begun("worker", address, *TO_HERE, "--no-nanny", paths=paths))
        wait_for(address, 1)
        told = "not compute the same: the compiled sources of backchannel, the sources of backchannel are another there"
        with pytest.raises(AskError, match=told):
            list(Cluster(address).each(tenth, [1]))


@pytest.mark.slow
def test_over_tls_and_not_without_certificates(tmp_path):
    """Dask's own settings by environment, as the page says; a client without them gets one message."""
    from tests.support import require

    require(shutil.which("openssl"), "openssl makes the certificates of a test")
    made = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
    ]
    subprocess.run(made, check=True, capture_output=True)
    there = {"CA_FILE": "cert.pem"}
    for who in ("SCHEDULER", "WORKER", "CLIENT"):
        there |= {f"{who}__CERT": "cert.pem", f"{who}__KEY": "key.pem"}
    env = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(tmp_path / file) for name, file in there.items()}
    env["DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION"] = "true"
    address = f"tls://127.0.0.1:{free_port()}"
    place = ("--protocol", "tls", "--port", address.rpartition(":")[2])
    code = f"""
from backchannel.runs.engines import Cluster
from tests.runs.work import tenth
if __name__ == "__main__":
    print(list(Cluster({address!r}, answer=60.0).each(tenth, [5, 2])))
"""
    with begun("scheduler", *TO_HERE, *place, **env), begun("worker", address, *TO_HERE, "--no-nanny", **env):
        paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        asked = {**os.environ, **env, "PYTHONPATH": paths}
        done = subprocess.run([sys.executable, "-c", code], env=asked, capture_output=True, text=True, timeout=120)
        assert (done.stdout, done.stderr) == ("[2.0, 5.0]\n", "")
        with pytest.raises(AskError, match="no Dask scheduler answered"):
            list(Cluster(address, answer=2.0).each(tenth, [1]))


def test_a_scheduler_that_is_not_there_is_one_message(capfd):
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(AskError, match=f"^{address}: no Dask scheduler answered within 1 seconds"):
        list(Cluster(address, answer=1.0).each(tenth, [1]))
    for wrong in (
        "nowhere",
        "udp://127.0.0.1:1",
        "tcp://127.0.0.1:x",
        "tcp://no.such.host.invalid:1",
        "tls://127.0.0.1:9",
    ):
        with pytest.raises(AskError, match="no Dask scheduler answered"):
            list(Cluster(wrong, answer=1.0).each(tenth, [1]))
    assert capfd.readouterr() == ("", "")
    assert not [one for one in threading.enumerate() if "IO loop" in one.name and one.is_alive() and not one.daemon]
    assert not logging.getLogger("distributed.client").filters


def test_without_dask_a_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AskError, match=r"Dask, which is not installed here: pip install 'backchannel\[cluster\]'"):
        list(Cluster("tcp://127.0.0.1:1").each(tenth, [1]))


def test_nothing_that_is_sent_shows_itself():
    sealed = Sealed.of({"actors.a.capability": 0.123})
    assert repr(sealed) == "Sealed()"
    assert sealed.opened() == {"actors.a.capability": 0.123}


def test_a_worker_that_joined_later_and_differs_refuses_its_piece(monkeypatch):
    wanted = {**sameness.mine(), "the version of numpy": "1.0"}
    # told by the process that asks, so what differs is named from the worker's side
    assert remote.take(Sealed.of(tenth), wanted) == Unlike(("the version of numpy",))
    assert remote.perform(Work(Sealed.of(tenth)), Sealed.of(1), wanted) == Unlike(("the version of numpy",))
    assert remote.perform(Unlike(("it",)), Sealed.of(1), sameness.mine()) == Unlike(("it",))


def test_a_way_that_is_not_encrypted_is_told_of():
    for address, told in (
        ("tcp://10.0.0.1:8786", True),
        ("10.0.0.1:8786", True),
        ("tls://10.0.0.1:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("localhost:8786", False),
    ):
        said: list[str] = []
        Cluster(address, say=said.append).warn_of_listeners()
        assert [f"note: {address} is not encrypted; the case goes there with all its private values"] * told == said
