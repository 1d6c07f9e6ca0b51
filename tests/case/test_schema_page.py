"""The reference page is in step with the models, and what it shows works."""

import re
import runpy

import pytest

from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.fields import Value
from backchannel.case.setting import _Way
from backchannel.case.shape import fields, models
from backchannel.case.stances import COLUMNS
from backchannel.case.tree import parse
from backchannel.case.veil import Veil
from tests.support import ROOT

PAGE = ROOT / "docs" / "reference" / "schema.md"


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "docs" / "make_schema.py"))


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


def test_the_committed_page_is_in_step_with_the_models(script, page):
    assert page == script["page"](), "run: python docs/make_schema.py"


def test_every_field_has_a_row_with_its_range_and_question(page):
    for model in models():
        section = page.split(f"\n### {model.__name__}\n")[1].split("\n### ")[0]
        for name, info in fields(model).items():
            assert f"`{name}`" in section, f"{model.__name__}.{name}"
            spec = next((m for m in info.metadata if isinstance(m, Value)), None)
            if spec:
                row = next(line for line in section.split("\n") if line.startswith(f"| `{name}` |"))
                assert spec.ask in row
                assert f"{spec.lo:g}" in row
                assert spec.unit in row
    assert all(f"`{column}`" in page for column in COLUMNS)


def test_every_row_has_all_its_cells(page):
    for line in page.split("\n"):
        if line.startswith("| `") and line.count(" | ") > 3:
            assert len(re.split(r"(?<!\\)\|", line)) == 10, line


def test_the_example_is_a_whole_case_in_fifteen_lines(page):
    example = page.split("```yaml\n")[1].split("```")[0]
    assert len(example.strip().split("\n")) == 15
    case = build(parse(example, "example.yaml"))
    assert len(case.actors) == 2
    assert len(case.issues) == 1
    assert not [p for p in check(case) if p.weight >= 200]


def test_values_by_level_are_shown_as_they_are_read(page):
    block = page.split("### Values by level")[1].split("```yaml\n")[1].split("```")[0]
    example = page.split("```yaml\n")[1].split("```")[0]
    for line in block.strip().split("\n"):
        text = example.replace("role: principal, side: state", f"role: principal, side: state, {line}")
        assert build(parse(text.replace("id: settlement", "id: aid"), "x.yaml")).actors[0].trust


def test_the_paths_shown_have_the_shape_of_paths(page):
    table = page.split("## Paths")[1].split("## Fields")[0]
    paths = re.findall(r"`([a-z_]+\.[a-z0-9_.-]+)`", table)
    assert len(paths) >= 10
    data = {
        "actors": [{"id": "russia", "trust": 0.3}],
        "stances": [{"actor": "russia", "issue": "leadership"}],
        "expectations": [{"actor": "russia", "outcome": "a_start"}],
        "ties": [{"source": "russia", "target": "government"}],
        "levels": [
            {"id": "transition", "breakage": [{"group": "rebels"}], "signers": [["a", {"quota": 1, "of": ["b"]}]]}
        ],
        "war": {"sides": [{"id": "state"}]},
    }
    for path in paths:
        assert _Way(Veil(data), tuple(path.split("."))).find(data).new
