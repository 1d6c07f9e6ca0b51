"""What is not seen gives way to a mark, nothing else does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.schema import Imported
from backchannel.report.exports.legible import UNSEEN, cleaned, legible
from tests.report.exports.cases import HOSTILE, geneva, hostile


@settings(max_examples=50)
@given(st.text())
def test_what_is_left_can_be_seen_and_is_left_alone(text):
    once = legible(text)
    assert not UNSEEN.search(once)
    assert "\r" not in once
    assert legible(once) == once


def test_marks_say_which_sign_it_was_and_arabic_stays():
    said = legible(HOSTILE)
    for mark in ("[U+0000]", "[U+0007]", "[U+0085]", "[U+202E]", "[U+2066]", "[U+FFFE]", "[U+D800]"):
        assert mark in said
    assert said.endswith("العربية")
    assert legible("می\u200cروم \u200f(א)") == "می\u200cروم \u200f(א)"


def test_every_text_of_a_case_is_cleaned_and_counted():
    clean = cleaned(hostile())
    assert not UNSEEN.search(repr(clean.case.model_dump()).replace("\\", ""))
    texts = clean.case.model_dump_json()
    assert clean.marked == texts.count("[U+") > 8 * 500
    assert cleaned(clean.case).marked == 0


def test_keys_of_mappings_too():
    case = geneva().model_copy(update={"imported": Imported(format="ktab", settings={"a\x07": "b\x08"})})
    clean = cleaned(case)
    assert clean.marked == 2
    assert clean.case.imported is not None
    assert clean.case.imported.settings == {"a[U+0007]": "b[U+0008]"}
