"""Every field has its table, and tables say what fields do."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from backchannel.conference.kernel import NAMES, Courses
from backchannel.runs import prepared, tables
from backchannel.runs.tables import FIELDS, TABLES, columns, cut, joined, sizes
from tests.runs.cases import RULES, RUNS, in_memory, small, unlike

SIZES = sizes(prepared(small(), runs=RUNS, rules=RULES))


def test_every_field_of_a_run_is_kept_once():
    assert sorted(FIELDS) == sorted(f.name for f in fields(Courses) if f.name != "first")


def test_the_small_case_leaves_no_table_empty():
    """Else a test on it would show nothing of that table."""
    assert all(count > 1 for count in SIZES.values()), SIZES
    moving = {name for name in NAMES if np.ptp(getattr(in_memory(), name).astype(float)) > 0}
    assert moving >= set(NAMES) - {"leaning", "gap", "shown"}, set(NAMES) - moving


def test_a_row_says_what_its_place_in_the_field_says():
    for table, content in columns(in_memory(), SIZES):
        for name in table.fields:
            field = getattr(in_memory(), name)
            rng = np.random.default_rng(1)
            for row in rng.integers(0, field.size, 50):
                at = tuple(int(content[axis][row]) for axis in ("run", *table.axes))
                assert field[at] == content[name][row], (table.name, name, at)


def test_a_field_that_nobody_put_in_a_table_stops_the_work(monkeypatch):
    monkeypatch.setattr(tables, "NAMES", (*NAMES, "forgotten"))
    with pytest.raises(ValueError, match="forgotten"):
        next(columns(in_memory(), SIZES))


def test_fields_with_other_axes_or_without_a_number_are_refused():
    with pytest.raises(ValueError, match="signed is"):
        list(columns(in_memory(), {**SIZES, "level": 1 + SIZES["level"]}))
    gap = in_memory().gap.copy()
    gap[3, 1] = np.nan
    with pytest.raises(ValueError, match="gap holds what is no number"):
        list(columns(replace(in_memory(), gap=gap), SIZES))


def test_cutting_and_joining():
    whole = in_memory()
    ends = [0, 1, 40, RUNS]
    pieces = [Courses(a, **{name: getattr(whole, name)[a:b] for name in NAMES}) for a, b in pairwise(ends)]
    assert unlike(joined(iter(pieces), RUNS), whole) == []
    assert cut(whole, 7).count == 7
    assert cut(whole, RUNS + 5) is whole


def test_columns_have_plain_types():
    kinds = {str(v.dtype) for _, content in columns(in_memory(), SIZES) for v in content.values()}
    assert kinds == {"int16", "int32", "bool", "float64"}
    assert len({t.name for t in TABLES}) == len(TABLES)
