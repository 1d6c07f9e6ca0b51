import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.core.labels import Label, highest

labels = st.sampled_from(list(Label))


def test_order():
    assert [str(m) for m in sorted(Label)] == ["public", "partners", "team", "secret"]


@given(labels)
def test_a_label_is_read_as_it_is_written(label):
    assert Label.parse(str(label)) is label
    assert Label.parse(str(label).upper()) is label


@pytest.mark.parametrize("word", ["", "hidden", "publi", "0", None, 2])
def test_what_is_no_label(word):
    with pytest.raises(ValueError, match="expected one of public, partners, team, secret"):
        Label.parse(word)


@given(st.lists(labels), st.lists(labels))
def test_what_is_made_of_two_things_carries_the_higher(one, other):
    assert highest([*one, *other]) == max(highest(one), highest(other))
    assert highest(one) in [*one, Label.PUBLIC]
