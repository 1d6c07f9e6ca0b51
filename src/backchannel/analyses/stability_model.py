"""A case as a graph model: what actors can do about one text at one level, and what each prefers in every draw.

Options, each of the actor that has it:

* *accept* the text: each actor of the level's signer rule, and each that could undo the level;
* *walk out*: those of them with a seat on the track; one who has walked out cannot accept;
* *attack*: each group of the level's `breakage`;
* *cut support*: each backer, to all whom it supports;
* *guarantee*: each guarantor, its promises at the level.

The text is in force where the signers who accept meet the rule and nobody who could undo it refuses. What a state is
worth to an actor, in shares of total stakes per period, is what fighting on is worth to it, with the support that then
flows, and where the text is in force its surplus over that from the acceptance inequality (``theory/acceptance.py``)
over the life that the attacks made leave to the text: ``w + m S``, m of ``lasting``. An attack costs its group
`attacking_cost`; who has not walked out has `attending_benefit` less `attending_cost`.

Only actors with a stance prefer anything, and only they have options; other groups attack as often as coded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.estimate import Estimate
from backchannel.case.schema import Case, Level, Track
from backchannel.conference.inequality import surplus_at, terms
from backchannel.conference.range import at_index, find, has_seat, nearest, part_values
from backchannel.conference.signing import Row, offered
from backchannel.conference.state import Floats, State, build
from backchannel.conference.texts import Texts, grid
from backchannel.core.errors import AskError
from backchannel.core.jit import on_arrays
from backchannel.core.words import listing, within
from backchannel.theory.acceptance import lasting
from backchannel.theory.graphmodel.moves import Flags, Groups, Longs
from backchannel.theory.graphmodel.options import exclusive, from_options
from backchannel.theory.implementation import breakage

KINDS = ("accept", "attack", "guarantee", "cut", "walk_out")
CERTAIN, NOTHING = Estimate.model_validate(1.0), Estimate.model_validate(0.0)
"""The neutral values of what a case may leave unsaid: a group attacks, no support is withheld."""


@dataclass(frozen=True)
class Option:
    """Something an actor can do: ``about`` names the ties that are cut or the guarantees given."""

    kind: str
    actor: str
    about: tuple[str, ...] = ()

    def words(self, case: Case) -> str:
        """The option as what is done."""
        who = case.name(self.actor)
        verb = {"accept": "accept", "attack": "attack", "guarantee": "give guarantees", "walk_out": "walk out"}
        if self.kind == "cut":
            clients = dict.fromkeys(t.target for t in case.ties if t.id in self.about)
            return f"{who}: cut support to {listing([within(case.name(c)) for c in clients])}"
        return f"{who}: {verb[self.kind]}"


@dataclass(frozen=True)
class CaseModel:
    """A level on a track as a graph model, its options and what is worth how much to whom in each draw.

    ``actors`` are those who move; ``in_force`` [state] where the text is; ``left_out`` options for which there was no
    room. As a sequence of runs it gives payoffs [actor, state], made when asked for.
    """

    case: Case
    level: Level
    track: Track
    options: tuple[Option, ...]
    left_out: tuple[Option, ...]
    actors: tuple[str, ...]
    moves: Groups
    in_force: Flags
    acceptable: Flags
    """[run] whether the text is acceptable to all who must sign, with no promise and the attacks as coded."""
    wording: str
    draws: Draws = field(repr=False)
    war: Floats = field(repr=False)  # [circumstance, run, actor]
    gain: Floats = field(repr=False)  # [circumstance, run, actor]
    stay: Floats = field(repr=False)  # [run, actor] what a session is worth
    price: Floats = field(repr=False)  # [run, actor] what an attack costs
    circumstance: Longs = field(repr=False)  # [state]
    out: Flags = field(repr=False)  # [actor, state] has walked out
    attacks: Flags = field(repr=False)  # [actor, state]

    def __len__(self) -> int:
        return int(self.war.shape[1])

    def __getitem__(self, run: int) -> NDArray[np.float64]:
        war, gain = self.war[:, run].T[:, self.circumstance], self.gain[:, run].T[:, self.circumstance]
        worth = war + np.where(self.in_force, gain, 0.0)
        worth += np.where(self.out, 0.0, self.stay[run][:, None])
        return np.asarray(worth - np.where(self.attacks, self.price[run][:, None], 0.0), dtype=np.float64)

    def outcomes(self) -> list[tuple[str, Longs]]:
        """What comes of the states, in words, and which states come to it: who accepts counts only where it decides."""
        outer = [k for k, o in enumerate(self.options) if o.kind != "accept"]
        done = self.moves.decimal & sum(1 << k for k in outer)
        keys, which = np.unique(done * 2 + self.in_force, return_inverse=True)
        out = []
        for n, key in enumerate(keys.tolist()):
            words = ["the text in force" if key & 1 else "no text"]
            words += [self.options[k].words(self.case) for k in outer if key >> (k + 1) & 1]
            out.append(("; ".join(words), np.flatnonzero(which == n)))
        return out

    @property
    def only_accepted(self) -> Flags:
        """Where nothing is done but to accept [state]."""
        others = sum(1 << k for k, o in enumerate(self.options) if o.kind != "accept")
        return np.asarray(self.moves.decimal & others == 0, dtype=np.bool_)

    def accepting(self, state: int) -> list[int]:
        """Who accepts in a state, as numbers of ``actors``."""
        return [self.actors.index(o.actor) for o in self.taken(state) if o.kind == "accept"]

    def taken(self, state: int) -> tuple[Option, ...]:
        """The options taken in a state."""
        return tuple(o for k, o in enumerate(self.options) if int(self.moves.decimal[state]) >> k & 1)


def model_of(state: State, level: Level, track: Track, *, most: int) -> CaseModel:
    """The graph model of a level on a track, with at most ``most`` options; ``state`` of a case :func:`spelt_out`.

    Raises AskError where those who accept or refuse are more than that, or one of them has no stance.
    """
    draws, case = state.draws, state.case
    texts = grid(case, level)
    range_ = find(state, level, track, "none", texts)
    index = nearest(range_)
    margin = part_values(range_.setting.program, at_index(range_.setting, texts, np.full(draws.runs, index))).min(
        axis=1
    )
    options, left_out = _options(state, level, track, most)
    actors = tuple(a for a in state.actors if any(o.actor == a for o in options))
    number = {(o.kind, o.actor): k for k, o in enumerate(options)}
    pairs = [exclusive([number["accept", a], number["walk_out", a]]) for kind, a in number if kind == "walk_out"]
    moves = from_options(
        len(options),
        [[actors.index(o.actor)] for o in options],
        [p for each in pairs for p in each],
        actors=len(actors),
    )
    taken = (moves.decimal[:, None] >> np.arange(len(options)) & 1).astype(np.bool_)
    outer = [k for k, o in enumerate(options) if o.kind in ("attack", "cut", "guarantee")]
    bits, circumstance = np.unique(taken[:, outer], axis=0, return_inverse=True)
    columns = [state.index(a) for a in actors]
    war, gain = _worth(draws, level, track, columns, actors, [options[k] for k in outer], bits, texts, index)

    def each(name: str) -> Floats:
        return np.stack([draws.of(f"actors.{a}.{name}", 0.0) for a in actors], axis=1)

    seated = np.array([("walk_out", a) in number for a in actors])
    return CaseModel(
        case=case,
        level=level,
        track=track,
        options=options,
        left_out=left_out,
        actors=actors,
        moves=moves,
        in_force=_in_force(case, level, options, taken),
        acceptable=margin >= 0,
        wording=", ".join(f"{within(case.name(k))} {term:g}" for k, term in texts.describe(index).items()),
        draws=draws,
        war=war,
        gain=gain,
        stay=np.where(seated, each("attending_benefit") - each("attending_cost"), 0.0),
        price=each("attacking_cost"),
        circumstance=circumstance.reshape(-1).astype(np.int64),
        out=_does("walk_out", actors, number, taken),
        attacks=_does("attack", actors, number, taken),
    )


def _does(kind: str, actors: Sequence[str], number: dict[tuple[str, str], int], taken: Flags) -> Flags:
    nobody = np.zeros(len(taken), dtype=np.bool_)
    return np.stack([taken[:, number[kind, a]] if (kind, a) in number else nobody for a in actors])


def _options(state: State, level: Level, track: Track, most: int) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Acceptance first, then the other kinds in turn, as many as there is room for."""
    case, deciding = state.case, set(state.actors)
    must = [a for a in dict.fromkeys([*level.signers.actors(), *level.ratifiers]) if a in deciding]
    if len(must) > most:
        raise AskError(f"{len(must)} actors accept or refuse at level {level.id}, and --most is {most}; raise it")
    backing: dict[str, list[str]] = {}
    for tie in case.ties:
        if tie.support is not None and tie.source in deciding:
            backing.setdefault(tie.source, []).append(str(tie.id))
    giving: dict[str, list[str]] = {}
    for g in offered(case, level, "all"):
        if g.guarantor in deciding:
            giving.setdefault(str(g.guarantor), []).append(g.id)
    kinds: list[list[Option]] = [
        [Option("attack", b.group) for b in level.breakage if b.group in deciding],
        [Option("guarantee", a, tuple(ids)) for a, ids in giving.items()],
        [Option("cut", a, tuple(ids)) for a, ids in backing.items()],
        [Option("walk_out", a) for a in must if a in level.signers.actors() and has_seat(case, a, track)],
    ]
    others = [o for turn in zip_longest(*kinds) for o in turn if o is not None]
    room = most - len(must)
    kept = sorted(others[:room], key=lambda o: KINDS.index(o.kind))
    return (*(Option("accept", a) for a in must), *kept), tuple(others[room:])


