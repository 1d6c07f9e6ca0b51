"""Levers worked out from the parts of a case, where it declares none: each moved as far as its scale goes."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.case.estimate import Estimate
from backchannel.case.levers.limits import past_limit
from backchannel.case.levers.moves import labelled
from backchannel.case.schema import Case, Lever, Track
from backchannel.case.schema.asked import Cell
from backchannel.case.schema.pulling import LeverKind
from backchannel.core.words import within


def derived(case: Case) -> tuple[Lever, ...]:
    """Every lever that the case has the parts for, with nothing said of its cost.

    A number goes to the end of its scale, so what comes of it is the most that this lever could do. A promise that may
    shelter from justice and does not say that it never covers grave crimes is left out.

    >>> from backchannel.case.reading import find_case, read_case
    >>> found = derived(read_case(find_case("geneva-ii")))
    >>> {one.kind for one in found} >= {"publicity", "channel", "enforcement", "guarantee", "support", "spoiler"}
    True
    >>> all(one.cost is None for one in found)
    True
    """
    out: list[Lever] = []
    taken = {one.id for one in case.levers}
    for lever in (*_tracks(case), *_levels(case), *_promises(case), *_ties(case), *_groups(case), *_frames(case)):
        if lever.id in taken or past_limit(case.guarantees, lever) is not None:
            continue
        taken.add(lever.id)
        out.append(lever)
    labels = labelled(case, out)
    return tuple(one.model_copy(update={"label": str(label)}) for one, label in zip(out, labels, strict=True))


def _lever(kind: LeverKind, id: str, name: str, holder: str | None, changes: dict[str, Cell]) -> Lever:
    note = "worked out from the parts of the case; what it costs is not known"
    return Lever(id=id[:64], kind=kind, name=name, holder=holder, changes=changes, note=note, evidence=("judgement",))


def _moves(given: Estimate | None, end: float, neutral: float) -> bool:
    """Whether a number is not at an end already."""
    if given is None:
        return neutral != end
    return given.unknown or given.bounds != (end, end)


def _tracks(case: Case) -> Iterator[Lever]:
    deciding = {stance.actor for stance in case.stances}
    watched = any(actor.audience_cost is not None for actor in case.actors)
    for track in case.tracks:
        name, path = within(case.name(track.id)), f"tracks.{track.id}"
        meets = track.meets is None or track.meets.bounds != (0.0, 0.0)
        if track.open and watched and meets:
            end = 0.0 if track.kind == "formal" else 1.0
            if _moves(track.publicity, end, 1.0):
                how = "closed doors for" if track.kind == "formal" else "the public let into"
                yield _lever("publicity", f"publicity_{track.id}", f"{how} {name}", None, {f"{path}.publicity": end})
        if track.kind == "corridor" and meets:
            how = "closing" if track.open else "opening"
            yield _lever("channel", f"{how}_{track.id}", f"{how} {name}", None, {f"{path}.open": not track.open})
        if track.kind == "formal" and track.open and meets and track.members:
            yield from _excluded(case, track, deciding)


def _excluded(case: Case, track: Track, deciding: set[str]) -> Iterator[Lever]:
    """Groups that fight or could break a text and have no seat, nor a body above them that has one."""
    breaking = {b.group for level in case.levels for b in level.breakage}
    parents = {actor.id: actor.parent for actor in case.actors}
    for actor in case.actors:
        fights = actor.role in ("armed", "faction") or actor.id in breaking
        seated = actor.id in track.members or parents[actor.id] in track.members
        if fights and actor.id in deciding and not seated and actor.id not in case.insiders:
            name = f"a seat for {within(case.name(actor.id))} in {within(case.name(track.id))}"
            changes: dict[str, Cell] = {f"tracks.{track.id}.members": f"+{actor.id}"}
            yield _lever("inclusion", f"seat_{actor.id}_{track.id}", name, None, changes)


def _levels(case: Case) -> Iterator[Lever]:
    if any(actor.trust is not None for actor in case.actors):
        paths: dict[str, Cell] = {
            f"levels.{level.id}.enforcement": 1.0 for level in case.levels if _moves(level.enforcement, 1.0, 0.0)
        }
        if paths:
            yield _lever("enforcement", "enforcement_full", "full enforcement of whatever is signed", None, paths)


def _promises(case: Case) -> Iterator[Lever]:
    for one in case.guarantees:
        if _moves(one.credibility, 1.0, 0.0):
            changes: dict[str, Cell] = {f"guarantees.{one.id}.credibility": 1.0}
            name = f"'{within(case.name(one.id))}' believed without doubt"
            yield _lever("guarantee", f"sure_{one.id}", name, one.guarantor, changes)
    for standing in case.recognition:
        if _moves(standing.now, 1.0, 0.0):
            name = f"{within(case.name(standing.of))} treated as an equal in full"
            changes = {f"recognition.{standing.id}.now": 1.0}
            yield _lever("recognition", f"equal_{standing.id}", name, standing.by, changes)


def _ties(case: Case) -> Iterator[Lever]:
    for tie in case.ties:
        if tie.support is None:
            continue
        whom = f"{within(case.name(tie.source))} for {within(case.name(tie.target))}"
        id, path = f"{tie.source}_{tie.target}"[:50], f"ties.{tie.id}"
        if _moves(tie.withheld, 1.0, 0.0):
            changes: dict[str, Cell] = {f"{path}.withheld": 1.0}
            yield _lever("support", f"cut_{id}", f"support of {whom} cut", tie.source, changes)
        if _moves(tie.conditional, 1.0, 0.0):
            changes = {f"{path}.conditional": 1.0}
            yield _lever("support", f"tied_{id}", f"support of {whom} made conditional", tie.source, changes)


def _groups(case: Case) -> Iterator[Lever]:
    for group in dict.fromkeys(b.group for level in case.levels for b in level.breakage):
        name, actor = within(case.name(group)), case.actor(group)
        at = [level.id for level in case.levels if any(b.group == group for b in level.breakage)]
        stopped: dict[str, Cell] = {f"levels.{id}.breakage.{group}.effect": 0.0 for id in at}
        yield _lever("spoiler", f"stopped_{group}", f"what {name} try comes to nothing", None, stopped)
        rent, free = actor.rent, actor.attacking_cost is not None and actor.side_benefit is None
        paid: dict[str, Cell] = {f"levels.{id}.breakage.{group}.attack": 0.0 for id in at}
        if free and rent is not None and not rent.unknown and not rent.experts:  # it weighs an attack against the text
            paid = {f"actors.{group}.side_benefit": f"[{rent.low:g}, {rent.central:g}, {rent.high:g}]"}
        yield _lever("spoiler", f"induced_{group}", f"{name} made whole for what they live by in war", None, paid)


def _frames(case: Case) -> Iterator[Lever]:
    for frame in case.narratives:
        if frame.effect_on_cost is None and frame.effect_on_backer is None:
            continue
        if _moves(frame.believed, 0.0, 0.0):
            name = f"the frame '{case.name(frame.id)}' believed by nobody"
            yield _lever("narrative", f"unbelieved_{frame.id}", name, None, {f"narratives.{frame.id}.believed": 0.0})
