"""The range finder against a slow oracle on many cases, against published tables, and on any number of threads."""

import json

import numba
import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare
from backchannel.conference.scan import RULES, acceptable, best_texts, margins, tally
from backchannel.conference.signing import NEVER
from backchannel.conference.state import build
from backchannel.conference.texts import listed, product
from tests.conference.cases import case_of, deal, own_issue, random_texts, random_tree
from tests.conference.oracle import Oracle
from tests.support import require, shared_path

RUNS = 5
CASES = 160
WHICH = ("none", "insiders", "all")


def play(seed):
    """A random case, ready to be scanned, and the oracle's value [part, text] of its signer rule in each run."""
    case = case_of(random_tree(seed))
    level, track = deal(case, "corridor" if seed % 3 == 0 else "table")
    draws, texts, which = sample(case, runs=RUNS, seed=seed), random_texts(case, level, seed), WHICH[seed % 5 % 3]
    setting = prepare(build(draws), level, track, guarantees=which)
    terms = {k: texts.terms[n] for n, k in enumerate(texts.issues)}
    parts = [Oracle(draws, run).parts(level, track, which, terms) for run in range(RUNS)]
    return setting, texts, np.where(np.isinf(parts), NEVER, parts)


@pytest.mark.parametrize("block", range(8))
def test_every_scan_agrees_with_the_oracle(block):
    found = unsure = 0
    for seed in range(block * CASES // 8, (block + 1) * CASES // 8):
        setting, texts, parts = play(seed)
        least = parts.min(axis=1)
        passes = least >= 0
        if np.abs(least).min() < 1e-11:  # whether a text just passes hangs on rounding
            unsure += 1
            continue
        margin, index = margins(setting, texts)
        assert np.abs(margin - least.max(axis=1)).max() < 1e-12, seed
        assert np.abs(np.take_along_axis(least, index[:, None], axis=1)[:, 0] - margin).max() < 1e-12, seed
        assert (acceptable(setting, texts) == passes.any(axis=1)).all(), seed
        count, mean = tally(setting, texts)
        assert (count == passes.sum(axis=0)).all(), seed
        assert mean == pytest.approx(np.maximum(least, -1e6).mean(axis=0), abs=1e-9), seed
        check_best(setting, texts, parts, seed)
        found += passes.any()
    assert unsure <= 2
    assert 0 < found < CASES // 8  # neither side of the question went unasked


def check_best(setting, texts, parts, seed):
    best, ideals, share = best_texts(setting, texts)
    for run in range(RUNS):
        gains = parts[run]
        passes = gains.min(axis=0) >= 0
        assert share[run] == pytest.approx(passes.mean(), abs=1e-12), seed
        if not passes.any():
            assert (best[run] == -1).all(), seed
            continue
        ideal = gains[:, passes].max(axis=1)
        assert ideals[run] == pytest.approx(ideal, abs=1e-12), seed
        able = ideal > 0
        worth = {
            "nash": gains.prod(axis=0),
            "kalai_smorodinsky": (gains[able] / ideal[able, None]).min(axis=0, initial=1.0),
            "egalitarian": gains.min(axis=0),
            "utilitarian": gains.sum(axis=0),
        }
        for n, rule in enumerate(RULES):
            chosen = best[run, n]
            assert passes[chosen], (seed, rule)
            assert worth[rule][chosen] == pytest.approx(worth[rule][passes].max(), abs=1e-12), (seed, rule)


@pytest.mark.parametrize("seed", [1, 3, 7, 9])
def test_listed_and_product_texts_give_the_same(seed):
    """A grid takes short cuts (tables, bounds); the same texts as a list take none."""
    case = case_of(random_tree(2 * seed))
    level, track = deal(case)
    grid = random_texts(case, level, 2 * seed)
    setting = prepare(build(sample(case, runs=20, seed=seed)), level, track)
    plain = listed(case, level, grid.terms)
    assert grid.trailing.any()
    assert not plain.trailing.any()
    assert margins(setting, grid)[0] == pytest.approx(margins(setting, plain)[0], abs=1e-12)
    assert (acceptable(setting, grid) == acceptable(setting, plain)).all()


# --- tables of surpluses put to the scans -----------------------------------------------------------------------


def of_table(table, reserve=0.5, signers=None, more=None):
    """A setting and texts in which row t of ``table`` is text t and holds every actor's worth of it."""
    table = np.asarray(table, dtype=np.float64)
    actors = [f"a{n}" for n in range(table.shape[1])]
    case = own_issue(len(actors), signers=signers or actors, reserve=reserve, more=more)
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=1)), level, track)
    return setting, listed(case, level, table.T)


def test_ties_go_to_the_first_text():
    tie = [[0.25, 0.75], [0.75, 0.625], [0.625, 0.75], [0.75, 0.625], [0.5, 1.0]]
    setting, texts = of_table(tie)
    assert margins(setting, texts)[1] == [1]
    assert best_texts(setting, texts)[0].tolist() == [[1, 2, 1, 4]]
    alike, texts = of_table([[0.75, 0.75]] * 3000)  # in several blocks
    assert margins(alike, texts)[1] == [0]
    assert best_texts(alike, texts)[0].tolist() == [[0, 0, 0, 0]]


def test_ties_on_a_grid_go_to_the_first_text():
    case = own_issue(3, signers=["a0", "a1"])  # nobody who signs cares for the third issue
    level, track = deal(case)
    setting = prepare(build(sample(case, runs=2)), level, track)
    values = np.arange(0.0, 101.0, 10.0)
    for free in ("k0", "k1", "k2"):
        who = [a for a in ("a0", "a1", "a2") if a[1] != free[1]]
        level_of = own_issue(3, signers=who).level("deal")
        setting = prepare(build(sample(case, runs=2)), level_of, track)
        grid = product(case, level_of, dict.fromkeys(("k0", "k1", "k2"), values))
        first = min(t for t in range(grid.count) if all(v == 100 or k == free for k, v in grid.describe(t).items()))
        assert (margins(setting, grid)[1] == first).all()
        assert (best_texts(setting, grid)[0] == first).all()


