"""`bargain` and `power` as a person meets them."""

import json

import pytest

from tests.cli.running import inside, refused
from tests.support import shared_path

KEYS = ["pareto", "pareto_individually_rational", "nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]


@pytest.fixture
def table(tmp_path):
    def written(content, name="table.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return written


def tied(rows=((0.6, 0.6), (0.6, 0.6), (0.8, 0.2), (0.5, 0.5)), disagreement=(0, -2)):
    return {"utilities": [list(row) for row in rows], "disagreement": list(disagreement)}


def test_all_rows_by_rule(capsys, table):
    done = inside(capsys, "bargain", table(tied()), "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert list(found) == KEYS
    assert found["pareto"] == [0, 1, 2]
    assert found["nash"] == [2]
    assert found["egalitarian"] == [2]


def test_a_screen(capsys, table):
    done = inside(capsys, "bargain", table(tied(disagreement=(0, 0))))
    assert (done.code, done.err) == (0, "")
    assert "2 ties" in done.out
    assert "should" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_no_zone_of_agreement_is_an_answer(capsys, table):
    file = table(tied(rows=[(1, 0), (0, 1)], disagreement=(0.6, 0.6)))
    found = json.loads(inside(capsys, "bargain", file, "--json").out)
    assert found == {key: [0, 1] if key == "pareto" else [] for key in KEYS}
    assert "no zone of agreement" in inside(capsys, "bargain", file).out
    above = table(tied(rows=[(1, 0), (0, 1)], disagreement=(0, 5)))
    assert "party 1 loses by every outcome" in inside(capsys, "bargain", above).out


def test_weights_ideals_and_leximin(capsys, table):
    file = table(tied(rows=[(8, 2), (5, 5), (2, 8)], disagreement=(0, 0)))
    nash = [
        json.loads(inside(capsys, "bargain", file, "--json", "--weights", weights).out)["nash"]
        for weights in ("5,1", "1,1", "1,5")
    ]
    assert nash == [[0], [1], [2]]
    split = table(tied(rows=[(20, 0), (5, 4), (4, 6)], disagreement=(0, 1)))
    assert json.loads(inside(capsys, "bargain", split, "--json").out)["kalai_smorodinsky"] == [2]
    over_all = inside(capsys, "bargain", split, "--json", "--ideals", "all")
    assert json.loads(over_all.out)["kalai_smorodinsky"] == [1]
    three = table(tied(rows=[(2, 5, 3), (2, 4, 4)], disagreement=(0, 0, 0)))
    assert json.loads(inside(capsys, "bargain", three, "--json", "--leximin").out)["egalitarian"] == [1]


@pytest.mark.parametrize("name", ["duplicate_rows", "linear_6party_256_harsh_reservation"])
def test_a_reference_result(capsys, table, name):
    case = json.loads(shared_path("golden", "bargaining-points", f"{name}.json").read_text())
    file = table({"utilities": case["utilities"], "disagreement": case["reserved_values"]})
    found = json.loads(inside(capsys, "bargain", file, "--json").out)
    expected = case["independent_result"]
    assert [found["nash"], found["egalitarian"], found["utilitarian"]] == [
        expected[key] for key in ("nash", "egalitarian_maxmin_gain", "max_welfare")
    ]
    assert found["kalai_smorodinsky"] == expected["ks_maxmin_normalised_gain_ideal_over_ir"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"utilities": [[1, 2],\n[1, NaN]], "disagreement": [0, 0]}', "line 2: NaN is no number"),
        (b'{"utilities": [[1, 2],\n[1, 3], "disagreement": [0, 0]}', "line 2: not JSON"),
        (b'{"utilities": [[1, 2]],\n"disagreement": [0, \xff]}', "line 2: not UTF-8"),
        (b"", "line 1: not JSON"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b'{"utilities": [[1, 1' + b"0" * 5000 + b']], "disagreement": [0, 0]}', "not JSON that can be read"),
        (b'{"utilities": [[1, 1' + b"0" * 400 + b']], "disagreement": [0, 0]}', "row 0 .*too large"),
        (b'{"utilities": [[1]], "utilities": [[1]], "disagreement": [0]}', '"utilities" stands there twice'),
        ([[1, 2]], "expected {"),
        ({"utilities": [[1, 2]]}, "expected {"),
        ({**tied(), "note": "x"}, "no other names"),
        (tied(rows=[(1, 2), (1, 2, 3)]), "row 1 (counted from 0): 3 numbers; expected 2"),
        (tied(rows=[(1, "2")]), "row 0 .*no number"),
        (tied(rows=[(1, True)]), "row 0 .*no number"),
        (tied(rows=[(1, None)]), "row 0 .*no number"),
        (tied(rows=[]), "no rows"),
        ({"utilities": [1, 2], "disagreement": [0, 0]}, "row 0 .*no list"),
        ({"utilities": [[]], "disagreement": []}, "names no parties"),
        ({"utilities": [[1, 2]], "disagreement": [0, "x"]}, "disagreement: a value is no number"),
        (tied(rows=[(1, 1e305)]), "beyond 1e"),
        (tied(rows=[range(101)], disagreement=[0] * 101), "101 parties; expected at most 100"),
    ],
)
def test_a_table_that_is_none(capsys, table, content, says):
    file = table(content)
    refused(inside(capsys, "bargain", file, "--json"), file.name, *says.split(" .*"))


def test_ten_million_rows_are_refused_before_they_are_read(capsys, table):
    file = table(b'{"utilities": [' + b"[1]," * 2_000_000 + b'[1]], "disagreement": [0]}')
    refused(inside(capsys, "bargain", file), "more than 1000000 rows")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--weights", "1,2,3"], "3 weights; expected 2"),
        (["--weights", "1,0"], "above 0"),
        (["--weights", "1,x"], "entry 2 is no number"),
        (["--ideals", "some"], "individually_rational or all"),
    ],
)
def test_options_that_do_not_fit(capsys, table, options, says):
    refused(inside(capsys, "bargain", table(tied()), *options), says)


