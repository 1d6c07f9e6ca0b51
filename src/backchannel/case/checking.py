"""What in a case is missing, inconsistent, unsourced or implausible: a list, most influential first, never a crash.

The order is a rule of thumb until the analyses can measure influence: first what decides whether a level can be reached
at all (weights from 300), then numbers nobody knows, the more their actor cares for the issue the higher (from 200),
then numbers without a source (from 100), then form. A message shows no value above public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.fields import Value
from backchannel.case.problems import Problem, likeness, listing
from backchannel.case.schema import Actor, Case, Level, Stance, Track
from backchannel.case.shape import Path, fields, walk
from backchannel.case.veil import Veil, key_names

REACH, UNKNOWN, SOURCE, FORM = 300.0, 200.0, 100.0, 0.0
JUDGEMENT = "judgement"
VOICES = {"women": "women", "civil_society": "civil society", "local": "local people"}
LOADED = ("terrorist", "terrorists", "regime", "militia", "militias", "junta", "infidel", "infidels", "puppet", "thugs")
LOADED_WORD = re.compile(rf"\b({'|'.join(LOADED)})\b", re.IGNORECASE)
FRAMED = ("narratives", "sources", "evidence", "claims")
"""Groups in which a loaded word is somebody's speech."""


def check(case: Case) -> list[Problem]:
    """All warnings and notes about a case, most influential first; those of one weight in file order."""
    look = _Look(case)
    found = [problem for one in CHECKS for problem in one(look)]
    return sorted(found, key=lambda problem: -problem.weight)


@dataclass(frozen=True)
class Number:
    """One Estimate of a case: where it stands, in what, and the sources that hold for it."""

    path: Path
    estimate: Estimate
    spec: Value
    owner: BaseModel
    evidence: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class _Look:
    case: Case

    @cached_property
    def veil(self) -> Veil:
        return Veil(self.case.model_dump(mode="json"))

    def say(
        self,
        severity: Literal["warning", "note"],
        path: Path,
        message: str,
        weight: float,
        expected: str | None = None,
        fix: str | None = None,
    ) -> Problem:
        field = self.veil.field(path)
        return Problem(severity=severity, field=field, message=message, weight=weight, expected=expected, fix=fix)

    def name(self, group: str, id: str) -> str:
        """An id in quotes, or its place in the case where the id may not be shown."""
        if self.veil.may_show((), id):
            return f"`{id}`"
        place = next((i for i, r in enumerate(getattr(self.case, group)) if r.id == id), None)
        return "a secret record" if place is None else f"{group}[{place}]"

    def stances(self) -> Iterator[tuple[Path, Stance]]:
        return ((("stances", i), stance) for i, stance in enumerate(self.case.stances))

    def actors(self) -> Iterator[tuple[Path, Actor]]:
        return ((("actors", i), actor) for i, actor in enumerate(self.case.actors))

    def levels(self) -> Iterator[tuple[Path, Level]]:
        return ((("levels", i), level) for i, level in enumerate(self.case.levels))

    def tracks(self) -> Iterator[tuple[Path, Track]]:
        return ((("tracks", i), track) for i, track in enumerate(self.case.tracks))

    @cached_property
    def nodes(self) -> list[tuple[Path, BaseModel]]:
        """Every model in the case with its path."""
        found = {path: node for path, node, _, _ in walk(self.case)}
        return list(found.items())

    @cached_property
    def numbers(self) -> list[Number]:
        """Every Estimate in the case."""
        at = dict(self.nodes)
        found: list[Number] = []
        for path, node, name, content in walk(self.case):
            spec = next((m for m in fields(type(node))[name].metadata if isinstance(m, Value)), None)
            if spec is None or content is None:
                continue
            around = [at[path[:n]] for n in range(len(path), -1, -1) if path[:n] in at]
            said = [a for a in around if isinstance(a, Provenance)]
            items = content.items() if isinstance(content, dict) else [(None, content)]
            for key, estimate in items:
                place = (*path, name) if key is None else (*path, name, key)
                given = [estimate, *said]
                evidence = next((g.evidence for g in given if g.evidence), ())
                note = next((g.note for g in given if g.note), None)
                found.append(Number(place, estimate, spec, node, evidence, note))
        return found

    @cached_property
    def care(self) -> dict[tuple[str, str], float]:
        """Share of its care that an actor gives to an issue, 0-1; a half where nobody knows."""
        return {(s.actor, s.issue): _or(s.salience.central, 50.0) / 100 for s in self.case.stances}

    def seated(self, track: Track) -> set[str]:
        """Actors who sit on a track themselves or through a body they belong to."""
        parents = {actor.id: actor.parent for actor in self.case.actors}
        found = set(track.members)
        for start in parents:
            above: str | None = start
            for _ in parents:
                if above is None or above in track.members:
                    break
                above = parents.get(above)
            if above in track.members:
                found.add(start)
        return found


