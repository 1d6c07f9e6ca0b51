"""The ranges of several versions of one case on common random numbers, each counted once however many share it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import numpy as np

from backchannel.case.changes import Difference
from backchannel.case.draws import Draws, sample
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.case.leaves import bare
from backchannel.case.schema import Case, Level
from backchannel.conference.inequality import Setting, prepare
from backchannel.conference.scan import margins
from backchannel.conference.state import Floats, State, build
from backchannel.conference.texts import Texts, grid

Key = tuple[str, str, str]
"""Level, track, guarantees."""

Scan = tuple[str, str, str, bool]
"""The same, and whether all who could undo the level must accept too."""

Margins = Mapping[Scan, Floats]
"""The margin in each draw [run]."""

KEPT_BYTES = 400_000_000
OF_STATE = ("ideal", "line", "salience", "credit", "outlook", "war", "audience", "betrayal")
"""Arrays [run, actor, ...] that settings share; those of actors who need not accept enter no margin."""

OF_LEVEL = ("trust", "weight_betrayal", "weight_audience")
"""Arrays [run, actor] that belong to one level."""


class Recount:
    """Counts ranges of two versions and of what lies between them.

    ``draws`` are those of the two versions; an input that a mixture shares with either has the very draws it has there.
    """

    def __init__(self, versions: Difference, *, runs: int, seed: int) -> None:
        self.versions = versions
        self.runs, self.seed = runs, seed
        self.draws = tuple(sample(case, runs=runs, seed=seed) for case in (versions.before, versions.after))
        self.rows: dict[str, list[tuple[Estimate, Floats]]] = {}
        for draws in self.draws:
            for number, one in enumerate(draws.inputs):
                self.rows.setdefault(one.path, []).append((bare(one.estimate), draws.matrix[number]))
        self.known: OrderedDict[bytes, Floats] = OrderedDict()
        self.grids: dict[str, list[tuple[object, Texts, bytes]]] = {}

    def mixed(self, taken: Iterable[int]) -> Draws:
        """The draws of the earlier version with some atoms of change made. Raises CaseError where that is no case."""
        case = self.versions.mixed(frozenset(taken))
        found = tuple(inputs(case))
        matrix = np.empty((len(found), self.runs))
        for number, one in enumerate(found):
            matrix[number] = next(drawn for estimate, drawn in self.rows[one.path] if estimate == one.estimate)
        return Draws(case, self.seed, self.runs, found, matrix, {one.path: n for n, one in enumerate(found)})

    def margins(self, draws: Draws, scans: Iterable[Scan]) -> dict[Scan, Floats]:
        """Some margins on some draws. Raises AskError where somebody who must accept has no stance."""
        state, case = build(draws), draws.case
        actors = [_actor_digest(state, i) for i in range(len(state.actors))]
        out: dict[Scan, Floats] = {}
        for scan in scans:
            level, track = case.level(scan[0]), case.track(scan[1])
            texts, known = self._texts(case, level)
            setting = prepare(state, level, track, guarantees=scan[2], ratifiers=scan[3])
            out[scan] = self._margin(fingerprint(setting, actors, known), setting, texts)
        return out

    def _texts(self, case: Case, level: Level) -> tuple[Texts, bytes]:
        """The texts of a level and their digest, laid out anew only where what they depend on differs."""
        depends = bare(case.issues), level.opens, level.requires
        for seen, texts, known in self.grids.setdefault(level.id, []):
            if seen == depends:
                return texts, known
        texts = grid(case, level)
        known = _digest((f.name, getattr(texts, f.name)) for f in fields(texts))
        self.grids[level.id].append((depends, texts, known))
        return texts, known

    def _margin(self, key: bytes, setting: Setting, texts: Texts) -> Floats:
        """The margin [run] in a setting, from memory where all that enters it was seen before."""
        if key in self.known:
            self.known.move_to_end(key)
            return self.known[key]
        found, _ = margins(setting, texts)
        self.known[key] = found
        while len(self.known) * found.nbytes > KEPT_BYTES and len(self.known) > 1:
            self.known.popitem(last=False)
        return found


def fingerprint(setting: Setting, actors: Sequence[bytes], texts: bytes) -> bytes:
    """A digest of everything that enters the margins of a setting, given those of the state's actors and the texts."""
    terms, program = setting.terms, setting.program
    named: list[tuple[str, object]] = [("texts", texts), ("actors", [actors[i] for i in terms.actor])]
    for name in type(terms)._fields:
        if name in OF_LEVEL:
            named.append((name, getattr(terms, name)[:, terms.actor]))
        elif name not in (*OF_STATE, "has_line", "precondition", "actor"):
            named.append((name, getattr(terms, name)))
    named += [(part.name, getattr(program, part.name)) for part in fields(program)]
    return _digest(named)


def _actor_digest(state: State, i: int) -> bytes:
    arrays = [(name, getattr(state, name)[:, i]) for name in OF_STATE]
    return _digest([*arrays, ("has_line", state.has_line[i]), ("precondition", state.precondition[i])])


def _digest(named: Iterable[tuple[str, object]]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for name, content in named:
        digest.update(name.encode())
        if isinstance(content, np.ndarray):
            digest.update(f"{content.shape}{content.dtype}".encode())
            digest.update(np.ascontiguousarray(content).data)
        else:
            digest.update(repr(content).encode())
    return digest.digest()
