"""Playing many runs of the game, in memory or into a folder that can be gone on with."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from backchannel.case.draws import Draws, sample
from backchannel.case.estimate import Estimate
from backchannel.case.schema import Case
from backchannel.conference import kernel
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import MONTHS, Plan
from backchannel.conference.planning import TEXTS, plan
from backchannel.core.errors import AskError
from backchannel.core.files import interrupts_wait
from backchannel.runs import chunks, folders, manifests
from backchannel.runs.engines import Here, Unordered
from backchannel.runs.folders import Kept, Store
from backchannel.runs.tables import cut, joined

Progress = Callable[[int, int], None]
HERE = Here()
MOST_ROUNDS = 32_767
"""Rounds are kept in 16 bits."""


@dataclass(frozen=True)
class Rules:
    """How the game is played, apart from the case.

    ``inner`` runs share a draw of the doubts (at least 1); ``texts`` is the most texts a level may have; ``months`` is
    the horizon, the case's unless given. Raises AskError for anything that cannot be played.
    """

    inner: int = 5
    texts: int = TEXTS
    months: float | None = None

    def __post_init__(self) -> None:
        for name, least in (("inner", 1), ("texts", 1)):
            if getattr(self, name) < least:
                raise AskError(f"{name} = {getattr(self, name)}: expected at least {least}")
        if self.months is not None and not (math.isfinite(self.months) and self.months > 0):
            raise AskError(f"months = {self.months}: expected more than 0; leave it out for the case's own horizon")

    def rounds(self, case: Case) -> int | None:
        """Rounds that the months make, None for the case's own horizon. Raises AskError for too many."""
        if self.months is None:
            return None
        rounds = max(1, round(self.months / MONTHS[case.case.round]))
        if rounds > MOST_ROUNDS:
            raise AskError(
                f"months = {self.months:g}: makes {rounds} rounds of a {case.case.round}, at most {MOST_ROUNDS}"
            )
        return rounds


@dataclass(frozen=True)
class Played:
    """Runs that were played: run ``r`` reads draw ``r // rules.inner`` of ``draws``.

    ``kept`` are the chunks, in memory or on disk; ``parts`` and ``whole`` are how to read them.
    """

    draws: Draws
    plan: Plan
    rules: Rules
    runs: int
    kept: Sequence[Courses] = field(repr=False)

    def parts(self) -> Iterator[Courses]:
        """The runs chunk after chunk, in order, one in memory at a time. Raises AskError naming a damaged chunk."""
        for chunk in self.kept:
            yield cut(chunk, self.runs - chunk.first)

    def whole(self) -> Courses:
        """All runs at once. Raises AskError naming a damaged chunk."""
        return joined(self.parts(), self.runs)


