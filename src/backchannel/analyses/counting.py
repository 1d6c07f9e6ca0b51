"""What can be counted of runs of the game: one quantity a name, each a ratio of two numbers a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.asking import the_table
from backchannel.analyses.happening import NEVER, done, ended
from backchannel.analyses.happening import signed as signed_by
from backchannel.analyses.recognised import saliences
from backchannel.analyses.surmising import learnt
from backchannel.case.schema import Case, Cell
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import MONTHS, NONE, Plan
from backchannel.core.errors import AskError

Floats = NDArray[np.float64]
Counts = tuple[Floats, Floats]
"""Two numbers a run [run]: what was counted and out of how much. A value is the ratio of their totals."""

ANY, CLOSING = "any", "closing"
MOST = 600.0
"""Months that a row may ask for at the most."""


@dataclass(frozen=True)
class Look:
    """One row that is asked for, and the runs it is counted in."""

    row: Mapping[str, Cell]
    c: Courses
    p: Plan

    @property
    def case(self) -> Case:
        """The case that is played."""
        return self.p.case

    def rounds(self, key: str = "months") -> int:
        """Rounds that a number of months makes."""
        return round(float(self.row[key]) / self.p.months)

    def by(self) -> int | NDArray[np.int64]:
        """Rounds until a date, or until each run's conference is over."""
        if self.row["months"] != CLOSING:
            return self.rounds()
        table = the_table(self.case)
        assert table is not None
        return np.minimum(ended(self.c, self.p, self.track(table.id)), self.p.rounds)

    def levels(self) -> list[int]:
        """Numbers of the levels a row is about."""
        ids = [level.id for level in self.p.levels]
        return list(range(len(ids))) if self.row["level"] == ANY else [ids.index(str(self.row["level"]))]

    def track(self, id: str) -> int:
        """Number of a track."""
        return [t.id for t in self.p.tracks].index(id)

    def tracks(self, *, formal: bool) -> list[int]:
        """Numbers of the tracks a row is about; all of a kind unless it names one."""
        if "track" in self.row:
            return [self.track(str(self.row["track"]))]
        return [n for n, t in enumerate(self.p.tracks) if t.formal == formal]

    def actor(self) -> int:
        """Column of the actor a row is about."""
        return self.p.state.actors.index(str(self.row["actor"]))

    def every(self, values: Any) -> Counts:
        """A number of each run, out of all runs."""
        return np.asarray(values, dtype=np.float64), np.ones(self.c.count)

    def of_draws(self, values: Floats) -> Counts:
        """A number of each draw, as one of its runs."""
        return self.every(values[np.arange(self.c.first, self.c.first + self.c.count) // self.p.inner])


def _first(look: Look) -> NDArray[np.int64]:
    """Rounds until the first signature at any level of a row [run]."""
    when = signed_by(look.c, look.levels(), look.tracks(formal=True))
    return np.asarray(when.min(axis=1))


def _signed(look: Look) -> Counts:
    return look.every(_first(look) <= look.by())


def _hazard(look: Look) -> Counts:
    first, since, until = _first(look), look.rounds("since"), look.rounds()
    at_risk = np.clip(np.minimum(first, until) - since, 0, None) * look.p.months
    return ((first > since) & (first <= until)).astype(np.float64), at_risk.astype(np.float64)


def _held(look: Look) -> Counts:
    lv, stands = look.levels()[0], max(1, look.rounds("stands"))
    first = done(look.c.signed[:, lv])
    shown = (first < NEVER) & (first - 1 + stands <= look.rounds())
    return (shown & (look.c.lasted[:, lv] >= stands)).astype(np.float64), shown.astype(np.float64)


def _in_force(look: Look) -> Counts:
    return look.every(look.c.force[:, look.rounds() - 1][:, look.levels()].any(axis=1))


def _endorsed(look: Look) -> Counts:
    return look.every((done(look.c.endorsed[:, look.levels()]) <= look.rounds()).any(axis=1))


def _agreed(look: Look) -> Counts:
    return look.every(look.c.agreed[:, : look.rounds()][:, :, look.levels()].any(axis=(1, 2)))


def _attends(look: Look) -> Counts:
    return look.every(look.c.present[:, : look.rounds(), look.actor()].any(axis=1))


def _meetings(look: Look) -> Counts:
    met = look.c.sessions[:, : look.rounds()][:, :, look.tracks(formal=False)].sum(axis=(1, 2))
    return met.astype(np.float64), np.full(look.c.count, look.rounds() * look.p.months)


def _series(name: str) -> Callable[[Look], Counts]:
    return lambda look: look.every(getattr(look.c, name)[:, look.rounds() - 1])


def _private_gap(look: Look) -> Counts:
    if look.rounds() == 0:
        return look.of_draws(apart(look.p, look.p.state.ideal))
    return look.every(100.0 * look.c.gap[:, look.rounds() - 1])


def _public_gap(look: Look) -> Counts:
    state = look.p.state
    return look.of_draws(apart(look.p, np.where(state.has_line[None, :, :], state.line, state.ideal)))


def apart(p: Plan, at: Floats) -> Floats:
    """Mean distance between backers of different sides [draw], 0 to 100, where actors stand [draw, actor, issue]."""
    pairs = [(a, b) for a in p.backers for b in p.backers if a < b and p.side[a] != p.side[b]]
    if not pairs:
        raise AskError("backers of two sides are needed for a gap between them, and this case has none")
    return np.asarray(100.0 * np.mean([np.abs(at[:, a] - at[:, b]).mean(axis=1) for a, b in pairs], axis=0))


def _learnt(look: Look) -> Counts:
    return look.every(learnt(look.p, look.levels()[0], look.c.trust[:, look.rounds() - 1], look.c.first))


def _salience_lead(look: Look) -> Counts:
    if look.p.leadership == NONE:
        raise AskError("no issue of this case is tagged as the leadership")
    s = saliences(look.p, look.actor())
    others = np.delete(s, look.p.leadership, axis=1)
    return look.of_draws(s[:, look.p.leadership] - others.max(axis=1))


def _expects(look: Look) -> Counts:
    outcome = next((o.id for o in look.case.outcomes if o.level == look.row["level"]), None)
    path = f"expectations.{look.row['actor']}.{outcome}.now"
    expected = look.p.draws.get(path)
    if expected is None:
        raise AskError(f"{look.row['actor']} expects nothing of an outcome at level {look.row['level']} in this case")
    return look.of_draws(expected)


@dataclass(frozen=True)
class Item:
    """A quantity: how it is counted, the keys of a row that it needs and may have, its unit, in words."""

    count: Callable[[Look], Counts]
    needs: frozenset[str]
    may: frozenset[str]
    unit: str
    says: str


def _item(count: Callable[[Look], Counts], needs: str, unit: str, says: str, may: str = "") -> Item:
    return Item(count, frozenset(needs.split()), frozenset(may.split()), unit, says)


SHARE = "share of runs"
ITEMS: dict[str, Item] = {
    "signed": _item(
        _signed, "level months", SHARE, "a text of the level is signed within so many months, or by `closing`", "track"
    ),
    "hazard": _item(
        _hazard, "level since months", "per month", "a first text is signed after `since` and by `months`", "track"
    ),
    "held": _item(
        _held,
        "level stands months",
        "share of first texts",
        "the first text stands for `stands` months, among those signed early enough for it to show within `months`",
    ),
    "in_force": _item(_in_force, "level months", SHARE, "a text of the level is in force after so many months"),
    "endorsed": _item(
        _endorsed,
        "level months",
        SHARE,
        "a corridor's text has come to the table by then and all who agreed it stood by it",
    ),
    "agreed": _item(_agreed, "level months", SHARE, "some corridor has held a text by then"),
    "attends": _item(_attends, "actor months", SHARE, "the actor has come to a formal session by then"),
    "meetings": _item(_meetings, "months", "per month", "meetings of corridors, or of one track, until then", "track"),
    "represented": _item(_series("represented"), "months", "share", "least share a signing body speaks for, by then"),
    "fighting": _item(_series("fighting"), "months", "today = as coded", "intensity of the fighting then"),
    "leaning": _item(_series("leaning"), "months", "share", "share of insiders' weight that leans to a known text"),
    "private_gap": _item(
        _private_gap, "months", "points of 100", "mean private distance between backers of different sides; 0 = now"
    ),
    "public_gap": _item(_public_gap, "", "points of 100", "mean distance between their public lines, which stand"),
    "learnt": _item(
        _learnt, "level months", "bits", "what the level's signers have learnt of the others' word by then"
    ),
    "salience_lead": _item(
        _salience_lead,
        "actor",
        "share",
        "how far the leadership outweighs the actor's weightiest other issue, once it has been recognised",
    ),
    "expects": _item(_expects, "actor level", "probability", "what the actor expects of the outcome at that level"),
}
"""What can be counted. ``level: any`` counts texts of any level; tracks are the formal ones unless a row names one."""


def months_of(case: Case, row: Mapping[str, Cell]) -> float:
    """Months that have to be played for a row. Raises AskError where a row asks for what is no item or no number."""
    item = ITEMS.get(str(row.get("item")))
    if item is None:
        raise AskError(f"a row of the game needs an `item`, one of {', '.join(ITEMS)}")
    unknown, missing = set(row) - item.needs - item.may - {"item"}, item.needs - set(row)
    if unknown or missing:
        wants = ", ".join(sorted(item.needs)) + (f" and perhaps {', '.join(sorted(item.may))}" if item.may else "")
        raise AskError(f"a row on {row['item']} is made of {wants or 'its name alone'}")
    _names(case, row)
    length = MONTHS[case.case.round]
    for key in ("since", "months", "stands"):
        said = row.get(key)
        if key not in row or (key == "months" and said == CLOSING and row["item"] == "signed"):
            continue
        least = 0.0 if key == "since" or (key, row["item"]) == ("months", "private_gap") else 1.0
        if said is None or isinstance(said, bool | str) or not float(said) >= least * length or float(said) > MOST:
            raise AskError(
                f"`{key}` of a row on {row['item']} has to be a number of months, from one round to {MOST:g}"
            )
    if row.get("months") == CLOSING:
        if the_table(case) is None:
            raise AskError("the case has no table that could close")
        return float(case.case.horizon_months)
    return max(float(row.get("months", 0)), length)


def _names(case: Case, row: Mapping[str, Cell]) -> None:
    deciding = {s.actor for s in case.stances}
    known = {
        "level": [ANY, *(level.id for level in case.levels)],
        "track": [t.id for t in case.tracks],
        "actor": [a.id for a in case.actors if a.id in deciding or row["item"] == "expects"],
    }
    for key, ids in known.items():
        if key in row and (row[key] not in ids or (row[key] == ANY and row["item"] in ("held", "learnt", "expects"))):
            raise AskError(f"a row on {row['item']} names a {key} that is not there or does not serve it")
