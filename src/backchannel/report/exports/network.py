"""A case as a network: its actors and what ties them, its issues, levels and tracks and what joins them.

Both the graphs and the Kumu workbook are made from it. No link is worked out: each stands in the case as a tie, a body
an actor belongs to, a recognition, a guarantee, a narrative, a stance, a seat or a rule.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from backchannel.case.estimate import Estimate
from backchannel.case.schema import Actor, Case, Exit, Guarantee, Issue, Level, Side, Stance, Tie, Track
from backchannel.case.shape import fields

NodeKind = Literal["actor", "issue", "level", "track"]
Attribute = str | float | bool
Attributes = dict[str, Attribute]

BACKING = ("support", "withheld", "leverage", "conditional", "independent_agenda")
"""What a tie says of a backer and its client; its contact is another kind of link, the other way round."""

MEANINGS = {
    "backing": ("the first backs the second", "the share of the second's war effort that the first carries"),
    "influence": ("the second listens to the first", "how much weight the second gives to the first's view"),
    "tie": ("something ties the two; no number of it is known here", ""),
    "membership": ("the first belongs to the second", "the share of that body's decisions it carries"),
    "former membership": ("the first left the second", ""),
    "recognition": ("the first treats the second as its equal", "how far, now"),
    "guarantee": ("the first promises the second something", "how likely the promise would be kept"),
    "narrative": ("the first plays a frame to the second", "how far it is believed"),
    "position": ("where the first stands on the issue", "its salience, of 100 points of care"),
    "seat": ("the actor is a member of the track", ""),
    "signs": ("the actor stands in the rule that says who must sign", ""),
    "ratifies": ("the actor's refusal undoes it afterwards", ""),
    "can break": ("the group could break it", "how likely an attack or obstruction would"),
    "settles": ("the issue is settled by it", ""),
}
"""Every kind of link: what it means, and its number. The first eight stand between actors."""

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Node:
    """An actor, issue, level or track: its id (with its kind before it unless it is an actor), its name."""

    id: str
    kind: NodeKind
    name: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A link from one node to another, its number (low, best, high) with what it measures, and the day it ended."""

    id: str
    kind: str
    source: str
    target: str
    measure: str = ""
    number: tuple[float, float, float] | None = None
    attributes: Attributes = field(default_factory=dict)
    end: dt.date | None = None