def _or(number: float, other: float) -> float:
    return number if number == number else other


# --- what decides whether a level can be reached ----------------------------------------------------------------


def _no_track(look: _Look) -> Iterator[Problem]:
    seated = [look.seated(track) for track in look.case.tracks if track.open]
    for path, level in look.levels():
        if not any(level.signers.satisfied(seats) for seats in seated):
            yield look.say(
                "warning",
                (*path, "signers"),
                "no open track seats everybody who must sign",
                REACH + 90,
                fix="add them, or the body they belong to, to a track's `members`, or open a track",
            )


def _no_stance(look: _Look) -> Iterator[Problem]:
    held = {(s.actor, s.issue) for s in look.case.stances}
    for path, level in look.levels():
        for kind, ids in (("signers", level.signers.actors()), ("ratifiers", level.ratifiers)):
            for id in ids:
                open_issues = [issue for issue in level.opens if (id, issue) not in held]
                if len(open_issues) == len(level.opens):
                    message = f"{look.name('actors', id)} has no stance on any issue this level opens"
                elif open_issues:
                    message = f"{look.name('actors', id)} has no stance on {_names(look, 'issues', open_issues)}"
                else:
                    continue
                weight = REACH + (60 if len(open_issues) == len(level.opens) else 20)
                yield look.say("warning", (*path, kind), message, weight, fix="add the stances, `?` where nobody knows")


def _names(look: _Look, group: str, ids: Iterable[str]) -> str:
    return listing((look.name(group, id) for id in ids), 6, "and")


def _salience_sum(look: _Look) -> Iterator[Problem]:
    for path, actor in look.actors():
        points = [s.salience.central for s in look.case.stances if s.actor == actor.id]
        if points and all(p == p for p in points) and abs(sum(points) - 100) > 0.5:
            message = "its saliences do not add up to 100 and are scaled to it"
            weight = REACH + (10 if sum(points) > 0 else 50)
            yield look.say("warning", path, message, weight, "100 points shared among its issues", "check its stances")


def _no_leadership(look: _Look) -> Iterator[Problem]:
    if any(issue.tag == "leadership" for issue in look.case.issues):
        return
    for path, actor in look.actors():
        if actor.exit is not None:
            message = "has an exit, but no issue is tagged as the one that removes the leader"
            yield look.say("warning", (*path, "exit"), message, REACH + 40, fix="write `tag: leadership` on that issue")


def _wrong_track(look: _Look) -> Iterator[Problem]:
    meeting = look.case.conference
    for name, kind in (("table", "formal"), ("corridor", "corridor")):
        id = getattr(meeting, name, None)
        if id is not None and look.case.track(id).kind != kind:
            message = f"{look.name('tracks', id)} is a track of another kind"
            yield look.say("warning", ("conference", name), message, REACH + 30, f"a track of `kind: {kind}`")


# --- what nobody knows ------------------------------------------------------------------------------------------


def _unknown(look: _Look) -> Iterator[Problem]:
    for number in look.numbers:
        if number.estimate.unknown:
            stance = number.owner
            care = look.care.get((stance.actor, stance.issue), 0.5) if isinstance(stance, Stance) else 0.3
            message = "is not known and stands on a wide prior"
            yield look.say("warning", number.path, message, UNKNOWN + 90 * care, fix=f"ask: {number.spec.ask}")


def _too_narrow(look: _Look) -> Iterator[Problem]:
    for number in look.numbers:
        low, high = number.estimate.bounds
        stance = number.owner
        if not isinstance(stance, Stance) or number.path[-1] != "private" or number.estimate.unknown or high - low >= 5:
            continue
        if JUDGEMENT in number.evidence or any(_weak(look.case, id) for id in number.evidence):
            message = "is a private limit known to within 5 points on weak grounds"
            care = look.care.get((stance.actor, stance.issue), 0.5)
            yield look.say("warning", number.path, message, UNKNOWN + 40 * care, fix="widen low and high, or grade it")


def _weak(case: Case, id: str) -> bool:
    """Whether an item of evidence or its source is graded below B2; ungraded is not."""
    for item in case.evidence:
        if item.id == id:
            grades = [source.reliability for source in case.sources if source.id == item.source]
            return (item.credibility or 0) > 2 or any((grade or "A") > "B" for grade in grades)
    return False


