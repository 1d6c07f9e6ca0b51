"""Files of graph models: what they say is what is built, and what they get wrong is said clearly."""

import json
from typing import Any

import numpy as np
import pytest

from backchannel.case.graphfile import read_graph, write_graph
from backchannel.case.graphfile.reading import LARGEST, parse_graph
from backchannel.case.graphfile.statements import StatementError, any_of, options_in, parsed, truth
from backchannel.case.graphfile.writing import graph_text
from backchannel.case.problems import CaseError
from backchannel.theory.graphmodel.moves import listed
from backchannel.theory.graphmodel.stability import CONCEPTS, stable
from tests.case.graphfile.models import STATES, TALKS, changed
from tests.support import shared_path


def read(data: Any) -> Any:
    return parse_graph(json.dumps(data, indent=1), "talks.json")


def message(data: Any) -> str:
    with pytest.raises(CaseError) as caught:
        read(data)
    assert len(caught.value.problems) == 1, "one clear message"
    return str(caught.value)


def test_options_states_and_preferences():
    found = read(TALKS)
    assert [found.pattern(s) for s in range(found.states)] == ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"]
    assert found.status_quo == 0
    assert found.told(4) == "talk, answer the offer"
    assert found.told(0) == "nothing is done"
    assert found.changed(0, 4) == [("talk", True), ("answer the offer", True)]
    assert found.model.rank.tolist() == [[1, 1, 0, 1, 2, 0], [4, 2, 1, 3, 4, 0]]
    assert (found.state(7), found.state(6)) == (None, 5)


def test_states_with_moves():
    found = read(STATES)
    assert found.model.moves.arcs().of(1, 1).tolist() == [2]
    assert (found.pattern(2), found.told(2), found.changed(0, 1)) == ("peace", "peace", ())
    assert found.model.rank.tolist() == [[0, 1, 2], [0, 1, 0]]


@pytest.mark.parametrize("data", [TALKS, STATES, changed(TALKS, label="public", note="näher")])
def test_what_is_written_reads_back_the_same(data, tmp_path):
    found = read(data)
    write_graph(found.file, tmp_path / "x.json")
    again = read_graph(tmp_path / "x.json")
    assert again.file == found.file
    assert graph_text(again.file) == graph_text(found.file)
    assert (tmp_path / "x.json").stat().st_mode & 0o077 == (0o044 if data.get("label") == "public" else 0)


@pytest.mark.parametrize("name", ["Elmira", "Chicken_2x2", "SI_misp"])
def test_a_neutral_file_keeps_its_sense_in_our_form(name):
    found = read_graph(shared_path("golden", "gmcr", f"{name}.json"))
    again = parse_graph(graph_text(found.file), "again")
    assert (again.model.rank == found.model.rank).all()
    for concept, flags in stable(found.model).items():
        assert (stable(again.model)[concept] == flags).all()


def test_merged_states_are_the_nine_states_of_elmira():
    """Twelve combinations, four of them one and the same: the plant is abandoned."""
    twelve = json.loads(graph_text(read_graph(shared_path("golden", "gmcr", "Elmira.json")).file))
    nine = read_graph(shared_path("golden", "gmcr", "Elmira_9state.json"))
    order = [1, 2, 3, 4, 9, 5, 6, 7, 8]  # of the published numbers, by decimal
    place = {published: n + 1 for n, published in enumerate(order)}
    ranking = {a: [place[int(str(n))] for n in nine.file.preferences[a].ranking or ()] for a in nine.actors}
    twelve["merge"] = [{"o3": "Y"}]
    twelve["preferences"] = {i: {"ranking": ranking[a]} for i, a in zip(("d0", "d1", "d2"), nine.actors, strict=True)}
    found = read(twelve)
    assert [found.pattern(s) for s in range(9)][4] == "-NNY-"
    for concept in CONCEPTS:
        mine, theirs = (stable(one.model, [concept])[concept] for one in (found, nine))
        assert (mine == theirs[:, np.array(order) - 1]).all(), concept


