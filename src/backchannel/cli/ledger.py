"""The commands that keep score: forecasts recorded, resolved, scored, checked and carried in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from backchannel.cli.asking import CaseArg, Chart, Csv, Json, Set, StopError, app, check_ending, deliver, read
from backchannel.cli.forecasting import From, Inner, Many, Months, Start, played_as
from backchannel.cli.running import progress_bar

if TYPE_CHECKING:
    from backchannel.core.finding import Finding
    from backchannel.core.labels import Label
    from backchannel.ledger import Ledger

T = TypeVar("T")
OPTIONS = {"resolved_at": "on", "t": "at", "corrects": "correct"}
"""Options that are called otherwise than the field they fill."""

ledger = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(ledger, name="ledger", help="Keep score: forecasts recorded, resolved and scored.")

Where = Annotated[
    str | None,
    typer.Option("--ledger", help="PATH, or postgresql://USER@HOST/DATABASE; the user's data folder unless given"),
]
Who = Annotated[str, typer.Option("--forecaster", help="a pseudonym")]
At = Annotated[str | None, typer.Option("--at", help="what was known by then: YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ")]
Confidence = Annotated[str | None, typer.Option("--confidence", help="low, moderate or high")]
OfLabel = Annotated[str, typer.Option("--label", help="public, partners, team or secret")]
Future = Annotated[bool, typer.Option("--future", help="let a forecast be dated after today")]
Correct = Annotated[int | None, typer.Option("--correct", min=1, help="number of the entry that this one corrects")]
QuestionArg = Annotated[str, typer.Argument(help="id of a question, or the end of it where only one ends so")]


def now() -> dt.datetime:
    """What time it is; the ledger itself never asks."""
    return dt.datetime.now(dt.UTC)


@ledger.callback()
def _group() -> None:
    """Keep score: forecasts recorded, resolved and scored."""


def _open(where: str | None, create: bool = False) -> Ledger:
    from backchannel.ledger import open_ledger

    return open_ledger(where, create=create)


def _label(said: str, option: str = "--label") -> Label:
    from backchannel.core.labels import Label

    try:
        return Label.parse(said)
    except ValueError as error:
        raise StopError(f"{option} {said}: {error}") from None


def _confidence(said: str | None) -> None:
    if said not in (None, "low", "moderate", "high"):
        raise StopError(f"--confidence {said}: expected low, moderate or high")


def _valid(make: Callable[[], T]) -> T:
    """What an entry says, or one message about the option that is wrong; no value is echoed."""
    from pydantic import ValidationError

    try:
        return make()
    except ValidationError as error:
        item = error.errors(include_url=False)[0]
        field = str(item["loc"][0]) if item["loc"] else "p"
        context = item.get("ctx", {})
        why = str(context.get("error", "is not right: expected text of at most 4000 characters"))
        raise StopError(f"--{OPTIONS.get(field, field)}: {why}") from None
    except ValueError as error:
        raise StopError(f"a time (--at, --on): {error}") from None


def _numbers(said: str, option: str, whole: bool = False) -> list[float]:
    try:
        return [int(n) if whole else float(n) for n in said.split(",")]
    except ValueError:
        raise StopError(f"{option}: expected numbers apart by commas, such as 3,5") from None


def _told(found: Finding, where: Ledger, json: bool) -> None:
    """What was appended, as JSON or in a few lines."""
    if deliver(found, None, None, json, False, None):
        from backchannel.terminal.ledger import appended

        appended(found, where.name)


@ledger.command()
def record(
    case: CaseArg = "geneva-ii",
    runs: Many = None,
    seed: Start = None,
    inner: Inner = None,
    months: Months = None,
    question: Annotated[str | None, typer.Option("--question", help="one question only")] = None,
    folder: From = None,
    set_: Set = None,
    forecaster: Who = "backchannel",
    at: At = None,
    confidence: Confidence = None,
    future: Future = False,
    where: Where = None,
    json: Json = False,
) -> None:
    """The model's forecasts of a case's questions, dated as the case is."""
    the_case = read(case, set_)
    from backchannel.analyses.forecast import forecast as analysis
    from backchannel.ledger.recording import forecasts_of, with_questions
    from backchannel.ledger.showing import appended

    _confidence(confidence)
    with _open(where, create=True) as book:
        with progress_bar() as bar:
            played = played_as(runs, seed, inner, months, folder)
            found = analysis(the_case, question=question, progress=bar, what_if=False, **played)
        drafts = _valid(lambda: forecasts_of(the_case, found, forecaster=forecaster, at=at, confidence=confidence))
        entries = book.append(lambda reader: with_questions(the_case, drafts, reader), now=now(), future=future)
        left_out = [f"{r['question']} ({r['by']})" for r in found.rows if r["probability"] is None]
        told = [f"no forecast, and nothing recorded, for {', '.join(left_out)}."] if left_out else []
        _told(appended(book, entries, told), book, json)


@ledger.command()
def add(
    question: QuestionArg,
    forecaster: Who,
    p: Annotated[float, typer.Option("--p", help="the chance, 0 to 1")],
    low: Annotated[float | None, typer.Option("--low", help="lower end of the forecaster's own range")] = None,
    high: Annotated[float | None, typer.Option("--high", help="upper end of it")] = None,
    confidence: Confidence = None,
    rationale: Annotated[str | None, typer.Option("--rationale", help="why, in a few words")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", help="ids of evidence, apart by commas")] = None,
    at: At = None,
    case: Annotated[str | None, typer.Option("--case", help="the case that asks the question")] = None,
    label: OfLabel = "team",
    correct: Correct = None,
    future: Future = False,
    where: Where = None,
    json: Json = False,
) -> None:
    """A person's forecast of one question, dated now unless --at says when it was made."""
    from backchannel.ledger import Draft, Forecast
    from backchannel.ledger.recording import named, questions_of, with_questions
    from backchannel.ledger.showing import appended
    from backchannel.ledger.times import instant

    _confidence(confidence)
    the_label, today = _label(label), now()
    the_case = read(case, None) if case is not None else None
    says = _valid(
        lambda: Forecast.model_validate({
            "t": instant(today if at is None else at), "forecaster": forecaster, "origin": "person", "p": p,
            "low": low, "high": high, "confidence": confidence, "rationale": rationale, "corrects": correct,
            "evidence": [word for word in (evidence or "").replace(",", " ").split() if word],
        })
    )  # fmt: skip
    with _open(where, create=the_case is not None) as book:
        known = book.questions()
        if the_case is not None:
            known |= {name: draft.label for name, draft in questions_of(the_case).items()}
        draft = Draft(named(question, known), says, the_label)
        asked = the_case
        entries = (
            book.append([draft], now=today, future=future)
            if asked is None or draft.question not in questions_of(asked)
            else book.append(lambda reader: with_questions(asked, [draft], reader), now=today, future=future)
        )
        _told(appended(book, entries), book, json)


