"""Second opinions on a case: by hand where that can be done, and the same whoever stands first."""

import copy
import functools

import numpy as np
import pytest

from backchannel.analyses.opining.board import BLIND, board
from backchannel.analyses.opining.measuring import change, middle, split
from backchannel.analyses.opining.switches import ASKS, pairs
from backchannel.analyses.opining.texts import signable
from backchannel.analyses.opinions import opinions
from backchannel.case.draws import sample
from backchannel.conference.inequality import surplus_at
from backchannel.conference.range import find
from backchannel.conference.scan import RULES
from backchannel.conference.state import build
from backchannel.conference.texts import grid
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.theory.groupdecision.models import MODELS
from backchannel.theory.points import bargaining_points
from tests.analyses.cases import DOUBTFUL, TOY, geneva, made, row, rows
from tests.pace import within

MEANS = ["mean", "mean_capability", "mean_salience", "mean_both", "compromise"]


def board_of(*actors, **changes):
    """A case of one issue from (position, salience, capability or None) each; the first two must sign."""
    names = [f"actor_{n}" for n in range(len(actors))]
    tree = copy.deepcopy(TOY)
    tree["actors"] = [
        {"id": name, "role": "principal"} | ({} if c is None else {"capability": c})
        for name, (_, _, c) in zip(names, actors, strict=True)
    ]
    tree["stances"] = [
        {"actor": name, "issue": "power", "private": x, "salience": s}
        for name, (x, s, _) in zip(names, actors, strict=True)
    ]
    tree["levels"] = [{"id": "settlement", "opens": ["power"], "signers": names[:2]}]
    tree["war"] = {}
    return made(tree | changes)


def medians(found):
    return {r["model"]: r["median"] for r in found.rows}


@functools.cache
def shipped():
    return opinions(geneva(), runs=60)


@functools.cache
def doubtful():
    doubts = [f"actors.{a}.capability=[10, 30, 80]" for a in ("government", "opposition")] + [
        "stances.government.power.private=[0, 20, 60]",
        "stances.opposition.power.private=[30, 70, 100]",
    ]
    return opinions(made(TOY, *DOUBTFUL, *doubts), runs=200)


def test_where_all_weigh_alike_all_means_agree():
    found = opinions(board_of((30, 50, 20), (70, 50, 20)), runs=5, models=MEANS)
    assert medians(found) == pytest.approx(dict.fromkeys(MEANS, 50.0), abs=1e-9)
    ends = found.parts[0].rows[0]
    assert ends["between"] == pytest.approx(0.0, abs=1e-9)
    assert ends["within"] == pytest.approx(0.0, abs=1e-9)
    assert any("agree within 1 point, between 50 and 50" in text for text in found.text)


def test_a_switch_measures_a_known_difference():
    case = board_of((0, 50, 10), (0, 50, 10), (90, 50, 10))
    found = opinions(case, runs=5, models=["mean", "median"])
    assert medians(found) == pytest.approx({"mean": 30.0, "median": 0.0}, abs=1e-9)
    (pair,) = found.parts[2].rows
    assert (pair["switch"], pair["before"], pair["after"], pair["draws"]) == ("centre", "mean", "median", 5)
    for column, value in {"change": -30.0, "size": 30.0, "low": -30.0, "high": -30.0, "se": 0.0}.items():
        assert pair[column] == pytest.approx(value, abs=1e-9), column
    (summed,) = found.parts[1].rows
    assert (summed["asks"], summed["pairs"]) == (ASKS["centre"], 1)
    assert summed["size"] == pytest.approx(30.0)
    assert found.parts[0].rows[0]["share_between"] == pytest.approx(1.0)
    assert any("medians run from 0 (median) to 30 (mean)" in text for text in found.text)
    assert any("mean or median (30 points on average; mean to median: 30 down)" in text for text in found.text)


def test_capability_and_salience_are_switched_one_at_a_time():
    found = opinions(board_of((0, 20, 30), (100, 80, 10)), runs=3, models=MEANS[:4])
    assert medians(found) == pytest.approx(
        {"mean": 50.0, "mean_capability": 25.0, "mean_salience": 80.0, "mean_both": 100 * 8 / 14}, abs=1e-9
    )
    changes = {(r["before"], r["after"]): r["change"] for r in found.parts[2].rows}
    assert changes == pytest.approx(
        {
            ("mean", "mean_capability"): -25.0,
            ("mean_salience", "mean_both"): 100 * 8 / 14 - 80,
            ("mean", "mean_salience"): 30.0,
            ("mean_capability", "mean_both"): 100 * 8 / 14 - 25,
        },
        abs=1e-9,
    )
    summed = row(found.parts[1], switch="capability")
    assert summed["size"] == pytest.approx((25 + 80 - 100 * 8 / 14) / 2, abs=1e-9)


