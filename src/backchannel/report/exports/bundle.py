"""A case as tables in CSV, with a dictionary of their columns and a note on how to read them."""

from __future__ import annotations

import csv
import io
import math
import re
import textwrap
import zipfile
from collections.abc import Iterable, Mapping

from backchannel import __version__
from backchannel.case.book import SINGULAR
from backchannel.case.redaction.redacting import QUINTILES
from backchannel.case.schema import Case
from backchannel.case.shape import fields
from backchannel.case.workbook.layout import NUMBER, Column, Table, tables
from backchannel.case.workbook.packing import EPOCH
from backchannel.core.labels import Label
from backchannel.core.words import sentence
from backchannel.report.exports.filling import Filled, Value, filled, kind_of

DICTIONARY, README = "dictionary.csv", "README.txt"
OF_THE_DICTIONARY = ("file", "column", "type", "unit", "lowest", "highest", "meaning", "label")
FORMULA = re.compile(r"""(^[\s"']*|[;\n\t][ "']*)(?=[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r])""")
"""Where a spreadsheet may start to work out a text: at its beginning, and after what some take for a separator."""

ENDS = {
    "low": "The lower end: the truth lies between low and high with a chance of 80 %, unless numbers.csv says another.",
    "high": "The upper end.",
}
COARSE = f"Positions are coarsened to the middle of each of {QUINTILES} equal parts of their scale."
NAMES = {"Sources of numbers": "numbers.csv"}


def bundle(case: Case, profile: Label, hash: str, marked: int) -> dict[str, bytes]:
    """The files of the bundle by name: tables, dictionary, note. ``hash`` and ``marked`` are what the note says.

    Names are fixed by the schema; nothing that a case says enters one.

    >>> from backchannel.case.reading import find_case, read_case
    >>> sorted(bundle(read_case(find_case("geneva-ii")), Label.SECRET, "0", 0))[:4]
    ['README.txt', 'absent.csv', 'actors.csv', 'anchors.csv']
    """
    found = filled(case)
    files = {file_name(one.table): _table(one) for one in found}
    lines = [dict(zip(OF_THE_DICTIONARY, line, strict=True)) for one in found for line in _explained(one)]
    files[DICTIONARY] = csv_bytes(OF_THE_DICTIONARY, lines)
    files[README] = _readme(case, profile, hash, marked, found).encode()
    return files


