"""Where a deal could lie, who stands in its way and who has no seat."""

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare
from backchannel.conference.range import at_index, blockers, find, nearest, only, part_values, unseated, variants
from backchannel.conference.scan import acceptable, margins, tally
from backchannel.conference.state import build
from backchannel.conference.texts import listed
from tests.conference.cases import case_of, deal, own_issue, random_texts, random_tree
from tests.conference.oracle import Oracle

RUNS = 6


def look(seed, which="all"):
    case = case_of(random_tree(seed))
    level, track = deal(case)
    draws = sample(case, runs=RUNS, seed=seed)
    texts = random_texts(case, level, seed)
    return case, draws, find(build(draws), level, track, which, texts)


@pytest.mark.parametrize("seed", range(600, 640))
def test_parts_and_blockers_against_the_oracle(seed):
    _, draws, found = look(seed)
    terms = {k: found.texts.terms[n] for n, k in enumerate(found.texts.issues)}
    track, level = found.setting.track, found.setting.level
    values = np.array(
        [Oracle(draws, run).parts(level, track, "all", terms) for run in range(RUNS)]
    )  # [run, part, text]
    met = np.isfinite(values)
    plain = part_values(found.setting.program, at_index(found.setting, found.texts, found.index))
    chosen = np.take_along_axis(values, found.index[:, None, None], axis=2)[:, :, 0]
    assert plain[np.isfinite(chosen)] == pytest.approx(chosen[np.isfinite(chosen)], abs=1e-12)
    assert (plain[~np.isfinite(chosen)] < -1e6).all()
    deal_exists = (values.min(axis=1) >= 0).any(axis=1)
    assert ((found.margin >= 0) == deal_exists).all()
    for n, blocker in enumerate(blockers(found)):
        others = np.delete(values, n, axis=1)
        without = (others.min(axis=1) >= 0).any(axis=1) if others.shape[1] else np.ones(RUNS, dtype=bool)
        assert (blocker.refuses == ~(values[:, n] >= 0).any(axis=1)).all()
        assert (blocker.opens == (~deal_exists & without)).all()
        binds = ~deal_exists & (chosen[:, n] <= chosen.min(axis=1) + 1e-12)
        assert (blocker.binding <= binds).all()
        assert blocker.value[met[:, n].any(axis=1)] == pytest.approx(chosen[met[:, n].any(axis=1), n], abs=1e-12)
    binding = np.sum([b.binding for b in blockers(found)], axis=0)
    assert (binding == ~deal_exists).all()  # exactly one part binds where there is no deal


@pytest.mark.parametrize("seed", range(600, 612))
def test_plain_and_compiled_values_of_a_rule_agree(seed):
    _, _, found = look(seed)
    margin = part_values(found.setting.program, at_index(found.setting, found.texts, found.index)).min(axis=1)
    assert margin == pytest.approx(found.margin, abs=1e-12)
    for n in range(len(found.setting.program.parts)):
        alone = only(found.setting.program, [n])
        assert alone.parts == (found.setting.program.parts[n],)
        values = part_values(alone, at_index(found.setting, found.texts, found.index))
        assert (
            values[:, 0] == part_values(found.setting.program, at_index(found.setting, found.texts, found.index))[:, n]
        ).all()


def table_of(table, signers, level=None, more=None):
    """A range over texts t with surpluses ``table[t]`` for actors a0, a1, ..."""
    table = np.asarray(table)
    case = own_issue(table.shape[1], signers=signers, more=more)
    deal_level, track = deal(case)
    deal_level = deal_level.model_copy(update=level or {})
    texts = listed(case, deal_level, table.T + 0.5)
    return find(build(sample(case, runs=1)), deal_level, track, "none", texts)


def test_who_blocks():
    found = table_of([[0.25, -0.25, 0.25], [-0.125, 0.25, 0.25]], ["a0", "a1", "a2"])
    assert found.margin.tolist() == [-0.125]
    first, second, third = blockers(found)
    assert [bool(b.refuses[0]) for b in (first, second, third)] == [False] * 3  # each likes some text
    assert [bool(b.binding[0]) for b in (first, second, third)] == [True, False, False]
    assert [bool(b.opens[0]) for b in (first, second, third)] == [True, True, False]
    assert [float(b.value[0]) for b in (first, second, third)] == [-0.125, 0.25, 0.25]
    assert [b.part for b in (first, second, third)] == ["a0", "a1", "a2"]


