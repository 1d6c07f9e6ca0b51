"""A plan, packed: its lists and objects laid out as the flat arrays of ``pack``, for some draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.kernel.pack import Actors, Floats, Ints, Keys, Levels, Lists, Pack, Rules, Tracks, War
from backchannel.conference.plan import NONE, Globals, Plan
from backchannel.conference.signing import LEAF, QUOTA
from backchannel.core.rng import path_key

SETTINGS = tuple(Globals.__dataclass_fields__)
WIDE = 64
"""Blocks with more texts than this are cut, so that their bounds are closer."""


def pack(p: Plan, draws: slice) -> Pack:
    """Arrays of a plan for some draws."""
    return Pack(
        _actors(p, draws), _levels(p, draws), _rules(p, draws), _lists(p), _tracks(p, draws), _war(p, draws), _keys(p)
    )


def _ints(values: Iterable[Any]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _starts(parts: Sequence[Sized]) -> Ints:
    return np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64)


def _joined(parts: Sequence[Sequence[Any] | Ints]) -> Ints:
    return _ints(x for part in parts for x in part)


def _fields(columns: Sequence[Floats], draws: slice) -> Floats:
    """Columns [D, ...] as the last axis of one array."""
    return np.ascontiguousarray(np.stack([c[draws] for c in columns], axis=-1))


def _each(items: Sequence[Floats], draws: slice, shape: tuple[int, ...]) -> Floats:
    """Arrays [D, ...] side by side as [D, item, ...]; ``shape`` is that of an item, should there be none."""
    count = draws.stop - draws.start
    if not items:
        return np.zeros((count, 0, *shape))
    return np.ascontiguousarray(np.stack([a[draws] for a in items], axis=1))


def _actors(p: Plan, draws: slice) -> Actors:
    st = p.state
    supports = np.zeros((p.draws_count, len(st.actors)))
    for tie in p.ties:
        i = p.column[tie.source]
        if i != NONE:
            supports[:, i] = np.maximum(supports[:, i], tie.support)
    columns = [st.audience, st.betrayal, st.patience, st.audience_memory, st.betrayal_memory, p.own, p.optimism]
    columns += [p.cost, p.rent, p.openness, p.attending_cost, p.attending_benefit, p.insider, supports]
    columns += [p.exit[:, :, n] for n in range(6)]
    return Actors(
        who=_fields(columns, draws),
        ideal=st.ideal[draws],
        salience=st.salience[draws],
        quo=st.status_quo[draws],
        line=st.line[draws],
        credit=st.credit[draws],
        contact=p.contact[draws],
        has_line=st.has_line,
        precondition=st.precondition,
        side=p.side,
        backers=p.backers,
        rec_of=_ints(of for of, _, _ in p.recognition),
        rec=_each([r for _, _, r in p.recognition], draws, (5,)),
        rec_pays=np.array(
            [[of in t.members and by in t.members for of, by, _ in p.recognition] for t in p.tracks], dtype=np.bool_
        ).reshape(len(p.tracks), len(p.recognition)),
        frame_of=_ints(n[0] for n in p.narrative_cost),
        frame=_each([np.stack(n[1:], axis=1) for n in p.narrative_cost], draws, (4,)),
        heard_by=_ints(n[0] for n in p.narrative_backer),
        heard=_each([np.stack(n[1:], axis=1) for n in p.narrative_backer], draws, (4,)),
    )


def _levels(p: Plan, draws: slice) -> Levels:
    st, levels = p.state, p.levels
    bodies = [list(dict.fromkeys(row.actor for row in level.program.rows)) for level in levels]
    deciders = [[st.index(a) for a in names] for names in bodies]
    tables = [next((n for n, t in enumerate(p.tracks) if lv in t.signs and t.open), NONE) for lv in range(len(levels))]
    row_start = _starts([level.rows for level in levels])
    first = [[row_start[lv] + list(x.actor).index(i) for i in range(len(st.actors))] for lv, x in enumerate(levels)]
    columns = [
        np.stack([x.phi, x.frozen, x.enforcement, x.cover, x.fragility, x.lost, x.telling], axis=1) for x in levels
    ]
    rows = [np.concatenate([x.side_benefit[:, :, None], x.worth, x.kept], axis=2)[draws] for x in levels]
    return Levels(
        lev=_each(columns, draws, (7,)),
        trust=_each([level.trust for level in levels], draws, (len(st.actors),)),
        rows=np.ascontiguousarray(np.concatenate(rows, axis=1)),
        strike=np.ascontiguousarray(
            np.concatenate([np.stack([x.attack, x.effect], axis=2)[draws] for x in levels], axis=1)
        ),
        actor=_joined([level.actor for level in levels]),
        row_start=row_start,
        first_row=np.array(first, dtype=np.int64).reshape(len(levels), len(st.actors)),
        opened=np.stack([level.opened for level in levels]),
        reference=np.ascontiguousarray(np.stack([level.reference for level in levels], axis=1)),
        table=_ints(tables),
        side_start=_starts([level.sides for level in levels]),
        sides=_joined([level.sides for level in levels]),
        strike_start=_starts([level.group for level in levels]),
        group=_joined([level.group for level in levels]),
        body_start=_starts(bodies),
        bodies=_ints(p.everyone.index(a) for names in bodies for a in names),
        deciders=_joined(deciders),
        seat_row=np.ascontiguousarray(p.seat_row + row_start[None, :-1, None]),
        needs=np.array([[i in some for i in range(len(st.actors))] for some in deciders], dtype=np.bool_),
    )


def _rules(p: Plan, draws: slice) -> Rules:
    count = draws.stop - draws.start
    programs = [level.program for level in p.levels]
    widest = max((x.weights.shape[2] for x in programs), default=1)
    quotas = sum(len(x.sizes) for x in programs)
    weights, needed = np.zeros((count, quotas, widest)), np.zeros((count, quotas))
    ops, slot_ops, starts, slots = [], [], [0], []
    row, quota = 0, 0
    for level, x in zip(p.levels, programs, strict=True):
        signers = [int(op[1]) for op in x.ops[: x.starts[level.signer_parts]] if op[0] == LEAF]
        mine = list(dict.fromkeys(signers))
        for code, arg in x.ops:
            more = row if code == LEAF else quota if code == QUOTA else 0
            place = mine.index(arg) if code == LEAF and arg in mine else 0 if code == LEAF else arg + more
            ops.append((code, arg + more))
            slot_ops.append((code, place))
        starts += [starts[-1] + int(n) for n in x.starts[1:]]
        size = len(x.sizes)
        weights[:, quota : quota + size, : x.weights.shape[2]] = x.weights[draws]
        needed[:, quota : quota + size] = x.needed[draws]
        slots.append([row + v for v in mine])
        row, quota = row + len(level.rows), quota + size
    return Rules(
        ops=np.array(ops, dtype=np.int64),
        slot_ops=np.array(slot_ops, dtype=np.int64),
        starts=_ints(starts),
        part_start=_starts([x.parts for x in programs]),
        signer_parts=_ints(level.signer_parts for level in p.levels),
        slot_start=_starts(slots),
        slot_row=_joined(slots),
        sizes=_joined([x.sizes for x in programs]),
        weights=weights,
        needed=needed,
    )


def _axes(p: Plan, lv: int) -> list[Floats] | None:
    """The values of each trailing issue of a level, whose combinations a block is, last issue fastest; None = no grid.

    Raises ValueError for texts whose trailing issues are no such grid.
    """
    texts = p.levels[lv].texts
    size = int(texts.blocks[1]) if len(texts.blocks) > 1 else 0
    ends = np.arange(0, texts.count + 1, max(size, 1))
    if not texts.trailing.any():
        return None
    issues = np.flatnonzero(texts.trailing)
    seen = [texts.terms[k, :size] for k in issues]
    axes = [np.array(list(dict.fromkeys(column)), dtype=np.float64) for column in seen]
    if int(np.prod([len(a) for a in axes])) != size or not np.array_equal(ends, texts.blocks):
        raise ValueError(f"level {p.levels[lv].id}: its blocks of texts are no grid")
    grid = [a.reshape(-1) for a in np.meshgrid(*axes, indexing="ij")]
    whole = all(np.array_equal(a, b) for a, b in zip(seen, grid, strict=True))
    again = all(np.array_equal(texts.terms[k].reshape(-1, size)[n], texts.terms[k, :size])
                for k in issues for n in range(len(ends) - 1))  # fmt: skip
    fixed = all(
        np.all(texts.terms[k].reshape(-1, size) == texts.terms[k, ::size, None])
        for k in np.flatnonzero(texts.opened & ~texts.trailing)
    )
    if not (whole and again and fixed):
        raise ValueError(f"level {p.levels[lv].id}: its texts are no grid")
    return axes


def _slice(axes: list[Floats] | None, inner: int) -> int:
    """How many texts of a block are looked at together."""
    return inner // len(axes[0]) if axes and len(axes) > 1 and inner > WIDE else inner


def _lists(p: Plan) -> Lists:
    levels = p.levels
    axes = [_axes(p, lv) for lv in range(len(levels))]
    issues = len(p.state.issues)
    values: list[Floats | list[float]] = []
    trailing = np.zeros((len(levels), issues), dtype=np.bool_)
    for lv, found in enumerate(axes):
        left = list(found or [])
        for k in range(issues):
            trailing[lv, k] = found is not None and bool(levels[lv].texts.trailing[k])
            values.append(left.pop(0) if trailing[lv, k] else [])
    inner = [1 if a is None else int(np.prod([len(one) for one in a])) for a in axes]
    pattern_start = _starts([level.texts.waits for level in levels])
    waits = [level.texts.waits for level in levels] + [np.zeros((1, issues), dtype=np.int64)]
    terms = np.ascontiguousarray(np.concatenate([level.texts.terms for level in levels], axis=1))
    text_start = _starts([level.texts.pattern for level in levels])
    heads = [range(text_start[lv], text_start[lv + 1], inner[lv]) for lv in range(len(levels))]
    return Lists(
        terms=terms,
        text_start=text_start,
        pattern=_joined([level.texts.pattern + pattern_start[lv] for lv, level in enumerate(levels)]),
        waits=np.ascontiguousarray(np.concatenate(waits)),
        pattern_start=pattern_start,
        inner=_ints(inner),
        stride=_ints(_slice(a, n) for a, n in zip(axes, inner, strict=True)),
        block_start=_starts([range(level.texts.count // n) for level, n in zip(levels, inner, strict=True)]),
        order=_joined([level.texts.pattern[:: inner[lv]] for lv, level in enumerate(levels)]),
        lead=np.ascontiguousarray(terms[:, _joined(heads)]),
        trailing=trailing,
        axis_start=_starts(values),
        axis=np.array([x for one in values for x in one], dtype=np.float64),
    )


def _tracks(p: Plan, draws: slice) -> Tracks:
    columns = [
        np.stack([t.meets, t.publicity, t.leak, t.premium, t.cover, t.cooling, t.break_off, t.resume], axis=1)
        for t in p.tracks
    ]
    sits = np.zeros((len(p.tracks), len(p.state.actors)), dtype=np.bool_)
    for c, t in enumerate(p.tracks):
        sits[c, t.members] = True
    return Tracks(
        trk=_each(columns, draws, (8,)),
        formal=np.array([t.formal for t in p.tracks]),
        open=np.array([t.open for t in p.tracks]),
        mediated=np.array([t.mediated for t in p.tracks]),
        member_start=_starts([t.members for t in p.tracks]),
        members=_joined([t.members for t in p.tracks]),
        sits=sits,
        agenda_start=_starts([t.agenda for t in p.tracks]),
        agenda=_joined([t.agenda for t in p.tracks]),
        sign_start=_starts([t.signs for t in p.tracks]),
        signs=_joined([t.signs for t in p.tracks]),
    )


def _war(p: Plan, draws: slice) -> War:
    fighters = [a for a in range(len(p.everyone)) if p.side_of[a] != NONE]
    served: list[list[int]] = []
    begins: list[bool] = []
    for a in fighters:
        mine = [n for n, tie in enumerate(p.ties) if tie.target == a or p.parent[tie.target] == a]
        sources = list(dict.fromkeys(p.ties[n].source for n in mine))
        ordered = [n for source in sources for n in mine if p.ties[n].source == source]
        served.append(ordered)
        begins += [m == 0 or p.ties[n].source != p.ties[ordered[m - 1]].source for m, n in enumerate(ordered)]
    put = [getattr(p.settings, name) for name in SETTINGS] + [p.intensity, p.power]
    return War(
        put=_fields(put, draws),
        grp=_each([np.stack([g.rent, g.feeds, g.adds, g.price], axis=1) for g in p.groups], draws, (4,)),
        group_actor=_ints(g.actor for g in p.groups),
        group_side=_ints(g.side for g in p.groups),
        tie=_each([np.stack([t.support, t.withheld, t.conditional], axis=1) for t in p.ties], draws, (3,)),
        tie_source=_ints(p.column[t.source] for t in p.ties),
        client_start=_starts(p.client_of),
        clients=_joined(p.client_of),
        fighter_side=_ints(p.side_of[a] for a in fighters),
        fighter_grows=_ints(p.grows[a] for a in fighters),
        capability=np.ascontiguousarray(p.capability[draws][:, fighters]),
        served_start=_starts(served),
        served=_joined(served),
        served_next=np.array(begins, dtype=np.bool_),
        imposed=p.imposed[draws],
        faction=np.array([(j, a, p.column[j], p.column[a]) for j, a in p.faction], dtype=np.int64).reshape(-1, 4),
        loyal=_each(
            [np.stack([x[:, j] for x in (p.tolerance, p.weight, p.command)], axis=1) for j, _ in p.faction], draws, (3,)
        ),
        command=p.command[draws],
        seen=_each([np.stack([n.if_so, n.if_not], axis=1) for n in p.indicators], draws, (2,)),
        window=np.array([n.window for n in p.indicators], dtype=np.float64),
    )


def _keys(p: Plan) -> Keys:
    def of(names: Iterable[str]) -> NDArray[np.uint64]:
        return np.array([path_key(f"game.{name}") for name in names], dtype=np.uint64)

    tracks, levels, actors = [t.id for t in p.tracks], [x.id for x in p.levels], p.state.actors
    blows = [f"{p.groups[g].id}.{level.id}" for level in p.levels for g in level.group]
    sides = p.state.sides
    pairs = [f"{s}.{x}" for x in levels for s in sides]
    return Keys(
        resume=of(f"resume.{t}" for t in tracks),
        meets=of(f"meets.{t}" for t in tracks),
        leak=of(f"leak.{t}" for t in tracks),
        break_off=of(f"break_off.{t}" for t in tracks),
        proposes=of(f"proposes.{t}.{x}" for t in tracks for x in levels).reshape(len(tracks), len(levels)),
        vote=of(f"vote.{a}" for a in actors),
        lean=of(f"lean.{a}" for a in actors),
        kind=of(f"kind.{s}" for s in sides),
        attack=of(f"attack.{b}" for b in blows),
        stopped=of(f"stopped.{b}" for b in blows),
        breaks=of(f"breaks.{b}" for b in blows),
        keeps=of(f"keeps.{x}" for x in pairs).reshape(len(levels), len(sides)),
        enforced=of(f"enforced.{x}" for x in pairs).reshape(len(levels), len(sides)),
        collapse=of(f"collapse.{x}" for x in levels),
        shows=of(f"shows.{n.id}" for n in p.indicators),
    )