def test_the_four_kinds_of_infeasible_patterns():
    kinds = [
        {"exclusive": ["talk", "shell"]},
        {"at_least_one": ["talk", "shell", "answer"]},
        {"only_if": {"pattern": {"answer": "Y"}, "needs": {"talk": "Y"}}},
        {"pattern": {"talk": "Y", "answer": "N"}},
    ]
    left = [read(changed(TALKS, infeasible=kinds[: n + 1], status_quo=None)) for n in range(4)]
    assert [[one.pattern(s) for s in range(one.states)] for one in left] == [
        ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"],
        ["YNN", "NYN", "NNY", "YNY", "NYY"],
        ["YNN", "NYN", "YNY"],
        ["NYN", "YNY"],
    ]


def test_common_forbidden_and_hidden_moves():
    options = [{**o, "by": ["n", "s"]} if o["id"] == "answer" else o for o in TALKS["options"]]
    assert read(changed(TALKS, options=options)).model.moves.arcs().of(0, 0).tolist() == [1, 2, 3, 4, 5]
    never = [{"actor": "n", "from": {"shell": "Y"}, "to": {"talk": "Y"}}]
    assert read(changed(TALKS, forbidden_moves=never)).model.moves.of(0, 2).tolist() == [0]
    blind = read(changed(TALKS, unseen={"s": [{"talk": "Y"}]}))
    assert [blind.model.moves.of(1, s).tolist() for s in range(6)] == [[3], [], [5], [0], [], [2]]
    assert blind.complete is not None
    assert blind.complete.of(1, 1).tolist() == [4]


def test_two_hundred_statements_are_as_good_as_two():
    many = [f"{'not ' * (n % 2)}talk and answer" for n in range(198)] + ["shell", "answer"]
    found = read(changed(TALKS, preferences={"n": {"statements": many}, "s": {"statements": []}}))
    assert found.model.rank[0].tolist() == [0, 0, 1, 2, 4, 3]
    assert found.model.rank[1].tolist() == [0] * 6


def test_strength_and_unknowns():
    gaps = read(changed(STATES, preferences={"a": {"ranking": [3, 2, 1], "much": [1]},
                                             "b": {"payoffs": [0, 1, 3], "much": 2}}))  # fmt: skip
    assert gaps.strength
    a, b = gaps.relations
    assert a.much.tolist() == [[False] * 3, [False] * 3, [True, True, False]]
    assert b.much.tolist() == a.much.tolist()
    first = read(changed(TALKS, preferences={**TALKS["preferences"], "n": {**TALKS["preferences"]["n"], "much": 1}}))
    assert first.relations[0].much[4].tolist() == [True, True, True, True, False, True]
    pairs = {"better": [[3, 2]], "much": [[2, 1]]}
    known = read(changed(STATES, preferences={"a": {"pairs": pairs}, "b": {"pairs": {"equal": [[1, 2]]}}}))
    assert known.relations[0].much[2, 0]
    assert known.relations[1].unknown.sum() == 4


