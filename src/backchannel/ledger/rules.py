"""What the ledger refuses. Messages name entries and questions by number and id, and show no value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from backchannel.case.problems import nearest
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.ledger.entries import Draft, Forecast, Question, Resolution
from backchannel.ledger.standing import Standing
from backchannel.ledger.times import begins, instant, over


class Known(Protocol):
    """What stands in the ledger."""

    def of(self, question: str) -> Standing:
        """All that stands about one question."""
        ...

    def questions(self) -> dict[str, Label]:
        """The ids of all questions with their labels."""
        ...


def admit(draft: Draft, known: Known, now: str, *, future: bool = False) -> None:
    """Raise AskError unless an entry may be appended at the instant ``now``; ``future`` admits later forecasts."""
    about = known.of(draft.question)
    says = draft.says
    if isinstance(says, Question):
        if draft.question in about.questions:
            raise AskError(f"{draft.question}: the question is in the ledger already, as entry {_asked(draft, about)}")
        return
    if draft.question not in about.questions:
        raise unknown(draft.question, known.questions())
    least = about.asked[draft.question].label
    if draft.label < least:
        raise AskError(f"{draft.question}: the question is labelled {least}; an entry about it cannot be {draft.label}")
    if isinstance(says, Forecast):
        _forecast(draft, says, about, now, future)
    else:
        _resolution(draft, says, about, now)


def unknown(question: str, known: Mapping[str, Label]) -> AskError:
    """No such question; the nearest is named, as ids are structure, but no secret one.

    >>> print(unknown("rian", {"rain": Label.PUBLIC, "riane": Label.SECRET}))
    rian: the ledger has no such question; did you mean rain?
    """
    shown = [name for name, label in known.items() if label < Label.SECRET]
    tails = {name.partition("/")[2]: name for name in shown if "/" in name}
    found = nearest(question, shown) or [tails[tail] for tail in nearest(question, tails)]
    hint = (
        f"did you mean {found[0]}?" if found else "`backchannel ledger show` lists its questions; --case adds a case's"
    )
    return AskError(f"{question[:200]}: the ledger has no such question; {hint}")


def _asked(draft: Draft, about: Standing) -> int:
    return about.asked[draft.question].number


def _forecast(draft: Draft, says: Forecast, about: Standing, now: str, future: bool) -> None:
    question, name = about.questions[draft.question], draft.question
    if says.t > now and not future:
        raise AskError(f"{name}: a forecast dated {says.t} lies in the future (now: {now}); --future admits it")
    if says.t < begins(question.open):
        raise AskError(f"{name}: a forecast dated {says.t} is older than the question, which opened {question.open}")
    if question.close is not None and says.t >= over(question.close):
        raise AskError(f"{name}: a forecast dated {says.t} comes after the question closed, on {question.close}")
    answer = about.answers.get(name)
    if answer is not None and says.t >= begins(answer.resolution.resolved_at):
        raise AskError(
            f"{name}: a forecast dated {says.t} comes after the question was resolved, {answer.resolution.resolved_at} "
            f"(entry {answer.entry.number})"
        )
    if says.corrects is not None:
        _correction(draft, says.corrects, about)
        old = about.entries[says.corrects].says
        assert isinstance(old, Forecast)
        if old.forecaster != says.forecaster:
            raise AskError(f"{name}: entry {says.corrects} is another forecaster's; nobody corrects another's forecast")
        if answer is not None:
            raise AskError(
                f"{name}: the question is resolved (entry {answer.entry.number}); its forecasts stay as they are"
            )
    for stood in about.forecasts.values():
        same = stood.forecast.forecaster == says.forecaster and stood.forecast.t == says.t
        if same and stood.entry.number != says.corrects:
            raise AskError(
                f"{name}: entry {stood.entry.number} is this forecaster's forecast of the same time; correct it "
                f"(--correct {stood.entry.number}), or name another forecaster"
            )
    for number in says.pool.of if says.pool is not None else ():
        _pooled(number, name, says, about)


def _pooled(number: int, name: str, says: Forecast, about: Standing) -> None:
    stood = about.forecasts.get(number)
    if stood is None:
        raise no_forecast(number, name, about)
    if stood.forecast.t > says.t:
        raise AskError(f"{name}: entry {number} is dated after the pool; a pool is no older than what it pools")


def no_forecast(number: int, question: str, about: Standing) -> AskError:
    """Why an entry is no forecast that stands."""
    later = about.latest(number)
    if later != number:
        return AskError(f"{question}: entry {number} was corrected; entry {later} stands in its place")
    return AskError(f"{question}: entry {number} is no forecast of this question; `ledger show {question}` lists them")


def _resolution(draft: Draft, says: Resolution, about: Standing, now: str) -> None:
    question, name = about.questions[draft.question], draft.question
    if begins(says.resolved_at) > now:
        raise AskError(
            f"{name}: {says.resolved_at} lies in the future (now: {now}); nothing is resolved before it is so"
        )
    if begins(says.resolved_at) < instant(question.open):
        raise AskError(f"{name}: {says.resolved_at} is before the question opened, {question.open}")
    if says.outcome == "void" and question.void_if is None:
        raise AskError(f"{name}: the question has no rule that voids it; expected yes or no")
    if says.rule != question.whole_rule:
        raise AskError(f"{name}: the rule by which it is resolved is not the question's")
    answer = about.answers.get(name)
    if says.corrects is not None:
        _correction(draft, says.corrects, about)
    elif answer is not None:
        raise AskError(
            f"{name}: the question is resolved already, by entry {answer.entry.number}; correct it "
            f"(--correct {answer.entry.number})"
        )


def _correction(draft: Draft, number: int, about: Standing) -> None:
    old = about.entries.get(number)
    if old is None or old.kind != draft.kind:
        raise AskError(f"{draft.question}: entry {number} is no {draft.kind} of this question")
    later = about.latest(number)
    if later != number:
        raise AskError(f"{draft.question}: entry {number} was corrected before; correct entry {later}")