def prepared(
    case: Case, *, runs: int, seed: int = 1, rules: Rules = Rules(), instead: Mapping[str, Estimate] | None = None
) -> Plan:
    """The plan for some runs of a case: its doubts drawn ``ceil(runs / inner)`` times, whatever they ask looked up.

    Raises AskError for fewer than one run, a seed outside 0 .. 2**64 - 1, or a case that cannot be played.
    """
    if runs < 1:
        raise AskError(f"runs = {runs}: expected at least 1")
    rounds = rules.rounds(case)
    try:
        draws = sample(case, runs=-(-runs // rules.inner), seed=seed, instead=instead)
    except ValueError as error:
        raise AskError(str(error)) from None
    return plan(draws, inner=rules.inner, texts=rules.texts, rounds=rounds)


class Playing:
    """The work of an engine: a span of runs in, what happened in them out.

    It travels as the case and what was asked of it, which is small; where it arrives it is drawn and planned once.
    """

    def __init__(
        self,
        case: Case,
        runs: int,
        seed: int,
        rules: Rules,
        instead: Mapping[str, Estimate] | None,
        ready: Plan | None = None,
    ) -> None:
        self._asked = (case, runs, seed, rules, instead)
        self._ready = ready
        self._one = threading.Lock()

    def __reduce__(self) -> tuple[type[Playing], tuple[object, ...]]:
        return Playing, self._asked

    def __call__(self, span: range) -> Courses:
        """The runs of a span. Raises AskError where the case cannot be played."""
        with self._one:
            if self._ready is None:
                case, runs, seed, rules, instead = self._asked
                self._ready = prepared(case, runs=runs, seed=seed, rules=rules, instead=instead)
        return kernel.simulate(self._ready, span.start, len(span))


def simulate(
    case: Case,
    *,
    runs: int = 10_000,
    seed: int = 1,
    rules: Rules = Rules(),
    folder: Path | None = None,
    instead: Mapping[str, Estimate] | None = None,
    engine: Unordered = HERE,
    progress: Progress | None = None,
) -> Played:
    """Play ``runs`` runs of the game, run numbers from 0, and keep them in a folder if one is given.

    A folder that holds runs of the same case, seed, rules and engine is gone on with: what is there is checked and not
    played again, and the bits are those of one uninterrupted call, however the work was cut. ``instead`` holds
    estimates, by path, that take the place of the case's. ``engine`` is where the chunks are played; each is kept as it
    comes. ``progress`` is told (runs done, runs in all) before the first and after each chunk. Ctrl-C keeps the chunks
    that are done.

    Raises AskError where a folder is not ours, holds other runs, is damaged or worked in by another process, where the
    disk does not take a chunk, for runs that cannot be played, and as the engine does.

    >>> from backchannel.case.reading import find_case, read_case
    >>> played = simulate(read_case(find_case("geneva-ii")), runs=7, rules=Rules(inner=2, months=6))
    >>> played.draws.runs, played.plan.rounds, played.whole().force.shape
    (4, 6, (7, 6, 5))
    """
    ready = prepared(case, runs=runs, seed=seed, rules=rules, instead=instead)
    tell = progress or (lambda done, total: None)
    work = Playing(case, runs, seed, rules, instead, ready)
    if folder is not None:
        folder = folder.absolute()
        asked = manifests.manifest(ready, runs=runs, rules=asdict(rules), chunk_runs=chunks.SIZE, instead=instead)
        with folders.at_work(folder, asked) as store:
            _play_into(store, work, runs, engine, tell)
        return Played(ready.draws, ready, rules, runs, Kept(store, runs))
    spans = [range(first, min(first + chunks.SIZE, runs)) for first in range(0, runs, chunks.SIZE)]
    done = tuple(engine.each(work, spans, lambda so_far, _: tell(sum(map(len, spans[:so_far])), runs)))
    return Played(ready.draws, ready, rules, runs, done)


def opened(case: Case, folder: Path, *, instead: Mapping[str, Estimate] | None = None) -> Played:
    """The runs that a folder holds of a case, read only; seed and rules are the folder's, and nothing is played.

    Where the folder is unfinished, those from the first without a gap. Raises AskError where it holds runs of another
    case or engine, none at all, or is damaged.
    """
    folder = folder.absolute()
    store = folders.look(folder)
    said = store.manifest.said
    try:
        rules = Rules(**said["rules"])
    except (TypeError, AskError):
        raise AskError(
            f"{folder / manifests.NAME}: is damaged: its rules cannot be played. Move {folder} away"
        ) from None
    one = prepared(case, runs=1, seed=said["seed"], rules=rules, instead=instead)
    there = manifests.manifest(one, runs=1, rules=said["rules"], chunk_runs=store.manifest.size, instead=instead)
    folders.agree(store, there)
    runs = folders.kept(folder)
    if not runs:
        raise AskError(f"{folder}: holds no runs yet; give `backchannel simulate` with this folder first")
    ready = prepared(case, runs=runs, seed=said["seed"], rules=rules, instead=instead)
    return Played(ready.draws, ready, rules, runs, Kept(store, runs))


def _play_into(store: Store, work: Playing, runs: int, engine: Unordered, tell: Progress) -> None:
    """Play what is missing: chunks that are not there, and a last one that now has to be longer."""
    spans = [store.span(number, runs) for number in range(store.count(runs))]
    there = [store.find(number) for number in range(len(spans))]
    missing = [
        n for n, (span, chunk) in enumerate(zip(spans, there, strict=True)) if chunk is None or chunk.count < len(span)
    ]
    done = runs - sum(len(spans[n]) for n in missing)
    tell(done, runs)
    with closing(engine.as_done(work, [spans[n] for n in missing])) as played:
        for at, courses in played:
            number = missing[at]
            with interrupts_wait():
                try:
                    store.keep(number, courses)
                except OSError as error:
                    raise AskError(
                        f"{store.folder}: chunk {number:05d} could not be written: {error.strerror or error}. "
                        f"{done} runs are kept whole; when that is mended, the same command goes on with them"
                    ) from None
                done += len(spans[number])
                tell(done, runs)
