"""Ten questions: what each takes, what it refuses in one line, and the case that the answers make."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.checking import check
from backchannel.case.elicitation.answering import Said
from backchannel.case.elicitation.interview import LONGEST, QUESTIONS, answer
from backchannel.case.elicitation.interviewed import assumed, first_case, slug
from backchannel.case.inputs import inputs

TODAY = dt.date(2025, 3, 1)
BLANK = Said("Talks (working title)", TODAY)
LAKE = [
    "Lakeside talks, 2024-12-24",
    "Government, Opposition Council",
    "Who governs: as today / handed over",
    "0, 100",
    "5-20-45, 75",
    "100, 60",
    "some, 30",
    "much, ?",
    "backer: Northland for Government; armed: Hill units; insiders: officials of government",
    "women's groups; people driven from their homes",
]


def said(lines: list[str], start: Said = BLANK) -> Said:
    for question, line in zip(QUESTIONS, lines, strict=False):
        start = answer(question, line, start)
    return start


def asked(number: int, line: str, before: list[str] = LAKE) -> Said:
    """What is known after an answer to one question, the others as at the lake."""
    return answer(QUESTIONS[number - 1], line, said(before[: number - 1]))


def test_there_are_ten_and_each_shows_an_example_that_it_takes():
    assert len(QUESTIONS) == 10
    known = BLANK
    for question in QUESTIONS:
        assert question.ask(known)
        assert question.blank
        known = answer(question, question.example(known), known)
    assert known.open == ()


@pytest.mark.parametrize("parties", ["A, B", "A, B, C", "A, B, C, D"])
@pytest.mark.parametrize("matters", ["M: a / b", "M: a / b; N: c / d", "M: a/b; N: c/d; O: e/f"])
def test_the_examples_fit_any_number_of_parties_and_matters(parties, matters):
    known = said(["", parties, matters])
    for question in QUESTIONS[3:]:
        known = answer(question, question.example(known), known)
    case = first_case(known, "x", TODAY)
    assert len(case.stances) == len(known.parties) * len(known.matters)


def test_the_case_of_a_whole_interview():
    case = first_case(said(LAKE), "lake", TODAY)
    assert (case.case.title, case.case.as_of) == ("Lakeside talks", dt.date(2024, 12, 24))
    assert [a.role for a in case.actors] == ["principal", "principal", "backer", "armed", "insider"]
    three = {i.path: (i.estimate.low, i.estimate.best, i.estimate.high) for i in inputs(case)}
    assert three["actors.government.capability"] == (100, 100, 100)
    assert three["actors.opposition_council.capability"] == (42, 60, 78)
    assert three["actors.government.cost"] == (0.06, 0.12, 0.2)
    assert three["actors.opposition_council.cost"] == (0.15, 0.3, 0.45)
    assert three["actors.government.audience_cost"] == (0.25, 0.4, 0.6)
    assert three["actors.opposition_council.audience_cost"] == (None, None, None)
    assert three["stances.government.who_governs.public"] == (0, 0, 0)
    assert three["stances.government.who_governs.private"] == (5, 20, 45)
    assert three["stances.opposition_council.who_governs.public"] == (100, 100, 100)
    assert three["stances.opposition_council.who_governs.private"] == (60, 75, 90)
    assert [s.salience.best for s in case.stances] == [100, 100]
    assert {t.kind for t in case.tracks} == {"formal", "corridor"}
    assert case.levels[0].signers.actors() == ["government", "opposition_council"]
    assert case.levels[0].breakage[0].group == "hill_units"
    assert case.ties[0].id == "northland-government"
    assert case.actors[4].parent == "government"
    assert [(a.who, a.voice) for a in case.absent] == [
        ("women's groups", ("women",)),
        ("people driven from their homes", ("local",)),
    ]


def test_every_number_is_a_judgement_of_that_interview():
    for lines in (LAKE, [""] * 10):
        numbers = list(inputs(first_case(said(lines), "x", TODAY)))
        assert numbers
        for number in numbers:
            assert number.evidence == ("judgement",), number.path
            assert "2025-03-01" in (number.note or ""), number.path


def test_what_was_not_asked_or_not_known_is_unknown_and_never_a_point():
    numbers = {i.path: i for i in inputs(first_case(said([""] * 10), "x", TODAY))}
    known = {path for path, number in numbers.items() if not number.estimate.unknown}
    assert all(path.endswith(".salience") for path in known)
    for field in ("trust", "betrayal_loss", "optimism", "cost", "audience_cost", "capability"):
        assert numbers[f"actors.first_party.{field}"].estimate.unknown
    assert numbers["tracks.back_room.publicity"].estimate.unknown


def test_the_notes_name_nobody_and_count_what_was_left_open():
    notes = " ".join(assumed(said(LAKE)))
    for name in ("Government", "Northland", "Hill", "officials"):
        assert name not in notes
    assert "Left open: questions 1, 2, 3" in " ".join(assumed(said([""] * 10)))
    assert "Left open" not in notes


def test_check_finds_no_error_and_asks_for_what_is_unknown():
    for lines in (LAKE, [""] * 10):
        problems = check(first_case(said(lines), "x", TODAY))
        assert {p.severity for p in problems} <= {"warning", "note"}
        assert any("wide prior" in p.message for p in problems)


@pytest.mark.parametrize(
    ("line", "title", "day"),
    [
        ("Talks", "Talks", TODAY),
        ("2024-01-05", BLANK.title, dt.date(2024, 1, 5)),
        ("The 3rd round 2024-01-05", "The 3rd round", dt.date(2024, 1, 5)),
        ("", BLANK.title, TODAY),
    ],
)
def test_the_name_and_the_day(line, title, day):
    found = asked(1, line)
    assert (found.title, found.as_of) == (title, day)


def test_answers_may_stand_under_the_names_of_the_parties():
    one, other = asked(4, "opposition council: 100, government 0"), asked(4, "0, 100")
    assert one.public == other.public
    assert asked(6, "Government 100").strength == ((100.0, 100.0, 100.0), None)


def test_a_party_may_say_nothing_in_public():
    case = first_case(said([*LAKE[:3], "none, ?", *LAKE[4:]]), "x", TODAY)
    assert case.stances[0].public is None
    assert case.stances[1].public is not None
    assert case.stances[1].public.unknown


def test_strength_is_told_against_the_strongest():
    assert asked(6, "20, 10-15-20").strength == ((100.0, 100.0, 100.0), (50.0, 75.0, 100.0))


@pytest.mark.parametrize(
    ("number", "line", "words"),
    [
        (1, "Talks, 2025-02-30", "a day that exists"),
        (1, "Talks, 1.3.2025", "YYYY-MM-DD"),
        (1, "x" * (LONGEST + 1), "at most"),
        (1, "nul\0", "printable"),
        (2, "Government", "2 to 4"),
        (2, "a, b, c, d, e", "2 to 4"),
        (2, "a, A", "named twice"),
        (3, "Who governs", "ONE END / OTHER END"),
        (3, "Who governs: today", "ONE END / OTHER END"),
        (3, "a: 1/2; b: 1/2; c: 1/2; d: 1/2", "1 to 3"),
        (4, "0", "2 answers"),
        (4, "0, 100; 0, 100", "1 matter"),
        (4, "0, 101", "0 to 100"),
        (4, "Government 0, 100", "names"),
        (4, "Government 0, Government 100", "named twice"),
        (4, "low, high", "one number, or three"),
        (5, "45-20-5, 1", "in the order"),
        (5, "5-45, 1", "one number, or three"),
        (5, "-5, 1", "one number, or three"),
        (6, "0, 0", "above 0"),
        (7, "lots, 1", "one number, or three"),
        (8, "120, 1", "0 to 100"),
        (9, "Northland", "backer: WHO"),
        (9, "backer: Northland", "a party after each"),
        (9, "insiders: officials", "a party after each"),
        (9, "neighbour: Northland for Government", "backer: WHO"),
        (9, "armed: Government", "named twice"),
        (10, "; ;", "1 to 8"),
    ],
)
def test_a_bad_answer_is_one_line_and_shows_no_number(number, line, words):
    with pytest.raises(ValueError, match="expected") as caught:
        asked(number, line)
    text = str(caught.value)
    assert words in text
    assert "\n" not in text
    if number in (5, 7, 8):
        assert line not in text


def test_a_message_about_insiders_repeats_nothing_of_them():
    with pytest.raises(ValueError, match="expected") as caught:
        asked(9, "insiders: xanthocanary officials")
    assert "xanthocanary" not in str(caught.value)


@given(st.integers(0, 9), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_line_is_taken_or_refused_in_one_line(number, line):
    found, words = tried(number + 1, line)
    if found is None:
        assert "\n" not in words
        assert "expected" in words
    else:  # after other parties or matters, what is said at the lake would speak of the wrong ones
        rest = [""] * (9 - number) if number < 3 else LAKE[number + 1 :]
        case = first_case(_answered(found, rest, number + 1), "x", TODAY)
        assert len(case.stances) == len(found.parties or "ab") * len(found.matters or "a")


def tried(number: int, line: str) -> tuple[Said | None, str]:
    try:
        return asked(number, line), ""
    except ValueError as error:
        return None, str(error)


def _answered(start: Said, lines: list[str], first: int) -> Said:
    for question, line in zip(QUESTIONS[first:], lines, strict=True):
        start = answer(question, line, start)
    return start


def test_ids_are_plain_and_different():
    taken: set[str] = set()
    names = ["Opposition Council", "opposition-council", "Überall", "日本", "平和", "9 Men", "x" * 200]
    ids = [slug(name, taken, "party") for name in names]
    assert len(set(ids)) == len(ids)
    assert all(i.isascii() and i[0].isalpha() and len(i) <= 64 for i in ids)
    assert ids[:2] == ["opposition_council", "opposition_council_2"]


def test_names_that_are_ids_of_the_case_itself_do_not_collide():
    case = first_case(said(["", "Settlement, Plenary", "Back room: a / b", *[""] * 7]), "x", TODAY)
    ids = [r.id for group in (case.actors, case.issues, case.levels, case.tracks) for r in group]
    assert len(set(ids)) == len(ids)
