"""Cases -> files of KTAB, and what such a file cannot hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from backchannel.case.estimate import Estimate
from backchannel.case.fields import ROUNDING
from backchannel.case.inputs import inputs, record_label
from backchannel.case.ktab import scenario as ktab
from backchannel.case.ktab.scenario import Scenario, of_case
from backchannel.case.problems import CaseError, Problem, listing
from backchannel.case.schema import Actor, Case
from backchannel.case.veil import Veil
from backchannel.core.labels import highest


def csv_text(case: Case) -> str:
    """The table of KTAB that holds what it can of a case; `losses` says what it cannot. Raises CaseError.

    >>> from backchannel.case.reading import find_case, read_case
    >>> csv_text(read_case(find_case("geneva-ii"))).splitlines()[1][:23]
    'Actor,Description,Power'
    """
    scenario = _scenario(case)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([scenario.name, scenario.about, len(scenario.members), len(scenario.dimensions), ""])
    over = [name for pair in zip(scenario.dimensions, scenario.weighings, strict=True) for name in pair]
    table.writerow([*scenario.labels, *over, ""])
    for member in scenario.members:
        places = [n for pair in zip(member.positions, member.saliences, strict=True) for n in pair]
        table.writerow([member.name, member.about, *map(_number, (member.power, *places)), ""])
    return out.getvalue()


def xml_text(case: Case) -> str:
    """The XML of KTAB that holds what it can of a case, and what an earlier file of KTAB said. Raises CaseError."""
    scenario = _scenario(case)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<Scenario>"]
    lines += [_tag("name", scenario.name), _tag("desc", scenario.about or scenario.name)]
    lines += [_tag("prngSeed", scenario.seed or ktab.SEED)]
    if scenario.parameters:
        lines += ["<ModelParameters>", *(_tag(*pair) for pair in scenario.parameters.items()), "</ModelParameters>"]
    lines += ["<Dimensions>", *(_tag("dName", name) for name in scenario.dimensions), "</Dimensions>", "<Actors>"]
    for member in scenario.members:
        lines += ["<Actor>", _tag("name", member.name), _tag("description", member.about or member.name)]
        lines += [_tag("capability", _number(member.power))]
        lines += ["<Position>", *(_tag("dCoord", _number(n)) for n in member.positions), "</Position>"]
        lines += ["<Salience>", *(_tag("dSal", _number(n)) for n in member.saliences), "</Salience>", "</Actor>"]
    lines += ["</Actors>", *_adjustments(scenario), "</Scenario>"]
    return "\n".join(lines) + "\n"


def _adjustments(scenario: Scenario) -> Iterator[str]:
    if scenario.adjustments is None:
        return
    yield "<IdealAdjustment>"
    for one, other, much in scenario.adjustments:
        names = [scenario.members[place].name for place in (one, other)]
        tags = zip(("adjustingIdeal", "referencePos", "adjust"), (*names, much), strict=True)
        yield f"<iaPair>{''.join(_tag(*pair) for pair in tags)}</iaPair>"
    yield "</IdealAdjustment>"


def _scenario(case: Case) -> Scenario:
    scenario = of_case(case)
    if not scenario.members:
        message = "has no actor whose capability is known to be above 0, and KTAB leaves out all others"
        raise CaseError([Problem(severity="error", field="actors", message=message, fix="state `capability`")])
    return scenario


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _number(number: float) -> str:
    """A number that reads back as the very same.

    >>> _number(102.543), _number(75.0), _number(1e-07)
    ('102.543', '75', '1e-07')
    """
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


# --- what is lost -----------------------------------------------------------------------------------------------


def losses(case: Case) -> list[str]:
    """In plain sentences, what of a case a file of KTAB does not hold; first of all, that it holds no labels."""
    return [sentence for one in LOSSES for sentence in one(case)]


def _no_labels(case: Case) -> Iterator[str]:
    kept = [a for a in case.actors if ktab.power(a) > 0]
    ids = {a.id for a in kept}
    written = {f"actors.{id}.capability" for id in ids}
    held = [s for s in case.stances if s.actor in ids]
    written |= {f"stances.{s.actor}.{s.issue}.{name}" for s in held for name in ("private", "salience")}
    texts = (record_label(record, case.insiders) for record in (case.case, *kept, *case.issues))
    label = highest((*(one.label for one in inputs(case) if one.path in written), *texts))
    yield (
        "WARNING: the file holds private positions as bare numbers and has no labels of its own: "
        f"keep all of it as `{label}`."
    )


def _actors(case: Case) -> Iterator[str]:
    veil = Veil(case.model_dump(mode="json"))
    out = [a for a in case.actors if ktab.power(a) <= 0]
    if out:
        yield f"Left out, as KTAB needs a power above 0: {_named(case, veil, out)}."
    kept = [a for a in case.actors if ktab.power(a) > 0]
    if not ktab.FEWEST_ACTORS <= len(kept) <= ktab.MOST_ACTORS:
        yield f"WARNING: KTAB reads {ktab.FEWEST_ACTORS} to {ktab.MOST_ACTORS} actors, and this file has {len(kept)}."
    names = [ktab.fitting(a) for a in kept]
    twice = [a for a, name in zip(kept, names, strict=True) if names.count(name) > 1]
    if twice:
        yield f"These have the same name in KTAB as another: {_named(case, veil, twice)}."
    cut = [a for a in kept if a.short and ktab.clean(a.short) != ktab.fitting(a)]
    if cut:
        yield f"Named by id, as KTAB takes {ktab.LONGEST_NAME} letters: {_named(case, veil, cut)}."


def _named(case: Case, veil: Veil, actors: list[Actor]) -> str:
    """Actors by id, or by their place in the case where the id may not be shown."""
    place = {actor.id: number for number, actor in enumerate(case.actors)}
    shown = [a.id if veil.may_show((), a.id) else f"actors[{place[a.id]}]" for a in actors]
    return listing(shown, 300, "and")


def _doubts(case: Case) -> Iterator[str]:
    numbers = _numbers(case)
    doubted = sum(not e.is_point and not e.unknown for e in numbers)
    if doubted:
        yield f"{_count(doubted, 'number has', 'numbers have')} a doubt: the best guess alone is written."
    unknown = sum(e.unknown for e in numbers)
    if unknown:
        yield f"{_count(unknown, 'number', 'numbers')} that nobody knows: the middle of the prior is written."


def _numbers(case: Case) -> list[Estimate]:
    """The numbers of a case that a file of KTAB holds."""
    kept = [a for a in case.actors if ktab.power(a) > 0]
    ids = {a.id for a in kept}
    found = [a.capability for a in kept if a.capability is not None]
    return [*found, *(n for s in case.stances if s.actor in ids for n in (s.private, s.salience))]


def _stances(case: Case) -> Iterator[str]:
    kept = {a.id for a in case.actors if ktab.power(a) > 0}
    held = {(s.actor, s.issue) for s in case.stances}
    missing = sum((actor, issue.id) not in held for actor in kept for issue in case.issues)
    if missing:
        yield f"{_count(missing, 'stance is', 'stances are')} not in the case and written as 50 with a salience of 0."
    public = sum(s.public is not None for s in case.stances)
    if public:
        yield f"{_count(public, 'public line is', 'public lines are')} left out."
    others = sum(s.precondition or s.refuses or s.credit is not None for s in case.stances)
    if others:
        what = "`precondition`, `refuses` and `credit`"
        yield f"{what} are left out, on {_count(others, 'stance', 'stances')}."
    heavy = [a for a in case.actors if a.id in kept and _points(case, a) > ktab.TOTAL + ROUNDING]
    if heavy:
        veil = Veil(case.model_dump(mode="json"))
        yield f"Saliences add up to more than 100 and are scaled down to it: {_named(case, veil, heavy)}."


def _points(case: Case, actor: Actor) -> float:
    return sum(ktab.salience(s) for s in case.stances if s.actor == actor.id)


GROUPS = (
    *("conference", "outcomes", "expectations", "ties", "recognition", "guarantees", "narratives", "indicators"),
    "levers",
    *("questions", "claims", "absent", "sources", "evidence"),
)


def _groups(case: Case) -> Iterator[str]:
    said = ["levels", "tracks", *(["war"] if case.war != type(case.war)() else [])]
    said += [name for name in GROUPS if getattr(case, name)]
    yield f"Left out: {listing([f'`{name}`' for name in said], 30, 'and')}; KTAB has one vote on all issues at once."
    about = [one for one in inputs(case) if one.path.startswith("actors.") and not one.path.endswith(".capability")]
    more = f", with {_count(len(about), 'number', 'numbers')} on them" if about else ""
    yield f"Roles, sides and parents of actors{more}, and anchors and status quo of issues, are left out."
    yield "Notes, dates, perspectives and evidence of all numbers are left out."


def _texts(case: Case) -> Iterator[str]:
    texts = [(case.case.title, ktab.LONGEST_TITLE), (case.case.summary, ktab.LONGEST_TITLE)]
    texts += [(actor.name, ktab.LONGEST_ABOUT) for actor in case.actors if ktab.power(actor) > 0]
    texts += [(issue.name, ktab.LONGEST_ABOUT) for issue in case.issues]
    cut = sum(len(ktab.clean(text or "")) > most for text, most in texts)
    if cut:
        yield f"{_count(cut, 'text is', 'texts are')} cut to the length that KTAB takes."


def _settings(case: Case) -> Iterator[str]:
    kept = case.imported
    if kept is None:
        return
    if kept.format != ktab.FORMAT:
        yield "What the file of another program said besides is left out."
    elif any(name != "columns" for name in kept.settings):
        yield "The seed, the parameters of the model and the adjustments of ideals stay in XML and are lost in a table."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


LOSSES: tuple[Callable[[Case], Iterator[str]], ...] = (
    _no_labels,
    _actors,
    _doubts,
    _stances,
    _groups,
    _texts,
    _settings,
)
