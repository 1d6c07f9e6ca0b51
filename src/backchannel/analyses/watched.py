"""How much signs tell, one row a sign or channel and question: what claims about what to watch are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backchannel.analyses.asking import SEED, manifest
from backchannel.analyses.played import set_up
from backchannel.analyses.signs import About, Sign, Watched, abouts, for_eyes, gathered, label_of_sign
from backchannel.analyses.states import CORRIDOR, TABLE
from backchannel.analyses.tallying import Asked, asked
from backchannel.analyses.telling import Jackknifed, telling
from backchannel.case.draws import Draws
from backchannel.case.schema import Case, Cell
from backchannel.conference.plan import MONTHS, Plan
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.runs import Rules, prepared, simulate

KEYS = ("indicator", "channel", "question", "by", "level", "months")
MEASURES = ("bits", "ceiling")
RUNS = 1000


@dataclass(frozen=True)
class WatchRows:
    """Rows under one setting: the Finding, the information behind each row by measure, and the draws behind it."""

    finding: Finding
    told: tuple[Mapping[str, Jackknifed], ...]
    draws: Draws

    def of(self, where: Mapping[str, Cell], measure: str) -> Jackknifed:
        """The information of a row. Raises KeyError unless it was asked for, or for another column."""
        if measure not in MEASURES:
            raise KeyError(f"{self.finding.title}: a test can be on {' or '.join(MEASURES)} only, not on {measure}")
        return self.told[self.finding.find({key: where.get(key) for key in KEYS})][measure]


def watched_rows(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    wanted: Sequence[Mapping[str, Cell]],
    under: Mapping[str, Cell] | None = None,
    rules: Rules = Rules(inner=1),  # noqa: B008 - frozen
    data: dict[str, Any] | None = None,
) -> WatchRows:
    """What signs tell, with ``under`` set in the case (PATH: VALUE).

    A row that is wanted names an `indicator`, or a `channel` for the most telling sign there; and a `question` with
    `by`, one of its dates, or with `months`; or a `level` with `months` for whether it is signed within them. As many
    months are played as the rows ask for. Raises AskError for a row that asks for what is not there, CaseError for
    settings that make no case.
    """
    the_case = set_up(case, under or {}, data)
    if not wanted:
        raise AskError("no row on what to watch is asked for")
    for row in wanted:
        _check(the_case, row)
    records = for_eyes(the_case, None)
    whole = prepared(the_case, runs=1, seed=seed, rules=replace(rules, inner=1))
    about = [_about(the_case, whole, row) for row in wanted]
    rounds = max(max(one.rounds for one, _ in about), 1)
    game = simulate(the_case, runs=runs, seed=seed, rules=replace(rules, months=rounds * whole.months))
    questions = tuple(question for _, question in about if question is not None)
    numbered: list[About] = []
    for one, question in about:
        numbered.append(one if question is None else replace(one, number=questions.index(question)))
    watched = gathered(game.parts(), game.plan, records, questions, tuple(numbered))
    told = [_best(watched, _signs(watched, row), n) for n, row in enumerate(wanted)]
    rows: list[Row] = []
    for row, (sign, found) in zip(wanted, told, strict=True):
        said: Row = {key: row.get(key) for key in KEYS} | {"best": sign.record.id}
        for measure in MEASURES:
            said |= {measure: found[measure].mean, f"{measure}_error": found[measure].error}
        rows.append(said)
    finding = Finding(
        title="What signs tell",
        columns=(*KEYS, "best", *(f"{m}{end}" for m in MEASURES for end in ("", "_error"))),
        rows=tuple(rows),
        text=(),
        label=highest((game.draws.label, *(label_of_sign(the_case, record) for record in records))),
        manifest=manifest(game.draws, analysis="watched", inner=rules.inner) | {"runs": runs},
        inputs=frozenset(game.draws.used),
    )
    return WatchRows(finding, tuple(found for _, found in told), game.draws)


def _check(case: Case, row: Mapping[str, Cell]) -> None:
    which = {"indicator", "channel"} & set(row)
    about = [
        pair for pair in (("question", "by"), ("question", "months"), ("level", "months")) if set(pair) <= set(row)
    ]
    if len(which) != 1 or len(about) != 1 or set(row) != which | set(about[0]):
        raise AskError(
            "a row on what to watch is made of an `indicator` or a `channel`, and of `question` and `by` or "
            "`months`, or of `level` and `months`"
        )
    known: dict[str, list[str]] = {
        "indicator": [n.id for n in case.indicators],
        "channel": [CORRIDOR, TABLE],
        "question": [q.id for q in case.questions],
        "level": [level.id for level in case.levels],
    }
    for key, ids in known.items():
        if key in row and row[key] not in ids:
            raise AskError(f"a row on what to watch names a {key} that is not there")


def _about(case: Case, whole: Plan, row: Mapping[str, Cell]) -> tuple[About, Asked | None]:
    """What a row is about, and the question with its date where it is one."""
    months, length = row.get("months", case.case.horizon_months), MONTHS[case.case.round]
    if isinstance(months, bool | str) or not length <= float(months) <= case.case.horizon_months:
        raise AskError(f"`months` of a row on what to watch: from one round to {case.case.horizon_months}")
    rounds = round(float(months) / length)
    if "level" in row:
        number = [level.id for level in case.levels].index(str(row["level"]))
        level = case.levels[number]
        return abouts((), [(number, level.id, level.name or level.id, rounds, float(months))])[0], None
    if "months" in row:
        question = next(q for q in case.questions if q.id == row["question"])
        if question.event is None:
            raise AskError(f"question {question.id} has no `event`, so the game cannot answer it")
        dated = Asked(question, f"{float(months):g} months", rounds, None)
        return abouts([dated])[0], dated
    found = next((one for one in asked(case, whole, str(row["question"])) if one.by == str(row["by"])), None)
    if found is None:
        raise AskError(f"question {row['question']} has no such date")
    if found.rounds is None:
        raise AskError(f"question {row['question']} by that date: {found.why}")
    return abouts([found])[0], found


def _signs(watched: Watched, row: Mapping[str, Cell]) -> list[Sign]:
    found = [
        sign for sign in watched.signs if row.get("indicator") == sign.record.id or row.get("channel") == sign.channel
    ]
    if not found:
        raise AskError(f"no indicator of this case speaks of the {row['channel']}")
    return found


def _best(watched: Watched, signs: Sequence[Sign], about: int) -> tuple[Sign, dict[str, Jackknifed]]:
    """The most telling of some signs, its bits, and the greatest ceiling among them."""
    told = [(sign, telling(watched, sign, about)) for sign in signs]
    sign, best = told[int(np.argmax([found.bits.mean for _, found in told]))]
    top = max((found for _, found in told), key=lambda found: found.ceiling.mean)
    return sign, {"bits": best.bits, "ceiling": top.ceiling}
