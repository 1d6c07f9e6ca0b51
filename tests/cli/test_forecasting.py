"""`forecast` and `replay` as a person meets them."""

import json
import os
import pty
import subprocess

from tests.cli.running import FRONT, inside, refused
from tests.support import ROOT

LITTLE = ["--runs", "60", "--months", "6"]


def test_a_screen_says_chance_doubt_and_band(capsys):
    done = inside(capsys, "forecast", "geneva-ii", *LITTLE)
    assert done.code == 0
    assert done.err == ""  # quiet where nobody watches
    for words in ("second round", "2014-02-28", "signed in 6 months", "Rests on", "Doubt", "under these inputs"):
        assert words in done.out, words
    assert "60 runs of 12 draws" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_data(capsys):
    found = json.loads(inside(capsys, "forecast", "geneva-ii", *LITTLE, "--json").out)
    assert found["manifest"]["settings"]["months"] == 6
    assert {"question", "probability", "error", "low", "high", "band"} <= set(found["columns"])
    table = inside(capsys, "forecast", "geneva-ii", *LITTLE, "--csv").out.splitlines()
    assert len(table) == 1 + len(found["rows"])
    told = json.loads(inside(capsys, "replay", "geneva-ii", *LITTLE, "--run", "3", "--json").out)
    assert told["columns"] == ["month", "kind", "about", "says"]


def test_from_a_folder(capsys, tmp_path):
    """With its own runs, seed and rules; what is played for a comparison follows them."""
    kept, same = tmp_path / "runs", [*LITTLE, "--seed", "7", "--inner", "3"]
    assert inside(capsys, "simulate", "geneva-ii", *same, "-o", kept).code == 0
    before = sorted((path, path.stat().st_mtime_ns) for path in kept.rglob("*.parquet"))
    again = json.loads(inside(capsys, "forecast", "geneva-ii", "--from", kept, "--json").out)
    assert again == json.loads(inside(capsys, "forecast", "geneva-ii", *same, "--json").out)
    assert before == sorted((path, path.stat().st_mtime_ns) for path in kept.rglob("*.parquet"))
    told = json.loads(inside(capsys, "replay", "geneva-ii", "--from", kept, "--run", "59", "--json").out)
    assert told["rows"] == json.loads(inside(capsys, "replay", "geneva-ii", *same, "--run", "59", "--json").out)["rows"]
    refused(inside(capsys, "forecast", "geneva-ii", "--runs", "60", "--from", kept), "--runs", "leave out --from")
    refused(inside(capsys, "forecast", "geneva-ii", "--set", "war.intensity=0.5", "--from", kept), "case")
    refused(inside(capsys, "forecast", "geneva-ii", "--from", tmp_path / "nothing"), "nothing")


def test_a_picture(capsys, tmp_path):
    done = inside(capsys, "forecast", "geneva-ii", *LITTLE, "--chart", tmp_path / "curves.svg")
    assert done.code == 0
    assert "signed by" in (tmp_path / "curves.svg").read_text()


def test_messages(capsys):
    refused(inside(capsys, "forecast", "geneva-ii", "--question", "peace"), "no question called peace", "second_round")
    refused(inside(capsys, "forecast", "geneva-ii", "--months", "0"), "months")
    refused(inside(capsys, "replay", "geneva-ii", "--signed", "peace"), "no level called peace")
    refused(inside(capsys, "replay", "geneva-ii", "--runs", "5", "--run", "5"), "no run number 5 among 5")
    refused(inside(capsys, "forecast", "geneva-ii", "--chart", "curves.gif"), ".svg")


def test_a_bar_on_a_terminal():
    """Something moves on standard error while it works, and it is gone at the end."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*FRONT, "replay", "geneva-ii", "--runs", "600", "--months", "12", "--run", "599"],
        stdout=subprocess.PIPE,
        stderr=follower,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(follower)
    seen = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    assert b"600/600" in seen
    assert b"run 599 of 600" in out
