"""`stances.csv` beside a case: cells become fields, and what is wrong names its line."""

from pathlib import Path

import pytest

from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case
from backchannel.case.stances import parse_stances
from tests.case.cases import FULL, HEADER, ROW, folder, line_of, problems


def without_stances():
    return FULL[: FULL.index("stances:")] + FULL[FULL.index("levels:") :]


@pytest.mark.parametrize(
    ("row", "content"),
    [
        ("a,i,0,,5,,60,,,,,,", {"public": 0, "private": 5, "salience": 60}),
        ("a,i,,1,5,9,?,,,,,,", {"private": [1, 5, 9], "salience": "?"}),
        ("a,i,?,,?,,,0.02,,,,,", {"public": "?", "private": "?", "credit": 0.02}),
        (
            "a,i,,,,,,,x,no,e1; e2,why not,team",
            {"precondition": True, "refuses": False, "evidence": "e1; e2", "note": "why not", "label": "team"},
        ),
        (' a , i ,,,,,,,,,,"one, two",', {"note": "one, two"}),
    ],
)
def test_cells_become_fields(row, content):
    record = parse_stances(f"{HEADER}\n{row}\n", "stances.csv").data["stances"]
    assert record == [{"actor": "a", "issue": "i", **content}]


def test_optional_columns_give_a_doubt():
    header = "actor;issue;public;public_low;public_high;private_best;salience;salience_low;salience_high"
    record = parse_stances(f"{header}\na;i;5,5;1;9;;50;40;60\n", "stances.csv").data["stances"][0]
    assert record["public"] == [1, 5.5, 9]
    assert record["salience"] == [40, 50, 60]


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        (
            f"{HEADER.replace('salience', 'saliance')}\n{ROW}",
            1,
            r"`saliance` \(did you mean `salience`\?\), lacks the column `salience`",
        ),
        (f"{HEADER.replace('public,', '')}\n{ROW}", 1, "lacks the column `public`"),
        (f"{HEADER},public\n{ROW}", 1, "`public` twice"),
        (f"{HEADER},,x\n{ROW}", 1, "without a proper name"),
        (HEADER.replace(",", "|"), 1, "separated by commas, semicolons or tabs"),
        (f"{HEADER}\n{ROW},x", 2, r"more cells than the header \(got 14\); expected 13"),
        (f"{HEADER}\n{ROW}\nrebels,access", 3, r"fewer cells than the header \(got 2\)"),
        (f"{HEADER}\n{ROW.replace('80', '')}", 2, r"stances\[0\].private_best: is blank while `private_low`"),
        (f"{HEADER}\n{ROW.replace('60', '')}", 2, r"stances\[0\].private_low: is blank while `private_high`"),
        (f"{HEADER}\n{ROW.replace('80', '?')}", 2, r"stances\[0\].private_low: is given while `private_best` is `\?`"),
        (f"{HEADER}\n{ROW.replace('80', 'eighty')}", 2, r"private_best: is not a number, value not shown \(team\)"),
        (f"{HEADER}\n{ROW.replace('80', 'nan')}", 2, "not a number"),
        (f"{HEADER}\n{ROW.replace('80', '1e999')}", 2, "not a number"),
        (f"{HEADER}\n{ROW.replace('80', chr(34) + '80,5' + chr(34))}", 2, "decimal point"),
        (f"{HEADER}\n{ROW.replace('e1', 'x').replace(',,,', ',,perhaps,', 1)}", 2, "neither yes nor no"),
        (f'{HEADER}\n{ROW}\nrebels,"access', 3, "not a valid row"),
        (f'{HEADER}\nrebels,access,,,,,,,,,,"two\nlines",\n{ROW},x', 4, "more cells"),
        ("\n\n", None, "is empty"),
        (",,,\n", 1, "no header"),
        (
            f"{HEADER}\n{ROW.replace('leadership', 'leadrship')}",
            2,
            r"stances.rebels.leadrship.issue: .* \(got `leadrship`\)",
        ),
        (
            f"{HEADER}\n{ROW.replace('70', '700')}",
            2,
            "stances.rebels.leadership.salience: is above its range, value not shown",
        ),
        (f"{HEADER}\n{ROW}\n{ROW}", 3, r"same `actor` and `issue` as an earlier record \(line 2 of .*stances.csv\)"),
        (f"{HEADER}\n{ROW.replace('100', '101')}", 2, r"public: is above its range \(got 101\)"),
        (f"{HEADER}\n{ROW.replace('60,80', '90,80')}", 2, "stances.rebels.leadership.private: is not right"),
        (f"{HEADER}\n{ROW}publik", 2, "stances.*label"),
    ],
)
def test_an_error_in_the_table_names_its_line(tmp_path, table, line, said):
    with pytest.raises(CaseError, match=said) as caught:
        read_case(folder(tmp_path, without_stances(), stances=table))
    wrong = [p for p in caught.value.problems if (p.file or "").endswith("stances.csv")]
    assert line in [p.line for p in wrong]


def test_the_same_stance_in_table_and_case_is_refused(tmp_path):
    (tmp_path / "x").mkdir()
    found = problems(folder(tmp_path / "x", FULL, stances=f"{HEADER}\n{ROW}\n"))
    assert [p.field for p in found] == ["stances.rebels.leadership"]
    assert f"line {line_of(FULL, 'issue: leadership, public: 100')} of" in found[0].message
    assert found[0].file.endswith("stances.csv")


@pytest.mark.parametrize("part", ["claims: 7\n", "actors: []\n", "claims: []\nissues: []\n", "7\n"])
def test_a_part_holds_its_own_records_alone(tmp_path, part):
    (found,) = problems(folder(tmp_path, claims=part))
    assert found.file.endswith("claims.yaml")


def test_errors_in_a_part_name_that_file(tmp_path):
    (found,) = problems(
        folder(
            tmp_path,
            claims="- id: C1\n- id: C2\n  locator: p\n  says: s\n  awaits: x\n  wrong: 1\n".replace("- id: C1\n", ""),
        )
    )
    assert (Path(found.file).name, found.line, found.field) == ("claims.yaml", 5, "claims.C2.wrong")
