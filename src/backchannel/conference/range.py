"""Where a deal could lie: for one level on one track, the margin in every run and who sets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backchannel.case.fields import ROUNDING
from backchannel.case.rules import Rule
from backchannel.case.schema import Case, Level, Track
from backchannel.conference.inequality import Setting, prepare, surplus_at
from backchannel.conference.scan import acceptable, margins, tally
from backchannel.conference.signing import ALL, ANY, LEAF, NEVER, Program, offered
from backchannel.conference.state import Floats, State
from backchannel.conference.texts import Texts

FEW = 0.05
VARIANTS = ("none", "insiders", "all")


@dataclass(frozen=True)
class Range:
    """The range of one level on one track: margin [run] and the least refused text [run].

    ``ratified`` [run] is the margin when all who can undo the level must accept as well.
    """

    setting: Setting
    texts: Texts
    margin: Floats
    index: NDArray[np.int64]
    ratified: Floats

    @property
    def key(self) -> tuple[str, str, str]:
        """Level, track and guarantees."""
        return self.setting.level.id, self.setting.track.id, self.setting.guarantees


def variants(case: Case, level: Level) -> tuple[str, ...]:
    """The sets of guarantees that differ at a level: `none`, and `insiders` or `all` where any are on offer."""
    found = ["none"]
    for which in VARIANTS[1:]:
        ids = {g.id for g in offered(case, level, which)}
        if ids and ids != {g.id for g in offered(case, level, found[-1])}:
            found.append(which)
    return tuple(found)


def find(state: State, level: Level, track: Track, guarantees: str, texts: Texts) -> Range:
    """The range of a level on a track, with and without its ratifiers."""
    setting = prepare(state, level, track, guarantees=guarantees)
    margin, index = margins(setting, texts)
    ratified = margin
    if level.ratifiers:
        ratified, _ = margins(prepare(state, level, track, guarantees=guarantees, ratifiers=True), texts)
    return Range(setting, texts, margin, index, ratified)


def only(program: Program, parts: Sequence[int]) -> Program:
    """A program with some parts of its rule alone."""
    pieces = [program.ops[program.starts[p] : program.starts[p + 1]] for p in parts]
    return replace(
        program,
        parts=tuple(program.parts[p] for p in parts),
        ops=np.concatenate(pieces),
        starts=np.cumsum([0, *(len(piece) for piece in pieces)]).astype(np.int64),
    )


def part_values(program: Program, surpluses: Floats) -> Floats:
    """What each part of a signer rule makes of the surpluses [run, row] of its rows: [run, part].

    The plain counterpart of the compiled scan: least for `all`, greatest for `any`, for a quota the surplus of the
    last member needed.
    """
    out = np.empty((surpluses.shape[0], len(program.parts)))
    for part in range(len(program.parts)):
        stack: list[Floats] = []
        for code, arg in program.ops[program.starts[part] : program.starts[part + 1]]:
            if code == LEAF:
                stack.append(surpluses[:, arg])
            elif code in (ALL, ANY):
                taken, stack = stack[-arg:], stack[:-arg]
                stack.append((np.minimum if code == ALL else np.maximum).reduce(taken))
            else:
                size = int(program.sizes[arg])
                taken, stack = stack[-size:], stack[:-size]
                stack.append(_quota(np.stack(taken, axis=1), program.weights[:, arg, :size], program.needed[:, arg]))
        out[:, part] = stack[0]
    return out


def _quota(values: Floats, weights: Floats, needed: Floats) -> Floats:
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.take_along_axis(values, order, axis=1)
    reached = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1) >= needed[:, None] - ROUNDING
    first = np.argmax(reached, axis=1)
    return np.where(reached.any(axis=1), np.take_along_axis(ranked, first[:, None], axis=1)[:, 0], NEVER)


def at_index(setting: Setting, texts: Texts, index: NDArray[np.int64]) -> Floats:
    """Surplus [run, row] at one text a run, or at one text for all runs (a single index)."""
    return surplus_at(setting.terms, texts.terms[:, index].T, texts.waits[texts.pattern[index]])


@dataclass(frozen=True)
class Blocker:
    """What one part of the signer rule does to a range.

    ``refuses`` [run]: it refuses every text. ``binding`` [run]: nobody likes the least refused text less, and there is
    no deal. ``value`` [run]: its surplus at that text. ``opens`` [run]: a deal would exist if it signed anything.
    """

    part: str
    refuses: NDArray[np.bool_]
    binding: NDArray[np.bool_]
    value: Floats
    opens: NDArray[np.bool_]


def blockers(found: Range) -> list[Blocker]:
    """Who stands in the way of a level, one entry for each part of its signer rule."""
    program = found.setting.program
    values = part_values(program, at_index(found.setting, found.texts, found.index))
    lowest = values.argmin(axis=1)
    none = found.margin < 0
    out = []
    for n, part in enumerate(program.parts):
        alone = replace(found.setting, program=only(program, [n]))
        others = [m for m in range(len(program.parts)) if m != n]
        if others:
            without = acceptable(replace(found.setting, program=only(program, others)), found.texts)
        else:
            without = np.ones(found.setting.runs, dtype=np.bool_)
        out.append(Blocker(part, ~acceptable(alone, found.texts), none & (lowest == n), values[:, n], none & without))
    return out


def nearest(found: Range) -> int:
    """The text nearest to acceptance: the one that passes in most runs, by mean margin among equals.

    Where no text passes in one run in twenty, the one of greatest mean margin: a handful of runs chooses no text.
    """
    passes, mean = tally(found.setting, found.texts)
    if passes.max() < FEW * found.setting.runs:
        return int(mean.argmax())
    return int(np.lexsort((-mean, -passes))[0])


def unseated(case: Case, level: Level, track: Track) -> tuple[str, ...]:
    """Actors that must sign at this level and have no seat on this track, themselves or through their parents.

    Insiders have only a seat of their own: they cannot part with their leader in its chair.
    """
    seated = {a.id for a in case.actors if has_seat(case, a.id, track)}
    if not track.members or level.signers.satisfied(seated, case.heaviest):
        return ()
    top: tuple[Rule, ...] = level.signers.all if level.signers.all is not None else (level.signers,)
    return tuple(
        a for part in top if not part.satisfied(seated, case.heaviest) for a in part.actors() if a not in seated
    )


def has_seat(case: Case, actor: str, track: Track) -> bool:
    """Whether an actor sits on a track: itself, or, unless a class of insiders, through a body it belongs to."""
    line = [actor] if actor in case.insiders else _line(case, actor)
    return bool(set(line) & set(track.members))


def _line(case: Case, actor: str) -> list[str]:
    found = [actor]
    parent = case.actor(actor).parent
    while parent is not None and parent not in found:
        found.append(parent)
        parent = next((a.parent for a in case.actors if a.id == parent), None)
    return found
