"""The page on run folders: its queries run, and it describes every table and column there is."""

import json
import re

import duckdb
import numpy as np
import pytest

from backchannel.runs import chunks, simulate
from backchannel.runs.tables import TABLES
from tests.runs.cases import CHUNK, RULES, RUNS, in_memory, small
from tests.support import ROOT

PAGE = (ROOT / "docs" / "reference" / "run-folders.md").read_text(encoding="utf-8")
IN_A_YEAR, CLUSTERED = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chunks, "SIZE", CHUNK)
        made = tmp_path_factory.mktemp("page") / "runs"
        simulate(small(), runs=RUNS, rules=RULES, folder=made)
    return made


def asked(query, folder):
    return duckdb.execute(query.replace("FOLDER", str(folder))).fetchall()


def test_the_first_query_counts_what_happened(folder):
    runs = in_memory()
    early = (runs.signed >= 0) & (runs.signed < 12)
    wanted = [
        (n, RUNS, int(early[:, n].sum()), int((early[:, n] & runs.force[:, -1, n]).sum()))
        for n in range(early.shape[1])
    ]
    assert asked(IN_A_YEAR, folder) == wanted


def test_the_second_query_clusters_by_draw(folder):
    runs = in_memory()
    draw = np.arange(RUNS) // 5
    for level, share, error in asked(CLUSTERED, folder):
        ever = (runs.signed[:, level] >= 0).astype(float)
        by_draw = np.array([ever[draw == d].mean() for d in range(draw[-1] + 1)])
        assert share == pytest.approx(by_draw.mean(), abs=1e-12)
        assert error == pytest.approx(by_draw.std(ddof=1) / np.sqrt(len(by_draw)), abs=1e-12)


def test_every_table_and_column_is_described_with_its_axes(folder):
    described: dict[str, tuple[list[str], list[str]]] = {}
    table = ""
    for line in PAGE.splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if len(cells) == 5 and cells[2].startswith("`"):
            table = cells[0].strip("`") or table
            fields = described.setdefault(table, (re.findall(r"`(\w+)`", cells[1]), []))[1]
            fields.append(cells[2].strip("`"))
    assert described == {t.name: (["run", *t.axes], list(t.fields)) for t in TABLES}


def test_types_are_as_the_page_says(folder):
    kinds = {
        name: kind
        for t in TABLES
        for name, kind, *_ in asked(f"DESCRIBE SELECT * FROM 'FOLDER/chunks/*/{t.file}'", folder)
    }
    doubles = {"gap", "fighting", "represented", "leaning", "trust"}
    assert {n for n, k in kinds.items() if k == "DOUBLE"} == doubles
    assert {n for n, k in kinds.items() if k == "BOOLEAN"} == {"force", "agreed", "sessions", "present"}
    assert {n for n, k in kinds.items() if k == "INTEGER"} == {"run", "signed_text"}
    assert set(kinds.values()) == {"DOUBLE", "BOOLEAN", "INTEGER", "SMALLINT"}


def test_every_field_of_the_manifest_is_described(folder):
    section = PAGE.partition("## The manifest")[2].partition("##")[0]
    assert set(json.loads((folder / "manifest.json").read_text())) <= set(re.findall(r"`(\w+)`", section))