def _swapped(look: _Look) -> Iterator[Problem]:
    public = {(s.actor, s.issue): s.public.central for s in look.case.stances if s.public and not s.public.unknown}
    sides = {actor.id: actor.side for actor in look.case.actors}
    for path, stance in look.stances():
        mine = public.get((stance.actor, stance.issue))
        signing = {
            id
            for level in look.case.levels
            if stance.issue in level.opens and stance.actor in level.signers.actors()
            for id in level.signers.actors()
            if id != stance.actor and (sides.get(id) is None or sides.get(id) != sides.get(stance.actor))
        }
        others = [public[id, stance.issue] for id in sorted(signing) if (id, stance.issue) in public]
        if mine is None or not others or stance.private.unknown:
            continue
        mean = sum(others) / len(others)
        if abs(stance.private.central - mean) > abs(mine - mean) + 5:
            message = "has its public line and its private limit in an unusual order, seen from the other signers"
            weight = UNKNOWN + 10 * look.care.get((stance.actor, stance.issue), 0.5)
            yield look.say("note", path, message, weight, fix="check that public and private are not swapped")


# --- what has no source -----------------------------------------------------------------------------------------


def _unsourced(look: _Look) -> Iterator[Problem]:
    bare: dict[Path, int] = {}
    for number in look.numbers:
        if not number.evidence and not number.estimate.unknown:
            record = number.path[:1] if number.path[0] == "war" else number.path[:2]
            bare[record] = bare.get(record, 0) + 1
    for record, count in bare.items():
        what = "a number" if count == 1 else f"{count} numbers"
        message = f"has {what} without evidence"
        yield look.say("warning", record, message, SOURCE + min(count, 20), fix="name `evidence`, or write `judgement`")


def _unexplained(look: _Look) -> Iterator[Problem]:
    silent = {n.path[:1] if n.path[0] == "war" else n.path[:2]: 0 for n in look.numbers if _silent(n)}
    for record in silent:
        message = "rests on judgement without saying why"
        yield look.say("warning", record, message, SOURCE - 10, fix="add a `note` with the reason")


def _silent(number: Number) -> bool:
    return JUDGEMENT in number.evidence and not number.note


def _too_late(look: _Look) -> Iterator[Problem]:
    as_of = look.case.case.as_of.isoformat()
    for path, node in look.nodes:
        for name in ("date", "published", "on", "left_on"):
            day = getattr(node, name, None)
            if day is None:
                continue
            said = str(day)
            if name == "date" and not re.fullmatch(r"\d{4}(-\d{2}){0,2}", said):
                yield look.say("note", (*path, name), "is not an ISO date", FORM + 20, "YYYY-MM-DD, YYYY-MM or YYYY")
            elif said > as_of:
                message = "is later than the day as of which the case is told"
                yield look.say("warning", (*path, name), message, SOURCE + 60, fix="leave out what was not yet known")


# --- who is missing, and form -----------------------------------------------------------------------------------


def _missing_voices(look: _Look) -> Iterator[Problem]:
    heard = {voice for actor in look.case.actors for voice in actor.voice}
    absent = {voice for one in look.case.absent for voice in one.voice}
    for voice, name in VOICES.items():
        if voice in heard:
            continue
        if voice in absent:
            message = f"nobody in the case speaks for {name}; they are listed as absent"
            yield look.say("note", ("absent",), message, FORM + 50)
        else:
            message = f"nobody in the case speaks for {name}, nor are they listed as absent"
            fix = f"give an actor `voice: [{voice}]`, or list them under `absent`"
            yield look.say("warning", ("actors",), message, FORM + 60, fix=fix)


def _loaded_words(look: _Look) -> Iterator[Problem]:
    for path, node in look.nodes:
        if path[:1] and path[0] in FRAMED:
            continue
        for name in fields(type(node)):
            content = getattr(node, name)
            texts = (
                content.values() if isinstance(content, dict) else content if isinstance(content, tuple) else [content]
            )
            if any(isinstance(text, str) and LOADED_WORD.search(text) for text in texts):
                message = f"uses a loaded word (one of {listing(LOADED, 20)})"
                fix = "use the name the party gives itself, or make it a narrative by its speaker"
                yield look.say("note", (*path, name), message, FORM + 40, fix=fix)


def _inert(look: _Look) -> Iterator[Problem]:
    for path, message in [*_inert_actors(look), *_inert_records(look)]:
        yield look.say(
            "note", path, f"changes nothing: {message}", SOURCE + 30, fix="complete the mechanism, or drop it"
        )


