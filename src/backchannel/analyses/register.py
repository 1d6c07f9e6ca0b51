"""`register`: where every number of a case comes from, in words; what the appendix of a report lists."""

from __future__ import annotations

from collections import Counter

from backchannel import __version__
from backchannel.analyses.wording import plain_input
from backchannel.case.inputs import Input, inputs
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case, Evidence, Source
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest

FACT, REPORTED, JUDGED = "fact", "reported", "judgement"
COLUMNS = (
    "path", "input", "low", "best", "high", "unit", "unknown", "kind", "source", "grade", "date", "perspective",
    "label",
)  # fmt: skip


def register(case: Case) -> Finding:
    """Every number of a case: what it is in words, its doubt, what it rests on, source, grade, date and label.

    ``kind`` is `judgement` where that or nothing is its evidence, `fact` where it has no doubt and the best grades of
    evidence (A and 1), else `reported`. ``grade`` is reliability of the source and credibility of the item, each graded
    by itself; ``date`` is the number's own, else when its source was published.
    """
    evidence = {e.id: e for e in case.evidence}
    sources = {s.id: s for s in case.sources}
    rows = [_row(case, one, evidence, sources) for one in inputs(case)]
    return Finding(
        title="Provenance of every input",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(_sentences(rows)),
        label=highest(i.label for i in inputs(case)),
        manifest={
            "program": f"backchannel {__version__}",
            "case": case_hash(case),
            "settings": {"analysis": "register"},
        },
    )


def _row(case: Case, one: Input, evidence: dict[str, Evidence], sources: dict[str, Source]) -> Row:
    unknown = one.estimate.unknown
    low, high = one.estimate.bounds
    items = [evidence[id] for id in one.evidence if id in evidence]
    grades = [_grade(item, sources) for item in items]
    dates = [sources[item.source].published for item in items if item.source in sources]
    said = one.estimate.date or next((str(day) for day in dates if day), None)
    return {
        "path": one.path, "input": plain_input(case, one.path), "unit": one.value.unit, "unknown": unknown,
        "low": None if unknown else low, "best": None if unknown else one.estimate.central,
        "high": None if unknown else high, "kind": _kind(one, grades),
        "source": "; ".join(dict.fromkeys(_said(item, sources) for item in items)) or None,
        "grade": ", ".join(dict.fromkeys(g for g in grades if g)) or None, "date": said,
        "perspective": one.estimate.perspective, "label": str(one.label),
    }  # fmt: skip


def _kind(one: Input, grades: list[str]) -> str:
    if not grades or "judgement" in one.evidence:
        return JUDGED
    return FACT if one.estimate.is_point and set(grades) == {"A1"} else REPORTED


def _grade(item: Evidence, sources: dict[str, Source]) -> str:
    source = sources.get(item.source)
    return f"{(source.reliability if source else None) or ''}{item.credibility or ''}"


def _said(item: Evidence, sources: dict[str, Source]) -> str:
    source = sources.get(item.source)
    what = source.what if source else item.source
    return f"{what}, {item.locator}" if item.locator else what


def _sentences(rows: list[Row]) -> list[str]:
    kinds = Counter(str(r["kind"]) for r in rows)
    unknown = sum(bool(r["unknown"]) for r in rows)
    bare = sum(r["source"] is None for r in rows)
    told = [f"{kinds[k]} {word}" for k, word in ((FACT, "facts"), (REPORTED, "reported"), (JUDGED, "judgements"))]
    out = [f"{len(rows)} numbers: {told[0]}, {told[1]} and {told[2]}; {bare} have no source but the coder."]
    if unknown:
        out.append(f"{unknown} are unknown and stand on wide priors.")
    return out
