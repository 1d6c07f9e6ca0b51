"""Answers of several experts put into a case, each kept under the expert's pseudonym.

How they are pooled is decided where doubts are drawn (`draws.parts`): each answer becomes a distribution of its own,
and the quantiles of these are averaged, with equal weights unless a weight is given (Lichtendahl, Grushka-Cockayne &
Winkler 2013). That keeps the width of a typical answer and does not widen where experts contradict each other: how far
they do is a question of its own (`analyses.disagreement`). Weights by performance on seed questions (Cooke's) are not
offered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from backchannel.case.building import build
from backchannel.case.elicitation.sheets import CODER
from backchannel.case.estimate import Estimate, Expert
from backchannel.case.fields import Record
from backchannel.case.inputs import Input, inputs, record_key
from backchannel.case.plain import plain
from backchannel.case.rules import Rule
from backchannel.case.schema import Case
from backchannel.case.tree import Tree

JUDGEMENT = "judgement"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Answer:
    """One expert's answer to one number: lowest, best, highest, the share of the probability between, and why."""

    path: str
    by: str
    low: float
    best: float
    high: float
    interval: float
    comment: str | None = None


def merged(case: Case, answers: Iterable[Answer], date: dt.date, *, drop_coder: bool = False) -> Case:
    """A case with answers added; an expert's earlier answer to the same number is replaced.

    The figure the case had stays as the answer of an expert called ``coder``, unless it is dropped; label, evidence and
    note stay, and `judgement` joins the evidence. Raises KeyError for a path the case does not have.
    """
    numbers = {number.path: number for number in inputs(case)}
    by_path: dict[str, dict[str, Answer]] = {}
    for answer in answers:
        by_path.setdefault(answer.path, {})[answer.by] = answer
    changes = {path: _pooled(numbers[path], given, date, drop_coder) for path, given in by_path.items()}
    return build(Tree("the merged case", plain(replaced(case, changes))))


def _pooled(number: Input, given: Mapping[str, Answer], date: dt.date, drop_coder: bool) -> Estimate:
    old = number.estimate
    before = list(old.experts)
    if not before and not old.unknown:
        before = [Expert.model_validate({**_three(old), "by": CODER, "interval": old.interval})]
    if drop_coder:
        before = [expert for expert in before if expert.by != CODER]
    after = [_expert(given[e.by], e.weight) if e.by in given else e for e in before]
    known = {expert.by for expert in before}
    after += [_expert(given[by], 1.0) for by in sorted(set(given) - known)]
    update: dict[str, Any] = {"experts": tuple(after), "unknown": False}
    update |= {"low": None, "best": None, "high": None, "interval": Estimate.model_fields["interval"].default}
    if JUDGEMENT not in number.evidence:
        update["evidence"] = (*number.evidence, JUDGEMENT)
        update["note"] = old.note or f"answers of experts on sheets, merged {date.isoformat()}"
    return old.model_copy(update=update)


def _three(estimate: Estimate) -> dict[str, Any]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}


def _expert(answer: Answer, weight: float) -> Expert:
    said = {"by": answer.by, "low": answer.low, "best": answer.best, "high": answer.high}
    return Expert.model_validate({**said, "interval": answer.interval, "weight": weight})


# --- numbers replaced by their path ------------------------------------------------------------------------------


def replaced(case: Case, changes: Mapping[str, Estimate]) -> Case:
    """A case with some numbers replaced, by paths as `inputs` writes them; nothing is checked.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> changed = replaced(case, {"actors.russia.cost": Estimate.model_validate(0.4)})
    >>> changed.actor("russia").cost.best, changed.actor("united_states").cost == case.actor("united_states").cost
    (0.4, True)
    """
    missing = set(changes) - {number.path for number in inputs(case)}
    if missing:
        raise KeyError(f"{len(missing)} paths are not in the case")
    update: dict[str, Any] = {}
    for group in Case.model_fields:
        content = getattr(case, group)
        if isinstance(content, Record):
            update[group] = _node(content, group, changes)
        elif isinstance(content, tuple):
            update[group] = tuple(
                _node(item, f"{group}.{record_key(item)}", changes) if isinstance(item, Record) else item
                for item in content
            )
    return case.model_copy(update=update)


def _node(node: M, path: str, changes: Mapping[str, Estimate]) -> M:
    update: dict[str, Any] = {}
    for name in type(node).model_fields:
        content, here = getattr(node, name), f"{path}.{name}"
        if isinstance(content, Estimate):
            update[name] = changes.get(here, content)
        elif isinstance(content, dict):
            update[name] = {k: changes.get(here if k == "all" else f"{here}.{k}", v) for k, v in content.items()}
        elif isinstance(content, Record | Rule):
            update[name] = _node(content, here, changes)
        elif isinstance(content, tuple):
            update[name] = tuple(_item(item, number, path, here, changes) for number, item in enumerate(content))
    return node.model_copy(update=update)


def _item(item: Any, number: int, path: str, here: str, changes: Mapping[str, Estimate]) -> Any:
    if isinstance(item, Rule):
        return _node(item, f"{path}.{number}", changes)
    return _node(item, f"{here}.{record_key(item)}", changes) if isinstance(item, Record) else item
