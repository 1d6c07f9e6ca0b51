"""What came of pulling levers, laid out as a Finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backchannel.analyses.levers import gains, telling
from backchannel.analyses.levers.frontier import affordable, by_holder, costs_of, efficient, known_cost
from backchannel.analyses.levers.paired import Contrast
from backchannel.analyses.levers.picture import picture
from backchannel.analyses.levers.pulls import Pulled, graded
from backchannel.analyses.levers.reaching import Reached, Target
from backchannel.analyses.levers.sweeping import Swept
from backchannel.analyses.tallying import provenance
from backchannel.case.levers.moves import labelled
from backchannel.case.schema import Case, Lever
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.runs import Played

COLUMNS = (
    "levers", "pulled", "quantity", "by", "without", "with", "effect", "error", "low", "high", "moved", "clear",
)  # fmt: skip
APART = " + "
LEVER_COLUMNS = (
    "lever", "name", "kind", "holder", "cost_low", "cost", "cost_high", "graded", "declared", "changes", "label",
)  # fmt: skip
FRONTIER = (
    "quantity", "by", "less", "levers", "cost_low", "cost", "cost_high", "effect", "error", "low", "high",
    "each_holder", "step", "step_low", "step_high",
)  # fmt: skip


def laid_out(
    swept: Swept,
    wanted: Sequence[Pulled],
    shown: Sequence[int],
    aim: Target | None,
    reached: Sequence[Reached],
    settings: Mapping[str, Any],
) -> Finding:
    """The Finding of a sweep."""
    sweep, case = swept.sweep, swept.sweep.case
    label = highest([swept.label, *labelled(case, sweep.levers)])
    rows = [_row(swept, pulled, n) for pulled in wanted if pulled for n in shown]
    one = Played(swept.plan.draws, swept.plan, sweep.rules, sweep.runs, ())
    played = provenance(
        one, analysis="levers", **settings, levers=len(sweep.levers), inner=sweep.rules.inner, texts=sweep.rules.texts,
        months=swept.plan.rounds * swept.plan.months,
    )  # fmt: skip
    played |= {"draws": sweep.draws, "combinations": len(swept.played)}
    parts = [
        _levers(swept, label, played),
        _pairs(swept, wanted, shown, label, played),
        _gains(swept, wanted, label, played),
        _frontier(swept, wanted, shown, label, played),
        _unknown(swept, shown, label, played),
    ]
    if aim is not None:
        parts += [_smallest(swept, aim, reached, label, played), _reaching(swept, wanted, aim, label, played)]
    found = Finding(
        title=f"{case.case.title}: what could be done, and what it would change",
        columns=COLUMNS,
        rows=tuple(rows),
        text=(),
        label=label,
        manifest=played,
        picture=picture,
        parts=tuple(part for part in parts if part.rows),
        inputs=frozenset(swept.plan.draws.used) | {path for lever in sweep.levers for path in lever.changes},
    )
    text = telling.sentences(swept, found, shown, aim, reached)
    return Finding(**{**vars(found), "text": tuple(text)})


def name_of(pulled: Pulled) -> str:
    """A combination by the ids of its levers."""
    return APART.join(id for id, _ in pulled) or "nothing"


def _cells(found: Contrast) -> Row:
    return {
        "effect": found.value, "error": found.error, "low": found.low, "high": found.high, "clear": found.clear,
        "moved": found.moved,
    }  # fmt: skip


def _row(swept: Swept, pulled: Pulled, n: int) -> Row:
    one = swept.found[n]
    return {
        "levers": name_of(pulled), "pulled": len(pulled), "quantity": one.id, "by": one.by,
        "without": swept.value((), n).value, "with": swept.value(pulled, n).value,
        **_cells(swept.effect(pulled, n)),
    }  # fmt: skip


def _part(
    title: str, columns: Sequence[str], rows: Sequence[Row], label: Label, played: Mapping[str, Any], *text: str
) -> Finding:
    return Finding(title, tuple(columns), tuple(rows), text, label, played)


def lever_row(case: Case, lever: Lever, by_degrees: bool | None, label: Label) -> Row:
    """A lever as a row."""
    known = known_cost([lever])
    low, best, high = costs_of([lever]) if known else (None, None, None)
    return {
        "lever": lever.id, "name": lever.name, "kind": lever.kind, "holder": lever.holder,
        "cost_low": low, "cost": best, "cost_high": high, "graded": by_degrees, "declared": lever in case.levers,
        "changes": "; ".join(f"{path} = {said}" for path, said in lever.changes.items()),
        "label": str(label),
    }  # fmt: skip


def _levers(swept: Swept, label: Label, played: Mapping[str, Any]) -> Finding:
    case = swept.sweep.case
    levers = swept.sweep.levers
    labels = labelled(case, levers)
    rows = [lever_row(case, one, graded(swept.sweep, one), own) for one, own in zip(levers, labels, strict=True)]
    said = "A cost is in hundredths of all that its holder could spend; blank where nobody has said it."
    return _part("Levers", LEVER_COLUMNS, rows, label, played, said)


def listed(case: Case, levers: Sequence[Lever], played: Mapping[str, Any]) -> Finding:
    """Levers as a Finding of their own."""
    labels = labelled(case, levers)
    rows = tuple(lever_row(case, one, None, own) for one, own in zip(levers, labels, strict=True))
    columns = tuple(c for c in LEVER_COLUMNS if c != "graded")
    count = sum(bool(row["declared"]) for row in rows)
    text = (
        f"{count} declared by the case, {len(rows) - count} worked out from its parts, each moved to the end of its "
        "scale. Without --lever those that are declared are pulled, or all where none is.",
    )
    label = highest(labels)
    return Finding(f"{case.case.title}: levers", columns, rows, text, label, played)


def _pairs(
    swept: Swept, wanted: Sequence[Pulled], shown: Sequence[int], label: Label, played: Mapping[str, Any]
) -> Finding:
    rows: list[Row] = []
    for pair in (one for one in wanted if len(one) == 2):
        a, b = pair[:1], pair[1:]
        for n in shown:
            one = swept.found[n]
            together = swept.effect(pair, n).value
            alone = [swept.effect(each, n).value for each in (a, b)]
            found = swept.beyond(a, b, n)
            row: Row = {"a": a[0][0], "b": b[0][0], "quantity": one.id, "by": one.by, "together": together}
            row |= {"a_alone": alone[0], "b_alone": alone[1], "beyond": found.value}
            rows.append(row | {key: cell for key, cell in _cells(found).items() if key != "effect"})
    columns = (
        *("a", "b", "quantity", "by", "together", "a_alone", "b_alone", "beyond", "error", "low", "high"),
        *("moved", "clear"),
    )
    said = "`beyond` is what two levers change together less what each changes alone, run by run."
    return _part("Two together", columns, rows, label, played, said)


def _gains(swept: Swept, wanted: Sequence[Pulled], label: Label, played: Mapping[str, Any]) -> Finding:
    rows: list[Row] = []
    for pulled in (one for one in wanted if 0 < len(one) <= 2):
        for n, actor in enumerate(swept.actors):
            found = swept.gain(pulled, n)
            cells = _cells(found)
            row: Row = {"levers": name_of(pulled), "pulled": len(pulled), "actor": actor}
            rows.append(row | {"change": cells.pop("effect"), **cells})
    columns = ("levers", "pulled", "actor", "change", "error", "low", "high", "moved", "clear")
    return _part("Who gains, who loses", columns, rows, label, played, gains.SAID)


def _frontier(
    swept: Swept, wanted: Sequence[Pulled], shown: Sequence[int], label: Label, played: Mapping[str, Any]
) -> Finding:
    """The combinations that no other beats, cheapest first, each with its step from the one before it."""
    can = [one for one in wanted if known_cost(swept.levers(one)) and affordable(swept.levers(one))]
    holders = list(dict.fromkeys(lever.holder for lever in swept.sweep.levers))
    cost = [costs_of(swept.levers(one)) for one in can]
    apart = [by_holder(swept.levers(one), holders) for one in can]
    rows: list[Row] = []
    for n in shown if len(can) > 1 else ():
        one = swept.found[n]
        effects = [swept.effect(pulled, n) for pulled in can]
        if any(effect.value is None for effect in effects):
            continue
        way = [(-1.0 if one.less else 1.0) * (effect.value or 0.0) for effect in effects]
        best = efficient([c[1] for c in cost], way)
        each = efficient(apart, way)
        before: Pulled | None = None
        for m in sorted((m for m in range(len(can)) if best[m]), key=lambda m: (cost[m][1], -way[m], m)):
            step = None if before is None else swept.effect(can[m], n, before)
            rows.append({
                "quantity": one.id, "by": one.by, "less": one.less, "levers": name_of(can[m]),
                "cost_low": cost[m][0], "cost": cost[m][1], "cost_high": cost[m][2],
                **{key: cell for key, cell in _cells(effects[m]).items() if key in FRONTIER},
                "each_holder": bool(each[m]), "step": None if step is None else step.value,
                "step_low": None if step is None else step.low, "step_high": None if step is None else step.high,
            })  # fmt: skip
            before = can[m]
    said = (
        "Combinations of known cost that no other beats: none costs no more and does no less. Costs of different "
        "holders are added point for point; `each_holder` says whether it would also stand where no holder may pay "
        "more. Left out: what would take more than all that one holder could spend. An effect is an estimate, so "
        "neighbours within each other's intervals (`step`) may change places."
    )
    return _part("Cost and effect", FRONTIER, rows, label, played, said)


def _unknown(swept: Swept, shown: Sequence[int], label: Label, played: Mapping[str, Any]) -> Finding:
    rows: list[Row] = []
    for lever in swept.sweep.levers:
        for n in shown if not known_cost([lever]) else ():
            row: Row = {"lever": lever.id, "holder": lever.holder}
            row |= {"quantity": swept.found[n].id, "by": swept.found[n].by}
            rows.append(row | _cells(swept.effect(((lever.id, 1.0),), n)))
    columns = ("lever", "holder", "quantity", "by", "effect", "error", "low", "high", "moved", "clear")
    return _part("Of unknown cost", columns, rows, label, played, "Levers whose cost nobody has said, alone.")


def _smallest(
    swept: Swept, aim: Target, reached: Sequence[Reached], label: Label, played: Mapping[str, Any]
) -> Finding:
    rows: list[Row] = []
    for one in reached:
        pulled: Pulled = () if not one.strength else ((one.lever.id, one.strength),)
        there = swept.value(pulled, aim.number) if one.strength is not None else None
        rows.append({
            "lever": one.lever.id, "target": aim.says, "graded": one.graded, "strength": one.strength,
            "tolerance": one.tolerance, "reached": one.strength is not None, "steady": one.steady,
            "chance": None if there is None else there.value, "error": None if there is None else there.error,
            "whole": swept.value(((one.lever.id, 1.0),), aim.number).value,
        })  # fmt: skip
    columns = (
        *("lever", "target", "graded", "strength", "tolerance", "reached", "steady", "chance", "error", "whole"),
    )
    said = (
        "`strength` is the least share of the way from the case's numbers to the lever's that was found to reach the "
        "target, on the same doubts and chances; `steady` says whether the chance went one way only over all strengths "
        "that were looked at."
    )
    return _part("Smallest change", columns, rows, label, played, said)


def _reaching(swept: Swept, wanted: Sequence[Pulled], aim: Target, label: Label, played: Mapping[str, Any]) -> Finding:
    """The combinations that reach a target: those of known cost first, the cheapest first."""
    rows: list[Row] = []
    for pulled in wanted:
        there = swept.value(pulled, aim.number)
        if not aim.met(there.value):
            continue
        levers = swept.levers(pulled)
        known = known_cost(levers)
        low, best, high = costs_of(levers) if known else (None, None, None)
        end = there.low if aim.up else there.high
        rows.append({
            "levers": name_of(pulled), "pulled": len(pulled), "cost_low": low, "cost": best, "cost_high": high,
            "affordable": affordable(levers) if known else None, "chance": there.value, "error": there.error,
            "surely": aim.met(end),
        })  # fmt: skip

    def order(row: Row) -> tuple[bool, bool, float, int]:
        return row["cost"] is None, row["affordable"] is False, float(row["cost"] or 0.0), int(row["pulled"] or 0)

    columns = ("levers", "pulled", "cost_low", "cost", "cost_high", "affordable", "chance", "error", "surely")
    said = f"Combinations that reach {aim.says}; `surely` where the whole 95% interval does."
    return _part("What reaches the target", columns, sorted(rows, key=order), label, played, said)