@dataclass(frozen=True)
class Network:
    """The nodes and links of a case, in its order; ids of links are unique."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def network(case: Case, *, others: bool) -> Network:
    """The network of a case: of its actors alone, or with ``others`` (issues, levels, tracks) as nodes as well.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> [len(network(case, others=others).nodes) for others in (False, True)]
    [16, 32]
    """
    nodes = [Node(a.id, "actor", called(a), _actor(case, a)) for a in case.actors]
    links = [*_among(case)]
    if others:
        nodes += _other_nodes(case)
        links += _to_others(case)
    known = {node.id for node in nodes}
    return Network(tuple(nodes), tuple(_numbered([x for x in links if {x.source, x.target} <= known])))


def called(record: Actor | Issue | Level | Track | Side | Guarantee) -> str:
    """What to call a record: its short name, else its name, else its id in words.

    >>> called(Side(id="free_army"))
    'free army'
    """
    return getattr(record, "short", None) or record.name or record.id.replace("_", " ")


def triple(said: Estimate | None) -> tuple[float, float, float] | None:
    """Low, best and high of a number; of several experts the lowest, the mean best and the highest; None if unknown.

    >>> triple(Estimate.model_validate([1, 2, 4])), triple(Estimate.model_validate("?")), triple(None)
    ((1.0, 2.0, 4.0), None, None)
    """
    if said is None or (said.unknown and not said.experts):
        return None
    low, high = said.bounds
    return float(low), float(said.central), float(high)


def spread(name: str, said: Estimate | None) -> Attributes:
    """A number as three attributes; none where it is not known.

    >>> spread("cost", Estimate.model_validate([0.1, 0.2, 0.3]))
    {'cost': 0.2, 'cost low': 0.1, 'cost high': 0.3}
    """
    found = triple(said)
    return {} if found is None else {name: found[1], f"{name} low": found[0], f"{name} high": found[2]}


# --- nodes ------------------------------------------------------------------------------------------------------


def _actor(case: Case, actor: Actor) -> Attributes:
    said: Attributes = {"role": actor.role}
    if actor.side is not None:
        said["side"] = next((called(one) for one in case.war.sides if one.id == actor.side), actor.side)
    if actor.parent is not None:
        said["part of"] = next((called(one) for one in case.actors if one.id == actor.parent), actor.parent)
    listed: dict[str, list[str]] = {
        "voice": [*actor.voice],
        "ready to talk about": [called(one) for one in case.issues if one.id in (actor.agenda or ())],
        "seats": [called(one) for one in case.tracks if actor.id in one.members],
        "signs": [called(one) for one in case.levels if actor.id in one.signers.actors()],
        "ratifies": [called(one) for one in case.levels if actor.id in one.ratifiers],
    }
    for name, words in listed.items():
        said |= {name: "; ".join(words)} if words else {}
    said |= _numbers(case, actor)
    titles = issue_titles(case)
    for stance in case.stances:
        if stance.actor == actor.id and stance.issue in titles:
            said |= {f"{titles[stance.issue]}: {name}": value for name, value in stance_attributes(stance).items()}
    if actor.note:
        said["note"] = actor.note
    return said


def _numbers(case: Case, record: Actor | Exit, prefix: str = "") -> Attributes:
    said: Attributes = {}
    for name in fields(type(record)):
        content = getattr(record, name)
        if isinstance(content, Estimate):
            said |= spread(f"{prefix}{name}", content)
        elif isinstance(content, Exit):
            said |= _numbers(case, content, "exit ")
        elif isinstance(content, dict):
            for key, one in content.items():
                said |= spread(name if key == "all" else f"{name}, {key}", one)
    return said


def stance_attributes(stance: Stance) -> Attributes:
    """What a stance says: public, private and salience with their ends, and whether it refuses or insists."""
    said = spread("public", stance.public) | spread("private", stance.private) | spread("salience", stance.salience)
    said |= spread("credit", stance.credit)
    said |= {name: True for name in ("precondition", "refuses") if getattr(stance, name)}
    return said


def issue_titles(case: Case) -> dict[str, str]:
    """What to call each issue at the head of a column: its name if it is short and no other's, else its id."""
    names = {one.id: one.name or one.id for one in case.issues}
    count = Counter(names.values())
    return {id: name if count[name] == 1 and len(name) <= LONGEST_TITLE else id for id, name in names.items()}


def _other_nodes(case: Case) -> list[Node]:
    nodes = []
    for issue in case.issues:
        anchors = "; ".join(f"{point}: {text}" for point, text in sorted(issue.anchors.items()))
        said: Attributes = {"sort": issue.kind, "anchors": anchors, **spread("status quo", issue.status_quo)}
        nodes.append(Node(node_id("issue", issue.id), "issue", called(issue), said | _note(issue.note)))
    for level in case.levels:
        said = spread("fighting ended", level.fighting_ended) | spread("enforcement", level.enforcement)
        nodes.append(Node(node_id("level", level.id), "level", called(level), said | _note(level.note)))
    for track in case.tracks:
        said = {"sort": track.kind, "open": track.open, **spread("publicity", track.publicity)}
        said |= spread("leak", track.leak) | _note(track.note)
        nodes.append(Node(node_id("track", track.id), "track", called(track), said))
    return nodes


def _note(note: str | None) -> Attributes:
    return {"note": note} if note else {}


