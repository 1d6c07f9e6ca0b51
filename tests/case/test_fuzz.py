"""Whatever stands in a file, reading gives a Case or a CaseError, and checking gives a list."""

import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.inputs import inputs
from backchannel.case.opening import read_text
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case
from backchannel.case.schema import Case
from backchannel.case.setting import apply
from backchannel.case.stances import parse_stances
from backchannel.case.tree import Tree, parse
from tests.case.cases import FULL, HEADER, ROW

many = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
seeds = st.integers(0, 2**32)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["?", "", "a", "rebels", "leadership", "aid", "all", "secret", "2014-01-28", "\u2028x"])
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "actor", "best", "low", "all", "any", "of", "quota", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


def outcome(make):
    """What comes of reading: a Case that can be walked and checked, or problems in plain words."""
    refused = None
    try:
        case = make()
    except CaseError as error:
        refused = error
    if refused:
        assert refused.problems
        assert str(refused)
        assert all(p.message and "\n" not in str(p) for p in refused.problems)
        return refused
    assert isinstance(case, Case)
    assert all("\n" not in str(p) for p in check(case))
    list(inputs(case))
    return case


@many
@given(seeds)
def test_bytes_gone_wrong(tmp_path, seed):
    chance = random.Random(seed)
    raw = bytearray(FULL.encode())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw))
        piece = chance.choice(
            [
                b"",
                b"\0",
                b"\xff",
                b"\t",
                b"\n",
                b":",
                b"?",
                b"[",
                b"}",
                b"*a ",
                b"&a ",
                b"!x ",
                b"9",
                b"-",
                b"'",
                b"\xef\xbb\xbf",
            ]
        )
        raw[at : at + chance.randint(0, 3)] = piece
    path = tmp_path / "toy.yaml"
    path.write_bytes(bytes(raw))
    outcome(lambda: read_case(path))


@many
@given(seeds)
def test_lines_lost_moved_and_doubled(seed):
    chance = random.Random(seed)
    lines = FULL.split("\n")
    words = re.findall(r"\w+", FULL)
    for _ in range(chance.randint(1, 4)):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(4)
        if kind == 0:
            lines.insert(to, lines[at])
        elif kind == 1:
            lines.insert(to, lines.pop(at))
        elif kind == 2:
            lines[at] = lines[at].replace("  ", "", 1)
        else:
            lines[at] = re.sub(r"\w+", lambda m: chance.choice([m.group(), chance.choice(words)]), lines[at])
    outcome(lambda: build(parse("\n".join(lines), "toy.yaml")))


@many
@given(seeds, junk)
def test_anything_in_the_place_of_anything(seed, anything):
    tree = parse(FULL, "toy.yaml")
    path = random.Random(seed).choice([p for p in tree.marks if p])
    holder: Any = tree.data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = anything
    outcome(lambda: build(tree))


@many
@given(junk)
def test_anything_at_all(anything):
    outcome(lambda: build(Tree("toy.yaml", anything if isinstance(anything, dict) else {"actors": anything})))


@many
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path, raw):
    path = tmp_path / "toy.yaml"
    path.write_bytes(raw)
    outcome(lambda: read_case(path))
    with pytest.raises(CaseError):
        parse_stances(read_text(path), "stances.csv")


@many
@given(seeds)
def test_tables_gone_wrong(seed):
    chance = random.Random(seed)
    text = f"{HEADER}\n{ROW}\n{ROW.replace('leadership', 'access')}\n"
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        text = (
            text[:at]
            + chance.choice([",", ";", '"', "\n", "\r", "?", "x", "-", "1e9", "", "é"])
            + text[at + chance.randint(0, 2) :]
        )
    tree = parse(FULL, "toy.yaml")

    def make():
        tree.data["stances"] = parse_stances(text, "stances.csv").data["stances"]
        return build(tree)

    outcome(make)


@many
@given(seeds, st.text(max_size=12))
def test_any_setting(seed, word):
    chance = random.Random(seed)
    case = build(parse(FULL, "toy.yaml"))
    paths = [one.path for one in inputs(case)] + [
        "case.as_of",
        "levels.aid.opens",
        "conference.attendance.government.on",
    ]
    steps = chance.choice(paths).split(".")
    for _ in range(chance.randint(0, 2)):
        at = chance.randrange(len(steps) + 1)
        steps[at : at + chance.randint(0, 1)] = [chance.choice([word, "0", "99", "best", "all", "x"])] * chance.randint(
            0, 1
        )
    value = chance.choice(["", "?", "0.3", "[1,2,3]", "[", "a: b", "{a: b}", "*a", "1e999", word])
    outcome(lambda: build(apply(parse(FULL, "toy.yaml"), [".".join(steps) + chance.choice(["=", ""]) + value])))
