"""The ledger as Findings: what stands in it, what was appended, and whether its chain is whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.words import band
from backchannel.ledger.afterwards import When, first_answer, recorded_when
from backchannel.ledger.chain import Verdict
from backchannel.ledger.entries import Entry, Forecast, Question, Resolution
from backchannel.ledger.provenance import manifest
from backchannel.ledger.recording import named
from backchannel.ledger.standing import Standing
from backchannel.ledger.store import Ledger

COLUMNS = (
    "number", "kind", "question", "forecaster", "t", "p", "error", "low", "high", "band", "confidence", "outcome",
    "resolved_at", "says", "source", "evidence_ids", "model_run_id", "pool_of", "corrects", "corrected_by", "recorded",
    "afterwards", "label", "hash",
)  # fmt: skip
QUESTIONS = (
    "question",
    "ask",
    "open",
    "close",
    "forecasts",
    "forecasters",
    "latest",
    "band",
    "outcome",
    "resolved_at",
    "label",
)
FAULTS = ("number", "what")


def show(ledger: Ledger, question: str | None = None) -> Finding:
    """The questions of a ledger, or with one question every entry about it. Raises AskError for an unknown one.

    ``afterwards`` says of a forecast whether it was recorded when the answer could be known; None without an answer.
    """
    standing = ledger.standing()
    if question is None:
        return _questions(ledger, standing)
    name = named(question, {q: entry.label for q, entry in standing.asked.items()})
    about = [entry for entry in standing.entries.values() if entry.question == name]
    asked, answer = standing.questions[name], standing.answers.get(name)
    rows = [_row(entry, standing) for entry in about]
    if answer is not None:
        first, settled = first_answer(about), answer.resolution.resolved_at
        for entry, row in zip(about, rows, strict=True):
            if isinstance(entry.says, Forecast):
                row["afterwards"] = recorded_when(entry, settled, first) is not When.BEFORE
    return Finding(
        title=name,
        columns=COLUMNS,
        rows=tuple(rows),
        text=(f"{asked.text} Yes if: {asked.whole_rule}",),
        label=highest(entry.label for entry in about),
        manifest=manifest(ledger, analysis="ledger show", question=name),
    )


def appended(ledger: Ledger, entries: Sequence[Entry], sentences: Iterable[str] = ()) -> Finding:
    """What was appended just now."""
    count = {kind: sum(entry.kind == kind for entry in entries) for kind in ("question", "forecast", "resolution")}
    told = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in count.items() if n]
    return Finding(
        title=f"Recorded: {', '.join(told) or 'nothing'}",
        columns=COLUMNS,
        rows=tuple(_row(entry, Standing(())) for entry in entries),
        text=tuple(sentences),
        label=highest(entry.label for entry in entries),
        manifest=manifest(ledger, analysis="ledger"),
    )


def verify(ledger: Ledger, noted: str | None = None) -> tuple[Finding, bool]:
    """Whether the chain is whole, which entries stand, and what is wrong from the first bad entry on."""
    found = ledger.verify(noted)
    return (
        Finding(
            title="The chain is whole" if found.whole else "The chain is broken",
            columns=FAULTS,
            rows=tuple({"number": fault.number, "what": fault.what} for fault in found.faults),
            text=tuple(_verdict(found)),
            label=Label.PUBLIC,
            manifest={
                "settings": {"analysis": "ledger verify"}, "entries": found.entries, "head": found.head,
                "standing": _spans(found.standing),
            },
        ),
        found.whole,
    )  # fmt: skip


def _many(count: int, what: str, more: str | None = None) -> str:
    """So many of something.

    >>> _many(1, "question"), _many(0, "question"), _many(2, "entry", "entries")
    ('1 question', '0 questions', '2 entries')
    """
    return f"{count} {what if count == 1 else more or f'{what}s'}"


def _verdict(found: Verdict) -> list[str]:
    if found.whole:
        return [
            f"{found.entries} entries, each as it was written and where it was written.",
            f"newest hash: {found.head}; noted down elsewhere, it shows later that nothing was written over "
            "(`ledger verify --head HASH`).",
        ]
    first = found.faults[0]
    where = f"entry {first.number} {first.what}" if first.number > 0 else first.what
    more = len(found.faults) - 1
    return [
        f"first fault: {where}" + (f"; {more} more" if more else "") + ".",
        f"{len(found.standing)} of {found.last} entries stand as they were written: "
        f"{_spans(found.standing) or 'none'}.",
        "nothing was repaired; compare with a copy that was kept elsewhere.",
    ]


def _spans(numbers: Sequence[int]) -> str:
    """Numbers with runs of them drawn together.

    >>> _spans((1, 2, 3, 5, 7, 8))
    '1-3, 5, 7-8'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _questions(ledger: Ledger, standing: Standing) -> Finding:
    rows: list[Row] = []
    by: dict[str, list[Forecast]] = {}
    for stood in standing.forecasts.values():
        by.setdefault(stood.entry.question, []).append(stood.forecast)
    labels = [entry.label for entry in standing.entries.values()]
    for name, asked in standing.questions.items():
        given = sorted(by.get(name, ()), key=lambda forecast: forecast.t)
        answer = standing.answers.get(name)
        latest = given[-1].p if given else None
        rows.append({
            "question": name, "ask": asked.text, "open": asked.open, "close": asked.close, "forecasts": len(given),
            "forecasters": len({f.forecaster for f in given}), "latest": latest,
            "band": band(latest) if latest is not None else None,
            "outcome": answer.resolution.outcome if answer else None,
            "resolved_at": answer.resolution.resolved_at if answer else None, "label": str(standing.asked[name].label),
        })  # fmt: skip
    forecasts = len(standing.forecasts)
    return Finding(
        title="The ledger",
        columns=QUESTIONS,
        rows=tuple(rows),
        text=(
            f"{_many(len(rows), 'question')}, {_many(forecasts, 'forecast')} that stand{'s' * (forecasts == 1)}, "
            f"{_many(len(standing.answers), 'question')} resolved; "
            f"{_many(len(standing.corrected), 'entry', 'entries')} corrected by later ones.",
        ),
        label=highest(labels),
        manifest=manifest(ledger, analysis="ledger show"),
    )


def _row(entry: Entry, standing: Standing) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    row |= {
        "number": entry.number, "kind": entry.kind, "question": entry.question, "recorded": entry.recorded,
        "label": str(entry.label), "hash": entry.hash, "corrected_by": standing.corrected.get(entry.number),
    }  # fmt: skip
    says = entry.says
    if isinstance(says, Question):
        return row | {"t": says.open, "says": says.text}
    row["corrects"] = says.corrects
    if isinstance(says, Resolution):
        return row | {
            "outcome": says.outcome, "resolved_at": says.resolved_at, "says": says.note, "source": says.source,
        }  # fmt: skip
    return row | {
        "forecaster": says.forecaster, "t": says.t, "p": says.p, "low": says.low, "high": says.high, "band": says.band,
        "error": says.model.error if says.model else None, "confidence": says.confidence, "says": says.rationale,
        "evidence_ids": ";".join(says.evidence) or None, "model_run_id": says.model.id if says.model else None,
        "pool_of": ", ".join(map(str, says.pool.of)) if says.pool else None,
    }  # fmt: skip
