"""A redacted case is valid, holds nothing above its profile, and does not depend on it."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.estimate import Estimate, Expert
from backchannel.case.inputs import inputs, record_label
from backchannel.case.plain import plain
from backchannel.case.reading import find_case, read_case
from backchannel.case.redaction import playable, redact
from backchannel.case.redaction.fates import FATES, Way
from backchannel.case.schema import Case
from backchannel.case.shape import fields, models, walk
from backchannel.case.tree import Tree
from backchannel.case.writing import folder_files, read_back
from backchannel.core.labels import Label
from tests.case.strategies import cases
from tests.conference.cases import case_of, random_tree

PROFILES = (Label.PUBLIC, Label.PARTNERS, Label.TEAM)
SOME = settings(max_examples=25, deadline=None)


@cache
def geneva() -> Case:
    return read_case(find_case("geneva-ii"))


def lines(case: Case) -> set[float | None]:
    """Where public lines stand."""
    return {s.public.best for s in case.stances if s.public is not None}


def sound(case: Case, profile: Label) -> Case:
    """The redacted case, seen to be valid on disk and to hold nothing above the profile."""
    shared = redact(case, profile).case
    assert build(Tree("case.yaml", plain(shared))) == shared
    assert read_back(folder_files(shared)) == shared
    check(shared)
    assert all(one.label <= profile for one in inputs(shared) if not one.estimate.unknown)
    assert not shared.insiders
    return shared


@pytest.mark.parametrize("model", [*models(), Expert], ids=lambda m: m.__name__)
def test_every_field_of_the_schema_has_a_fate(model):
    assert set(FATES[model]) == set(fields(model))


def test_numbers_are_the_estimates_of_the_schema_and_nothing_else_is():
    for model, fates in FATES.items():
        for name, fate in fates.items():
            numeric = "Estimate" in str(fields(model)[name].annotation)
            assert (fate.way in (Way.NUMBER, Way.POSITION)) == numeric, f"{model.__name__}.{name}"


@SOME
@given(cases(), st.sampled_from(PROFILES))
def test_any_case_is_valid_when_redacted_and_redacted_again_is_the_same(case, profile):
    shared = sound(case, profile)
    assert redact(shared, profile).case == shared


@SOME
@given(st.integers(0, 10_000), st.sampled_from(PROFILES))
def test_cases_that_play_are_valid_when_redacted(seed, profile):
    sound(case_of(random_tree(seed)), profile)


@SOME
@given(cases(), st.sampled_from([*pairwise(PROFILES), (Label.PUBLIC, Label.TEAM)]))
def test_what_goes_out_low_is_what_would_go_out_of_what_goes_out_high(case, profiles):
    low, high = profiles
    told = redact(case, high, coarsen=0).case
    held = redact(case, low).case.case.profile
    twice = redact(told, low).case
    assert plain(twice) == plain(redact(case, low).case)
    assert held == twice.case.profile


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_geneva_ii(profile):
    shared = sound(geneva(), profile)
    assert playable(shared) == (profile is Label.TEAM)
    assert (len(shared.actors), len(shared.issues), len(shared.levels)) == (15, 6, 5)
    words = " ".join(str(content) for _, _, _, content in walk(shared) if isinstance(content, str))
    assert profile is Label.TEAM or "post" not in words


def test_secret_gives_the_case_back():
    assert redact(geneva(), Label.SECRET).case is geneva()
    with pytest.raises(ValueError, match="coarsen = -1"):
        redact(geneva(), Label.PUBLIC, coarsen=-1)


def test_the_label_of_a_record_wins_over_what_is_open_and_over_its_public_line():
    case = geneva()
    actors = tuple(a.model_copy(update={"label": "secret"}) if a.id == "iran" else a for a in case.actors)
    stances = tuple(
        s.model_copy(update={"label": "team"}) if (s.actor, s.issue) == ("russia", "leadership") else s
        for s in case.stances
    )
    shared = redact(case.model_copy(update={"actors": actors, "stances": stances}), Label.PUBLIC)
    assert "iran" not in shared.key["actors"].values()
    assert "Iran" not in str(plain(shared.case))
    new = {old: new for group in ("actors", "issues") for new, old in shared.key[group].items()}
    assert not [s for s in shared.case.stances if (s.actor, s.issue) == (new["russia"], new["leadership"])]
    assert record_label(shared.case.actors[0], frozenset()) is Label.PUBLIC


def test_a_number_labelled_public_goes_out_without_its_record_of_the_team():
    case = geneva()
    said = Estimate.model_validate({"best": 0.3, "label": "public"})
    ties = (case.ties[0].model_copy(update={"support": said}), *case.ties[1:])
    (tie,) = redact(case.model_copy(update={"ties": ties}), Label.PUBLIC).case.ties
    assert (tie.support, tie.note, tie.evidence, tie.conditional) == (said, None, (), None)


def test_public_lines_fall_into_fifths_and_stay_exact_where_asked():
    for coarsen, expected in ((None, {10, 30, 50, 70, 90}), (2, {25, 75}), (0, None)):
        found = lines(redact(geneva(), Label.PUBLIC, coarsen=coarsen).case)
        assert found <= expected if expected else 0 in found
    assert 0 in lines(redact(geneva(), Label.PARTNERS).case)


def test_dropped_dates_leave_the_month():
    shared = redact(geneva(), Label.TEAM, drop_dates=True).case
    text = "".join(folder_files(shared).values())
    assert shared.case.as_of.isoformat() == "2014-01-01"
    assert shared.conference is not None
    assert shared.conference.opened is None
    assert "2014-01-22" not in text
