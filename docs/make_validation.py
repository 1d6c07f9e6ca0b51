"""Write the tables of docs/explanation/validation.md from a file of decisions.

Usage: python docs/make_validation.py FILE, the file of Decision-making in the European Union III.
"""

import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from backchannel.analyses.deu import validate_deu
from backchannel.core.finding import Finding, Row

PAGE = Path(__file__).parent / "explanation" / "validation.md"
AGAINST = "mean_salience"
FEWER = ("mean_salience", "mean", "best")


def figures(row: Row, measure: str, digits: int = 1, times: float = 1.0, sign: str = "") -> str:
    """A figure with its interval in brackets."""
    value, low, high = (row[f"{measure}{end}"] for end in ("", "_low", "_high"))
    said = [f"{times * float(x):{sign}.{digits}f}" for x in (value, low, high) if x is not None]
    return f"{said[0]} ({said[1]} to {said[2]})" if len(said) == 3 else said[0]


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of the page."""
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def tables(found: Finding) -> dict[str, str]:
    """The tables of the page by the name of their place in it."""
    kinds, gaps, family, numbers, known = found.parts
    source = found.manifest["sources"]["data"]
    by_size = sorted(found.rows, key=lambda r: float(r["mae"] or 0))
    scores = [
        (f"`{r['model']}`", r["n"], figures(r, "mae"), figures(r, "rmse"), figures(r, "within_10", 0, 100),
         figures(r, "crps"), figures(r, "log_score", 2))
        for r in by_size
    ]  # fmt: skip
    against = {r["model"]: r for r in gaps.rows if r["baseline"] == AGAINST}
    even = {r["model"]: r for r in gaps.rows if r["baseline"] == "mean"}
    classes = dict.fromkeys((str(r["kind"]), str(r["class"])) for r in kinds.rows)
    by_kind = []
    for kind, word in classes:
        mine = {r["model"]: r for r in kinds.rows if (r["kind"], r["class"]) == (kind, word)}
        issues = max(int(r["n"] or 0) for r in mine.values())
        by_kind.append((kind, word, issues, *(figures(mine[name], "mae") for name in FEWER)))
    return {
        "scores": table(("model", "issues", "MAE", "RMSE", "within 10, %", "CRPS", "log score"), scores),
        "differences": table(
            ("model", "issues", "MAE against `mean_salience`", "CRPS against `mean_salience`", "MAE against `mean`"),
            [
                (f"`{r['model']}`", against[r["model"]]["n"], figures(against[r["model"]], "mae", 2, sign="+"),
                 figures(against[r["model"]], "crps", 2, sign="+"),
                 figures(even[r["model"]], "mae", 2, sign="+") if r["model"] in even else "")
                for r in by_size
                if r["model"] in against
            ],
        ),
        "kinds": table(("kind", "class", "issues", *(f"`{name}`" for name in FEWER)), by_kind),
        "family": table(
            ("candidate", "what", "MAE", "against `mean_salience`", "picked, %"),
            [
                (f"`{r['candidate']}`", r["what"], f"{r['mae']:.2f}",
                 f"{r['difference']:+.2f} ({r['low']:+.2f} to {r['high']:+.2f})",
                 f"{100 * float(r['picked'] or 0):.0f}")
                for r in family.rows
            ],
        ),
        "numbers": table(("mixture", "number", "value"), [tuple(r.values()) for r in numbers.rows]),
        "known": table(
            ("model", "here", "all 353 issues"),
            [
                (f"`{r['model']}`", f"{r['here']:.1f} ({r['low']:.1f} to {r['high']:.1f})", r["known"])
                for r in known.rows
            ],
        ),
        "sentences": "\n".join(f"- {text}" for text in found.sentences()),
        "source": (
            f"{found.manifest['program']}, seed {found.manifest['seed']}, `{source['name']}` "
            f"(SHA-256 {source['sha256'][:12]}...)."
        ),
    }  # fmt: skip


def page(text: str, found: Finding) -> str:
    """The page with its tables as the answer has them; its date stays."""
    for name, content in tables(found).items():
        before, begin, rest = text.partition(f"<!-- {name}: written by docs/make_validation.py -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not (begin and end):
            raise SystemExit(f"{PAGE.name}: no place for the table {name}")
        text = f"{before}{begin}{content}\n{end}{after}"
    return text


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    written = page(PAGE.read_text(encoding="utf-8"), validate_deu(Path(sys.argv[1])))
    written = re.sub(r"Made on \d{4}-\d\d-\d\d", f"Made on {date.today().isoformat()}", written)
    PAGE.write_text(written, encoding="utf-8")
