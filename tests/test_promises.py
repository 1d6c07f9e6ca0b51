"""What the README promises, and the test that would show it broken.

==================================================================  ===================================================
README                                                              test
==================================================================  ===================================================
"The two commands": make demo, make test                            test_the_two_commands_are_targets
"Python 3.11"                                                       test_python_3_11
"runs offline", "makes no network request and keeps no account"     test_offline
every command that is shown                                         test_every_command_shown_runs
the Python that is shown                                            test_the_python_shown_runs
every command of the table, and no other                            test_the_table_lists_the_commands
"Analyses take --runs, --seed and --set PATH=VALUE", --json, --csv, test_every_analysis_takes_the_options
--chart FILE.svg|png|html
"the first thing to try"                                            test_the_first_thing_to_try_does_something
"Exit codes: 0 fine, 1 warnings under check --strict, 2, 130"       test_exit_codes; tests/cli/test_cli_process.py (130)
"every analysis is name(case, *, runs, seed, ...) -> Finding"       test_every_analysis_has_one_shape
the keys of a Finding as JSON                                       tests/analyses/test_findings.py
same seed, same output, on any number of threads                    test_same_seed_same_output_on_any_number_of_threads
a folder or one YAML file                                           test_a_folder_or_one_file
"private values never enter a manifest, a message or a file name"   tests/test_canaries.py
"names no persons and no places"                                    test_no_field_for_persons_or_places
"does not recommend"                                                test_it_does_not_recommend
the rooms of the house                                              test_the_rooms_are_there
links                                                               test_every_link_leads_somewhere
the brief that is shown is what comes out                           test_the_brief_shown_is_what_comes_out
==================================================================  ===================================================
"""

import ast
import inspect
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from backchannel.cli import app
from tests.analyses import decisions
from tests.cli.running import ANALYSES, FEW, apart, inside
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHOWN = [
    line.strip().removeprefix("$ ").split("  #")[0].strip()
    for _, text in BLOCKS
    for line in text.splitlines()
    if re.match(r"(\$ )?\s*backchannel ", line.strip())
]
TICKED = re.findall(r"`(backchannel [^`]*)`", README)


def commands() -> set[str]:
    return {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}


