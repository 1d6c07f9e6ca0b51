"""Derive the figures that ship, and write the tables of docs/explanation/base-rates.md.

Usage: python docs/make_base_rates.py [FOLDER], the folder with the two files of UCDP; without it the figures stay as
they are and only the tables are written.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from backchannel.analyses.baserates.figures import SHIPPED, Shipped, derive, held, shipped, to_text
from backchannel.analyses.baserates.reading import read_files
from backchannel.core.finding import Row

PAGE = Path(__file__).parent / "explanation" / "base-rates.md"


def tables(figures: Shipped) -> dict[str, str]:
    """The tables of the page by the name of their place in it."""

    def rows(figure: str) -> list[Row]:
        return [r for r in figures.rows if r["figure"] == figure]

    day = [r for r in rows("from_a_day") if r["years"] == "all" and r["months"] in (6, 12, 24, 36, 60)]
    return {
        "ends": table(rows("ends"), "what", "dyads"),
        "survival": table([r for r in rows("survival") if r["months"] in (1, 3, 12, 36, 60, 120)], "what", "months"),
        "deal": table([r for r in day if r["what"] == "any deal"], "dyads", "months"),
        "peace": table([r for r in day if r["what"] == "peace agreement"], "dyads", "months"),
        "signed": table([r for r in day if r["what"] == "agreement signed"], "dyads", "months"),
        "age": table([r for r in rows("hazard") if r["dyads"] == "all"], "years", "what", 2),
        "dyads": table([r for r in rows("hazard") if r["years"] == "all"], "dyads", "what", 2),
        "stages": table(rows("stages"), "what", "dyads", 2),
        "agreements": table([r for r in rows("agreements") if r["months"] in (3, 12, 36, 60, 120)], "what", "months"),
        "kinds": table(rows("kinds"), "years", "what"),
    }


def table(rows: Sequence[Row], down: str, across: str, digits: int = 0) -> str:
    """Figures in percent with their intervals, a class a row."""
    heads = list(dict.fromkeys(r[across] for r in rows))
    lines = [f"| {down} | {' | '.join(str(h) for h in heads)} |", "|---" * (len(heads) + 1) + "|"]
    for name in dict.fromkeys(r[down] for r in rows):
        cells = {r[across]: r for r in rows if r[down] == name}
        lines.append(f"| {name} | {' | '.join(cell(cells.get(h), digits) for h in heads)} |")
    return "\n".join(lines)


def cell(row: Row | None, digits: int) -> str:
    """A figure in percent, its interval in brackets."""
    if row is None:
        return ""
    value, low, high = (f"{100 * float(row[k] or 0):.{digits}f}" for k in ("value", "low", "high"))
    return f"{value} ({low}-{high})"


def page(text: str, figures: Shipped) -> str:
    """The page with its tables as the figures have them."""
    for name, content in tables(figures).items():
        before, begin, rest = text.partition(f"<!-- {name}: written by docs/make_base_rates.py -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not (begin and end):
            raise SystemExit(f"{PAGE.name}: no place for the table {name}")
        text = f"{before}{begin}{content}\n{end}{after}"
    return text


if __name__ == "__main__":
    figures = shipped()
    if len(sys.argv) > 1:
        derived = derive(read_files(Path(sys.argv[1])))
        SHIPPED.write_text(to_text(derived), encoding="utf-8")
        figures = held(derived)
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
