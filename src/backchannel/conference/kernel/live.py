"""What changes in a run, and the small functions everything uses: the reference's own, compiled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from backchannel.conference.kernel.pack import Actors, Flags, Floats, Ints, Levels, Lists, Rules, Tracks, War
from backchannel.conference.reference import run as reference
from backchannel.core.jit import allocating, inlined, part
from backchannel.core.rng import uniform

clip = reference.clip
logistic = part(reference.logistic)
shock = part(reference.shock)
trusted = part(reference.trusted)
ratio = part(reference.ratio)

FIGHTING, LEANING, GAP = range(3)
"""Places in ``Spine.mood``."""

VERSION, LEARNT, MET = range(3)
"""Places in ``Spine.marks``: what enters a judgement, and what was learnt, are counted up whenever they change."""

GOOD, OTHER, YES, NO = range(4)
"""Fields of ``Stand.stops`` and ``Stand.keeps``: two chances and two likelihood ratios."""


class Spine(NamedTuple):
    """What an actor's judgement is made of: what moves in a run first, then what its draw says."""

    x: Floats  # [N, K]
    s: Floats  # [N, K]
    q: Floats  # [K]
    outlook: Floats  # [N, K]
    w: Floats  # [track + 1, N] worth of fighting on: as it is, then with each corridor's backers cutting support
    T: Floats  # [level, N] enforcement included
    learnt: Ints  # [level] what was learnt when T was worked out
    m: Floats  # [level, N, 2] weight of a betrayal, of a lost face
    face: Floats  # [N] audience cost
    Omega: Floats  # [level, N]
    mood: Floats
    marks: Ints
    who: Floats
    credit: Floats
    line: Floats
    has_line: Flags
    precondition: Flags
    opened: Flags
    lev: Floats
    trust: Floats
    rows: Floats
    actor: Ints
    rec_of: Ints
    rec: Floats
    rec_pays: Flags
    leadership: int
    quadratic: bool


class Stand(NamedTuple):
    """Where a run stands otherwise."""

    x0: Floats
    s0: Floats
    q0: Floats
    new: Floats  # [N, K] scratch
    moved: Flags  # [N] scratch
    L: Floats  # [N]
    up: Floats
    y: Floats  # [group]
    cut: Floats  # [tie]
    cut_for: Ints  # [tie] level whose refusal it answers
    halted: Floats  # [side, level] chance that it stops an attack, as everybody expects it beforehand
    spare: Floats  # [K] scratch
    tried: Floats  # [tie] scratch
    worst: Floats  # [track, N] scratch
    base: Floats  # [side] chances of victory before support is withheld
    changed: Floats
    views: Floats  # [N, side] chances of victory as each believes them
    threats: Floats  # [client of a tie, side] the same should that tie's support be cut
    y_then: Floats  # [group] strengths, and
    cut_then: Floats  # [tie + 1] cuts, that they were worked out for; nan = never
    strength: Floats
    stays: Flags  # [faction]
    told: Floats  # [N, K] its line as its factions see it
    has_told: Flags
    good: Flags  # [side, level]
    stops: Floats  # [level, 4]
    keeps: Floats
    shows: Floats  # [indicator, 2]
    represented: Floats  # [level]
    shut: Floats  # [track]
    broken: Flags
    meeting: Flags
    came: Flags  # [N]
    away: Flags
    shocks: Floats
    zeta: Floats
    yes: Floats  # [V]
    held: Ints  # [track, level] text, NONE = none
    held_seen: Floats  # its exposure
    force: Ints  # [level] text
    force_by: Ints
    force_seen: Floats
    pending: Ints
    pending_by: Ints
    pending_seen: Floats
    pending_at: Ints
    queue: Ints  # levels pending, in order
    order: Ints  # levels in force, in order
    counts: Ints  # how many are pending, are in force
    imp: Floats
    passing: Floats
    worth: Floats  # [level, N]
    chi: Floats  # [level]; nan = not worked out yet
    found: Ints  # [track, level, N + 1, (version, text)] what came of the last search for each proposer
    sought: Ints  # [track, level, (version, text)]
    refuser: Ints  # [track, level] the member, counted in the track, that refused everything last
    foreseen: Floats  # [2, N] scratch
    offered: Floats  # [N + 1] scratch: the chance of each proposer's text


QUEUED, STANDING = range(2)
"""Places in ``Stand.counts``."""


class Tables(NamedTuple):
    """Scratch of a search: M slots, B blocks, P orders of steps, J texts of a block."""

    head: Floats  # [M, B]
    part: Floats  # [M, P, axis]
    top: Floats  # [M, P, slice]
    most: Floats  # [K]
    laid: Ints  # level, track, sponsor and version that the signers' slots are prepared for
    tail: Floats  # [M, P, J]
    built: Flags  # [M, P]
    near: Floats  # [P, K]
    face: Floats
    slope: Floats
    constant: Floats  # [P]
    least: Floats  # [J]
    work: Floats
    stack: Floats  # [depth + 1, texts of a slice]
    pile: Floats  # [depth + 1, 1]
    hope: Floats  # [B * slice]
    value: Floats  # [M]
    taken: Flags
    zero: Floats  # [K, 1]
    terms: Floats  # [K, 1]


class Out(NamedTuple):
    """What happened in one run, as in the reference's ``Course``."""

    signed: Any
    signed_at: Any
    signed_text: Any
    spells: Any
    ended: Any
    lasted: Any
    force: Any
    refused: Any
    voted: Any
    sessions: Any
    agreed: Any
    endorsed: Any
    endorsed_at: Any
    leaks: Any
    leaked: Any
    broke_off: Any
    attacks: Any
    gap: Any
    trust: Any
    fighting: Any
    represented: Any
    leaning: Any
    present: Any
    shown: Any