def zipped(files: Mapping[str, bytes], mode: int) -> bytes:
    """Files in one archive, the same bytes each time; unpacked, they have the rights ``mode``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def file_name(table: Table) -> str:
    """The file of a table.

    >>> from backchannel.case.workbook.layout import tables
    >>> [file_name(table) for table in tables()][3:5]
    ['actors.csv', 'trust_by_level.csv']
    """
    return NAMES.get(table.title, f"{table.title.lower().replace(' ', '_')}.csv")


def csv_bytes(columns: Iterable[str], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Rows as CSV in UTF-8 with the byte-order mark by which Excel knows it; texts are never worked out as formulas."""
    out = io.StringIO(newline="")
    names = list(columns)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_written(row.get(name, "")) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text with `'` before what a spreadsheet would take for a formula (OWASP, CSV injection).

    >>> [guarded(text) for text in ("=1+1", "so;=1+1", "a-b", "first\\n- second")]
    ["'=1+1", "so;'=1+1", 'a-b', "first\\n'- second"]
    """
    return FORMULA.sub(r"\1'", text)


def _written(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value


def _table(one: Filled) -> bytes:
    return csv_bytes([name for name, _ in one.columns], one.rows)


# --- what it means ----------------------------------------------------------------------------------------------


def _explained(one: Filled) -> Iterable[tuple[Value, ...]]:
    for name, column in one.columns:
        label = one.labels.get(name, Label.PUBLIC)
        low, high = _range(column)
        unit = column.spec.unit if column.spec else ""
        yield (
            file_name(one.table),
            name,
            kind_of(column, _home(column.refers)),
            unit,
            low,
            high,
            _meaning(column, one.table),
            str(label),
        )


def _range(column: Column) -> list[Value]:
    """The lowest and highest a number may be; blank where there is no such end."""
    ends = column.span if column.spec is None else (column.spec.lo, column.spec.hi)
    return ["" if end is None or math.isinf(end) else int(end) if end == int(end) else end for end in ends]


def _meaning(column: Column, table: Table) -> str:
    """What a column means: the question of a number, else what the schema says of its field."""
    if column.part in ENDS:
        return ENDS[column.part]
    if column.spec is not None:
        off = "" if column.spec.neutral is None else f" {column.spec.neutral:g} takes its mechanism away."
        return f"{column.spec.ask} The best guess.{off}"
    if column.header == table.owner:
        return f"Whose row this is: an id in {file_name(table.above) if table.above else ''}."
    if column.field == "id":
        return "What other tables name it by."
    if column.header == NUMBER:
        return "The path of the number: table, id, column."
    info = fields(table.model).get(column.field) if table.model is not None else None
    said = (info.description if info is not None else None) or ""
    if said:
        return f"{sentence(said)}."
    return (
        f"The {column.header.replace('_', ' ')} of the {SINGULAR.get(table.path[-1], 'record')}." if table.path else ""
    )


def _home(group: str) -> str:
    return next((file_name(one) for one in tables() if one.form == "list" and one.path[-1] == group), "")


def _readme(case: Case, profile: Label, hash: str, marked: int, found: list[Filled]) -> str:
    about = case.case
    coarse = f"{_wrapped(COARSE)}\n" if profile is Label.PUBLIC else ""
    marks = _wrapped(
        f"{marked} signs that are not seen (control characters, overrides of the direction of writing) stood in its "
        "texts; each is written here by its number, as [U+202E]."
        if marked
        else "No sign in a text was changed."
    )
    rows = "\n".join(f"  {file_name(one.table):32}{len(one.rows):6}  {one.table.about}" for one in found)
    limits = (
        f"\nWhat the coding cannot carry, in its author's words:\n{_wrapped(about.limits)}\n" if about.limits else ""
    )
    sources = "".join(f"\n{_wrapped(_source(one))}" for one in case.sources)
    return f"""\
{about.title}
as of {about.as_of}

Values at or below `{profile}`. This is a copy of the case from which everything above that label was taken first;
ids may differ from those of the case. Hash of this copy: {hash}. Written by backchannel {__version__}.

Files (rows, what a row is)
{rows}
  {DICTIONARY:32}        What each column holds: type, unit, range, meaning, highest label of what stands in it.

How to read them
  CSV, separated by commas, decimal points, UTF-8 with byte-order mark, lines end in CR LF. In Excel where a comma is
  the decimal sign: Data > From Text/CSV.
  A number is three columns: low, best, high; equal ones are without doubt. Three blanks: not said, or above
  the profile.
  Where numbers.csv has a row for it with unknown true, nobody knows it or it lies above the profile; where experts.csv
  has rows for it, several experts answered.
  numbers.csv names a number by its path: actors.ID.cost, stances.ACTOR.ISSUE.private.
  Lists are separated by ; and are JSON where an item holds one.
  A ' before = + - or @ keeps a spreadsheet from working out a text as a formula; take it off.
{marks}

What it is and is not
  The numbers say how one analyst or team reads the case, each with its doubt. They are no measurements.
{coarse}{limits}
Sources{sources or " (none are given here)"}

Citation
  {about.title}, as of {about.as_of}.
  Case of the program Backchannel {__version__}, profile {profile}, hash {hash}.

Licence
  Backchannel is under the MIT licence. That licence does not cover this data: its terms are for its author to state.
"""


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 118, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _source(one: object) -> str:
    said = [getattr(one, name) for name in ("author", "what", "published")]
    return ", ".join(str(part) for part in said if part)