@ledger.command()
def pool(
    question: QuestionArg,
    of: Annotated[str, typer.Option("--of", help="numbers of the forecasts to pool, apart by commas")],
    method: Annotated[
        str, typer.Option("--method", help="linear (mean of chances) or logit (mean of log-odds)")
    ] = "linear",
    weights: Annotated[
        str | None, typer.Option("--weights", help="one each, apart by commas; equal unless given")
    ] = None,
    extremise: Annotated[float, typer.Option("--extremise", help="power of the pooled odds; 1 does nothing")] = 1.0,
    forecaster: Who = "pool",
    at: At = None,
    correct: Correct = None,
    future: Future = False,
    where: Where = None,
    json: Json = False,
) -> None:
    """One forecast made of several, kept with how it was made."""
    from backchannel.ledger.pooling import pooled
    from backchannel.ledger.recording import named
    from backchannel.ledger.showing import appended

    numbers = [int(n) for n in _numbers(of, "--of", whole=True)]
    weight = None if weights is None else _numbers(weights, "--weights")
    with _open(where) as book:
        name = named(question, book.questions())
        entries = book.append(
            lambda reader: [
                _valid(
                    lambda: pooled(
                        name, reader.of(name), numbers, method=method, weights=weight, extremise=extremise, at=at,
                        forecaster=forecaster, corrects=correct,
                    )
                )
            ],
            now=now(),
            future=future,
        )  # fmt: skip
        _told(appended(book, entries), book, json)


