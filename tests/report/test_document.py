from datetime import date

import pytest

from backchannel.core.labels import Label
from backchannel.report.document import Bullets, Document, Figure, Section, Table
from backchannel.report.outline import outline
from tests.report import made


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "A", "a b", "a.svg", "-a", "a-", "con", "lpt1", "a" * 61, "é", "a\n"]
)
def test_names_that_could_leave_a_folder_are_refused(name):
    with pytest.raises(ValueError, match="name of a figure"):
        Figure(name, "", "", "", {})
    with pytest.raises(ValueError, match="id of a section"):
        Section(name, "", ())


def test_shapes_are_checked():
    with pytest.raises(ValueError, match="expected every row to have 2 cells"):
        Table("", ("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="one at least"):
        Table("", (), ())
    with pytest.raises(ValueError, match="as many leads as items"):
        Bullets(("a", "b"), ("x",))


def test_a_document_has_each_name_once_and_a_language():
    twice = (Section("a", "A", ()), Section("a", "B", ()))
    with pytest.raises(ValueError, match="got a twice"):
        Document("t", "s", Label.TEAM, date(2014, 1, 22), twice)
    with pytest.raises(ValueError, match="language tag"):
        Document("t", "s", Label.TEAM, date(2014, 1, 22), (), language='en" onload="')


@pytest.mark.parametrize("label", Label)
def test_every_profile_has_a_marking_that_needs_no_escaping(label):
    marking = Document("t", "s", label, date(2014, 1, 22), ()).marking
    assert marking.replace(" ", "").replace(":", "").isalpha()


def test_numbers_run_on_through_sections_and_letters_through_appendices():
    written = outline(made.document())
    assert [part.number for part in written.parts] == ["1", "2", "3", "4", "5", "A", "B"]
    numbers = [one.number for part in written.parts for one in part.blocks if one.number]
    assert numbers == ["Table 1", "Table 2", "Figure 1", "Figure 2", "Figure 3", "Table 3", "Table 4", "Table 5"]
    assert [part.number for part in written.parts if part.across] == ["A"]
    assert [mark.word for mark in written.kinds] == ["Fact", "Reported", "Judgement", "Simulated", "Method"]


def test_appendices_after_z_go_on():
    sections = tuple(Section(f"s{n}", "", (), appendix=True) for n in range(28))
    numbers = [part.number for part in outline(Document("t", "s", Label.TEAM, date(2014, 1, 22), sections)).parts]
    assert numbers[25:] == ["Z", "AA", "AB"]
