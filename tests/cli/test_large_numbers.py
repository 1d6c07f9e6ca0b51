"""Numbers too large for the work they would make are refused with one message, and large ones are counted right."""

import json

import pytest

from tests.cli.running import inside

GRAPH = {
    "format": "neutral-gmcr-graph-1",
    "name": "x",
    "decision_makers": ["A"],
    "n_states": 10**9,
    "moves": {"A": {"1": [2]}},
    "ranking_best_first": {"A": [1, 2]},
}


@pytest.mark.parametrize(
    ("content", "argv", "words"),
    [
        (json.dumps(GRAPH), ["graph", "solve"], "n_states"),
        ("Actor,Capability,Position,Salience\nA,1e308,10,0.5\nB,1,4,1\n", ["challenge"], "capability"),
        ("Actor,Capability,Position,Salience\nA,1,1e300,0.5\nB,1,4,1\n", ["challenge"], "position"),
        ('{"utilities": [[1e308, -1e308], [1, 1]], "disagreement": [-1e308, 0]}', ["bargain"], "beyond"),
    ],
)
def test_a_file_with_a_number_too_large(capsys, tmp_path, content, argv, words):
    path = tmp_path / "f.json"
    path.write_text(content)
    done = inside(capsys, *argv, path)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1


def test_weights_beyond_the_quota_count_as_the_quota(capsys):
    done = inside(capsys, "power", "--weights", "1e300,1", "--quota", "1", "--json")
    assert done.code == 0
    assert [row["shapley_shubik"] for row in json.loads(done.out)["rows"]] == [0.5, 0.5]


def test_weights_of_parties_count_by_their_ratio(capsys, tmp_path):
    path = tmp_path / "t.json"
    path.write_text('{"utilities": [[0, 1], [0.6, 0.6], [1, 0]], "disagreement": [0, 0]}')
    said = json.loads(inside(capsys, "bargain", path, "--weights", "1e308,1e308", "--json").out)
    assert said["nash"] == [1]
