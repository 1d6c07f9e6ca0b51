"""The chart of a Finding as it stands in a report: records called by their names, what it shows left to the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from backchannel.case.schema import Case
from backchannel.core.finding import Finding
from backchannel.core.shown import shown_within
from backchannel.core.theme import dressed
from backchannel.core.words import within
from backchannel.report.naming import NUMBERED, asked

Picture = tuple[str, dict[str, Any]]
"""An SVG, and the Vega-Lite specification it was drawn from."""


def picture(case: Case, found: Finding) -> Picture:
    """The chart of a Finding. Raises ValueError where it has none."""
    import vl_convert as vlc

    spec = dressed(found.chart(), str(found.label))
    spec.pop("description", None)  # what it shows stands in the alternative text
    spec.pop("title", None)  # and what it is in the caption
    spec = _named(spec, _called(case), within_data=False)
    spec = shown_within(spec)  # names too
    return str(vlc.vegalite_to_svg(spec)), spec


Calling = Callable[[str], str]


def _called(case: Case) -> Calling:
    """Ids in a text of a chart as names; a name that holds an id stays as it is."""
    groups: tuple[tuple[Any, ...], ...] = (
        *(case.actors, case.issues, case.levels),
        *(case.tracks, case.levers, case.war.sides),
    )
    names = {r.id: case.name(r.id) for group in groups for r in group}
    forms = {form: name for id, name in names.items() for form in (id, id.replace("_", " "))}
    forms |= {q.id: asked(q.id) for q in case.questions if NUMBERED.fullmatch(q.id)}
    forms |= {form: form for name in names.values() for form in (name, within(name))}
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + r")(?!\w)")
    return lambda text: pattern.sub(lambda m: forms[m.group()], text)


CARRYING = ("values", "domain", "sort", "title", "text")
"""Where in a specification a record may be called by its id."""


def _named(node: Any, called: Calling, *, within_data: bool) -> Any:
    if isinstance(node, dict):
        return {k: _named(v, called, within_data=within_data or k in CARRYING) for k, v in node.items()}
    if isinstance(node, list):
        return [_named(one, called, within_data=within_data) for one in node]
    return called(node) if within_data and isinstance(node, str) else node
