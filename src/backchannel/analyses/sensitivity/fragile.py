"""Which conclusions become others inside the 80% range of a single input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backchannel.analyses.played import FEW, Value
from backchannel.analyses.sensitivity.model import Counts, Model, Outcome, Refusers, share
from backchannel.analyses.sensitivity.tornado import SURE, Bar, Tornado

ENDS = ("low", "high")
NEAR = 2.0
"""Errors within which a share may as well lie on the other side of a line."""


@dataclass(frozen=True)
class Flip:
    """A conclusion that becomes another with one input at one end of its 80% range."""

    input: int
    end: str
    value: float
    becomes: str
    share: Value


@dataclass(frozen=True)
class Conclusion:
    """What is concluded as things stand. ``edge``: chance alone leaves it open; ``flips`` make it fragile."""

    kind: str
    id: str
    about: str
    by: str | None
    says: str
    now: str
    share: Value
    edge: bool
    flips: tuple[Flip, ...]

    @property
    def fragile(self) -> bool:
        """Whether one input alone turns it."""
        return bool(self.flips)


def conclusions(model: Model, found: Tornado, name: Callable[[str], str]) -> Iterator[Conclusion]:
    """Every outcome's conclusion, then who refuses most often at every level, each with what turns it.

    Where fewer than 30 runs count, nothing is concluded.
    An input turns a band where with it at one end the share lies in another band, by two errors, and the paired change
    exceeds what one of many would show by chance. It turns who refuses most where another leads there by as much.
    """
    for n, outcome in enumerate(model.outcomes):
        now = found.now(n)
        if now.value is None or now.error is None or _counted(found.base, n) < FEW:
            continue
        enough = {
            number: tuple(_counted(end, n) >= FEW for end in pair)
            for number, pair in zip(found.inputs, found.counts, strict=True)
        }
        flips = tuple(f for bar in found.bars(n) for f in _turned(outcome, now.value, bar, enough[bar.input]))
        yield Conclusion(
            "band" if outcome.what != "text" else "text", outcome.id, outcome.about, outcome.by, outcome.says,
            outcome.conclusion(now.value), now, _on_edge(outcome, now), flips,
        )  # fmt: skip
    for those in model.refusers:
        one = _who(those, found, name)
        if one is not None:
            yield one


def _on_edge(outcome: Outcome, now: Value) -> bool:
    assert now.value is not None
    assert now.error is not None
    told = {outcome.conclusion(now.value + k * NEAR * now.error) for k in (-1, 0, 1)}
    return len(told) > 1


def _counted(counts: Counts, outcome: int) -> int:
    """Runs in which there was anything to count."""
    return int((counts.tries[0, :, outcome] > 0).sum())


def _turned(outcome: Outcome, now: float, bar: Bar, enough: tuple[bool, ...]) -> Iterator[Flip]:
    mine = outcome.conclusion(now)
    for n, end in enumerate(ENDS):
        there, moved = bar.at[n], bar.changes[n]
        if not enough[n] or there.value is None or there.error is None or moved.value is None or moved.error is None:
            continue
        if abs(moved.value) <= SURE * moved.error:
            continue
        reach = [outcome.conclusion(there.value + k * NEAR * there.error) for k in (-1, 0, 1)]
        if mine not in reach:
            yield Flip(bar.input, end, bar.values[n], reach[1], there)


def refusal(those: Refusers, counts: Counts) -> dict[str, Value]:
    """The share of votes on a level in which each of some actors refuses, at one point; empty where none was taken."""
    if counts.refused is None or counts.voted is None or not counts.voted[0, :, those.level].any():
        return {}
    voted = counts.voted[0, :, those.level]
    return {actor: share(counts.refused[0, :, those.level, column], voted) for column, actor in those.actors}


def _lead(those: Refusers, counts: Counts, one: str, other: str) -> Value:
    """By how much the one refuses more often than the other."""
    assert counts.refused is not None
    assert counts.voted is not None
    columns = {actor: column for column, actor in those.actors}
    more = counts.refused[0, :, those.level, columns[one]] - counts.refused[0, :, those.level, columns[other]]
    return share(more, counts.voted[0, :, those.level])


def _ahead(lead: Value, errors: float) -> bool:
    return lead.value is not None and lead.error is not None and lead.value > errors * lead.error


def _who(those: Refusers, found: Tornado, name: Callable[[str], str]) -> Conclusion | None:
    """Who refuses a level most often; None where nobody does or one alone could."""
    shares = refusal(those, found.base)
    ranked = sorted(shares, key=lambda a: -(shares[a].value or 0.0))
    if len(ranked) < 2 or not shares[ranked[0]].value:
        return None
    first, second = ranked[:2]
    flips = []
    for number, values, pair in zip(found.inputs, found.ends, found.counts, strict=True):
        for n, end in enumerate(ENDS):
            there = refusal(those, pair[n])
            if not there:
                continue
            top = max(there, key=lambda a: there[a].value or 0.0)
            if top != first and _ahead(_lead(those, pair[n], top, first), SURE):
                flips.append(Flip(number, end, float(values[n]), name(top), there[top]))
    edge = not _ahead(_lead(those, found.base, first, second), NEAR)
    return Conclusion(
        "who", f"who:{those.about}", those.about, None, f"who refuses {name(those.about)} most often", name(first),
        shares[first], edge, tuple(flips),
    )  # fmt: skip
