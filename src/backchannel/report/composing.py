"""`compose`: a report from a case, for a profile. All of it is computed from what the redaction leaves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from backchannel import __version__
from backchannel.analyses.asking import SEED
from backchannel.case.reading import case_hash
from backchannel.case.redaction import playable, redact
from backchannel.case.schema import Case
from backchannel.core.labels import Label
from backchannel.core.words import within
from backchannel.report.document import Document
from backchannel.report.material import GAME, HERE, Effort, Making, Material, Release, Step
from backchannel.report.sections import (
    actors,
    appendix,
    attending,
    blockers,
    changing,
    claims,
    forecast,
    judgement,
    ladder,
    levers,
    litmus,
    opinions,
    positions,
    ranges,
    sensitivity,
    watching,
)
from backchannel.report.sections import released as released_section
from backchannel.runs.engines import Engine, Told, quiet

FOR_ALL: tuple[Making, ...] = (
    judgement.section, litmus.section, ranges.section, actors.section, positions.section, blockers.section,
    forecast.section, ladder.section, levers.section, sensitivity.section, watching.section, opinions.section,
    claims.section, changing.section, released_section.section, attending.section,
)  # fmt: skip
UNPLAYED: tuple[Making, ...] = (
    judgement.section, attending.section, positions.section, litmus.section, ladder.section, actors.section,
    released_section.section, watching.section, changing.section,
)  # fmt: skip
"""Where nothing private is left: who is there, what they say, what is on the agenda."""

STEPS = (
    Step(("brief", "blocking", "sensitivity"), (ranges.section, sensitivity.section)),
    Step(("claims",), (claims.section,)),
    Step(("levers",), (levers.section,)),
    Step(("forecast", "watch"), (forecast.section, watching.section)),
    Step(("stability", "opinions"), (opinions.section,)),
    Step(("litmus", "positions", "map", "register"), (litmus.section, positions.section, actors.section)),
)
"""What can be made apart, the longest first."""


def compose(
    case: Case,
    profile: Label,
    *,
    runs: int = GAME,
    seed: int = SEED,
    level: str | None = None,
    told: Told = quiet,
    engine: Engine = HERE,
) -> Document:
    """A report for those of a profile: sections of plain text, tables and pictures, with its manifest.

    The whole case is read for one thing only, the figures that somebody released by name; all else is computed from
    the case that the redaction leaves. ``runs`` are those of the forecast, the other analyses take their share;
    ``level`` keeps ranges and second opinions to one level; ``told`` hears (steps done, steps), and ``engine`` does the
    steps, with the same bits wherever that is. Raises AskError for a level that is not there.
    """
    return _composed(gathered(case, profile, runs=runs, seed=seed, level=level), told, engine)


def gathered(case: Case, profile: Label, *, runs: int = GAME, seed: int = SEED, level: str | None = None) -> Material:
    """What a report will be made from. From here on the whole case is out of reach but for what was released of it."""
    effort = Effort(runs)
    left = redact(case, profile).case
    if level is not None:
        the_level(left, level)
    return Material(left, profile, playable(left), Release(case, profile, effort.released, seed), seed, effort, level)


def the_level(case: Case, level: str) -> None:
    """Raises AskError for a level that this copy does not have."""
    from backchannel.analyses.asking import the_levels

    the_levels(case, level)


def _composed(m: Material, told: Told = quiet, engine: Engine = HERE) -> Document:
    m.all(STEPS, told, engine if m.plays else HERE)
    header = m.case.case
    made = [one for make in (FOR_ALL if m.plays else UNPLAYED) if (one := m.section(make)) is not None]
    pairs = _manifest(m)
    ends = [appendix.method(m), appendix.assumptions(m), appendix.provenance(m), appendix.record(m, pairs)]
    return Document(
        title=header.title,
        subtitle=judgement.PROMISE if m.plays else judgement.OPEN,
        profile=m.profile,
        as_of=header.as_of,
        sections=(*made, *(one for one in ends if one is not None)),
        manifest=pairs,
        own_words=own_words(m.case),
        insiders=frozenset(within(m.case.name(id)) for id in m.case.insiders),
    )


def _manifest(m: Material) -> tuple[tuple[str, str], ...]:
    """How it came about: nothing here tells apart cases that differ in what the redaction took out."""
    pairs = [
        ("program", f"backchannel {__version__}"),
        ("profile", str(m.profile)),
        ("case as redacted", case_hash(m.case)),
        ("seed", str(m.seed)),
    ]
    if m.plays:
        e = m.effort
        pairs += [
            ("runs of the game", f"{e.game}"), ("draws of the doubts", f"{e.draws}"), ("runs a lever", f"{e.levers}"),
            ("runs an input moved", f"{e.moved}"), ("draws for models", f"{e.opinions}"),
            ("draws for options", f"{e.stability}"), ("draws for claims", f"{e.claims}"),
        ]  # fmt: skip
    if m.released is not None and m.released.rows:
        pairs.append(("runs behind released figures", f"{m.effort.released}"))
    if m.level is not None:
        pairs.append(("level", m.level))
    return tuple(pairs)


def own_words(case: Case) -> frozenset[str]:
    """What the analyst wrote: every text of a case and every name, as it stands in a sentence."""
    texts = {text for text in _strings(case.model_dump(mode="python")) if any(c.isalpha() for c in text)}
    groups: tuple[tuple[Any, ...], ...] = (
        *(case.actors, case.issues, case.levels, case.tracks),
        *(case.guarantees, case.outcomes, case.levers),
    )
    names = {case.name(r.id) for group in groups for r in group}
    ids = {text.replace("_", " ") for text in texts if "_" in text}
    return frozenset({form for text in texts | names | ids for form in (text, within(text))})


def _strings(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    if isinstance(said, BaseModel):
        return _strings(said.model_dump())
    if isinstance(said, dict):
        return [text for value in said.values() for text in _strings(value)]
    return [text for value in said for text in _strings(value)] if isinstance(said, list | tuple) else []
