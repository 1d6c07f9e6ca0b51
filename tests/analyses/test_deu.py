"""Decisions: reading them, scoring forecasts of them, and a predictor that never looks."""

import gzip
from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest

from backchannel.analyses.decided import tallying
from backchannel.analyses.decided.common import usable
from backchannel.analyses.decided.forecasting import BASELINES, NAMES, forecasts
from backchannel.analyses.decided.predictor import FAMILY, PANEL, choose, chosen, fit_all, nested, points, prepare
from backchannel.analyses.decided.reading import Columns, read_decisions
from backchannel.analyses.deu import KNOWN, validate_deu
from backchannel.analyses.deu_predicted import predict_deu
from backchannel.core.errors import AskError
from backchannel.theory.clustered import folds, interval, resamples
from tests.analyses.decisions import ACTORS, change, table
from tests.support import ROOT, shared_path


@cache
def real():
    return read_decisions(shared_path("data", "deu3-train.csv"))


@cache
def validated():
    return validate_deu(shared_path("data", "deu3-train.csv"))


# Reading


def test_a_table_as_arrays(tmp_path):
    found = read_decisions(table(tmp_path / "a.csv"))
    assert found.actors == ACTORS
    assert found.capability.tolist() == [3, 3, 1, 1, 2, 2]
    assert found.position.shape == found.salience.shape == (24, 6)
    assert len(set(found.issue)) == 24
    assert np.isnan(found.reference).sum() == 16
    assert found.cluster.tolist() == [n // 3 for n in range(24)]
    assert found.of([3, 5]).issue == (found.issue[3], found.issue[5])
    assert np.isnan(found.unseen().outcome).all()


def test_other_names_and_no_capabilities(tmp_path):
    path = tmp_path / "b.csv.gz"
    path.write_bytes(gzip.compress(b"case,no,pos_a,pos_b,care_a,care_b,result\nx,1,0,100,50,,30\nx,2,,100,,10,\n"))
    names = Columns("pos_", "care_", "result", proposal="case", issue="no")
    found = read_decisions(path, names)
    assert found.actors == ("a", "b")
    assert found.capability.tolist() == [1, 1]
    assert np.isnan(found.position[1, 0])
    assert found.salience.tolist() == [[50, 0], [0, 10]]
    assert any("no row of capabilities" in note for note in found.notes)
    assert any("1 positions without a salience" in note for note in found.notes)
    kept, text = usable(found)
    assert kept.issue == ("1",)
    assert text == ["1 of 2 issues have no outcome and were left out."]


@pytest.mark.parametrize(
    ("line", "column", "value", "words"),
    [
        (4, "pep", "101", (":4: pep", "`101`", "from 0 to 100")),
        (4, "snorth", "much", (":4: snorth", "`much`", "from 0 to 100")),
        (5, "out", "nan", (":5: out", "`nan`")),
        (5, "rp", "-1", (":5: rp", "`-1`")),
        (6, "isnr", "d0i0", (":6: isnr", "line 3")),
        (6, "isnr", "", (":6: isnr", "a name or number")),
        (6, "prnr", "", (":6: prnr", "a name or number")),
        (2, "pcom", "", (":2: pcom", "capability")),
        (2, "pcom", "-3", (":2: pcom", "`-3`", "capability")),
        (1, "isnr", "id", ("isnr", "this column")),
        (1, "pep", "pcom", (":1: pcom", "there twice")),
    ],
)
def test_what_is_wrong_with_a_table(tmp_path, line, column, value, words):
    path = change(table(tmp_path / "a.csv"), tmp_path / "b.csv", line, column, value)
    with pytest.raises(AskError) as caught:
        read_decisions(path)
    for word in ("b.csv", *words):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds no record"),
        (b"prnr,isnr,pa,sa,out\n", "holds no record"),
        (b"prnr,isnr,pa,sa,out\n,,1,,\n", "holds no issue"),
        (b"prnr,isnr,pa,sa,out\n,,0,,\n1,1,5,5,5\n", "above 0"),
        (b"prnr,isnr,xa,sa,out\n1,1,5,5,5\n", "no actor"),
        (b"prnr,isnr,pa,sa,out\n1,1,5,5\n", "4 cells"),
        (b"prnr,isnr,pa,sa,out\n1,1,5,5,\xff\n", "UTF-8"),
    ],
)
def test_what_is_no_table(tmp_path, content, words):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(AskError, match=words):
        read_decisions(path)
    with pytest.raises(AskError, match="nowhere"):
        read_decisions(tmp_path / "nowhere")


# Scoring