def _inert_actors(look: _Look) -> Iterator[tuple[Path, str]]:
    lines = {s.actor for s in look.case.stances if s.public is not None}
    listens = {tie.source for tie in look.case.ties if tie.contact is not None}
    for path, actor in look.actors():
        tests = (
            ("weight_in_parent", actor.parent is None, "it has no parent"),
            ("betrayal_loss", actor.trust is None, "without `trust` it takes every text to be kept"),
            ("betrayal_memory", actor.betrayal_loss is None, "it has no `betrayal_loss` to fade"),
            ("audience_cost", actor.id not in lines, "it has no public line to go back on"),
            ("audience_memory", actor.audience_cost is None, "it has no `audience_cost` to fade"),
            ("openness", actor.id not in listens, "no tie from it has a `contact`"),
        )
        for name, idle, why in tests:
            if idle and getattr(actor, name) is not None:
                yield (*path, name), why


def _inert_records(look: _Look) -> Iterator[tuple[Path, str]]:
    case = look.case
    exits = {actor.id for actor in case.actors if actor.exit is not None}
    open_minded = {actor.id for actor in case.actors if actor.openness is not None}
    has_leadership = any(issue.tag == "leadership" for issue in case.issues)
    nobody_doubts = all(actor.trust is None for actor in case.actors)
    nobody_watches = all(actor.audience_cost is None for actor in case.actors)
    for i, guarantee in enumerate(case.guarantees):
        if guarantee.covers_exit and guarantee.beneficiary not in exits:
            yield ("guarantees", i, "covers_exit"), "its beneficiary has no `exit`"
        if guarantee.worth is None and not guarantee.covers_exit:
            yield ("guarantees", i), "it has neither `worth` nor `covers_exit`"
        if not guarantee.levels and not has_leadership:
            yield ("guarantees", i), "it names no `levels` and no issue is tagged leadership"
    for path, track in look.tracks():
        if track.leak is not None and (track.premium is None or _is(track.premium, 1)) and nobody_watches:
            yield (*path, "leak"), "nobody has an `audience_cost` that exposure would bring"
        if track.premium is not None and track.leak is None:
            yield (*path, "premium"), "without `leak` nothing is ever exposed"
    for i, tie in enumerate(case.ties):
        if tie.withheld is not None and tie.support is None:
            yield ("ties", i, "withheld"), "there is no `support` to withhold"
        if tie.contact is not None and tie.source not in open_minded:
            yield ("ties", i, "contact"), "its source has no `openness`"
    for path, level in look.levels():
        if level.enforcement is not None and nobody_doubts:
            yield (*path, "enforcement"), "without `trust` everybody takes every text to be kept"
        if level.cover is not None and nobody_watches:
            yield (*path, "cover"), "nobody has an `audience_cost` to excuse"
    for i, issue in enumerate(case.issues):
        if issue.kind == "sequence" and issue.sequence is None:
            yield ("issues", i, "kind"), "a sequence needs `sequence:` to say what waits"


def _is(estimate: Estimate, number: float) -> bool:
    return estimate.bounds == (number, number)


def _like_named(look: _Look) -> Iterator[Problem]:
    for group in fields(Case):
        records = getattr(look.case, group)
        if not isinstance(records, tuple) or not records or key_names(type(records[0])) != ("id",) or group == "ties":
            continue
        ids = [record.id for record in records][:300]
        for i, id in enumerate(ids):
            twins = [other for other in ids[:i] if _alike(id, other)]
            if twins:
                message = f"its id is almost that of {look.name(group, twins[0])}"
                yield look.say("note", (group, i), message, FORM + 10, fix="make sure they are two things; rename one")


def _alike(a: str, b: str) -> bool:
    """Whether two ids differ by a slip of the pen; ids that differ in their numbers are meant."""
    if re.findall(r"\d+", a) != re.findall(r"\d+", b) or abs(len(a) - len(b)) > 2:
        return False
    return a.replace("_", "").rstrip("s") == b.replace("_", "").rstrip("s") or (
        len(a) > 5 and a[:2] == b[:2] and likeness(a, [b]) > 0.93
    )


CHECKS: tuple[Callable[[_Look], Iterator[Problem]], ...] = (
    _no_track,
    _no_stance,
    _salience_sum,
    _no_leadership,
    _wrong_track,
    _unknown,
    _too_narrow,
    _swapped,
    _unsourced,
    _unexplained,
    _too_late,
    _missing_voices,
    _loaded_words,
    _inert,
    _like_named,
)
"""Every check, in the order in which equal weights are listed."""
