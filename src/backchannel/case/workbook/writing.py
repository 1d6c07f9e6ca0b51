"""A Case -> a workbook, and the template to start one from."""

from __future__ import annotations

from backchannel.case.schema import Case
from backchannel.case.workbook.layout import all_tables

Note = tuple[str, str]
"""A line of the instructions: a name and what is said of it; a heading has only the first."""

EXAMPLE = ("placeholders", "Placeholder talks (replace all that is yellow)", "2014-01-28")
"""The id, title and date of the template's example."""

CONVENTIONS: tuple[Note, ...] = (
    ("How to fill it in", ""),
    (
        "Header",
        "Keep the header row of each sheet (dark: must be filled in; lighter: may stay blank). Rows that start with # "
        "are explanations. Any row, column or sheet whose first sign is # is left out of the case.",
    ),
    (
        "Numbers",
        "Three cells: low, best guess, high. The truth lies between low and high with a chance of 80 %. A best guess "
        "alone is a number without doubt. Blank: not said. ?: nobody knows, and a wide prior stands in.",
    ),
    ("Several", "Separate ids or words by commas: government, rebels."),
    (
        "Ids",
        "A lower-case word (a-z, 0-9, _). Sheets name each other's records by it; most such cells have a drop-down.",
    ),
    ("Dates", "2014-01-28, as text or as a date."),
    ("Yes or no", "yes or no; x and TRUE are read as well."),
    ("Text", "Line breaks are kept. Quotes around the whole of a text are taken off, and keep blanks at its ends."),
    ("Formulas", "None: copy the cells and paste them as values. Columns headed by # may hold any."),
    (
        "Labels",
        "public < partners < team < secret. A public position is public; all that concerns insiders is secret; the "
        "rest is team. Red tabs hold such values, so keep the file where it belongs.",
    ),
    ("Unused sheets", "May stay blank or be deleted. What is not mentioned is switched off."),
)

STEPS: tuple[Note, ...] = (
    ("1", "Case: give an id, a title and the date as of which you write. Nothing later may enter."),
    ("2", "Issues and Anchors: what is to be settled, each on a scale from 0 to 100 whose points are put into words."),
    ("3", "Actors: who decides, can undo, or is decided about. War sides: who fights whom."),
    ("4", "Stances: for each actor and issue its public line, its private limit, and how many of 100 points it cares."),
    ("5", "Levels: the outcomes that could be signed, from aid to a settlement, and who must sign each."),
    ("6", "Tracks: the table and the corridor, who sits there and who sees it."),
    ("7", "Sources and Evidence: where it comes from. What no source gives has the evidence judgement and a note."),
    ("8", "Check it: backchannel check book.xlsx says by sheet, row and column what is missing or does not fit."),
    ("9", "Ask it: backchannel brief book.xlsx."),
)


def book_bytes(case: Case) -> bytes:
    """A case as an XLSX workbook, the same bytes each time; ``read_tree`` and ``build`` read it back equal.

    Raises CaseError for a text that no cell holds.
    """
    from backchannel.case.workbook.filling import rows
    from backchannel.case.workbook.looks import book

    about: tuple[Note, ...] = (
        ("A case of Backchannel", ""),
        ("Check it", "backchannel check book.xlsx"),
        ("Ask it", "backchannel brief book.xlsx"),
        ("", ""),
    )
    return book(rows(case), (*about, *CONVENTIONS, ("", ""), *_contents()))


def template_bytes() -> bytes:
    """A workbook to start from: every sheet, the steps to fill it in, and a small case whose cells are yellow."""
    from backchannel.case.workbook.filling import rows
    from backchannel.case.workbook.looks import book

    head: tuple[Note, ...] = (
        ("A case of Backchannel: start here", ""),
        (
            "Example",
            "The yellow cells are a small case with invented numbers. Check it once as it stands (backchannel check "
            "book.xlsx), then replace all of it.",
        ),
        *STEPS,
        ("", ""),
    )
    return book(rows(_example()), (*head, *CONVENTIONS, ("", ""), *_contents()), example=True)


def _contents() -> tuple[Note, ...]:
    return (("The sheets", ""), *((table.title, table.about) for table in all_tables()))


def _example() -> Case:
    """The case that `new` starts with."""
    import json

    from backchannel.case.building import build
    from backchannel.case.stances import parse_stances
    from backchannel.case.starting import CASE, STANCES
    from backchannel.case.tree import Tree, parse

    id_, title, as_of = EXAMPLE
    tree = parse(CASE.format(id=id_, title=json.dumps(title), as_of=as_of), "template")
    stances = parse_stances(STANCES, "template")
    return build(Tree("template", tree.data | stances.data))
