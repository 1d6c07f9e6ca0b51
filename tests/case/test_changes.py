import pytest
from hypothesis import given, settings

from backchannel.case.building import build
from backchannel.case.changes import compare
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.case.leaves import bare, leaves, together
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.case.tree import Tree, parse
from backchannel.core.labels import Label
from tests.case.cases import FULL
from tests.case.strategies import cases


def made(text=FULL):
    return build(parse(text, "toy.yaml"))


def differing(*pairs):
    """The full toy and the same with pieces of its text replaced."""
    text = FULL
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compare(made(), made(text))


def without_books(case):
    return bare(case).model_copy(update={"sources": (), "evidence": (), "imported": None, "levers": ()})


def listed(found):
    return [(c.path, c.kind) for c in found.changes]


@settings(max_examples=15)
@given(cases())
def test_a_case_taken_apart_and_put_together_is_itself(case):
    again = build(Tree("x", together(leaves(case).items())))
    assert leaves(again) == leaves(case)  # a name given twice in a list of ids is there once


@settings(max_examples=15)
@given(cases())
def test_a_case_does_not_differ_from_itself(case):
    found = compare(case, case)
    assert (found.changes, found.said, found.atoms) == ((), (), ())


@settings(max_examples=15)
@given(cases(), cases())
def test_all_changes_made_give_the_later_case_and_none_the_earlier(before, after):
    found = compare(before, after)

    def numbers(case):
        return {i.path: bare(i.estimate) for i in inputs(without_books(case))}

    assert numbers(found.mixed(())) == numbers(before)
    assert numbers(found.mixed(range(len(found.atoms)))) == numbers(after)
    assert {c.path for c in found.changes if c.kind == "number"} == {
        path for path in {*numbers(before), *numbers(after)} if numbers(before).get(path) != numbers(after).get(path)
    }


def test_mixtures_of_the_shipped_case_are_whole_cases():
    path = find_case("geneva-ii")
    before, after = read_case(path), read_case(path, ["actors.russia.patience=0.9", "actors.iran.trust=0.5"])
    found = compare(before, after)
    assert found.mixed(()) == without_books(before)
    assert found.mixed({0, 1}) == without_books(after)
    assert found.mixed({0}) == without_books(read_case(path, ["actors.russia.patience=0.9"]))


def test_a_number_has_low_best_and_high_before_and_after():
    found = differing(("cost: [0.05, 0.1, 0.2]", "cost: [0.1, 0.2, 0.3]"))
    (change,) = found.changes
    assert (change.path, change.kind, change.label) == ("actors.government.cost", "number", Label.TEAM)
    assert (change.before, change.after) == tuple(map(Estimate.model_validate, ([0.05, 0.1, 0.2], [0.1, 0.2, 0.3])))
    assert change.shift == pytest.approx(0.1)


def test_a_doubt_that_widens_is_a_change_though_the_best_guess_stays():
    (change,) = differing(("cost: [0.05, 0.1, 0.2]", "cost: [0.05, 0.1, 0.4]")).changes
    assert change.shift == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("role: principal\n    side: rebellion", "role: armed\n    side: rebellion", ("actors.rebels.role", "word")),
        ("status: attends", "status: consulted", ("conference.attendance.government.status", "word")),
        ("opens: [access]", "opens: [access, leadership]", ("levels.aid.opens.leadership", "word")),
        ("signers: [government, rebels]", "signers: [rebels]", ("levels.aid.signers", "word")),
        ("members: [government, rebels, circle]", "members: [rebels, circle]",
         ("tracks.plenary.members.government", "word")),
        ("private: [60, 80, 95], salience: 70,", "private: [60, 80, 95], refuses: true, salience: 70,",
         ("stances.rebels.leadership.refuses", "word")),
        ("{issue: leadership, min: 50}", "{issue: leadership, min: 60}", ("levels.transition.requires", "word")),
        ("kind: corridor\n", "kind: formal\n", ("tracks.back_room.kind", "word")),
        ("- {group: rebels, effect: 0.1}", "[]", ("levels.aid.breakage.rebels", "gone")),
        ("ties:\n", "ties:\n  - {source: northland, target: rebels, support: 0.1}\n", ("ties.northland-rebels", "new")),
    ],
)  # fmt: skip
def test_words_and_records_that_change(old, new, expected):
    old, new = ("breakage:\n      - {group: rebels, effect: 0.1}", "breakage: []") if new == "[]" else (old, new)
    assert expected in listed(differing((old, new)))