def test_losses_by_hand():
    sure = np.eye(101)[[40, 40, 40]]
    found = tallying.losses(np.array([40.0, 40.0, np.nan]), sure, np.array([50.0, 51.0, 1.0]))
    assert found[:2, :4].tolist() == [[10, 100, 1, 10], [11, 121, 0, 11]]
    assert np.isnan(found[2]).all()


def test_an_error_distribution_never_knows_its_own_block():
    value, outcome = np.full(6, 50.0), np.array([50.0, 50, 50, 50, 90, 90])
    fold = np.array([0, 0, 1, 1, 2, 2])
    made = tallying.spread(value, outcome, fold)
    assert made[4:, 80:].sum() < 0.02  # only errors of 0 elsewhere
    assert made[0, 85:95].sum() > 0.3
    other = tallying.spread(value, np.array([50.0, 50, 50, 50, 10, 10]), fold)
    assert (other[4:] == made[4:]).all()


def test_differences_are_paired_and_drawn_by_cluster():
    lost = {"a": np.full((6, 5), 3.0), "b": np.arange(30.0).reshape(6, 5)}
    lost["b"][5] = np.nan
    cluster = np.array([0, 0, 1, 1, 2, 2])
    drawn = resamples(3, 200, 1)
    (row,) = [r for r in tallying.differences(lost, ["b"], cluster, drawn) if r["model"] == "a"]
    expected = interval(3.0 - lost["b"][:, 0], cluster, drawn)
    assert (row["n"], row["mae"]) == (5, -7.0)
    assert (row["mae_low"], row["mae_high"]) == pytest.approx((float(expected[1]), float(expected[2])), abs=1e-4)


# The predictor


def test_of_equals_the_simplest_is_chosen():
    cluster = np.arange(40) // 2
    size = {name: np.full(40, 20.0) for name in FAMILY}
    assert choose(size, cluster) == next(iter(FAMILY))
    lucky = np.where(np.arange(40) < 2, 5.0, 20.4)  # one proposal only
    assert choose(size | {"panel": lucky}, cluster) == next(iter(FAMILY))
    assert choose(size | {"panel": np.full(40, 19.0)}, cluster) == "panel"


def ready(made):
    """As the family sees it; what models say is made up here."""
    rng = np.random.default_rng(1)
    return prepare(made, {name: rng.uniform(0, 100, len(made.issue)) for name in PANEL})


def test_where_the_truth_is_the_weighted_mean_the_predictor_comes_near_it(tmp_path):
    made = read_decisions(table(tmp_path / "a.csv", proposals=30, noise=6.0))
    cut = folds(made.proposal, 5, 1)
    found = nested(ready(made), made.outcome, cut, made.cluster)
    off = np.abs(found.value - made.outcome).mean()
    assert off < np.abs(ready(made).salience.centre - made.outcome).mean() + 0.5
    name, size = chosen(ready(made), made.outcome, [cut], made.cluster)
    assert set(size) == set(FAMILY)
    assert name in ("mean_salience", "institutions")
    assert found.chance.sum(axis=1) == pytest.approx(1.0)


def test_a_block_is_never_asked_about_what_it_taught(tmp_path):
    made = read_decisions(table(tmp_path / "a.csv", proposals=6))
    cut = folds(made.proposal, 3, 1)
    found = nested(ready(made), made.outcome, cut, made.cluster)
    for a in range(3):
        other = made.outcome.copy()
        other[cut == a] = 100.0 - other[cut == a]
        again = nested(ready(made), other, cut, made.cluster)
        assert again.picked[a] == found.picked[a]
        assert (again.value[cut == a] == found.value[cut == a]).all()
        assert (again.chance[cut == a] == found.chance[cut == a]).all()
    with pytest.raises(ValueError, match="three or more"):
        nested(ready(made), made.outcome, folds(made.proposal, 2, 1), made.cluster)


def test_parliament_counts_by_procedure(tmp_path):
    made = read_decisions(table(tmp_path / "a.csv"))
    ep = made.actors.index("ep")
    seen = ready(made)
    for n in range(len(made.issue)):
        weight = made.salience[n].copy()
        weight[ep] *= 2.0 if made.classes["procedure"][n] == "COD" else 0.5
        assert seen.institutions.centre[n] == pytest.approx(np.average(made.position[n], weights=weight))


def test_points_never_read_outcomes(tmp_path):
    made = read_decisions(table(tmp_path / "a.csv"))
    numbers = fit_all(ready(made), made.outcome)
    blind = points(ready(made.unseen()), numbers)
    for name, values in points(ready(replace(made, outcome=made.outcome[::-1].copy())), numbers).items():
        assert (values == blind[name]).all()
        assert ((values >= 0) & (values <= 100)).all()


