"""What is written is read back the same, whatever stands in it, and looks as a person would write it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.case.building import build
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.case.tree import Tree, parse
from backchannel.case.writing import folder_files, read_back, single, yaml_text
from tests.case.cases import FULL, write
from tests.case.strategies import CHARACTERS, NASTY, cases

some = settings(max_examples=40, suppress_health_check=list(HealthCheck))
many = settings(max_examples=150, suppress_health_check=list(HealthCheck))
texts = st.sampled_from(NASTY) | st.text(CHARACTERS, max_size=20) | st.text(" ?:#-[]{},'\"ab\n", max_size=12)
numbers = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
data = st.recursive(
    texts | numbers | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


def exactly(one, other):
    """Equal, and of one type all the way down: 1 is not true and 1.0 is not 1."""
    return repr(one) == repr(other)


@some
@given(cases())
def test_plain_data_say_the_whole_case(case):
    again = build(Tree("case.yaml", plain(case)))
    assert again == case
    assert case_hash(again) == case_hash(case)


@some
@given(cases())
def test_one_file_reads_back_equal(tmp_path_factory, case):
    again = read_case(write(tmp_path_factory.mktemp("case"), single(case)))
    assert again == case
    assert case_hash(again) == case_hash(case)


@some
@given(cases())
def test_a_folder_reads_back_equal(tmp_path_factory, case):
    folder = tmp_path_factory.mktemp("case")
    for name, text in folder_files(case).items():
        write(folder, text, name)
    again = read_case(folder)
    assert again == case
    assert case_hash(again) == case_hash(case)


@many
@given(st.dictionaries(texts, data, min_size=1, max_size=4))
def test_any_plain_data_read_back_equal(said):
    assert exactly(parse(yaml_text(said), "x").data, said)


@many
@given(st.lists(data, max_size=4))
def test_a_list_on_top_reads_back_equal(said):
    assert exactly(parse(yaml_text(said), "x", "claims").data["claims"], said)


# --- how it looks ----------------------------------------------------------------------------------------------

TOY = """\
case:
  id: toy
  title: "Talks: the first round"
  as_of: 2014-01-28
  summary: >-
    A week after the opening both delegations sit in one building and agree on little, which is as
    much as anybody had hoped for.

actors:
  - {id: government, role: principal, cost: [0.05, 0.1, 0.2], openness: ?}

  - id: rebels
    role: principal
    cost:
      best: 0.1
      low: 0.05
      high: 0.2
      evidence: [judgement]
      note: A figure of the coder's, and one that is hard to defend before those who were there.
    note: |-
      One line.

      Another.

issues:
  - {id: access, anchors: {0: none, 100: "no: nothing"}, status_quo: 0}

stances:
  - {actor: rebels, issue: access, private: 90, salience: 100, note: "12"}

levels:
  - id: aid
    opens: [access]
    signers: [government, {any: [rebels]}]

tracks:
  - {id: plenary, kind: formal, members: [government, rebels]}
"""


def test_it_looks_as_a_person_would_write_it():
    data = parse(TOY, "toy.yaml").data
    assert yaml_text(data) == TOY
    assert (
        single(build(Tree("toy.yaml", data))).replace("low: 0.05\n      best: 0.1", "best: 0.1\n      low: 0.05") == TOY
    )


@pytest.mark.parametrize("word", ["no", "on", "y", "2014-01-28", "1:30", "?", "a?", "a#b", "100%", "é", "x-y", "=1+1"])
def test_words_that_need_no_quotes_have_none(word):
    assert yaml_text({"a": word}) == f"a: {word}\n"


@pytest.mark.parametrize(
    "word", ["true", "~", "1e5", "0x10", ".inf", "-", "- a", "a: b", "a #b", "# a", " a", "[a", "*a"]
)
def test_words_that_need_quotes_have_them(word):
    assert yaml_text({"a": word}) == f'a: "{word}"\n'
    assert parse(yaml_text({"a": word}), "x").data == {"a": word}


def test_quotes_in_a_text_stand_in_the_other_ones():
    assert yaml_text({"a": '"yes"'}) == "a: '\"yes\"'\n"


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_numbers_without_end_are_refused(number):
    with pytest.raises(ValueError, match="finite"):
        yaml_text({"a": number})


def test_what_yaml_cannot_hold_is_refused_in_one_message():
    case = build(parse(FULL, "toy.yaml"))
    where = {"x" * 2000: 1}
    test = {"finding": "litmus", "where": where, "column": "value", "comparator": ">", "value": 0, "says": "so"}
    data = plain(case) | {"claims": [{"id": "C1", "locator": "p", "says": "s", "tests": [test]}]}
    odd = build(Tree("toy.yaml", data))
    with pytest.raises(CaseError, match="cannot be written as YAML"):
        single(odd)
    with pytest.raises(CaseError, match="cannot be written as YAML"):
        folder_files(odd)


# --- stances.csv -----------------------------------------------------------------------------------------------


def with_stances(*stances):
    return build(Tree("toy.yaml", plain(build(parse(FULL, "toy.yaml"))) | {"stances": list(stances)}))


def test_the_table_has_the_columns_it_needs():
    case = with_stances(
        {"actor": "rebels", "issue": "access", "private": [60, 80, 95], "salience": [1, 2, 3], "refuses": True},
        {"actor": "rebels", "issue": "leadership", "public": 100, "evidence": ["e1", "judgement"], "label": "public"},
    )
    assert folder_files(case)["stances.csv"] == (
        "actor,issue,public,private_low,private_best,private_high,salience_low,salience,salience_high,refuses,evidence,"
        "note,label\n"
        "rebels,access,,60,80,95,1,2,3,true,,,\n"
        "rebels,leadership,100,,?,,,?,,,e1;judgement,,public\n"
    )


def test_a_table_with_letters_beyond_ascii_says_that_it_is_utf8():
    case = with_stances({"actor": "rebels", "issue": "access", "note": "über, alles"})
    text = folder_files(case)["stances.csv"]
    assert text.startswith("\ufeff")
    assert text.endswith(',?,,"über, alles"\n')


@pytest.mark.parametrize(
    "odd",
    [
        {"note": "=HYPERLINK(1)"},
        {"note": "-5 or so"},
        {"note": " led by a space"},
        {"note": ""},
        {"note": "bell \x07"},
        {"perspective": "the other side"},
        {"date": "2014"},
        {"private": {"best": 3, "label": "public"}},
        {"salience": {"unknown": True, "note": "asked twice"}},
        {"credit": {"experts": [{"low": 0, "best": 0, "high": 1, "by": "a"}]}},
    ],
)
def test_what_a_table_cannot_hold_stands_in_the_main_file_and_keeps_its_place(odd):
    one = {"actor": "rebels", "issue": "access"}
    other = {"actor": "rebels", "issue": "leadership"}
    files = folder_files(with_stances({**one, **odd}, other))
    assert "stances:" in files["case.yaml"]
    assert [line.rstrip(",") for line in files["stances.csv"].split("\n")[1:3]] == [
        "rebels,access",
        "rebels,leadership,,,?,,?",
    ]
    files = folder_files(with_stances({**one, **odd}))
    assert "stances.csv" not in files


def test_geneva_comes_out_as_it_went_in():
    case = read_case(find_case("geneva-ii"))
    assert read_back(folder_files(case)) == case
    assert sorted(folder_files(case)) == ["case.yaml", "claims.yaml", "questions.yaml", "stances.csv"]