def _in_force(case: Case, level: Level, options: Sequence[Option], taken: Flags) -> Flags:
    """Where the signers who accept meet the rule and all who could undo the level accept [state]."""
    accepts = {o.actor: k for k, o in enumerate(options) if o.kind == "accept"}
    rule = level.signers
    columns = list(accepts.values())
    known: dict[tuple[bool, ...], bool] = {}
    out = np.zeros(len(taken), dtype=np.bool_)
    for s, row in enumerate(taken[:, columns].tolist()):
        key = tuple(row)
        if key not in known:
            yes = {a for a, said in zip(accepts, key, strict=True) if said}
            known[key] = rule.satisfied(yes, case.heaviest) and all(r in yes for r in level.ratifiers if r in accepts)
        out[s] = known[key]
    return out


def _worth(
    drawn: Draws, level: Level, track: Track, columns: Sequence[int], actors: Sequence[str],
    options: Sequence[Option], bits: Flags, texts: Texts, index: int,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Worth of fighting on and of the text over it [circumstance, run, actor], for each set of outer options taken."""
    war = np.empty((len(bits), drawn.runs, len(actors)))
    gain = np.empty_like(war)
    built: dict[tuple[str, ...], State] = {}
    z, waits = texts.terms[:, [index]].T, texts.waits[texts.pattern[[index]]]
    could = [o.actor for o in options if o.kind == "attack"]
    for n, row in enumerate(bits.tolist()):
        taken = [o for o, said in zip(options, row, strict=True) if said]
        cut = tuple(id for o in taken if o.kind == "cut" for id in o.about)
        if cut not in built:
            built[cut] = build(_with(drawn, {f"ties.{id}.withheld": 1.0 for id in cut}))
        attacking = {o.actor for o in taken if o.kind == "attack"}
        tried = {f"levels.{level.id}.breakage.{g}.attack": float(g in attacking) for g in could}
        here = replace(built[cut], draws=_with(built[cut].draws, tried))
        given = {id for o in taken if o.kind == "guarantee" for id in o.about}
        rows = tuple(
            Row(a, tuple(g.id for g in drawn.case.guarantees if g.id in given and g.beneficiary == a))
            for a in here.actors
        )
        surplus = surplus_at(terms(here, level, track, rows), z, waits)
        war[n] = here.war[:, columns]
        gain[n] = (surplus * _life(here, level))[:, columns]
    return war, gain


def _with(draws: Draws, values: Mapping[str, float]) -> Draws:
    """The same draws with some inputs certain; what was used of either is known to both."""
    matrix = draws.matrix.copy()
    for path, value in values.items():
        matrix[draws.rows[path]] = value
    return replace(draws, matrix=matrix)


def _life(state: State, level: Level) -> Floats:
    """Weight of what lasts as long as the text does, by the attacks on it and each actor's patience [run, actor]."""
    draws = state.draws
    tried = [
        (draws.of(f"levels.{level.id}.breakage.{b.group}.attack", 1.0),
         draws.of(f"levels.{level.id}.breakage.{b.group}.effect", 0.0))
        for b in level.breakage
    ]  # fmt: skip
    if not tried:
        return np.ones_like(state.patience)
    chi = breakage(np.stack([a for a, _ in tried], axis=1), np.stack([e for _, e in tried], axis=1))
    return np.asarray(on_arrays(lasting)(chi[:, None], state.patience), dtype=np.float64)


def spelt_out(case: Case) -> Case:
    """The same case with everything said that an option may change: what is withheld, and how often groups attack."""
    ties = tuple(
        t.model_copy(update={"withheld": NOTHING}) if t.support is not None and t.withheld is None else t
        for t in case.ties
    )
    levels = tuple(
        x.model_copy(
            update={
                "breakage": tuple(
                    b.model_copy(update={"attack": CERTAIN}) if b.attack is None else b for b in x.breakage
                )
            }
        )
        for x in case.levels
    )
    return case.model_copy(update={"levels": levels, "ties": ties})