@ledger.command()
def resolve(
    question: Annotated[str | None, typer.Argument(help="id of a question, or the end of it")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", help="yes, no or void")] = None,
    on: Annotated[str | None, typer.Option("--on", help="when it was settled: YYYY-MM-DD")] = None,
    source: Annotated[str | None, typer.Option("--source", help="where that can be read")] = None,
    note: Annotated[str | None, typer.Option("--note", help="what happened, in a few words")] = None,
    case: Annotated[str | None, typer.Option("--case", help="take all answers of a case's resolutions.yaml")] = None,
    label: OfLabel = "team",
    correct: Correct = None,
    where: Where = None,
    json: Json = False,
) -> None:
    """How a question came out, by its own rule; or with --case all that a case's resolutions.yaml settles."""
    one = {"--outcome": outcome, "--on": on, "--source": source}
    if case is not None:
        if given := [n for n, v in {"QUESTION": question, **one, "--note": note, "--correct": correct}.items() if v]:
            raise StopError(f"--case takes all from the case's resolutions.yaml; leave out {', '.join(given)}")
        _from_case(case, where, json)
        return
    lacks = [name for name, said in {"QUESTION": question, **one}.items() if not said]
    if question is None or lacks:
        raise StopError(f"{', '.join(lacks)} lacking; expected QUESTION --outcome --on --source, or --case CASE")
    from backchannel.ledger import Draft, Resolution
    from backchannel.ledger.recording import named
    from backchannel.ledger.showing import appended
    from backchannel.ledger.times import day_or_instant

    if outcome not in ("yes", "no", "void"):
        raise StopError(f"--outcome {outcome}: expected yes, no or void")
    the_label = _label(label)
    with _open(where) as book:
        name = named(question, book.questions())
        rule = book.standing().questions[name].whole_rule
        says = _valid(
            lambda: Resolution.model_validate({
                "outcome": outcome, "resolved_at": day_or_instant(on or ""), "rule": rule, "source": source,
                "note": note, "corrects": correct,
            })
        )  # fmt: skip
        entries = book.append([Draft(name, says, the_label)], now=now())
        _told(appended(book, entries), book, json)


def _from_case(case: str, where: str | None, json: bool) -> None:
    from backchannel.case.reading import find_case, read_case
    from backchannel.ledger.happened import read_resolutions
    from backchannel.ledger.recording import with_questions
    from backchannel.ledger.showing import appended

    place = find_case(case)
    the_case = read_case(place)
    happened = read_resolutions(place, the_case)
    with _open(where, create=True) as book:
        answered = book.standing().answers
        new = [d for d in happened.drafts if d.question not in answered]
        entries = book.append(lambda reader: with_questions(the_case, new, reader), now=now())
        told = [f"left open: {name}: {why}" for name, why in happened.unresolved.items()]
        if len(new) < len(happened.drafts):
            before = len(happened.drafts) - len(new)
            were = (
                "questions were resolved before and stay as they are"
                if before != 1
                else ("question was resolved before and stays as it is")
            )
            told.insert(0, f"{before} {were}.")
        _told(appended(book, entries, told), book, json)


@ledger.command()
def score(
    forecaster: Annotated[str | None, typer.Option("--forecaster", help="one forecaster only")] = None,
    case: Annotated[str | None, typer.Option("--case", help="questions of one case only, by its id or name")] = None,
    runs: Annotated[int, typer.Option("--resamples", min=100, max=100_000, help="for the intervals")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="same seed, same intervals")] = 1,
    where: Where = None,
    json: Json = False,
    csv: Csv = False,
    chart: Chart = None,
) -> None:
    """Brier and log scores, calibration, skill; as of 0 to 1, 0 is best."""
    check_ending(chart)
    from backchannel.ledger.score import score as analysis

    with _open(where) as book:
        found = analysis(book, runs=runs, seed=seed, forecaster=forecaster, case=case)
    if deliver(found, None, None, json, csv, chart):
        from backchannel import terminal
        from backchannel.terminal.ledger import score as layout

        layout(found)
        terminal.footer(found)


@ledger.command()
def show(
    question: Annotated[str | None, typer.Argument(help="one question with all entries about it")] = None,
    where: Where = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """The questions of a ledger; or all entries about one, the corrected ones too."""
    from backchannel.ledger.showing import show as analysis

    with _open(where) as book:
        found = analysis(book, question)
    if deliver(found, None, None, json, csv, None):
        from backchannel import terminal
        from backchannel.terminal.ledger import show as layout

        layout(found)
        terminal.footer(found)


@ledger.command()
def verify(
    head: Annotated[str | None, typer.Option("--head", help="a hash that was noted down: it has to be there")] = None,
    where: Where = None,
    json: Json = False,
) -> None:
    """Recompute the chain: which entries stand as they were written. Exit code 2 where it is broken."""
    from backchannel.ledger.showing import verify as analysis

    with _open(where) as book:
        found, whole = analysis(book, head.strip().lower() if head else None)
    if deliver(found, None, None, json, False, None):
        from backchannel.terminal.ledger import verified

        verified(found)
    if not whole:
        raise typer.Exit(2)


@ledger.command("export")
def export_(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="FILE.csv or FILE.jsonl")],
    profile: Annotated[
        str, typer.Option("--profile", help="the highest label that goes out: public, partners, team or secret")
    ] = "public",
    where: Where = None,
    json: Annotated[bool, typer.Option("--json", help="what was written, as JSON")] = False,
) -> None:
    """What stands, a row a forecast, in the columns of a forecast log."""
    from backchannel import terminal
    from backchannel.ledger.exchange import export

    highest = _label(profile, "--profile")
    with _open(where) as book:
        done = export(book.standing(), target, profile=highest)
    if json:
        import json as json_

        said = {"written": str(target), "rows": done.rows, "withheld": done.withheld, "label": str(done.label)}
        terminal.write(json_.dumps(said, indent=2, ensure_ascii=False))
        return
    held = f"; {done.withheld} entries above `{highest}` stayed behind (--profile)" if done.withheld else ""
    terminal.write(f"wrote {done.rows} row{'s' * (done.rows != 1)} to {target} (label: {done.label}){held}")


@ledger.command("import")
def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="FILE.csv or FILE.jsonl")],
    label: OfLabel = "team",
    future: Future = False,
    where: Where = None,
    json: Json = False,
) -> None:
    """A forecast log into the ledger, all of it or nothing."""
    from backchannel.ledger.exchange import read_log, unrepeated
    from backchannel.ledger.showing import appended

    drafts = read_log(source, label=_label(label))
    with _open(where, create=True) as book:
        standing = book.standing()
        answers = {name: answer.resolution for name, answer in standing.answers.items()}
        new = unrepeated(drafts, standing.questions, answers)
        entries = book.append(new, now=now(), future=future)
        _told(appended(book, entries), book, json)