def test_the_two_commands_are_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^\$ )make ([a-z]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert re.search(r"^demo:.*\n(?:\t.*\n)*\t.*backchannel brief geneva-ii", makefile, re.MULTILINE)


def test_python_3_11():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Python 3.11" in README
    assert asked["requires-python"] == ">=3.11"
    assert asked["license"] == "MIT"
    assert "MIT" in README


LESS = {
    "forecast": "200", "ledger": "200", "levers": "6", "opinions": "20", "replay": "200", "sensitivity": "20",
    "stability": "20", "watch": "200",
}  # fmt: skip


@pytest.mark.parametrize("line", sorted({*SHOWN, *TICKED}))
def test_every_command_shown_runs(line, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Path("outcomes.json").write_text('{"utilities": [[1, 0], [0.6, 0.6], [0, 1]], "disagreement": [0.1, 0.1]}')
    decisions.table(Path("decisions.csv"))
    _, *argv = shlex.split(line.replace("...", ""))
    few = ["--runs", LESS[argv[0]]] if argv[0] in LESS else FEW if argv[0] in ANALYSES else []
    done = inside(capsys, *argv, *(few if "--runs" not in argv else []))
    assert done.code == 0, done


def test_the_python_shown_runs():
    shown = [text for kind, text in BLOCKS if kind == "python"]
    assert shown
    for text in shown:
        exec(compile(text, "README.md", "exec"), {})


def test_the_table_lists_the_commands():
    assert set(re.findall(r"^\| `([a-z]+)[ `]", README, re.MULTILINE)) >= commands()
    for name in re.findall(r"^\| `([a-z]+) [A-Z\[]", README, re.MULTILINE):
        assert name in commands()


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_takes_the_options(name, capsys):
    said = inside(capsys, name, "--help").out
    for option in ("--runs", "--seed", "--set", "--json", "--csv", "--chart"):
        assert option in README
        assert option in said


def test_the_first_thing_to_try_does_something(capsys):
    tried = re.search(r"--set [a-z_.]+=[0-9.]+", README)
    assert tried
    argv = ["packages", "geneva-ii", "--level", "transition", *FEW, "--json"]
    before, after = inside(capsys, *argv), inside(capsys, *argv, *tried.group().split())
    assert (after.code, after.err) == (0, "")
    assert json.loads(before.out)["rows"] != json.loads(after.out)["rows"]


def test_exit_codes(capsys, tmp_path):
    assert re.search(r"0 fine, 1 warnings under `check --strict`, 2", README)
    assert inside(capsys, "theory").code == 0
    case = tmp_path / "mine"
    inside(capsys, "new", case)
    text = (case / "case.yaml").read_text().replace("own_chance: [0.4, 0.55, 0.7]", "own_chance: ?")
    (case / "case.yaml").write_text(text)
    assert (inside(capsys, "check", case).code, inside(capsys, "check", case, "--strict").code) == (0, 1)
    assert inside(capsys, "check", tmp_path / "nowhere").code == 2
    assert inside(capsys, "brief", "--nothing").code == 2


def test_every_analysis_has_one_shape():
    from backchannel.analyses import brief, claims, explain, litmus, packages, stakes

    for module in (brief, claims, explain, litmus, packages, stakes):
        function = getattr(module, module.__name__.rpartition(".")[2])
        parameters = inspect.signature(function).parameters
        assert next(iter(parameters)) == "case"
        assert all(parameters[p].kind is inspect.Parameter.KEYWORD_ONLY for p in ("runs", "seed"))
        assert inspect.signature(function).return_annotation == "Finding"


def test_offline(capsys, monkeypatch, tmp_path):
    def closed(*_args, **_how):
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, closed)
    for argv in (ANALYSES["claims"], ANALYSES["explain"]):
        assert inside(capsys, *argv, *FEW, "--chart", tmp_path / "x.svg").code == 0
    assert inside(capsys, "check", "geneva-ii").code == 0


@pytest.mark.slow
def test_offline_from_the_first_import(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n\ndef closed(*a, **k):\n    raise SystemExit('the network was asked for')\n\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = closed\n"
        "socket.create_connection = socket.getaddrinfo = closed\n"
    )
    probe = "import socket; socket.create_connection(('localhost', 9))"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    shut = subprocess.run([sys.executable, "-c", probe], env=env, capture_output=True, text=True)
    assert "the network was asked for" in shut.stderr
    done = apart("brief", "geneva-ii", *FEW, "--chart", tmp_path / "x.html", PYTHONPATH=str(tmp_path))
    assert done.code == 0


def test_nothing_of_ours_knows_the_network():
    """No telemetry either: there is nothing to send with, but for the cluster that a person names."""
    sends = {"socket", "ssl", "http", "urllib", "requests", "httpx", "aiohttp", "asyncio", "ftplib", "smtplib"}
    for path in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        names |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        asked_for = {"asyncio", "socket"} if path.name == "cluster.py" else set()
        assert not names & (sends - asked_for), path


@pytest.mark.slow
def test_same_seed_same_output_on_any_number_of_threads():
    runs = [apart(*ANALYSES["brief"], *FEW, "--json", NUMBA_NUM_THREADS=n) for n in ("1", "2", "2")]
    assert {r.code for r in runs} == {0}
    assert len({r.out for r in runs}) == 1


def test_a_folder_or_one_file(capsys, tmp_path):
    case = tmp_path / "mine"
    inside(capsys, "new", case)
    data = yaml.safe_load((case / "case.yaml").read_text())
    with (case / "stances.csv").open() as file:
        import csv

        data["stances"] = [
            {
                "actor": r["actor"], "issue": r["issue"], "public": float(r["public"]),
                "private": [float(r[f"private_{x}"]) for x in ("low", "best", "high")],
                "salience": float(r["salience"]), "evidence": r["evidence"], "note": r["note"],
            }
            for r in csv.DictReader(file)
        ]  # fmt: skip
    one = tmp_path / "one.yaml"
    one.write_text(yaml.safe_dump(data, sort_keys=False))
    found = [json.loads(inside(capsys, "packages", c, *FEW, "--json").out) for c in (case, one)]
    assert found[0]["rows"] == found[1]["rows"]


def test_no_field_for_persons_or_places():
    from backchannel.case.schema import Actor

    forbidden = {"person", "persons", "place", "location", "latitude", "longitude", "coordinates", "commander"}
    assert not forbidden & set(Actor.model_fields)


def test_it_does_not_recommend(capsys):
    for argv in (ANALYSES["brief"], ANALYSES["litmus"], ANALYSES["explain"]):
        found = json.loads(inside(capsys, *argv, *FEW, "--json").out)
        assert not re.search(r"\b(recommend|should|must accept|ought)\b", " ".join(found["sentences"]))


def test_the_rooms_are_there():
    for room in re.findall(r"^\| `([a-z_]+/)`", README, re.MULTILINE):
        assert (ROOT / "src" / "backchannel" / room).is_dir(), room
    for name in re.findall(r"`([a-z_]+\.py)`", README):
        assert list((ROOT / "src").rglob(name)), name


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_brief_shown_is_what_comes_out(capsys):
    shown = [text for _, text in BLOCKS if "Geneva II" in text and "some text suits all who must sign" in text]
    assert shown, "the README shows no brief"
    out = inside(capsys, "brief", "geneva-ii").out
    assert [x.rstrip() for x in out.splitlines()] == [
        x.rstrip() for x in shown[0].removeprefix("$ backchannel brief geneva-ii\n").splitlines()
    ]
