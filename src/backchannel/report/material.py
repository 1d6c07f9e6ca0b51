"""What the sections of a report are made from: one redacted case and the Findings computed from it, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from time import process_time

from backchannel.analyses.actor_map import actor_map
from backchannel.analyses.brief import brief_of, looked_at
from backchannel.analyses.claims import judged
from backchannel.analyses.forecast import forecast_of
from backchannel.analyses.levers import levers
from backchannel.analyses.litmus import gaps
from backchannel.analyses.opinions import opinions
from backchannel.analyses.packages import Ranges, blocking
from backchannel.analyses.positions import positions
from backchannel.analyses.register import register
from backchannel.analyses.released import released
from backchannel.analyses.sensitivity.analysis import sensitivity
from backchannel.analyses.stability import stability
from backchannel.analyses.watch import watch_of
from backchannel.case.draws import sample
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding
from backchannel.core.labels import Label
from backchannel.core.words import listing
from backchannel.report.document import Section
from backchannel.runs import Played, Rules, simulate
from backchannel.runs.engines import Engine, Here, Told

Making = Callable[["Material"], Section | None]
"""What makes a section; None where the case does not support it."""

HERE = Here()
GAME = 2000
"""Runs of the game behind the forecast unless said."""

LEAST_MOVED = 20
"""Runs at each end that `sensitivity` asks for at least."""


@dataclass(frozen=True)
class Effort:
    """How many draws or runs each analysis takes, in proportion to the runs of the forecast."""

    game: int = GAME

    def _part(self, share: float, least: int) -> int:
        return max(least, round(self.game * share))

    @property
    def draws(self) -> int:
        """Draws of the doubts behind ranges, blockers and gaps."""
        return self._part(0.25, 10)

    @property
    def levers(self) -> int:
        """Runs with each lever pulled."""
        return self._part(0.1, 10)

    @property
    def moved(self) -> int:
        """Runs at each end of an input that is moved."""
        return self._part(0.06, LEAST_MOVED)

    @property
    def released(self) -> int:
        """Runs behind a figure that is released, which is told as a range of five hundredths and more."""
        return self._part(0.25, 10)

    @property
    def opinions(self) -> int:
        """Draws put to the published models."""
        return self._part(0.1, 10)

    @property
    def stability(self) -> int:
        """Draws of the model of options."""
        return self._part(0.03, 10)

    @property
    def claims(self) -> int:
        """Draws that claims are held against; half as many runs of the game."""
        return self._part(0.1, 10)


INNER = 5
TRIED = 5
"""Inputs that are moved one at a time."""


@dataclass
class Material:
    """A redacted case, for whom, and what follows from it. What the case does not support is None.

    ``release`` makes the figures that somebody released from the whole case, and is all that knows it. ``sections`` are
    those made so far, by the module that makes them; ``missing`` says in words what was left out and why; ``seconds``
    how much computing each Finding took.
    """

    case: Case
    profile: Label
    plays: bool
    release: Release | None = field(default=None, repr=False)
    seed: int = 1
    effort: Effort = field(default_factory=Effort)
    level: str | None = None
    sections: dict[str, Section | None] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def copied(self) -> str:
        """What a figure of a redacted case says of itself; nothing where nothing was left out."""
        return "" if self.profile is Label.SECRET else "computed from this copy"

    def name(self, id: object) -> str:
        """What to call a record."""
        return self.case.name(str(id))

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = process_time()
        try:
            yield
        finally:
            self.seconds[what] = self.seconds.get(what, 0.0) + process_time() - began

    def _asked(self, what: str, ask: Callable[[], Finding], *, plays: bool = True) -> Finding | None:
        """An answer, or None where the case does not support it."""
        if plays and not self.plays:
            return None
        try:
            with self._timed(what):
                return ask()
        except AskError as error:
            self.missing[what] = str(error).partition(";")[0]
            return None

    # --- what is shared ---

    @cached_property
    def at(self) -> Ranges | None:
        """Which texts are acceptable at the table and in the corridor, on the draws of the ranges."""
        if not self.plays:
            return None
        try:
            with self._timed("ranges"):
                return looked_at(self.case, runs=self.effort.draws, seed=self.seed, level=self.level)
        except AskError as error:
            self.missing["ranges"] = str(error).partition(";")[0]
            return None

    @cached_property
    def played(self) -> Played | None:
        """The runs that forecast, ladder and watch list count."""
        if not self.plays:
            return None
        try:
            with self._timed("game"):
                return simulate(self.case, runs=self.effort.game, seed=self.seed, rules=Rules(inner=INNER))
        except AskError as error:
            self.missing["forecast"] = str(error).partition(";")[0]
            return None

    # --- the Findings ---

    @cached_property
    def released(self) -> Finding | None:
        """Figures of the whole case that somebody released."""
        return None if self.release is None else self.release().found["released"]

    @cached_property
    def brief(self) -> Finding | None:
        """Why not, who, what opens it, who could break it."""
        at = self.at
        return None if at is None else self._asked("brief", lambda: brief_of(at, level=self.level))

    @cached_property
    def blocking(self) -> Finding | None:
        """Who blocks, and by how much."""
        at = self.at
        return None if at is None else self._asked("blockers", lambda: blocking(at))

    @cached_property
    def litmus(self) -> Finding | None:
        """Gaps, expectations, agendas; where nothing private is left only the public half means anything."""
        draws = self.effort.draws
        return self._asked("litmus", lambda: gaps(sample(self.case, runs=draws, seed=self.seed)))

    @cached_property
    def map(self) -> Finding | None:
        """Who is linked to whom."""
        return self._asked("map", lambda: actor_map(self.case), plays=False)

    @cached_property
    def positions(self) -> Finding | None:
        """What each actor says and wants."""
        return self._asked("positions", lambda: positions(self.case), plays=False)

    @cached_property
    def register(self) -> Finding:
        """Where every number comes from."""
        with self._timed("register"):
            return register(self.case)

    @cached_property
    def forecast(self) -> Finding | None:
        """How likely what is by when."""
        played = self.played
        return None if played is None else self._asked("forecast", lambda: forecast_of(played, what_if=False))

    @cached_property
    def watch(self) -> Finding | None:
        """What signs would tell."""
        played = self.played
        return None if played is None else self._asked("watch list", lambda: watch_of(played))

    @cached_property
    def levers(self) -> Finding | None:
        """What levers would change, one at a time."""
        runs, rules = self.effort.levers, Rules(inner=1)
        return self._asked("levers", lambda: levers(self.case, runs=runs, seed=self.seed, rules=rules, pairs=False))

    @cached_property
    def sensitivity(self) -> Finding | None:
        """Which conclusions one input alone turns."""
        runs = self.effort.moved
        return self._asked("sensitivity", lambda: sensitivity(self.case, runs=runs, seed=self.seed, most=TRIED))

    @cached_property
    def opinions(self) -> Finding | None:
        """Where published models say a decision would come down."""
        runs = self.effort.opinions
        return self._asked("opinions", lambda: opinions(self.case, runs=runs, seed=self.seed, level=self.level))

    @cached_property
    def stability(self) -> Finding | None:
        """What would last once there."""
        runs = self.effort.stability
        return self._asked("stability", lambda: stability(self.case, runs=runs, seed=self.seed, level=self.level))

    @cached_property
    def claims(self) -> Finding | None:
        """What the text behind the case claims, tested."""
        if not self.case.claims:
            return None
        runs = self.effort.claims
        return self._asked("claims", lambda: judged(sample(self.case, runs=runs, seed=self.seed)))

    def all(self, steps: Iterable[Step], told: Told, engine: Engine = HERE) -> None:
        """Make what some steps make, wherever the engine does them, and with them the figures that were released."""
        work: list[Callable[[], Made]] = [partial(step, self._bare()) for step in steps]
        if self.release is not None:
            work.insert(0, self.release)
        for made in engine.each(do, work, told):
            vars(self).update(made.found)
            self.sections |= made.sections
            self.missing |= made.missing
            self.seconds |= made.seconds
        self.release = None  # from here on nothing knows the whole case

    def _bare(self) -> Material:
        return Material(self.case, self.profile, self.plays, None, self.seed, self.effort, self.level)

    def section(self, make: Making) -> Section | None:
        """A section, made now unless it was made where its Findings were."""
        if make.__module__ not in self.sections:
            self.sections[make.__module__] = make(self)
        return self.sections[make.__module__]

    def apology(self) -> str:
        """What this copy cannot answer, in one sentence; nothing where it answers all."""
        if not self.missing:
            return ""
        return f"left out for want of what they need: {listing(sorted(self.missing))}."


@dataclass(frozen=True)
class Made:
    """What came of a step: Findings and sections, what the case does not support, and the computing it took."""

    found: Mapping[str, Finding | None]
    sections: Mapping[str, Section | None] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Findings that are made together, since they share what they are made from, and sections that show no others."""

    findings: tuple[str, ...]
    sections: tuple[Making, ...] = ()

    def __call__(self, bare: Material) -> Made:
        """Make them, from a case of which nothing is made so far. What they were made from besides stays here."""
        found = {name: getattr(bare, name) for name in self.findings}
        for one in self.sections:
            bare.section(one)
        return Made(found, bare.sections, bare.missing, bare.seconds)


@dataclass(frozen=True)
class Release:
    """The figures of the whole case that somebody released, the one thing that is not made from what is left."""

    case: Case
    profile: Label
    runs: int
    seed: int

    def __call__(self) -> Made:
        """Make them."""
        return Made({"released": released(self.case, self.profile, runs=self.runs, seed=self.seed)})


def do(work: Callable[[], Made]) -> Made:
    """Do one step; where that is, is up to an engine."""
    return work()
