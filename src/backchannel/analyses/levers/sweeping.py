"""Many combinations of levers played on the same doubts and chances, kept in a folder if asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.counting import Counts
from backchannel.analyses.levers.paired import Contrast, contrast, mean_of
from backchannel.analyses.levers.pulls import Arrays, Piece, Pulled, Sweep, work
from backchannel.analyses.levers.quantities import Quantity
from backchannel.analyses.tallying import Asked
from backchannel.case.levers.pulling import clashes
from backchannel.case.reading import case_hash
from backchannel.case.schema import Lever
from backchannel.conference.plan import Plan
from backchannel.core.labels import Label, highest
from backchannel.runs import manifests
from backchannel.runs.engines import Engine, Told
from backchannel.runs.shelf import Shelf, each_kept, key_of, shelf

ALL_OF = 6
"""With so many levers at most, all combinations are played: 64; with more, pairs."""

COUNTING = 1
"""To be raised where the same runs come to be counted otherwise."""


@dataclass
class Swept:
    """Combinations that were played. R runs, Q quantities, N actors that decide."""

    sweep: Sweep
    plan: Plan
    found: list[Quantity]
    questions: tuple[Asked, ...]
    played: dict[Pulled, Arrays] = field(default_factory=dict)
    effects: dict[tuple[Pulled, int, Pulled], Contrast] = field(default_factory=dict, repr=False)

    @cached_property
    def draw(self) -> NDArray[np.int64]:
        """The draw of each run [R]."""
        return np.arange(self.sweep.runs, dtype=np.int64) // self.sweep.rules.inner

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors that decide."""
        return self.plan.state.actors

    @property
    def label(self) -> Label:
        """The highest label of what the combinations have read, apart from the levers' own."""
        return highest(Label(int(one["label"])) for one in self.played.values())

    def levers(self, pulled: Pulled) -> list[Lever]:
        """The levers of a combination."""
        return [self.sweep.lever(id) for id, _ in pulled]

    def counts(self, pulled: Pulled, number: int) -> Counts:
        """Hits and tries of a quantity [R]."""
        one = self.played[pulled]
        return one["hits"][number].astype(np.float64), one["tries"][number].astype(np.float64)

    def value(self, pulled: Pulled, number: int) -> Contrast:
        """A quantity with levers pulled."""
        return contrast([self.counts(pulled, number)], [1.0], self.draw)

    def effect(self, pulled: Pulled, number: int, beside: Pulled = ()) -> Contrast:
        """A quantity with levers pulled, less what it is with others (none unless given)."""
        key = (pulled, number, beside)
        if key not in self.effects:
            each = [self.counts(one, number) for one in (pulled, beside)]
            self.effects[key] = contrast(each, [1.0, -1.0], self.draw)
        return self.effects[key]

    def beyond(self, a: Pulled, b: Pulled, number: int) -> Contrast:
        """What two levers do together beyond the sum of what each does alone."""
        each = [self.counts(one, number) for one in (tuple(sorted_as(self.sweep, a + b)), a, b, ())]
        return contrast(each, [1.0, -1.0, -1.0, 1.0], self.draw)

    def gain(self, pulled: Pulled, actor: int) -> Contrast:
        """How much more an actor gets a round with levers pulled."""
        each = [mean_of(self.played[one]["gains"][:, actor]) for one in (pulled, ())]
        return contrast(each, [1.0, -1.0], self.draw)


def sorted_as(sweep: Sweep, pulled: Pulled) -> list[tuple[str, float]]:
    """Levers of a combination in the order of the sweep."""
    order = [one.id for one in sweep.levers]
    return sorted(pulled, key=lambda one: order.index(one[0]))


def to_play(levers: Sequence[Lever], *, pairs: bool) -> list[Pulled]:
    """Nothing pulled, each lever alone, then together: all that do not clash, or pairs where the levers are many.

    >>> some = [Lever(id=id, kind="channel", changes={f"tracks.{id}.open": False}) for id in "abc"]
    >>> ["".join(id for id, _ in one) for one in to_play(some, pairs=True)]
    ['', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc']
    """
    most = 1 if not pairs else len(levers) if len(levers) <= ALL_OF else 2
    apart = clashes(levers)
    return [
        tuple((one.id, 1.0) for one in some)
        for size in range(most + 1)
        for some in combinations(levers, size)
        if not any(frozenset((a.id, b.id)) in apart for a, b in combinations(some, 2))
    ]


@contextmanager
def keeping(sweep: Sweep, into: Path | None) -> Iterator[Shelf | None]:
    """The folder for finished combinations, if one is named. Raises AskError as ``shelf`` does."""
    if into is None:
        yield None
        return
    played = sweep.case.model_copy(update={"levers": (), "claims": ()})
    identity = {
        "engine": manifests.engine(),
        "counting": COUNTING,
        "case": case_hash(played),
        "seed": sweep.seed,
        "runs": sweep.runs,
        "rules": asdict(sweep.rules),
    }
    with shelf(into, "backchannel levers", identity) as held:
        yield held


def play(swept: Swept, wanted: Sequence[Pulled], engine: Engine, kept: Shelf | None, told: Told) -> None:
    """Play what has not been played yet and add it."""
    missing = [one for one in dict.fromkeys(wanted) if one not in swept.played]
    pieces = [Piece(swept.sweep, one) for one in missing]
    keys = [key_of(piece.said) for piece in pieces]
    before = len(swept.played)

    def tell(done: int, total: int) -> None:
        told(before + done, before + total)

    for one, arrays in zip(missing, each_kept(engine, work, pieces, keys, kept, tell), strict=True):
        swept.played[one] = arrays