def test_a_folder_is_no_file(capsys, tmp_path):
    refused(inside(capsys, "bargain", tmp_path), "is a directory", "expected a JSON file that holds")


def test_a_file_that_is_not_there(capsys, tmp_path):
    refused(
        inside(capsys, "bargain", tmp_path / "none.json"),
        "none.json: no such file",
        "expected a JSON file that holds",
        "disagreement",
    )


# --- power ------------------------------------------------------------------------------------------------------


def power(capsys, *argv):
    done = inside(capsys, "power", *argv, "--json")
    assert done.code == 0
    return json.loads(done.out), done.err


def column(found, name):
    return [row[name] for row in found["rows"]]


def test_the_printed_vote(capsys):
    found, said = power(capsys, "--weights", "50,49,1", "--quota", "51")
    assert said == ""
    assert column(found, "shapley_shubik_exact") == ["2/3", "1/6", "1/6"]
    assert column(found, "banzhaf_absolute") == [0.75, 0.25, 0.25]
    assert column(found, "deegan_packel_exact") == ["1/2", "1/4", "1/4"]
    assert column(found, "veto") == [True, False, False]
    assert found["label"] == "public"


def test_several_quotas_members_and_vetoes(capsys):
    both, _ = power(capsys, "--weights", "80,15,5", "--quota", "65", "--weights", "1,1,1", "--quota", "2")
    members, _ = power(capsys, "--weights", "80,15,5", "--quota", "65", "--members", "2")
    assert column(both, "shapley_shubik_exact") == column(members, "shapley_shubik_exact") == ["2/3", "1/6", "1/6"]
    veto, _ = power(capsys, "--weights", "1,1,1", "--quota", "2", "--veto", "2")
    assert column(veto, "veto") == [False, False, True]
    assert column(veto, "shapley_shubik_exact") == ["1/6", "1/6", "2/3"]


