"""Write docs/explanation/classics.md from the table of classics. Usage: python docs/make_classics.py"""

from itertools import groupby
from pathlib import Path

from backchannel.analyses.classics import Row, classics

PAGE = Path(__file__).parent / "explanation" / "classics.md"

HEAD = """\
# The classics inside the game

<!-- Written by docs/make_classics.py; edit that, or backchannel.analyses.classics, and run the script. -->

A game that contains a classic must give the classic's numbers when everything else is set aside. Each line below is a
small case at neutral settings: its texts are judged by [the one inequality](acceptance.md), solved by the exact engine
or played in [the game of rounds](model.md). *Expected* is the paper's closed form (`backchannel theory`); *got* is what
came out. A test makes this page anew and fails when a number moves.

| how | what that means |
|---|---|
| game | the game, its exact engine or its search for texts, and nothing else |
| inequality | the root, in one input, of the acceptance inequality of a case, or a mean over its draws |
| reduced | the same with one step of the classic taken outside the game; the setting names it |

*Within* is what the number may be off: 0.000001 where the solution lies among the texts, one step of the texts where it
does not, four standard errors where chance is simulated.

"""

TAIL = """\
## What these lines do not show

- On a grid of texts bargaining has several stationary equilibria (van Damme, Selten & Winter 1990): a responder a
  step short waits for nothing better. In alternating offers all lie within one step divided by `1 - d1 d2` of the
  classic. The lines say how many were found and show the nearest; the others are no error of the search.
- Where the line names equilibria found, the search was also started at the classic's own solution. That asks whether it
  is an equilibrium here, not whether play would get there.
- *Fearon 1994*: nobody in the game can concede without a text, so the war of attrition itself is not played. The line
  shows that audience costs enter the inequality as they enter there.
- *Kurizaki 2007*, *Powell 2006*, *Walter 1997*, *Debs & Goemans 2010* are the reduced forms of the theory page, not
  their authors' games.
- *Muthoo 1996*: public lines are inputs; who would choose which is not part of the game. *Leventoglu & Tarar 2005*,
  where committing oneself pays each side and harms both, needs private information about resolve and is not reproduced.
- *Selectorate*: one insider's choice at a given payment. That the leader pays the least that keeps the coalition is
  taken from the source.
- *Compromise mean*: equal weights only; the game has no rule that weighs surpluses by capability.
"""


def page() -> str:
    """Return the whole page, classics in the order of the code."""
    sections = []
    for paper, rows in groupby(classics(), key=lambda row: row.paper):
        sections.append(section(paper, list(rows)))
    return HEAD + "\n".join(sections) + "\n" + TAIL


def section(paper: str, rows: list[Row]) -> str:
    """Return one classic: its settings in words, and a table of its numbers."""
    settings = list(dict.fromkeys((row.setting, row.how) for row in rows))
    words = "\n".join(f"- {setting} ({how})" for setting, how in settings)
    lines = "\n".join(
        f"| {row.name} | {row.expected:.6f} | {row.got:.6f} | {shown(row.tolerance)} | {verdict(row)} |" for row in rows
    )
    return f"## {paper}\n\n{words}\n\n| number | expected | got | within | holds |\n|---|---|---|---|---|\n{lines}\n"


def verdict(row: Row) -> str:
    """Say whether a number is as near as it should be."""
    return "yes" if row.holds else "**no**"


def shown(tolerance: float) -> str:
    """Show a tolerance to two digits."""
    return f"{tolerance:.6f}" if tolerance < 1e-4 else f"{tolerance:.2g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