def test_a_quota_that_moves_is_a_number_and_a_rule_that_is_rebuilt_a_word():
    assert listed(differing(("quota: 0.5", "quota: 0.6"))) == [("levels.transition.signers.0.1.quota", "number")]
    rebuilt = listed(differing(("{any: [circle, {quota: 0.5, of: [posts, circle]}]}", "circle")))
    assert ("levels.transition.signers", "word") in rebuilt


def test_the_order_of_records_the_id_and_the_date_are_no_changes():
    two = FULL.replace("  - {id: posts, role: insider, parent: government, side: state, weight_in_parent: 0.3}\n", "")
    two = two.replace(
        "issues:\n",
        "  - {id: posts, role: insider, parent: government, side: state, weight_in_parent: 0.3}\nissues:\n",
        1,
    )
    two = two.replace("as_of: 2014-01-28", "as_of: 2014-02-04").replace("id: toy", "id: other")
    found = compare(made(), made(two))
    assert (found.changes, found.said) == ((), ())


def test_what_is_said_differently_stands_apart():
    found = differing(
        (
            "private: [60, 80, 95], salience: 70, evidence: e1",
            "private: {low: 60, best: 80, high: 95, note: so}, salience: 70",
        ),
        ("name: A start, level", "name: A beginning, level"),
        ("what: an article", "what: two articles"),
    )
    assert found.changes == ()
    assert sorted((s.path, s.field, s.before, s.after) for s in found.said) == [
        ("outcomes.a_start", "name", "A start", "A beginning"),
        ("sources.article", "what", "an article", "two articles"),
        ("stances.rebels.leadership", "evidence", ["e1"], None),
        ("stances.rebels.leadership.private", "note", None, "so"),
    ]


def test_a_note_that_changes_with_its_number_is_not_told_twice():
    found = differing(("cost: [0.05, 0.1, 0.2]", "cost: {best: 0.2, note: dearer}"))
    assert listed(found) == [("actors.government.cost", "number")]
    assert found.said == ()


def test_a_label_that_is_lifted_or_lowered_is_told():
    (said,) = differing(("audience_cost: {best: 0.3,", "audience_cost: {label: secret, best: 0.3,")).said
    assert (said.path, said.field, said.before, said.after, said.label) == (
        "actors.rebels.audience_cost", "label", None, "secret", Label.SECRET
    )  # fmt: skip


def test_changes_about_insiders_are_secret():
    found = differing(
        ("private: [10, 40, 70]", "private: [10, 50, 70]"), ("members: [posts, northland]", "members: [northland]")
    )
    assert {c.path: c.label for c in found.changes} == {
        "stances.posts.leadership.private": Label.SECRET,
        "tracks.back_room.members.posts": Label.SECRET,
    }


def test_who_becomes_an_insider_is_secret_in_both_versions():
    found = differing(
        ("role: backer, openness: ?", "role: insider, openness: ?"), ("ratifiers: [northland]", "ratifiers: []")
    )
    assert all(c.label is Label.SECRET for c in found.changes)


# --- what can only change together ------------------------------------------------------------------------------


def atoms(found):
    return sorted(sorted(c.path for c in found.changes if c.atom == n) for n in {c.atom for c in found.changes})


