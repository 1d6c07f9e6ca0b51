"""A row that is blank but for its names keeps the place of a stance of the main file."""

import pytest

from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case, read_tree
from tests.case.cases import FULL, line_of, write

SAYS = "  - {actor: rebels, issue: access, private: {best: 90, label: public}, salience: 30}\n"
HEADER = "actor,issue,public,private_best,salience\n"


@pytest.fixture
def folder(tmp_path):
    start, rest = FULL.index("  - {actor: government, issue: leadership"), FULL.index("levels:")
    write(tmp_path, FULL[:start] + SAYS + FULL[rest:], "case.yaml")
    return tmp_path


def test_the_record_stands_where_the_row_is(folder):
    write(folder, HEADER + "government,access,,1,60\nrebels,access,,,\nrebels,leadership,,2,70\n", "stances.csv")
    assert [(s.actor, s.issue, s.private.best) for s in read_case(folder).stances] == [
        ("government", "access", 1),
        ("rebels", "access", 90),
        ("rebels", "leadership", 2),
    ]


def test_its_places_are_those_of_the_main_file(folder):
    write(folder, HEADER + "government,access,,1,60\nrebels,access,,,\n", "stances.csv")
    tree = read_tree(folder)
    text = (folder / "case.yaml").read_text()
    assert tree.mark(("stances", 1, "private", "best"))[:2] == (str(folder / "case.yaml"), line_of(text, SAYS))
    assert tree.mark(("stances", 0, "private"))[:2] == (str(folder / "stances.csv"), 2)
    assert ("stances", 0, "private", "best") not in tree.marks


@pytest.mark.parametrize("row", ["rebels,access,,5,\n", "rebels,access,,,\nrebels,access,,,\n"])
def test_a_second_row_or_one_that_says_something_is_one_too_many(folder, row):
    write(folder, HEADER + row, "stances.csv")
    with pytest.raises(CaseError, match="same `actor` and `issue`"):
        read_case(folder)


def test_a_row_of_names_alone_without_a_record_is_not_known(folder):
    write(folder, HEADER + "government,access,,,\n", "stances.csv")
    assert [s.private.unknown for s in read_case(folder).stances] == [False, True]
