"""What came of pulling levers, in plain words: no lever is urged on anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backchannel.analyses.levers.frontier import known_cost
from backchannel.analyses.levers.reaching import Reached, Target
from backchannel.analyses.levers.sweeping import ALL_OF, Swept
from backchannel.case.levers.pulling import clashes
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing, rounded, within

if TYPE_CHECKING:
    from backchannel.analyses.levers.quantities import Quantity

MOST_TOGETHER = 3
MOST_GAINERS = 2
MOST_STEPS = 3
CLOSE = 1e-9


def sentences(
    swept: Swept, found: Finding, shown: Sequence[int], aim: Target | None, reached: Sequence[Reached]
) -> list[str]:
    """(section: sentence) of a sweep."""
    parts = {part.title: part.rows for part in found.parts}
    said = {
        "Alone": _alone(swept, found.rows),
        "Together": _together(swept, parts.get("Two together", ())),
        "Gains": _gains(swept, parts.get("Who gains, who loses", ())),
        "Cost": _cost(swept, parts.get("Cost and effect", ()), shown, aim),
        "Target": _target(swept, aim, reached, parts.get("What reaches the target", ())),
        "Doubt": _doubt(swept, found, aim),
    }
    return [f"{section}: {sentence}" for section, many in said.items() for sentence in many]


def points(value: object, error: object, *, sign: bool = True) -> str:
    """A difference of shares in points, with a decimal where its error leaves one.

    >>> points(0.0634, 0.004), points(-0.0634, 0.012), points(0.0004, 0.004), points(0.0, 0.0)
    ('+6.3', '-6', '0.0', '0')
    """
    digits = 1 if 0.0 < float(str(error)) < 0.005 else 0
    text = f"{100 * float(str(value)):+.{digits}f}"
    if not sign or float(text) == 0.0:
        text = text.lstrip("+-")
    return text


def span(row: Row) -> str:
    """The 95% interval of a row in points."""
    return f"95% interval {points(row['low'], row['error'])} to {points(row['high'], row['error'])}"


def what(swept: Swept, row: Row) -> str:
    """The chance that a row is about, in words."""
    one = quantity(swept, row)
    by = "" if one.by is None else " by the end of the conference" if one.by == "closing" else f" by {one.by}"
    return f"the chance of a yes to '{one.says}'{by}" if one.kind == "question" else f"the chance that {one.says}"


def quantity(swept: Swept, row: Row) -> Quantity:
    """The quantity of a row."""
    return next(one for one in swept.found if (one.id, one.by) == (row["quantity"], row["by"]))


def called(swept: Swept, ids: object) -> str:
    """Levers in words."""
    names = [swept.sweep.lever(id) for id in str(ids).split(" + ")] if ids != "nothing" else []
    return listing([within(one.name or one.id.replace("_", " ")) for one in names]) if names else "nothing"


def greatest(rows: Sequence[Row], column: str = "effect") -> Row | None:
    """The row whose interval leaves out nothing at all and that moves most."""
    clear = [row for row in rows if row["clear"]]
    return max(clear, key=lambda row: abs(float(str(row[column]))), default=None)


def _alone(swept: Swept, rows: Sequence[Row]) -> list[str]:
    out, idle = [], []
    for lever in swept.sweep.levers:
        most = greatest([row for row in rows if row["levers"] == lever.id])
        if most is None:
            idle.append(called(swept, lever.id))
            continue
        error = float(str(most["error"]))
        out.append(
            f"{called(swept, lever.id)}: moves most {what(swept, most)}, from "
            f"{rounded(float(str(most['without'])), error)} of runs by {points(most['effect'], most['error'])} points "
            f"({span(most)})."
        )
    if idle:
        verb = "moves" if len(idle) == 1 else "each move"
        out.append(f"{listing(idle)} {verb} nothing by more than the interval.")
    return out


def _together(swept: Swept, rows: Sequence[Row]) -> list[str]:
    best: dict[tuple[object, object], Row] = {}
    for row in rows:
        pair = (row["a"], row["b"])
        if row["clear"] and (
            pair not in best or abs(float(str(row["beyond"]))) > abs(float(str(best[pair]["beyond"])))
        ):
            best[pair] = row
    told = sorted(best.values(), key=lambda row: -abs(float(str(row["beyond"]))))[:MOST_TOGETHER]
    out = [
        f"{called(swept, row['a'])} with {called(swept, row['b'])}: {points(row['together'], row['error'])} points on "
        f"{what(swept, row)}, {points(abs(float(str(row['beyond']))), row['error'], sign=False)} "
        f"{'more' if float(str(row['beyond'])) > 0 else 'less'} than what each does alone ({span(row)})."
        for row in told
    ]
    if rows and not out:
        out.append("no two levers do more or less together than each alone, beyond the interval.")
    apart = clashes(swept.sweep.levers)
    if apart:
        pairs = [" and ".join(one.id for one in swept.sweep.levers if one.id in pair) for pair in apart]
        out.append(f"not pulled together, because they move the same thing: {listing(sorted(pairs))}.")
    return out


def _gains(swept: Swept, rows: Sequence[Row]) -> list[str]:
    case, out = swept.sweep.case, []
    for lever in swept.sweep.levers:
        mine = [
            r
            for r in rows
            if r["levers"] == lever.id
            and r["clear"]
            and r["actor"] not in case.insiders
            and float(points(r["change"], r["error"])) != 0.0
        ]
        mine.sort(key=lambda r: -abs(float(str(r["change"]))))
        sides = [
            [
                f"{_actor(case, r)} ({points(r['change'], r['error'])})"
                for r in mine
                if (float(str(r["change"])) > 0) == up
            ]
            for up in (True, False)
        ]
        told = [
            f"{listing(some[:MOST_GAINERS])} {verb}" for some, verb in zip(sides, ("gain", "lose"), strict=True) if some
        ]
        if told:
            out.append(f"{called(swept, lever.id)}: {'; '.join(told)}, in hundredths of the stakes a round.")
    return out


def _actor(case: Case, row: Row) -> str:
    return within(case.name(str(row["actor"])))


def _cost(swept: Swept, rows: Sequence[Row], shown: Sequence[int], aim: Target | None) -> list[str]:
    unknown = [one.id for one in swept.sweep.levers if not known_cost([one])]
    out = []
    if rows:
        head = _headline(swept, rows, shown, aim)
        mine = [r for r in rows if (r["quantity"], r["by"]) == head and r["levers"] != "nothing"]
        told = [
            f"{float(str(r['cost'])):.0f} for {called(swept, r['levers'])} ({points(r['effect'], r['error'])} points)"
            for r in mine[:MOST_STEPS]
        ]
        more = f"; {len(mine) - MOST_STEPS} dearer ones follow" if len(mine) > MOST_STEPS else ""
        if told:
            row = mine[0]
            out.append(
                f"for {what(swept, row)}, no combination does {'less' if row['less'] else 'more'} at no more cost than "
                f"{listing(told)}{more}; costs are added over holders, 100 being all that one could spend."
            )
        else:
            out.append("no combination does anything for it that costs nobody anything.")
    if unknown:
        count = (
            "no lever has"
            if len(unknown) == len(swept.sweep.levers)
            else f"not all levers have ({len(unknown)} do not)"
        )
        out.append(f"{count} a cost that somebody has stated, so these stand apart.")
    return out


def _headline(swept: Swept, rows: Sequence[Row], shown: Sequence[int], aim: Target | None) -> tuple[object, object]:
    """The quantity asked about, else the one that the dearest point of a frontier moves most."""
    if aim is not None and aim.number in shown:
        return aim.quantity.id, aim.quantity.by
    most = max(rows, key=lambda r: abs(float(str(r["effect"]))))
    return most["quantity"], most["by"]


def _target(swept: Swept, aim: Target | None, reached: Sequence[Reached], rows: Sequence[Row]) -> list[str]:
    if aim is None:
        return []
    about = what(swept, {"quantity": aim.quantity.id, "by": aim.quantity.by})
    goal = f"{about}, to be {'at least' if aim.up else 'at most'} {100 * aim.value:g}%"
    now = swept.value((), aim.number)
    if now.value is None:
        return [f"{goal}: in no run is there anything to count."]
    if aim.met(now.value):
        return [f"{goal}: reached with nothing pulled ({rounded(now.value, now.error or 0.0)})."]
    out = []
    for one in (r for r in reached if r.strength):
        name = called(swept, one.lever.id)
        turns = "" if one.steady else ", though the chance does not go one way only as it is pulled further"
        if one.graded and one.strength is not None:
            out.append(f"{goal}: {name} reaches it from {_part(one.strength)} of the way on{turns}.")
        else:
            out.append(f"{goal}: {name} reaches it.")
    if not out:
        out.append(f"{goal}: no lever reaches it alone.")
    if rows:
        cheap = rows[0]
        cost = "cost not known" if cheap["cost"] is None else f"cost {float(str(cheap['cost'])):.0f}"
        sure = "" if cheap["surely"] else "; its interval reaches back over the target"
        verb = "is the only combination played that does" if len(rows) == 1 else "is the cheapest of those that do"
        out.append(f"{called(swept, cheap['levers'])} ({cost}{sure}) {verb}.")
    else:
        out.append("not reached by any combination that was played.")
    return out


def _part(strength: float) -> str:
    return "the whole" if strength > 1.0 - CLOSE else f"{100 * strength:.0f}%"


def _doubt(swept: Swept, found: Finding, aim: Target | None) -> list[str]:
    sweep = swept.sweep
    out = [
        f"{sweep.runs:,} runs of {sweep.draws:,} readings of the doubts for each of {len(swept.played)} combinations, "
        "all on the same chances, so a difference is one run by run. Each interval is 95% for itself: of many, some "
        "leave out nothing at all by chance.",
        "an effect holds under these inputs and this game, and says what would follow if a lever were pulled, not "
        "whether anybody would or whether it is right. What it costs and how far it goes are judgement.",
    ]
    if len(sweep.levers) > ALL_OF and found.manifest["settings"].get("pairs"):
        out.append(f"with more than {ALL_OF} levers, two at a time are played; name some for all their combinations.")
    if aim is not None:
        out.append("a chance at a target is an estimate: another seed moves the strength that reaches it.")
    if sweep.case.case.hindsight:
        out.append("not coded blind to what followed: see the hindsight declaration in the case.")
    return out
