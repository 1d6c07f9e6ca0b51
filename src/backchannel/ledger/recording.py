"""Questions of a case and forecasts of the model, as entries on their way into the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from backchannel.case.inputs import record_label
from backchannel.core.errors import AskError
from backchannel.core.labels import Label, highest
from backchannel.ledger.chain import canonical
from backchannel.ledger.entries import Draft, Forecast, ModelRun, Question
from backchannel.ledger.rules import unknown
from backchannel.ledger.times import instant

if TYPE_CHECKING:
    from backchannel.case.schema import Case
    from backchannel.core.finding import Finding
    from backchannel.ledger.store import Reader

MODEL = "backchannel"
"""The forecaster that the model is, unless another name is given."""

SHORTHAND = re.compile(r"[a-z0-9_/-]+")


def id_of(case: str, question: str, by: str) -> str:
    """The id that one date of a case's question has in the ledger.

    >>> id_of("geneva_ii", "second_round", "2014-02-28"), id_of("geneva_ii", "any_signed_result", "closing")
    ('geneva_ii/second_round/2014-02-28', 'geneva_ii/any_signed_result/closing')
    """
    return f"{case}/{question}/{re.sub(r'[^a-z0-9]+', '-', by.lower()).strip('-') or 'closing'}"


def questions_of(case: Case) -> dict[str, Draft]:
    """Every question of a case by each of its dates, by its id in the ledger. A date that is no day has no end."""
    out: dict[str, Draft] = {}
    for question in case.questions:
        label = record_label(question, case.insiders)
        for by in question.by:
            name, close = id_of(case.case.id, question.id, by), _day(by)
            opened = case.case.as_of.isoformat()
            says = Question(
                text=_tidy(question.ask),
                rule=_tidy(question.yes_if),
                void_if=_tidy(question.void_if) if question.void_if else None,
                open=opened if close is None else min(opened, close),  # a later version keeps questions that are over
                close=close,
            )
            out[name] = Draft(name, says, label)
    return out


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _day(by: str) -> str | None:
    try:
        return dt.date.fromisoformat(by).isoformat()
    except ValueError:
        return None


def missing(asked: Mapping[str, Draft], reader: Reader, only: Iterable[str]) -> list[Draft]:
    """Those of some questions that the ledger does not have yet. Raises AskError where it has another of that id."""
    out = []
    for name in only:
        there = reader.of(name).questions.get(name)
        says = asked[name].says
        assert isinstance(says, Question)
        if there is None:
            out.append(asked[name])
        elif not says.same(there):
            raise AskError(
                f"{name}: the ledger holds this question with another text, rule or date; a question that was changed "
                "needs an id of its own in the case"
            )
    return out


def named(said: str, known: Mapping[str, Label]) -> str:
    """The question meant: its id, or the end of it where only one question ends so. Raises AskError.

    >>> named("second_round", {"geneva_ii/second_round/2014-02-28": Label.PUBLIC})
    'geneva_ii/second_round/2014-02-28'
    """
    if said in known:
        return said
    found = [name for name in known if f"/{said}/" in f"/{name}/"] if SHORTHAND.fullmatch(said) else []
    if len(found) == 1:
        return found[0]
    if found:
        shown = [name for name in found if known[name] < Label.SECRET]
        listed = f": {', '.join(shown[:6])}" if shown else ""
        raise AskError(f"{said}: {len(found)} questions of the ledger are called so{listed}; name one whole")
    raise unknown(said, known)


def run_of(found: Finding) -> ModelRun:
    """Which run of the model a forecast is, by its manifest. Its id is a hash of that."""
    said: dict[str, Any] = dict(found.manifest)
    identity = hashlib.blake2b(canonical(said).encode(), digest_size=8).hexdigest()
    return ModelRun(
        id=identity, case=str(said["case"]), program=str(said["program"]), seed=int(said["seed"]),
        runs=int(said["runs"]), draws=int(said["draws"]), settings=dict(said["settings"]),
    )  # fmt: skip


def forecasts_of(
    case: Case, found: Finding, *, forecaster: str = MODEL, at: str | None = None, confidence: str | None = None
) -> list[Draft]:
    """The forecasts of a `forecast` Finding as entries, one a question and date that has a chance.

    They are dated ``at``, else the case's own date: what the case may know decides what a forecast may know. Their
    label is the Finding's. Raises AskError where no question has a chance, or a time is none.
    """
    asked = questions_of(case)
    try:
        t = instant(case.case.as_of.isoformat() if at is None else at)
    except ValueError as error:
        raise AskError(f"--at: {error}") from None
    run = run_of(found)
    drafts = []
    for row in found.rows:
        if row["probability"] is None:
            continue
        name = id_of(case.case.id, str(row["question"]), str(row["by"]))
        says = Forecast.model_validate({
            "t": t, "forecaster": forecaster, "origin": "model", "p": float(row["probability"]),
            "low": row["low"], "high": row["high"], "confidence": confidence,
            "model": run.model_copy(update={"error": row["error"], "counted": row["counted"]}),
            "hindsight": case.case.hindsight is not None,
        })  # fmt: skip
        drafts.append(Draft(name, says, highest((found.label, asked[name].label))))
    if not drafts:
        raise AskError("the model gives no question of this case a chance: there is nothing to record")
    return drafts


def with_questions(case: Case, drafts: Iterable[Draft], reader: Reader) -> list[Draft]:
    """Drafts about questions of a case, after those questions that the ledger does not have yet."""
    drafts = list(drafts)
    return missing(questions_of(case), reader, dict.fromkeys(d.question for d in drafts)) + drafts