def test_the_reference_of_two_hurdles(capsys):
    game = json.loads(shared_path("golden", "power", "eu27_nice_dual.json").read_text())
    found, _ = power(
        capsys, "--weights", ",".join(map(str, game["weights"])), "--quota", str(game["quota"]),
        "--members", str(game["min_members"]),
    )  # fmt: skip
    assert column(found, "shapley_shubik_exact") == game["shapley_shubik_exact"]


def test_an_improper_vote_is_answered_and_flagged(capsys):
    found, said = power(capsys, "--weights", "5,5,3,3", "--quota", "5")
    assert column(found, "shapley_shubik_exact") == ["5/12", "5/12", "1/12", "1/12"]
    assert "improper" in said
    assert found["manifest"]["settings"]["proper"] is False


def test_the_screens(capsys):
    done = inside(capsys, "power", "--weights", "3,1,1,0", "--quota", "4")
    assert (done.code, done.err) == (0, "")
    assert "Without voter 0 nothing is won." in done.out
    assert "Voter 3 never decides." in done.out
    case = inside(capsys, "power", "geneva-ii", "--level", "framework", "--runs", "60")
    assert case.code == 0
    assert "nothing is signed without" in case.out
    assert "should" not in case.out
    assert max(map(len, [*done.out.splitlines(), *case.out.splitlines()])) <= 100


def test_whole_weights_of_any_length(capsys):
    large = 10**40
    found, _ = power(capsys, "--weights", f"{50 * large},{49 * large},{large}", "--quota", str(51 * large))
    assert column(found, "shapley_shubik_exact") == ["2/3", "1/6", "1/6"]


def test_a_weight_that_carries_alone_however_large(capsys):
    found, said = power(capsys, "--weights", "1e300,1", "--quota", "1")
    assert column(found, "shapley_shubik_exact") == ["1/2", "1/2"]
    assert "improper" in said


def test_what_cannot_be_counted_is_said(capsys):
    many = ",".join(["1"] * 2000)
    refused(inside(capsys, "power", "--weights", many, "--quota", "1001"), "so many voters with so large a quota")
    fine, _ = power(capsys, "--weights", ",".join(str(10**4 + 7 * i) for i in range(60)), "--quota", "310000")
    assert "There are too many minimal winning coalitions to count" in " ".join(fine["sentences"])


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--weights", "50,49,1", "--quota", "101"], "expected a quota above 0 and at most 100"),
        (["--weights", "50,49,1", "--quota", "0"], "no voter is ever decisive"),
        (["--weights", "50,-49,1", "--quota", "51"], "negative"),
        (["--weights", "50,nan,1", "--quota", "51"], "entry 2 is no number"),
        (["--weights", "50,1e999,1", "--quota", "51"], "entry 2 is no number"),
        (["--weights", "", "--quota", "51"], "entry 1 is no number"),
        (["--weights", "50,49,1", "--quota", "51,2"], "expected one number"),
        (["--weights", "50,49,1"], "1 --weights and 0 --quota"),
        (["--weights", "1,1", "--quota", "1", "--weights", "1", "--quota", "1"], "different length"),
        (["--weights", "50,49,1", "--quota", "51", "--members", "4"], "min_members is 4"),
        (["--weights", "50,49,1", "--quota", "51", "--veto", "3"], "no such voter"),
        (["--weights", "50,49,1", "--quota", "51", "--veto", "0.5"], "no such voter"),
        (["geneva-ii", "--weights", "50,49,1", "--quota", "51"], "expected one of them"),
        (["geneva-ii", "--members", "2"], "belong to a vote"),
    ],
)
def test_votes_that_are_none(capsys, argv, says):
    refused(inside(capsys, "power", *argv), says)