def test_a_surplus_of_nothing_is_accepted_and_a_little_less_is_not():
    setting, texts = of_table([[0.5, 0.5], [0.5, 0.5 - 2.0**-52]])
    assert acceptable(setting, texts).all()
    assert tally(setting, texts)[0].tolist() == [1, 0]
    assert best_texts(setting, texts)[0].tolist() == [[0, 0, 0, 0]]  # nobody can gain; the text stands all the same
    setting, texts = of_table([[0.5, 0.5 - 2.0**-52]])
    assert not acceptable(setting, texts).any()
    assert margins(setting, texts)[0][0] < 0


def test_where_everybody_refuses_everything():
    setting, texts = of_table([[0.25, 0.0], [0.125, 0.375]])
    margin, index = margins(setting, texts)
    assert (margin.tolist(), index.tolist()) == ([-0.375], [1])
    assert not acceptable(setting, texts).any()
    best, _, share = best_texts(setting, texts)
    assert (best == -1).all()
    assert share.tolist() == [0.0]
    passes, mean = tally(setting, texts)
    assert passes.tolist() == [0, 0]
    assert mean.tolist() == [-0.5, -0.375]


def test_a_rule_that_nobody_can_meet_is_refused_and_not_infinite_on_average():
    setting, texts = of_table([[1.0, 1.0]], signers={"of": ["a0", "a1"], "quota": 3})
    assert margins(setting, texts)[0][0] < -1e6
    assert not acceptable(setting, texts).any()
    assert np.isfinite(tally(setting, texts)[1]).all()


# --- published tables -------------------------------------------------------------------------------------------

FIELDS = {
    "nash": "nash",
    "kalai_smorodinsky": "ks_maxmin_normalised_gain_ideal_over_ir",
    "egalitarian": "egalitarian_maxmin_gain",
    "utilitarian": "max_welfare",
}
TABLES = (
    "duplicate_rows",
    "ks_definition_split",
    "linear_3party_125",
    "linear_6party_256",
    "linear_6party_256_harsh_reservation",
    "no_zone_of_agreement",
    "two_party_reservation",
    "two_party_textbook",
    "batna_below_all_deals",
)


def tabled(name):
    golden = json.loads(shared_path("golden", "bargaining-points", f"{name}.json").read_text())
    table, reserved = np.array(golden["utilities"]), golden["reserved_values"]
    actors, issues = [], []
    for n, value in enumerate(reserved):
        one = {"id": f"a{n}", "role": "principal"}
        if value < 0:  # worth of no deal below anything a text can bring: a price paid daily, and a benefit of any text
            one |= {"cost": -value / 2, "side_benefit": -value / 2}
        actors.append(one)
        issues.append({"id": f"k{n}", "anchors": {0: "none", 100: "all"}, "status_quo": 100 * max(value, 0.0)})
    case = own_issue(len(reserved), signers=[a["id"] for a in actors], more={"actors": actors, "issues": issues})
    level, track = deal(case)
    return golden, prepare(build(sample(case, runs=1)), level, track), listed(case, level, table.T)


@pytest.mark.parametrize("name", TABLES)
def test_best_texts_are_those_of_independent_computations(name):
    golden, setting, texts = tabled(name)
    expected = golden.get("independent_result") or {"nash": golden["independent_nash"]}
    (best,), _, _ = best_texts(setting, texts)
    for rule, chosen in zip(RULES, best, strict=True):
        if FIELDS[rule] in expected:
            assert chosen == expected[FIELDS[rule]][0], rule
        elif name == "no_zone_of_agreement":
            assert chosen == -1


@pytest.mark.parametrize("name", ["linear_6party_256", "batna_below_all_deals"])
def test_the_point_of_no_agreement_is_never_moved(name):
    """Where every text beats no deal by far, a package that moves that point to the worst text picks another text."""
    golden, setting, texts = tabled(name)
    moved = (golden.get("negmas_result") or {}).get("nash_points") or golden["negmas_nash"]
    nash = best_texts(setting, texts)[0][0, 0]
    gains = np.array(golden["utilities"]) - golden["reserved_values"]
    assert nash == gains.prod(axis=1).argmax()
    assert nash not in moved


# --- threads and compiled code ----------------------------------------------------------------------------------


def everything(runs=37, seeds=(2, 3, 7, 12, 15)):
    """All numbers the scans give on some small cases."""
    out = []
    for seed in seeds:
        case = case_of(random_tree(seed))
        level, track = deal(case, "corridor")
        setting = prepare(build(sample(case, runs=runs, seed=seed)), level, track, guarantees="all")
        texts = random_texts(case, level, seed)
        out += [*margins(setting, texts), acceptable(setting, texts), *tally(setting, texts)]
        out += best_texts(setting, texts)
    return [np.ascontiguousarray(a) for a in out]


@pytest.fixture
def _restore_threads():
    before = numba.get_num_threads()
    yield
    numba.set_num_threads(before)


@pytest.mark.usefixtures("_restore_threads")
def test_the_number_of_threads_changes_no_bit():
    require(numba.config.NUMBA_NUM_THREADS >= 2, "a single processor; set NUMBA_NUM_THREADS=2")
    found = []
    for threads in (1, 2):
        numba.set_num_threads(threads)
        found.append([a.tobytes() for a in everything()])
    assert found[0] == found[1]
