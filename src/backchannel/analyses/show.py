"""`show`: the numbers of a case as the analyst left them, with doubt, label and provenance."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

from backchannel import __version__
from backchannel.case.inputs import inputs
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.words import listing


def show(case: Case, prefix: str = "") -> Finding:
    """Inputs whose path begins with ``prefix``, or without one a count by group and label.

    Raises AskError where no input begins so.
    """
    found = [i for i in inputs(case) if i.path == prefix or i.path.startswith(f"{prefix}.") or not prefix]
    if not found:
        heads = sorted({".".join(i.path.split(".")[:2]) for i in inputs(case) if i.label < 3})
        close = get_close_matches(prefix, heads, n=3)
        raise AskError(
            f"no number of this case lies under {prefix}" + (f"; did you mean {listing(close, 'or')}?" if close else "")
        )
    manifest = {"program": f"backchannel {__version__}", "case": case_hash(case)}
    label = highest(i.label for i in found)
    if not prefix:
        groups = Counter(i.path.split(".")[0] for i in found)
        rows: list[Row] = []
        for group, count in groups.items():
            mine = [i for i in found if i.path.split(".")[0] == group]
            by = Counter(str(i.label) for i in mine)
            rows.append(
                {
                    "group": group, "numbers": count, "judgement": sum("judgement" in i.evidence for i in mine),
                    "unsourced": sum(not i.evidence for i in mine), "unknown": sum(i.estimate.unknown for i in mine),
                    "public": by["public"], "partners": by["partners"], "team": by["team"], "secret": by["secret"],
                }
            )  # fmt: skip
        return Finding(
            title=case.case.title,
            columns=("group", "numbers", "judgement", "unsourced", "unknown", "public", "partners", "team", "secret"),
            rows=tuple(rows),
            text=(
                f"{len(case.actors)} actors, {len(case.issues)} issues, {len(case.levels)} levels, "
                f"{len(case.tracks)} tracks, {len(found)} numbers; as of {case.case.as_of:%Y-%m-%d}.",
                "A path after the case shows its numbers, for example actors, stances or levels.",
            ),
            label=label,
            manifest=manifest,
        )
    lines: list[Row] = []
    for i in found:
        low, high = i.estimate.bounds
        unknown = i.estimate.unknown
        note = i.note if i.note_label <= i.label else None
        lines.append(
            {
                "path": i.path, "low": None if unknown else low, "best": None if unknown else i.estimate.central,
                "high": None if unknown else high, "unit": i.value.unit, "label": str(i.label),
                "evidence": " ".join(i.evidence) or "none", "note": note, "symbol": i.value.symbol,
                "unknown": unknown,
            }
        )  # fmt: skip
    return Finding(
        title=f"{case.case.title}: {prefix}",
        columns=("path", "low", "best", "high", "unit", "label", "evidence", "note", "symbol", "unknown"),
        rows=tuple(lines),
        text=tuple(f"{i.path}: {i.note}" for i in found if i.note and i.note_label <= i.label)
        if len(found) <= 8
        else (),
        label=label,
        manifest=manifest,
    )