def test_a_new_actor_comes_with_its_stances_its_seat_and_its_signature():
    found = differing(
        ("issues:\n", "  - {id: council, role: faction, cost: 0.1}\nissues:\n"),
        ("stances:\n", "stances:\n  - {actor: council, issue: access, private: 50, salience: 100}\n"),
        ("members: [government, rebels, circle]", "members: [government, rebels, circle, council]"),
        ("signers: [government, rebels]", "signers: [government, rebels, council]"),
        ("cost: [0.05, 0.1, 0.2]", "cost: 0.3"),
    )
    assert atoms(found) == [
        ["actors.council", "actors.council.cost", "levels.aid.signers", "stances.council.access",
         "stances.council.access.private", "stances.council.access.salience", "tracks.plenary.members.council"],
        ["actors.government.cost"],
    ]  # fmt: skip


def test_the_hundred_points_of_an_actor_move_together():
    found = differing(
        ("private: [0, 5, 20], salience: 60", "private: [0, 5, 20], salience: 50"),
        ("private: 20, salience: 40", "private: 30, salience: 50"),
        ("private: [60, 80, 95], salience: 70", "private: [60, 80, 95], salience: 60"),
    )
    assert atoms(found) == [
        ["stances.government.access.private"],
        ["stances.government.access.salience", "stances.government.leadership.salience"],
        ["stances.rebels.leadership.salience"],
    ]


def test_a_value_for_all_levels_that_becomes_several_is_one_change():
    found = differing(("trust: 0.3", "trust: {aid: 0.5, else: 0.2}"))
    assert atoms(found) == [["actors.government.trust", "actors.government.trust.aid", "actors.government.trust.else"]]
    assert found.mixed({0}).actor("government").trust is not None


def test_a_level_more_is_a_change_of_its_own():
    found = differing(("trust: {aid: 0.4, else: 0.1}", "trust: {aid: 0.4, transition: 0.05, else: 0.2}"))
    assert atoms(found) == [["actors.circle.trust.else"], ["actors.circle.trust.transition"]]


def test_every_single_change_makes_a_case():
    found = differing(
        ("trust: 0.3", "trust: {aid: 0.5, else: 0.2}"),
        ("exit: {weight: 0.2, survival: 0.7, after: 0.5, loses: 1, betrayed: 1}", "cost: 0.1"),
        ("- {id: posts_kept,", "- {id: kept,"),
        ("issues:\n", "  - {id: council, role: faction}\nissues:\n"),
        ("stances:\n", "stances:\n  - {actor: council, issue: access, private: 50, salience: 100}\n"),
    )
    whole = set(range(len(found.atoms)))
    for one in whole:
        found.mixed({one})
        found.mixed(whole - {one})


def test_a_circle_of_parents_is_no_case_and_says_so():
    before = FULL.replace("role: backer, openness: ?", "role: backer, openness: ?, parent: posts")
    after = FULL.replace("parent: government, side: state, weight", "parent: northland, side: state, weight")
    found = compare(made(before), made(after))
    parents = {c.path: c.atom for c in found.changes}
    with pytest.raises(CaseError):
        found.mixed({parents["actors.posts.parent"]})


def test_comparing_leaves_the_cases_alone():
    case = made()
    before = case_hash(case)
    compare(case, made(FULL.replace("trust: 0.3", "trust: 0.4"))).mixed({0})
    assert case_hash(case) == before


def test_what_could_be_done_enters_no_answer_and_is_told_as_said_differently():
    path = find_case("geneva-ii")
    before, dearer = read_case(path), read_case(path, ["levers.monitors.cost=80"])
    found = compare(before, dearer)
    assert (found.changes, found.atoms) == ((), ())
    assert [(one.path, one.field) for one in found.said] == [("levers.monitors", "cost")]
    without = compare(before, before.model_copy(update={"levers": before.levers[1:]}))
    assert (without.changes, [one.path for one in without.said]) == ((), ["levers.closed_doors"])
