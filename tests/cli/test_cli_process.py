"""What only a process of its own can show: pipes, signals, start-up, standard input."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time

import pytest

from tests.cli.running import FEW, FRONT, apart
from tests.pace import slowness
from tests.support import ROOT

HEAVY = ["numpy", "pandas", "numba", "altair", "pydantic", "scipy", "yaml"]
FEARON = {"p": 0.6, "c_A": 0.1, "c_B": 0.15}


def test_piped_output_is_plain_and_standard_error_is_quiet():
    done = apart("brief", "geneva-ii", *FEW)
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


@pytest.mark.parametrize("width", ["40", "200"])
def test_a_wider_or_narrower_terminal_changes_nothing_in_a_pipe(width):
    one, other = apart("show", "geneva-ii"), apart("show", "geneva-ii", COLUMNS=width)
    assert one.out == other.out


def test_help_is_quick_and_imports_little():
    code = f"""
import sys
from backchannel.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stderr.strip() == "[]"
    times = []
    for _ in range(5):
        started = os.times()
        assert apart("--help").code == 0
        ended = os.times()
        times.append(ended.children_user + ended.children_system - started.children_user - started.children_system)
    assert statistics.median(times) <= 0.3 * slowness()


def test_a_closed_pipe_is_no_error():
    for argv in (["show", "geneva-ii", "stances", "--csv"], ["packages", "geneva-ii", *FEW, "--json"]):
        process = subprocess.Popen([*FRONT, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(timeout=120) in (0, 141)
        assert err == ""


def test_interrupting_leaves_nothing_half_written(tmp_path):
    chart = tmp_path / "x.png"
    argv = ["packages", "geneva-ii", "--runs", "200000", "--chart", str(chart)]
    process = subprocess.Popen(
        [*FRONT, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    time.sleep(4)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_folder_one_may_not_write_in_is_one_message(tmp_path):
    if os.geteuid() == 0:  # root may write anywhere but in /proc
        target = "/proc/x.svg"
    else:
        (tmp_path / "shut").mkdir(mode=0o500)
        target = str(tmp_path / "shut" / "x.svg")
    done = apart("explain", "geneva-ii", "russia", *FEW, "--chart", target)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert f"{target}: " in done.err


# --- theory from standard input ---------------------------------------------------------------------------------


def test_an_object_gives_an_object_and_a_list_a_list():
    one = apart("theory", "fearon_range", "--json", stdin=json.dumps(FEARON))
    found = json.loads(one.out)
    assert (found["lower"], found["upper"]) == pytest.approx((0.5, 0.75), abs=1e-12)
    two = json.loads(apart("theory", "fearon_range", "--json", stdin=json.dumps([FEARON, {**FEARON, "p": 0.5}])).out)
    assert two[0] == found
    assert two[1]["lower"] == pytest.approx(0.4)
    assert json.loads(apart("theory", "fearon_range", "--json", "--set", "p=0.6", "--set", "c_A=0.1", "--set",
                            "c_B=0.15", stdin="").out) == found  # fmt: skip


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("3", "object"),
        ("[1]", "object"),
        (json.dumps([FEARON, {**FEARON, "p": 7}]), "item 1"),
        (json.dumps({**FEARON, "q": 1}), "q"),
        (json.dumps({"p": 0.5}), "c_A"),
        ('{"p": NaN, "c_A": 0.1, "c_B": 0.1}', "p"),
        (json.dumps({**FEARON, "p": "half"}), "p"),
    ],
)
def test_wrong_input_is_one_message(stdin, says):
    done = apart("theory", "fearon_range", "--json", stdin=stdin)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert says in done.err