MANY = [{"id": f"o{n}", "by": "n"} for n in range(31)]
NONE = {"n": {"statements": ["o1"]}, "s": {"statements": []}}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"options": MANY, "infeasible": [], "preferences": NONE, "status_quo": None},
         ["31 options, and at most 30", "2,147,483,648", "fix: leave out options that no statement", "infeasible"]),
        ({"options": MANY[:24], "infeasible": [], "preferences": NONE, "status_quo": None},
         ["more than 4,194,304 combinations", "fix: "]),
        ({"status_quo": {"talk": "Y", "shell": "Y", "answer": "N"}},
         ["status_quo", "infeasible: it is forbidden by infeasible.0"]),
        ({"status_quo": 9}, ["state 9, is not among the 6 feasible states"]),
        ({"status_quo": {"talk": "Y"}}, ["nothing is said of shell or answer"]),
        ({"infeasible": [{"pattern": {"talk": "Y"}}, {"pattern": {"talk": "N"}}]}, ["forbid every one"]),
        ({"infeasible": [{"pattern": {"tlak": "Y"}}]}, ["infeasible.0", "no option `tlak`", "did you mean `talk`?"]),
        ({"infeasible": [{"exclusive": ["talk", "shell"], "pattern": {"talk": "Y"}}]}, ["exactly one of exclusive"]),
        ({"actors": [{"id": "n"}, {"id": "n"}]}, ["actors.1.id", "`n` is there twice"]),
        ({"options": [*TALKS["options"], {"id": "talk", "by": "s"}]}, ["options.3.id", "`talk` is there twice"]),
        ({"options": [{"id": "talk", "by": "x"}]}, ["options.0.by", "no actor `x`"]),
        ({"options": [{"id": "talk", "by": []}]}, ["belongs to nobody"]),
        ({"preferences": {"n": {"statements": []}}}, ["nothing is said of what s prefers", "fix: add"]),
        ({"preferences": {**TALKS["preferences"], "x": {"statements": []}}}, ["no actor `x`"]),
        ({"preferences": {**TALKS["preferences"], "n": {"statements": ["talk and"]}}},
         ["preferences.n.statements.0", "`talk and` cannot be understood: it ends"]),
        ({"preferences": {**TALKS["preferences"], "n": {"statements": ["peace"]}}}, ["no option `peace`"]),
        ({"preferences": {**TALKS["preferences"], "n": {"ranking": [1, 2, 3, 4, 5, 1]}}},
         ["state 1 stands at two places", "round in a circle"]),
        ({"preferences": {**TALKS["preferences"], "n": {"ranking": [1, 2]}}}, ["leaves out state 3, 4, 5 and 6"]),
        ({"preferences": {**TALKS["preferences"], "n": {"ranking": [77]}}}, ["there is no state 77"]),
        ({"preferences": {**TALKS["preferences"], "n": {"payoffs": [1]}}}, ["1 payoffs for 6 states"]),
        ({"preferences": {**TALKS["preferences"], "n": {"payoffs": [1] * 6, "much": 0}}}, ["`much` is 0"]),
        ({"preferences": {**TALKS["preferences"], "n": {"statements": ["talk"], "much": 2}}}, ["0 to 1 statements"]),
        ({"preferences": {**TALKS["preferences"], "n": {"ranking": [1, 2, 3, 4, 5, 6], "much": [6]}}}, ["1 to 5"]),
        ({"preferences": {**TALKS["preferences"], "n": {"statements": [], "ranking": []}}},
         ["exactly one of statements"]),
        ({"preferences": {**TALKS["preferences"], "n": {"statements": [], "much": [1]}}}, ["how many of the first"]),
        ({"preferences": {**TALKS["preferences"], "n": {"ranking": [], "much": 1}}}, ["lists the groups"]),
        ({"preferences": {**TALKS["preferences"], "n": {"payoffs": [], "much": [1]}}}, ["least large difference"]),
        ({"preferences": {**TALKS["preferences"], "n": {"pairs": {}, "much": 1}}}, ["stand in pairs.much"]),
        ({"preferences": {**TALKS["preferences"],
                          "n": {"pairs": {"better": [[1, 2], [2, 3]], "equal": [[3, 4]], "much": [[4, 1]]}}}},
         ["round in a circle: 1 over 2 over 3", "take one of these pairs out"]),
        ({"merge": [{"talk": "Y"}, {"answer": "Y"}]}, ["merged twice"]),
        ({"merge": [{"talk": "Y"}], "status_quo": None}, ["holds in some of the combinations merged"]),
        ({"merge": [{"shell": "Y"}], "unseen": {"n": [{"talk": "Y"}]}}, ["cannot be merged as well"]),
        ({"states": ["a"]}, ["either options, or states with moves"]),
        ({"moves": {}}, ["moves: goes with `states`"]),
        ({"actros": []}, ["actros", "is no field here"]),
        ({"name": None}, ["name", "expected text"]),
        ({"options": [{"id": "talk", "by": "n", "direction": "up"}]}, ["options.0.direction", "(got `up`)"]),
    ],
)  # fmt: skip
def test_one_clear_message_each(data, words):
    said = message(changed(TALKS, **data))
    assert said.startswith("talks.json")
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"status_quo": {"talk": "Y"}}, ["speaks of options"]),
        ({"moves": {"a": {"1": [9]}}}, ["moves.a.1", "there is no state 9"]),
        ({"merge": [{"a": "Y"}]}, ["merge: speaks of options"]),
        ({"preferences": {**STATES["preferences"], "a": {"statements": ["talk"]}}}, ["statements speak of options"]),
    ],
)
def test_one_clear_message_each_for_listed_states(data, words):
    said = message(changed(STATES, **data))
    assert all(word in said for word in words), said