def test_saliences_are_taken_as_they_are():
    """An actor's saliences may add up to any sum; the game makes them one, second opinions do not."""
    issues = [*TOY["issues"], {"id": "land", "anchors": {"0": "none", "100": "all"}, "status_quo": 40}]
    stances = [
        {"actor": "government", "issue": "power", "private": 0, "salience": 60},
        {"actor": "government", "issue": "land", "private": 0, "salience": 60},
        {"actor": "opposition", "issue": "power", "private": 100, "salience": 20},
        {"actor": "opposition", "issue": "land", "private": 100, "salience": 60},
    ]
    case = made({**TOY, "issues": issues, "stances": stances})
    found = opinions(case, runs=3, models=["mean_salience"])
    assert [r["median"] for r in found.rows] == pytest.approx([25.0, 50.0], abs=1e-9)
    assert row(found.parts[0], issue="land")["status_quo"] == 40


def test_who_has_no_capability_counts_in_models_blind_to_it():
    case = board_of((0, 50, 10), (30, 50, 10), (90, 50, None))
    found = opinions(case, runs=3, models=["mean", "mean_capability", "challenge_paper"])
    assert medians(found)["mean"] == pytest.approx(40.0)
    assert medians(found)["mean_capability"] == pytest.approx(15.0)
    assert row(found.parts[1], switch="who_counts")["change"] == pytest.approx(25.0)
    assert row(found.parts[1], switch="capability")["change"] == pytest.approx(0.0, abs=1e-9)
    assert any("No capability is stated for actor 2; only mean counts them" in text for text in found.text)
    assert set(MODELS) > BLIND


def test_where_nobody_has_a_capability_all_weigh_alike():
    found = opinions(board_of((0, 50, None), (80, 50, None)), runs=3)
    assert medians(found)["mean_both"] == pytest.approx(40.0)
    assert any("all actors weigh alike" in text for text in found.text)
    assert not rows(found.parts[1], switch="who_counts")


def test_a_part_of_a_body_has_its_share_of_the_capability():
    tree = copy.deepcopy(TOY)
    tree["actors"][0]["capability"] = 40
    tree["actors"].append({"id": "circle", "role": "faction", "parent": "government", "weight_in_parent": 0.25})
    tree["stances"].append({"actor": "circle", "issue": "power", "private": 50, "salience": 50})
    at = board(sample(made(tree), runs=4))
    assert at.actors == ("government", "opposition", "circle")
    assert at.capability[0].tolist() == [40.0, 0.0, 10.0]
    assert at.weightless == ("opposition",)


def test_only_those_who_must_sign():
    """The compromise of the two signers, and that of all: 10 and 40."""
    found = opinions(board_of((0, 50, 10), (20, 50, 10), (100, 50, 10)), runs=3)
    pair = row(found.parts[2], switch="signers")
    assert (pair["change"], pair["held"]) == (pytest.approx(-30.0), "settlement")
    assert any("counting only those who must sign moves the compromise by 30 points" in text for text in found.text)


def test_our_texts_are_the_bargaining_points_of_the_case_s_own_table():
    case = made(TOY, *DOUBTFUL)
    draws = sample(case, runs=40)
    state, level = build(draws), case.levels[0]
    one = next(s for s in signable(state, [level], case.tracks) if s.track == "back_room")
    texts = grid(case, level)
    setting = find(state, level, case.track("back_room"), "none", texts).setting
    table = np.stack(
        [surplus_at(setting.terms, texts.terms[:, [n]].T, texts.waits[texts.pattern[[n]]]) for n in range(texts.count)]
    )
    signed = 0
    for run in range(40):
        mine = table[:, run, :]
        passing = mine.min(axis=1) >= 0
        assert (one.chosen[run, 0] >= 0) == passing.any()
        if passing.any():
            points = bargaining_points(mine, np.zeros(mine.shape[1]))
            signed += 1
            for m, rule in enumerate(RULES):
                best = np.array(getattr(points, rule))
                if rule in ("egalitarian", "utilitarian") and not passing[best].all():
                    continue  # the point lies outside the texts that all accept
                assert one.chosen[run, m] in best, (run, rule)
    assert 0 < signed < 40


def test_texts_stand_beside_the_models():
    found = doubtful()
    ours = found.parts[3]
    nash = row(ours, track="back_room", rule="nash", issue="power")
    assert nash["differs"] == 0
    assert nash["apart"] == 0
    assert 0 < nash["share"] < 1
    assert nash["draws"] == round(nash["share"] * 200)
    assert row(found.parts[2], switch="text", held="settlement, back_room")["draws"] == nash["draws"]
    assert {r["actor"] for r in found.parts[4].rows} == {"government", "opposition"}


def test_changes_are_paired_on_the_same_draws():
    found = doubtful()
    for pair in found.parts[2].rows:
        if pair["switch"] not in ("who_counts", "signers", "text"):
            before, after = (found.draws("median", found.find({"model": pair[end]})) for end in ("before", "after"))
            assert pair["change"] == pytest.approx((after - before).mean(), abs=1e-9), pair
            assert pair["se"] == pytest.approx((after - before).std() / np.sqrt(200), abs=1e-9)
            assert pair["low"] <= pair["high"]


