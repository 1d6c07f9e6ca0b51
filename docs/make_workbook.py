"""Write docs/reference/workbook.md from the sheets of a workbook. Usage: python docs/make_workbook.py"""

from pathlib import Path

from backchannel.case.workbook.layout import NUMBER, Table, all_tables

PAGE = Path(__file__).parent / "reference" / "workbook.md"

HEAD = """\
# A case as a workbook

<!-- Written by docs/make_workbook.py from backchannel.case.workbook.layout; edit that and run the script. -->

An `.xlsx` file holds a whole case and stands wherever a case is asked for. Nothing is lost on the way from YAML to a
workbook and back but comments and the order of fields. [How to use one](../how-to/use-a-spreadsheet.md) is a page of
its own.

| in the case | in the workbook |
|---|---|
| a list of records | a sheet with a row for each |
| a record there is one of | a sheet whose fields are rows, under `field` and `value` |
| a record, list or mapping within a record | a sheet of its own, whose rows name the record they belong to |
| a number | three columns, `x low`, `x` and `x high`; blank is not said, `?` is not known |
| what else a number says | a row in `Sources of numbers`, by its path; experts in `Experts` |
| a list of ids or words | `a, b`; with commas or quotes in an item `["a, b", c]`; an empty list is `[]` |
| a rule for signing | `a`, or `a, b` for all of them, or `any: a, b`, else as in YAML in one line |
| pairs (`where`, `against`) | `column: value, column: value` |
| a date | a date, or `YYYY-MM-DD` |
| true, false | `yes`, `no`; `x`, `TRUE`, `1` and the like are read |
| text | itself; in quotes where blanks at its ends count, where it is empty, or where it starts with `#` or in quotes |
| an empty mapping | a row with nothing but its record's id |

The header of a sheet is its first row that does not start with `#`. Case, spaces and underscores do not count in titles
and headers, and columns may stand in any order. Rows, columns and sheets whose first sign is `#` are left out.
Formulas and errors are refused, and so are unknown columns and sheets.

A file is at most 5 MB, and 20 MB unpacked; it has at most 60 000 cells with something in them, and 32 767 characters in
one. Macros, links, drawings and comments are not looked at; passwords, document types and parts with odd names are
refused.

## The sheets

**Bold** columns must be filled in. The fields are those of [the schema](schema.md).

"""


def page() -> str:
    """Return the whole page: how things are written, then a paragraph for each sheet."""
    return HEAD + "\n".join(map(section, all_tables()))


def section(table: Table) -> str:
    """Return one sheet: what it holds, and its columns."""
    where = ".".join(table.path)
    stands = f"Holds `{where}`. " if where else ""
    names = []
    for column in table.columns:
        if column.part in ("low", "high"):
            continue
        name = f"`{column.header}`" + (" (three columns)" if column.part else "")
        names.append(f"**{name}**" if column.required or column.header == NUMBER else name)
    kind = "Fields" if table.upright else "Columns"
    return f"### {table.title}\n\n{stands}{table.about}\n\n{kind}: {', '.join(names)}.\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