def test_predictions_do_not_know_what_was_decided(tmp_path):
    train = table(tmp_path / "train.csv", proposals=5)
    other = table(tmp_path / "other.csv", proposals=4, seed=2, first="e")
    bare = table(tmp_path / "bare.csv", proposals=4, seed=2, first="e", outcome=False)
    with_them, without = (predict_deu(train, path) for path in (other, bare))
    keys = ("issue", "prediction", "low", "high", "salience_mean")
    assert [[r[k] for k in keys] for r in with_them.rows] == [[r[k] for k in keys] for r in without.rows]
    assert without.parts == ()
    assert any("without scores" in text for text in without.text)
    values = [float(r["outcome"] or 0) for r in with_them.rows]
    off = [abs(float(r["prediction"] or 0) - y) for r, y in zip(with_them.rows, values, strict=True)]
    assert with_them.parts[0].rows[0]["mae"] == pytest.approx(np.mean(off), abs=1e-3)
    assert not any("Warning" in text for text in with_them.text)
    shuffled = tmp_path / "shuffled.csv"
    lines = [line.rsplit(",", 1) for line in other.read_text().splitlines()]
    ends = [e for _, e in lines[2:]][::-1]
    shuffled.write_text("\n".join(f"{a},{b}" for a, b in zip((h for h, _ in lines), ["out", "", *ends], strict=True)))
    again = predict_deu(train, shuffled)
    assert [[r[k] for k in keys] for r in again.rows] == [[r[k] for k in keys] for r in without.rows]
    assert again.parts[0].rows[0]["mae"] != with_them.parts[0].rows[0]["mae"]


def test_what_was_learnt_from_is_no_test(tmp_path):
    train = table(tmp_path / "train.csv", proposals=4)
    found = predict_deu(train, train, predictor="mixture")
    assert any("Warning: 12 of 12 issues" in text for text in found.text)
    assert found.manifest["settings"]["chosen"] == "mixture"
    with pytest.raises(AskError, match="expected best, mean_salience"):
        predict_deu(train, train, predictor="worst")


def test_too_few_proposals(tmp_path):
    with pytest.raises(AskError, match=r"2 proposals.*at least 3"):
        predict_deu(table(tmp_path / "a.csv", proposals=2), table(tmp_path / "b.csv"))


def test_an_issue_without_positions_has_no_prediction(tmp_path):
    other = table(tmp_path / "b.csv", proposals=3, first="e")
    for actor in ACTORS:
        other = change(other, tmp_path / "c.csv", 4, f"p{actor}", "")
    found = predict_deu(table(tmp_path / "a.csv", proposals=4), other)
    assert [r["prediction"] is None for r in found.rows] == [n == 1 for n in range(9)]
    assert any("1 issues on which nobody has a position" in text for text in found.text)


# The data set


@pytest.mark.slow
def test_the_known_figures_and_the_issues_themselves():
    found = validated()
    by = {r["model"]: r for r in found.rows}
    assert set(by) == {*NAMES, "best"}
    assert by["mean_both"]["mae"] == pytest.approx(23.03, abs=0.005)
    assert by["mean_salience"]["mae"] == pytest.approx(22.52, abs=0.005)
    assert by["mean"]["mae"] == pytest.approx(22.91, abs=0.005)
    assert {r["model"] for r in found.parts[4].rows if r["agrees"]} == set(KNOWN)
    assert by["reference_point"]["n"] == by["nash"]["n"] == 150
    for row in found.rows:
        assert row["mae_low"] <= row["mae"] <= row["mae_high"]
        assert row["crps"] <= row["mae"] + 1
    pairs = {(r["model"], r["baseline"]) for r in found.parts[1].rows}
    assert pairs == {(m, b) for m in by for b in BASELINES if m != b}
    assert "8 of 220 issues have no outcome" in found.text[0]


@pytest.mark.slow
def test_the_page_is_what_the_file_gives():
    spec = spec_from_file_location("make_validation", ROOT / "docs" / "make_validation.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    text = made.PAGE.read_text(encoding="utf-8")
    assert made.page(text, validated()) == text


def test_forecasts_are_those_of_plain_arithmetic():
    made = usable(real())[0]
    said = forecasts(made, ("mean_salience", "mean", "constant_50", "reference_point"))
    weight = np.where(np.isnan(made.position), 0.0, made.salience)
    expected = (weight * np.nan_to_num(made.position)).sum(axis=1) / weight.sum(axis=1)
    assert said["mean_salience"] == pytest.approx(expected)
    assert said["mean"] == pytest.approx(np.nanmean(made.position, axis=1))
    assert set(said["constant_50"]) == {50.0}
    assert np.array_equal(said["reference_point"], made.reference, equal_nan=True)