def node_id(kind: NodeKind, id: str) -> str:
    """The id of a node: an actor's own, any other with its kind before it, as ids of two kinds may be the same.

    >>> node_id("actor", "a1"), node_id("issue", "a1")
    ('a1', 'issue:a1')
    """
    return id if kind == "actor" else f"{kind}:{id}"


# --- links ------------------------------------------------------------------------------------------------------


def _among(case: Case) -> Iterator[Link]:
    for tie in case.ties:
        yield from _of_tie(tie)
    for a in case.actors:
        if a.parent is not None:
            share = triple(a.weight_in_parent)
            yield Link(f"membership:{a.id}-{a.parent}", "membership", a.id, a.parent, "weight_in_parent", share)
    for a in case.actors:
        if a.was_in is not None:
            yield Link(f"former membership:{a.id}-{a.was_in}", "former membership", a.id, a.was_in, end=a.left_on)
    for one in case.recognition:
        more = spread("before", one.before) | _note(one.note)
        yield Link(f"recognition:{one.id}", "recognition", one.by, one.of, "now", triple(one.now), more)
    for promise in case.guarantees:
        if promise.guarantor is not None:
            more = {"name": called(promise), **spread("worth", promise.worth), **_note(promise.note)}
            number = triple(promise.credibility)
            ends = promise.guarantor, promise.beneficiary
            yield Link(f"guarantee:{promise.id}", "guarantee", *ends, "credibility", number, more)
    for tale in case.narratives:
        more = {"frame": tale.frame, **spread("needed", tale.needed), **_note(tale.note)}
        number = triple(tale.believed)
        yield Link(f"narrative:{tale.id}", "narrative", tale.speaker, tale.audience, "believed", number, more)


def _of_tie(tie: Tie) -> Iterator[Link]:
    name, note = f"{tie.source}-{tie.target}", _note(tie.note)
    backs = any(getattr(tie, one) is not None for one in BACKING)
    if backs:
        more: Attributes = {}
        for one in BACKING[1:]:
            more |= spread(one, getattr(tie, one))
        yield Link(f"backing:{name}", "backing", tie.source, tie.target, "support", triple(tie.support), more | note)
    if tie.contact is not None:
        number = triple(tie.contact)
        yield Link(f"influence:{name}", "influence", tie.target, tie.source, "contact", number, dict(note))
    elif not backs:
        yield Link(f"tie:{name}", "tie", tie.source, tie.target, attributes=dict(note))


def _to_others(case: Case) -> Iterator[Link]:
    for stance in case.stances:
        more = {k: v for k, v in stance_attributes(stance).items() if not k.startswith("salience")}
        ends = stance.actor, node_id("issue", stance.issue)
        name = f"position:{stance.actor}-{stance.issue}"
        yield Link(name, "position", *ends, "salience", triple(stance.salience), more | _note(stance.note))
    for track in case.tracks:
        for actor in dict.fromkeys(track.members):
            yield Link(f"seat:{actor}-{track.id}", "seat", actor, node_id("track", track.id))
    for level in case.levels:
        there = node_id("level", level.id)
        for actor in level.signers.actors():
            yield Link(f"signs:{actor}-{level.id}", "signs", actor, there)
        for actor in dict.fromkeys(level.ratifiers):
            yield Link(f"ratifies:{actor}-{level.id}", "ratifies", actor, there)
        for one in level.breakage:
            name, more = f"can break:{one.group}-{level.id}", spread("attack", one.attack) | _note(one.note)
            yield Link(name, "can break", one.group, there, "effect", triple(one.effect), more)
        for issue in dict.fromkeys(level.opens):
            yield Link(f"settles:{level.id}-{issue}", "settles", there, node_id("issue", issue))


def _numbered(links: list[Link]) -> Iterator[Link]:
    """Links with unique ids: of two that would share one, the second gets a number."""
    seen: Counter[str] = Counter()
    for link in links:
        seen[link.id] += 1
        yield link if seen[link.id] == 1 else replace(link, id=f"{link.id} ({seen[link.id]})")
