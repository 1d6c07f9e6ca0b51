"""Very much of something: read within the limits or refused, and what is wrong is counted right."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.building import build
from backchannel.case.problems import PRINTED, CaseError
from backchannel.case.tree import MOST_PROBLEMS, MOST_VALUES, Tree, parse
from tests.hostile.seeds import SMALL
from tests.hostile.worker import SECONDS
from tests.pace import within

TOP = "case: {id: a, title: t, as_of: 2014-01-28}\n"


def refused(make):
    with pytest.raises(CaseError) as caught:
        make()
    return caught.value


def many(group: str, row: str, values: int, extra: str = "") -> str:
    """A case with so many records of a kind that each of its values counts."""
    rows = (row.format(n=n, m=n + 1) for n in range((MOST_VALUES - 100) // values))
    return f"{TOP}{extra}{group}:\n" + "\n".join(rows) + "\n"


@cache
def full(kind: str) -> str:
    one = "actors: [{id: a0, role: principal}]\n"
    return {
        "actors": many("actors", "- {{id: a{n}, role: principal}}", 3),
        "insiders": many("actors", "- {{id: a{n}, role: insider}}", 3),
        "a chain of bodies": many("actors", "- {{id: a{n}, role: principal, parent: a{m}}}", 4),
        "bodies that do not exist": many("actors", "- {{id: a{n}, role: principal, parent: zz{n}}}", 4),
        "stances": many("stances", "- {{actor: a{n}, issue: i, private: 3}}", 4, one),
        "points": TOP
        + "issues: [{id: i, status_quo: 0, anchors: {"
        + ",".join(f"{n}: a" for n in range(59_000))
        + "}}]",
        "evidence": f"{TOP}actors: [{{id: a, role: leader, evidence: {'z y ' * 1_200_000}}}]\n",
        "signers": f"{TOP}levels: [{{id: l, opens: [i], signers: {'{all: [' * 15}{'a,' * 59_000}{']}' * 15}}}]\n",
        "unknown fields": TOP + "".join(f"k{n}: 1\n" for n in range(59_000)),
    }[kind]


KINDS = (
    *("actors", "insiders", "a chain of bodies", "bodies that do not exist", "stances", "points", "evidence"),
    *("signers", "unknown fields"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_as_much_as_may_be_is_looked_through(kind):
    error = refused(lambda: build(parse(full(kind), "x.yaml")))
    assert len(error.problems) <= MOST_PROBLEMS + 20  # what is missing on top is said as well
    assert not any("too many values" in problem.message for problem in error.problems)


def test_as_much_as_may_be_is_looked_through_in_time():
    imports = "from tests.hostile.test_limits import KINDS, build, full, parse, refused"
    within(SECONDS, imports, "KINDS", "full(key)", 'refused(lambda: build(parse(made, "x.yaml")))')


def test_one_value_too_many_is_refused():
    assert "too many values" in str(refused(lambda: parse(f"{TOP}x: [{'a,' * MOST_VALUES}]\n", "x.yaml")))
    data = {"actors": [{"id": "a", "role": "leader", "agenda": ["i"] * MOST_VALUES}]}
    assert str(refused(lambda: build(Tree("x.csv", data)))) == (
        f"x.csv: holds too many values; expected at most {MOST_VALUES}"
    )


def test_what_is_not_listed_is_counted():
    error = refused(lambda: parse(f"{TOP}x: [{'.nan,' * 5000}]\n", "x.yaml"))
    assert (len(error.problems), error.more) == (MOST_PROBLEMS, 5000 - MOST_PROBLEMS)
    assert str(error).endswith(f"\n... and {5000 - PRINTED} more")
    assert all(problem.line == 2 for problem in error.problems)


def test_a_wrong_id_is_said_once_for_each_place_that_names_it():
    text = SMALL.replace("trust: 0.3", "evidence: e9 e9").replace("salience: 100}", "salience: 100, evidence: e8}")
    found = [
        problem for problem in refused(lambda: build(parse(text, "x.yaml"))).problems if "evidence" in problem.field
    ]
    assert [(problem.field, problem.line, problem.message[-10:]) for problem in found] == [
        ("actors.south.evidence", 4, "(got `e9`)"),
        ("stances.north.border.evidence", 8, "(got `e8`)"),
    ]


def test_words_where_evidence_is_named_may_be_a_note_and_are_not_shown():
    text = SMALL.replace("trust: 0.3", "evidence: a minister told us")
    found = refused(lambda: build(parse(text, "x.yaml"))).problems
    assert [p.field for p in found] == ["actors.south.evidence"] * 4
    assert all("value not shown (team)" in p.message for p in found)
    assert not any(word in str(p).removeprefix("x.yaml:4: ") for p in found for word in ("minister", "told", "`us`"))


@settings(max_examples=200)
@given(st.lists(st.none() | st.integers(0, 7), min_size=1, max_size=8))
def test_who_goes_round_in_a_circle_is_said(above):
    """Those, and only those, who come back to themselves by going up."""
    rows = [f"  - {{id: a{n}, role: principal{'' if m is None else f', parent: a{m}'}}}" for n, m in enumerate(above)]
    text = SMALL.replace("issues:\n", "\n".join(rows) + "\nissues:\n", 1)

    def comes_back(start: int) -> bool:
        one: int | None = start
        for _ in above:
            one = above[one] if one is not None and one < len(above) else None
            if one == start:
                return True
        return False

    expected = {f"actors.a{n}.parent" for n in range(len(above)) if comes_back(n)}
    dangling = any(m is not None and m >= len(above) for m in above)
    if not expected and not dangling:
        build(parse(text, "x.yaml"))
        return
    problems = refused(lambda: build(parse(text, "x.yaml"))).problems
    assert {p.field for p in problems if "circle" in p.message} == expected