def test_two_that_refuse_everything_open_nothing_alone():
    found = table_of([[-0.25, -0.125, 0.25]], ["a0", "a1", "a2"])
    assert [bool(b.refuses[0]) for b in blockers(found)] == [True, True, False]
    assert not any(b.opens[0] for b in blockers(found))


def test_a_single_signer_opens_what_it_blocks():
    found = table_of([[-0.25]], ["a0"])
    (only_one,) = blockers(found)
    assert only_one.opens[0]
    assert only_one.binding[0]


def test_nobody_blocks_where_there_is_a_deal():
    for blocker in blockers(table_of([[0.25, 0.0]], ["a0", "a1"])):
        assert not blocker.binding.any()
        assert not blocker.opens.any()


def test_ratifiers_can_only_take_away():
    found = table_of([[0.25, -0.25], [0.125, 0.125]], ["a0"], {"ratifiers": ("a1",)})
    assert (found.margin.tolist(), found.ratified.tolist()) == ([0.25], [0.125])
    alone = table_of([[0.25, -0.25]], ["a0"])
    assert alone.ratified is alone.margin


def test_the_nearest_text_passes_most_often_then_by_most():
    found = table_of([[0.125, 0.125], [0.25, 0.25], [0.25, 0.375], [-0.5, 0.5]], ["a0", "a1"])
    assert nearest(found) == 1  # as good as the next for the least content, and earlier
    passes, mean = tally(found.setting, found.texts)
    assert passes.tolist() == [1, 1, 1, 0]
    assert mean.tolist() == [0.125, 0.25, 0.25, -0.5]


def test_sets_of_guarantees_that_differ():
    people = [{"id": "a0", "role": "insider"}, {"id": "a1", "role": "principal"}]
    to = {"levels": ["deal"], "credibility": 0.5}
    posts, base = {"id": "posts", "beneficiary": "a0", **to}, {"id": "base", "beneficiary": "a1", **to}
    for given, expected in (
        ([], ("none",)),
        ([posts], ("none", "insiders")),
        ([base], ("none", "all")),
        ([posts, base], ("none", "insiders", "all")),
    ):
        case = own_issue(2, signers=["a0", "a1"], more={"actors": people, "guarantees": given})
        assert variants(case, case.level("deal")) == expected
    state = build(sample(case, runs=3))
    found = find(state, *deal(case), "all", listed(case, case.level("deal"), np.full((2, 1), 0.25)))
    assert found.key == ("deal", "table", "all")


def test_who_must_sign_and_has_no_seat():
    people = [
        {"id": "a0", "role": "faction", "parent": "body"},
        *({"id": a, "role": "principal"} for a in ("a1", "a2", "body", "far")),
    ]

    def absent(signers, members):
        tracks = [{"id": "table", "kind": "formal", "members": members}]
        case = own_issue(3, signers=signers, more={"actors": people, "tracks": tracks})
        return unseated(case, *deal(case))

    assert absent(["a0", "a1"], ["a0", "a1"]) == ()
    assert absent(["a0", "a1"], ["body", "a1"]) == ()  # a faction sits through its body
    assert absent(["a0", "a1"], ["a1"]) == ("a0",)
    assert absent(["a0", {"any": ["a1", "a2"]}], ["a0", "a2"]) == ()
    assert absent(["a0", {"any": ["a1", "a2"]}], ["a0"]) == ("a1", "a2")
    assert absent({"any": ["a1", "a2"]}, ["far"]) == ("a1", "a2")
    assert absent(["a0"], []) == ()  # nobody said who sits there


def test_a_quota_whose_seated_members_cannot_reach_it_lacks_a_seat():
    """One of three at the table carries no quota of two."""
    tracks = [{"id": "table", "kind": "formal", "members": ["a0"]}]
    case = own_issue(3, signers={"of": ["a0", "a1", "a2"], "quota": 2}, more={"tracks": tracks})
    assert unseated(case, *deal(case)) == ("a1", "a2")


def test_an_index_per_run_or_one_for_all():
    _, _, found = look(601)
    assert at_index(found.setting, found.texts, np.array([0])).shape[0] == RUNS
    margin, index = margins(found.setting, found.texts)
    assert (margin == found.margin).all()
    assert (index == found.index).all()
    assert (acceptable(found.setting, found.texts) == (margin >= 0)).all()


def test_a_setting_knows_its_runs():
    case = case_of(random_tree(4))
    assert prepare(build(sample(case, runs=7)), *deal(case)).runs == 7