def test_every_switch_holds_all_else():
    for pair in pairs():
        assert {pair.before, pair.after} <= set(MODELS)
        assert pair.switch in ASKS
        assert pair.before != pair.after or pair.among[0] != pair.among[1]


@pytest.mark.parametrize("seed", range(3))
def test_spread_between_and_within_add_up(seed):
    values = np.random.default_rng(seed).normal(size=(5, 100)) + np.arange(5)[:, None]
    found = split(values, np.ones(5))
    assert found.between**2 + found.within**2 == pytest.approx(values.var(), rel=1e-12)
    assert 0 < found.error < 0.1
    assert split(values[:1], np.ones(1)).share == 0.0
    assert split(values[:, :1], np.ones(5)).error == 0.0


def test_the_error_of_a_median():
    values = np.random.default_rng(5).normal(size=(400, 500))
    told = np.array([middle(one)[:2] for one in values])
    assert told[:, 1].mean() == pytest.approx(told[:, 0].std(), rel=0.1)


def test_no_draw_to_compare():
    assert change(np.array([np.nan, 1.0]), np.array([1.0, np.nan])) is None


def test_turning_actors_round_changes_nothing():
    case = geneva()
    turned = case.model_copy(update={"actors": case.actors[::-1], "stances": case.stances[::-1]})
    models = [m for m in MODELS if not m.startswith("mode")]  # a place is chosen there: rounding decides ties
    there, back = (opinions(one, runs=20, level="aid", models=models) for one in (case, turned))
    for a, b in zip(there.rows, back.rows, strict=True):
        assert (a["issue"], a["model"]) == (b["issue"], b["model"])
        # KTAB rounds a bargain to 1/100 of a point, so that there the last bit of a sum shows
        near = 0.05 if a["family"] == "smp" else 1e-6
        assert a["median"] == pytest.approx(b["median"], abs=near), a["model"]
    for a, b in zip(there.parts[1].rows, back.parts[1].rows, strict=True):
        assert a["size"] == pytest.approx(b["size"], abs=0.05)


def test_models_that_do_not_come_to_rest_are_named():
    found = shipped()
    restless = {r["model"]: r["cycles"] + r["moving"] for r in found.rows if r["issue"] == "leadership"}
    assert restless["challenge_scholz_code"] > 0.5
    assert restless["mean"] == 0
    (text,) = [t for t in found.text if t.startswith("Did not come to rest")]
    assert "challenge_scholz_code (in " in text
    assert "challenge_scholz_code_mean" not in text
    assert "median" not in text


def test_the_page_says_what_it_does_not_know():
    text = " ".join(shipped().text)
    assert "where a decision comes down if there is one" in text
    assert "none of these models knows who must sign" in text
    assert "under these inputs" in text
    assert "should" not in text
    assert len(shipped().rows) == 6 * len(MODELS)


def test_the_label_is_the_highest_of_the_inputs():
    plain = copy.deepcopy(TOY)
    for stance in plain["stances"]:
        stance["label"] = "public"
    open_case = opinions(made(plain), runs=3)
    plain["stances"][1]["label"] = "secret"
    closed = opinions(made(plain), runs=3)
    assert open_case.label < Label.SECRET
    assert {closed.label, *(p.label for p in closed.parts)} == {Label.SECRET}


def test_an_input_that_is_read_is_known_to_be():
    assert {"stances.government.power.private", "actors.government.capability"} <= doubtful().inputs


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"models": ["medain"]}, "did you mean median?"),
        ({"models": ["smp_ktb"]}, "did you mean smp_ktab?"),
        ({"models": ["zzz"]}, "there are: mean, "),
        ({"models": []}, "no model was named"),
        ({"issue": "leadershp"}, "did you mean leadership?"),
        ({"issue": "leadership", "level": "aid"}, "no issue opened by that level called leadership"),
        ({"level": "ade"}, "no level called ade"),
    ],
)
def test_what_there_is_not(asked, said):
    with pytest.raises(AskError, match="no ") as refusal:
        opinions(geneva(), runs=2, **asked)
    assert said in str(refusal.value)


def test_one_issue_and_one_level():
    found = opinions(geneva(), runs=5, level="aid", issue="aid_access", models=["mean"])
    assert [(r["issue"], r["model"]) for r in found.rows] == [("aid_access", "mean")]
    assert {r["level"] for r in found.parts[3].rows} <= {"aid"}
    assert any("mean says" in text for text in found.text)


@pytest.mark.slow
def test_all_models_on_the_shipped_case_in_time():
    within(
        20.0,
        "from backchannel.analyses.opinions import opinions\nfrom backchannel.case.reading import find_case, read_case",
        "['geneva-ii']",
        "opinions(read_case(find_case(key)), runs=2) and read_case(find_case(key))",
        "opinions(made, runs=500)",
    )