@inlined
def chance(key: Any, number: int, event: int, seed: Any) -> float:
    """The uniform of a chance in run ``number``."""
    return uniform(key, np.uint64(number), np.uint64(event), seed)


@inlined
def changed(sp: Spine) -> None:
    """Something that enters a judgement is no longer what it was."""
    sp.marks[VERSION] += 1


@allocating
def spine(actors: Actors, levels: Levels, tracks: Tracks, leadership: int, quadratic: bool) -> Spine:
    """The state before the first round, as far as judging needs it."""
    count, issues = actors.ideal.shape
    deals = levels.lev.shape[0]
    learnt = np.empty(deals, dtype=np.int64)
    learnt[:] = -1
    return Spine(
        actors.ideal.copy(),
        actors.salience.copy(),
        actors.quo.copy(),
        np.zeros((count, issues)),
        np.zeros((tracks.trk.shape[0] + 1, count)),
        np.zeros((deals, count)),
        learnt,
        np.zeros((deals, count, 2)),
        np.zeros(count),
        np.zeros((deals, count)),
        np.zeros(3),
        np.zeros(3, dtype=np.int64),
        actors.who,
        actors.credit,
        actors.line,
        actors.has_line,
        actors.precondition,
        levels.opened,
        levels.lev,
        levels.trust,
        levels.rows,
        levels.actor,
        actors.rec_of,
        actors.rec,
        actors.rec_pays,
        leadership,
        quadratic,
    )


@allocating
def stand(actors: Actors, levels: Levels, tracks: Tracks, war: War) -> Stand:
    """The rest of the state before the first round, not yet filled in."""
    count, issues = actors.ideal.shape
    deals, places, sides = levels.lev.shape[0], tracks.trk.shape[0], war.imposed.shape[0]
    ties, groups = war.tie.shape[0], war.grp.shape[0]
    return Stand(
        actors.ideal.copy(),
        actors.salience.copy(),
        actors.quo.copy(),
        np.zeros((count, issues)),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count),
        np.ones(count),
        np.ones(groups),
        np.zeros(ties),
        np.full(ties, -1),
        np.zeros((sides, deals)),
        np.zeros(issues),
        np.zeros(ties),
        np.zeros((places, count)),
        np.zeros(sides),
        np.zeros(sides),
        np.zeros((count, sides)),
        np.zeros((war.clients.shape[0], sides)),
        np.full(groups, np.nan),
        np.full(ties + 1, np.nan),
        np.zeros(sides),
        np.ones(war.faction.shape[0], dtype=np.bool_),
        actors.line.copy(),
        actors.has_line.copy(),
        np.zeros((sides, deals), dtype=np.bool_),
        np.zeros((deals, 4)),
        np.zeros((deals, 4)),
        np.zeros((war.seen.shape[0], 2)),
        np.zeros(deals),
        np.zeros(places),
        np.zeros(places, dtype=np.bool_),
        np.zeros(places, dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count),
        np.zeros(count),
        np.zeros(levels.actor.shape[0]),
        np.full((places, deals), -1),
        np.zeros((places, deals)),
        np.full(deals, -1),
        np.full(deals, -1),
        np.zeros(deals),
        np.full(deals, -1),
        np.full(deals, -1),
        np.zeros(deals),
        np.full(deals, -1),
        np.full(deals, -1),
        np.full(deals, -1),
        np.zeros(2, dtype=np.int64),
        np.zeros(deals),
        np.zeros(deals),
        np.zeros((deals, count)),
        np.full(deals, np.nan),
        np.full((places, deals, count + 1, 2), -1),
        np.full((places, deals, 2), -1),
        np.full((places, deals), -1),
        np.zeros((2, count)),
        np.zeros(count + 1),
    )


@allocating
def most(starts: Ints) -> int:
    """The length of the longest of some lists."""
    longest = 1
    for n in range(starts.shape[0] - 1):
        longest = max(longest, starts[n + 1] - starts[n])
    return longest


@allocating
def tables(levels: Levels, rules: Rules, lists: Lists, tracks: Tracks) -> Tables:
    """Room for a search: slots for the signers' rows of a level, then for members of a track."""
    issues = levels.opened.shape[1]
    slots = most(rules.slot_start) + most(tracks.member_start)
    patterns, blocks, inner = most(lists.pattern_start), most(lists.block_start), lists.inner.max()
    values = 1
    for lv in range(lists.inner.shape[0]):
        values = max(values, lists.axis_start[(lv + 1) * issues] - lists.axis_start[lv * issues])
    deep = 1
    for lv in range(lists.inner.shape[0]):
        deep = max(deep, rules.starts[rules.part_start[lv + 1]] - rules.starts[rules.part_start[lv]])
    return Tables(
        np.zeros((slots, blocks)),
        np.zeros((slots, patterns, values)),
        np.zeros((slots, patterns, (lists.inner // lists.stride).max())),
        np.zeros(issues),
        np.full(4, -1),
        np.zeros((slots, patterns, inner)),
        np.zeros((slots, patterns), dtype=np.bool_),
        np.zeros((patterns, issues)),
        np.zeros((patterns, issues)),
        np.zeros((patterns, issues)),
        np.zeros(patterns),
        np.zeros(inner),
        np.zeros(inner),
        np.zeros((deep + 1, lists.stride.max())),
        np.zeros((deep + 1, 1)),
        np.zeros(blocks * (lists.inner // lists.stride).max()),
        np.zeros(slots),
        np.zeros(max(1, rules.weights.shape[2]), dtype=np.bool_),
        np.zeros((issues, 1)),
        np.zeros((issues, 1)),
    )