def test_the_line_of_a_problem():
    data = changed(TALKS, options=[*TALKS["options"][:2], {"id": "answer", "by": "nobody"}])
    text = json.dumps(data, indent=1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "nobody" in row)
    assert message(data).startswith(f"talks.json:{line}: options.2.by: there is no actor `nobody`")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "talks.json:1: is no JSON"),
        ("[]", "says no format"),
        ('{"format": "backchanel-graph-1"}', "did you mean `backchannel-graph-1`?"),
        ('{"format": 3}', "format is `3`"),
        ('{"format": "x", "format": "y"}', "`format` stands twice"),
        ('{"format": NaN}', "`NaN` is no number"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_texts_that_are_no_model(text, words):
    with pytest.raises(CaseError) as caught:
        parse_graph(text, "talks.json")
    assert words in str(caught.value)


def test_a_neutral_file_with_more_states_than_can_be_counted():
    data = {"format": "neutral-gmcr-graph-1", "name": "x", "decision_makers": ["a"], "n_states": 10**9,
            "moves": {"a": {}}, "ranking_best_first": {"a": [1]}}  # fmt: skip
    assert "n_states: has too many states; expected at most 4,194,304" in message(data)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(CaseError, match="No such file"):
        read_graph(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b'{"name": "\xe9"}')
    with pytest.raises(CaseError, match="no UTF-8 text"):
        read_graph(tmp_path / "latin.json")
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(CaseError, match="bytes long"):
        read_graph(tmp_path / "big.json")


def test_too_many_states_for_what_is_asked():
    options = [{"id": f"o{n}", "by": "ns"[n % 2]} for n in range(12)]
    strong = {"n": {"statements": ["o1"], "much": 1}, "s": {"statements": []}}
    said = message(changed(TALKS, options=options, infeasible=[], status_quo=None, preferences=strong))
    assert "4,096 states are too many for preferences with strength" in said
    wide = [{"id": f"o{n}", "by": "n"} for n in range(14)]
    hidden = {"n": [{"o1": "Y"}]}
    weak = {"n": {"statements": ["o1"]}, "s": {"statements": []}}
    said = message(changed(TALKS, options=wide, infeasible=[], status_quo=None, preferences=weak, unseen=hidden))
    assert "moves among 16,384 states" in said


def test_an_actor_without_moves_is_said_and_harmless():
    found = read(changed(TALKS, options=[{**o, "by": "n"} for o in TALKS["options"]]))
    assert found.notes == ("South has no move anywhere in this model, so every state is stable for it.",)


def test_statements():
    bit = {"a": 0, "b": 1, "c": 2}
    states = np.arange(8)

    def holds(text: str) -> list[int]:
        return np.flatnonzero(truth(parsed(text), bit, states)).tolist()

    assert holds("a if b") == [0, 1, 3, 4, 5, 7]
    assert holds("a iff not b") == [1, 2, 5, 6]
    assert holds("a or b and c") == [1, 3, 5, 6, 7]
    assert holds("(a or b) AND c") == [5, 6, 7]
    assert holds(any_of([{"a": "Y", "b": "N"}, {"c": "Y"}])) == [1, 4, 5, 6, 7]
    assert options_in(parsed("a iff (b or not a)")) == ["a", "b"]
    for wrong in ("", "a b", "(a", "a)", "and", "not", "(" * 60 + "a" + ")" * 60):
        with pytest.raises(StatementError):
            parsed(wrong)


def test_listed_and_read_agree():
    found = read(STATES)
    moves = listed(2, 3, [{0: [1], 1: [0]}, {1: [2]}])
    assert found.model.moves.target.tolist() == moves.target.tolist()


NEUTRAL_GRAPH = {
    "format": "neutral-gmcr-graph-1", "name": "x", "decision_makers": ["a", "b"], "n_states": 2,
    "moves": {"a": {"1": [2]}, "b": {}}, "ranking_best_first": {"a": [1, 2], "b": [2, 1]},
}  # fmt: skip
NEUTRAL = {
    "format": "neutral-gmcr-1", "name": "x", "decision_makers": [{"id": "a"}, {"id": "b"}],
    "options": [{"id": "o", "dm": "a"}, {"id": "p", "dm": "b"}],
    "preferences": {id: {"mode": "ranking", "ranking": [1, 2, 3, 4]} for id in "ab"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("base", "data", "field", "words"),
    [
        (NEUTRAL_GRAPH, {"ranking_best_first": {"a": [1, 1], "b": [1, 2]}}, "ranking_best_first.a.1", "two places"),
        (NEUTRAL_GRAPH, {"ranking_best_first": {"a": [1, 2]}}, "ranking_best_first", "what b prefers"),
        (NEUTRAL, {"options": [{"id": "o", "dm": "z"}]}, "options.0.dm", "no actor `z`"),
        (NEUTRAL, {"decision_makers": [{"id": "a"}, {"id": "a"}]}, "decision_makers.1.id", "there twice"),
        (NEUTRAL, {"infeasible": [[{"o": "Y", "p": "Y"}], [{"z": "Y"}]]}, "infeasible.1.0", "no option `z`"),
        (NEUTRAL, {"misperceptions": {"z": []}}, "misperceptions.z", "no actor `z`"),
        (STATES, {"merge": [{"a": "Y"}]}, "merge", "speaks of options"),
    ],
)
def test_what_is_meant_wrong_is_said_at_its_line_in_the_form_of_the_file(base, data, field, words):
    text = json.dumps({**base, **data}, indent=1)
    with pytest.raises(CaseError) as caught:
        parse_graph(text, "talks.json")
    (problem,) = caught.value.problems
    assert (problem.field, words in problem.message) == (field, True), problem
    key = next(step for step in reversed(field.split(".")) if not step.isdigit())
    assert problem.line is not None
    assert problem.line > 1
    near = text.splitlines()[max(0, problem.line - 9) : problem.line]
    assert any(f'"{key}"' in line for line in near), (problem.line, near)


@pytest.mark.parametrize(
    ("base", "data", "words"),
    [
        (NEUTRAL_GRAPH, {"n_states": "4"}, "n_states: is not right (got `4`); expected a whole number"),
        (NEUTRAL_GRAPH, {"n_states": True}, "expected a whole number"),
        (NEUTRAL_GRAPH, {"moves": {"a": {"1": ["2"]}}}, "moves.a.1.0: is not right (got `2`); expected a whole number"),
        (STATES, {"status_quo": "2"}, "expected a whole number or names"),
        (STATES, {"actors": 3}, "expected a list"),
        (STATES, {"name": ""}, "expected text that is not empty"),
        (STATES, {"numbering": "x"}, "expected rank or decimal"),
    ],
)
def test_no_text_is_a_number_and_the_words_are_our_own(base, data, words):
    said = message({**base, **data})
    assert words in said
    assert "input should" not in said
    assert "valid" not in said


def test_what_somebody_prefers_is_not_repeated():
    said = message({**NEUTRAL_GRAPH, "ranking_best_first": {"a": ["73", 2], "b": [1, 2]}})
    assert "ranking_best_first.a.0: is not right; expected a whole number or a list" in said


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_file_is_said_to_be_empty(text):
    with pytest.raises(CaseError, match=r"talks.json: is empty; expected JSON whose `format` is backchannel-graph-1"):
        parse_graph(text, "talks.json")
