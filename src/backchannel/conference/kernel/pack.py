"""A plan as flat arrays, for some draws: what compiled code can walk through without asking Python.

Lists of unequal length stand one after the other with their starts beside them (``*_start`` [n + 1]). Numbers that
belong to one thing stand in one array with a named field in the last place, so that few arrays are handed about. Arrays
marked D have the draw as first axis until one is chosen (``chosen``). D draws, N deciding actors, A all actors,
K issues, V rows of all levels together.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

AUDIENCE, BETRAYAL, PATIENCE, FORGETS, FORGIVES, OWN, OPTIMISM, COST, RENT, OPENNESS = range(10)
ATTENDING_COST, ATTENDING_BENEFIT, INSIDER, SUPPORTS = range(10, 14)
STAKE, SURVIVAL, KEEPS, AFTER, LOSES, BETRAYED = range(14, 20)
"""Fields of ``Actors.who``: of an actor, then of its exit."""

PHI, FROZEN, ENFORCEMENT, COVER, FRAGILITY, LOST, TELLING = range(7)
"""Fields of ``Levels.lev``."""

BENEFIT, WORTH, KEPT = 0, 1, 3
"""Fields of ``Levels.rows``; the latter two alone, then (one further) sponsored."""

ATTACK, EFFECT = range(2)
"""Fields of ``Levels.strike``."""

MEETS, PUBLICITY, LEAK, PREMIUM, SHIELD, COOLING, BREAK_OFF, RESUME = range(8)
"""Fields of ``Tracks.trk``; SHIELD is the cover of a corridor's text."""

PAID, FEEDS, ADDS, PRICE = range(4)
"""Fields of ``War.grp``; PAID is the rent."""

SUPPORT, WITHHELD, CONDITIONAL = range(3)
"""Fields of ``War.tie``."""

(
    PRECISION,
    PERSISTENT,
    HARDSHIP,
    LOOKAHEAD,
    STOPS_GOOD,
    STOPS_OTHER,
    KEEPS_GOOD,
    KEEPS_OTHER,
    DRIFT,
    LEAK_HARM,
    LEAN,
    PACE,
    BY_EXCLUSION,
    BY_ENFORCEMENT,
    BY_PROGRESS,
) = range(15)

INTENSITY, POWER = 15, 16
"""Fields of ``War.put``: the settings of the game, then intensity and decisiveness."""


class Actors(NamedTuple):
    """Those who decide."""

    who: Floats  # D [N, field]
    ideal: Floats  # D [N, K]
    salience: Floats  # D [N, K]
    quo: Floats  # D [K]
    line: Floats  # D [N, K]
    credit: Floats  # D [N, K]
    contact: Floats  # D [N, N]
    has_line: Flags  # [N, K]
    precondition: Flags  # [N, K]
    side: Ints  # [N]
    backers: Ints
    rec_of: Ints  # [recognition]
    rec: Floats  # D [recognition, 5]: before, now, principle, effect, gain
    rec_pays: Flags  # [track, recognition] whether both sit there
    frame_of: Ints  # [narrative] whose audience cost it lowers
    frame: Floats  # D [narrative, 4]: mu0, trend, needed, effect
    heard_by: Ints  # [narrative] backer who hears it
    heard: Floats  # D [narrative, 4]


class Levels(NamedTuple):
    """What can be signed. Rows of all levels together; so are blows, one a group and level."""

    lev: Floats  # D [level, field]
    trust: Floats  # D [level, N] prior
    rows: Floats  # D [V, field]
    strike: Floats  # D [blow, field]
    actor: Ints  # [V]
    row_start: Ints
    first_row: Ints  # [level, N]
    opened: Flags  # [level, K]
    reference: Floats  # [K, level]
    table: Ints  # [level] the first open track that signs it, NONE = none
    side_start: Ints
    sides: Ints
    strike_start: Ints
    group: Ints  # [blow]
    body_start: Ints
    bodies: Ints  # by level: those of its program among all actors
    deciders: Ints  # the same among those that decide
    needs: Flags  # [level, N] whether an actor is in its program
    seat_row: Ints  # [track, level, N] row of an actor for a text that comes from there


class Rules(NamedTuple):
    """Signer rules in postfix form, twice: over rows, and over the slots of a search (its signers' rows, once each)."""

    ops: Ints  # [op, (code, argument)]
    slot_ops: Ints
    starts: Ints  # [part + 1]
    part_start: Ints  # [level + 1]
    signer_parts: Ints  # [level]
    slot_start: Ints  # [level + 1]
    slot_row: Ints
    sizes: Ints  # [quota]
    weights: Floats  # D [quota, widest]
    needed: Floats  # D [quota]


class Lists(NamedTuple):
    """The texts of all levels together; those of a block differ in trailing issues only, last issue fastest."""

    terms: Floats  # [K, text]
    text_start: Ints
    pattern: Ints  # [text]
    waits: Ints  # [pattern + 1, K]; the last waits for nothing
    pattern_start: Ints
    inner: Ints  # [level] texts of a block
    stride: Ints  # [level] texts of a slice: a large block is cut by its first trailing issue
    block_start: Ints
    order: Ints  # [block] its order of steps, counted within the level
    lead: Floats  # [K, block] the terms that a block has in common
    trailing: Flags  # [level, K]
    axis_start: Ints  # [level * K + 1]
    axis: Floats  # values of trailing issues


class Tracks(NamedTuple):
    """Where one talks."""

    trk: Floats  # D [track, field]
    formal: Flags
    open: Flags
    mediated: Flags
    member_start: Ints
    members: Ints
    sits: Flags  # [track, N]
    agenda_start: Ints
    agenda: Ints
    sign_start: Ints
    signs: Ints


class War(NamedTuple):
    """What fighting on is made of. Fighters are actors with a side, factions those whose body decides too."""

    put: Floats  # D [field]
    grp: Floats  # D [group, field]
    group_actor: Ints
    group_side: Ints
    tie: Floats  # D [tie, field]
    tie_source: Ints  # among those that decide
    client_start: Ints
    clients: Ints
    fighter_side: Ints
    fighter_grows: Ints
    capability: Floats  # D [fighter]
    served_start: Ints  # [fighter + 1] ties that carry a fighter, by backer
    served: Ints
    served_next: Flags  # whether the next backer begins here
    imposed: Floats  # D [side, K]
    faction: Ints  # [faction, (all-actors index, parent's, column, parent's column)]
    loyal: Floats  # D [faction, (tolerance, weight, command)]
    command: Floats  # D [A]
    seen: Floats  # D [indicator, (if so, if not)]
    window: Floats  # [indicator]


class Keys(NamedTuple):
    """Streams of chance."""

    resume: Any  # uint64 [track]
    meets: Any
    leak: Any
    break_off: Any
    proposes: Any  # [track, level]
    vote: Any  # [N]
    lean: Any
    kind: Any  # [side]
    attack: Any  # [blow]
    stopped: Any
    breaks: Any
    keeps: Any  # [level, side]
    enforced: Any
    collapse: Any  # [level]
    shows: Any  # [indicator]


class Pack(NamedTuple):
    """A plan, packed."""

    actors: Actors
    levels: Levels
    rules: Rules
    lists: Lists
    tracks: Tracks
    war: War
    keys: Keys
