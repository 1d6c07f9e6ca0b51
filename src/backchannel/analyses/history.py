"""`log`: what a case said at earlier dates: its versions, and what one path held in each, on what evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import altair as alt

from backchannel import __version__
from backchannel.analyses.changed import text_of, three
from backchannel.analyses.wording import plain_input
from backchannel.case.changes import Difference, compare
from backchannel.case.inputs import Input, inputs, record_label
from backchannel.case.leaves import SOURCES, Leaf, Place, leaves, path_of
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.case.versions import NOW, Version
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.theme import SERIES, data
from backchannel.core.words import listing, sentence

MOST_LISTED = 15
KINDS = ("word", "rule", "element", "text")
NAMING = ("id", "actor", "issue", "outcome", "group", "who")
"""Fields that name a record and stand in its path."""

VERSION_COLUMNS = ("as_of", "version", "when", "numbers", "words", "remarks", "note", "label")
VALUE_COLUMNS = (
    "path", "as_of", "version", "low", "best", "high", "unit", "said", "evidence", "note", "perspective", "present",
    "label",
)  # fmt: skip


def _manifest(known: Sequence[Version]) -> dict[str, Any]:
    return {"program": f"backchannel {__version__}", "case": case_hash(known[-1].case), "versions": len(known)}


# --- all versions -----------------------------------------------------------------------------------------------


def history(known: Sequence[Version]) -> Finding:
    """Versions in order, with how much each changed against the one before; a part has the values that changed most.

    ``numbers``, ``words`` and ``remarks`` count changes against the version before; the first has none.
    """
    steps = [None, *(compare(a.case, b.case) for a, b in pairwise(known))]
    rows = [_version_row(version, step) for version, step in zip(known, steps, strict=True)]
    label = highest(Label.parse(str(r["label"])) for r in rows)
    most = _most_changed(known, [s for s in steps if s is not None])
    return Finding(
        title=f"{known[-1].case.case.title}: {len(known)} version{'s' if len(known) > 1 else ''}",
        columns=VERSION_COLUMNS,
        rows=tuple(rows),
        text=_told(rows),
        label=highest([label, most.label]),
        manifest=_manifest(known),
        parts=(most,) if most.rows else (),
    )


def _version_row(version: Version, step: Difference | None) -> Row:
    header = version.case.case
    label = highest([record_label(header, version.case.insiders), Label.TEAM if version.note else Label.PUBLIC])
    counts = Counter("numbers" if c.kind == "number" else "words" for c in step.changes) if step else {}
    return {
        "as_of": version.as_of.isoformat(), "version": version.name,
        "when": None if version.name == NOW else version.when.isoformat(timespec="minutes"),
        "numbers": counts.get("numbers", 0) if step else None, "words": counts.get("words", 0) if step else None,
        "remarks": len(step.said) if step else None, "note": version.note, "label": str(label),
    }  # fmt: skip


def _told(rows: Sequence[Row]) -> tuple[str, ...]:
    if len(rows) == 1:
        return (
            "There is no earlier version: `backchannel keep` keeps one, commits of a git repository count, and --with "
            "adds a file.",
        )
    out = ["Counts are of changes against the version before; a path after the case shows what it held in each."]
    if rows[-1]["version"] == NOW:
        out.append("The files as they stand differ from every version kept; `backchannel keep` would keep them.")
    return tuple(out)


def _most_changed(known: Sequence[Version], steps: Sequence[Difference]) -> Finding:
    """The numbers that changed in most versions, among them those that moved furthest."""
    times: Counter[str] = Counter()
    moved: dict[str, float] = {}
    labels: dict[str, Label] = {}
    for step in steps:
        for change in step.changes:
            if change.kind == "number":
                times[change.path] += 1
                moved[change.path] = moved.get(change.path, 0.0) + change.shift
                labels[change.path] = max(labels.get(change.path, Label.PUBLIC), change.label)
    first, last = ({i.path: i for i in inputs(version.case)} for version in (known[0], known[-1]))
    rows: list[Row] = [
        {"path": path, "times": times[path], "first": _short(first.get(path)), "last": _short(last.get(path)),
         "label": str(labels[path])}
        for path in sorted(times, key=lambda p: (-times[p], -moved[p], p))[:MOST_LISTED]
    ]  # fmt: skip
    columns = ("path", "times", "first", "last", "label")
    label = highest(Label.parse(str(r["label"])) for r in rows)
    return Finding("Changed most", columns, tuple(rows), (), label, {"program": f"backchannel {__version__}"})


def _short(one: Input | None) -> str:
    """A number on one line: best (low to high)."""
    if one is None:
        return "-"
    if one.estimate.unknown:
        return "?"
    low, best, high = (f"{float(n or 0):g}" for n in three(one.estimate))
    return best if low == high else f"{best} ({low} to {high})"


# --- one path ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Held:
    """What a path held in a version."""

    cells: Row
    number: bool


def trail(known: Sequence[Version], prefix: str) -> Finding:
    """What a path, or every path below one, held in each version: a row where it first stands and where it changed.

    ``low``, ``best`` and ``high`` are those of a number, ``said`` the content of a word, `?` where nobody knew, `-`
    where it was not there (any more). ``present`` marks what stands there today. Raises AskError where no version has
    such a path.
    """
    held = [_held(version.case, prefix) for version in known]
    paths = list(dict.fromkeys(path for one in reversed(held) for path in one))
    if not paths:
        raise AskError(_no_path(known, prefix))
    rows: list[Row] = []
    for path in paths:
        last: _Held | None = None
        mine: list[Row] = []
        for version, one in zip(known, held, strict=True):
            now = one.get(path)
            if (now and now.cells) == (last and last.cells):
                continue
            told: Row = {**dict.fromkeys(VALUE_COLUMNS), "said": "-", "label": last.cells["label"] if last else None}
            told |= now.cells if now else {}
            told |= {"path": path, "as_of": version.as_of.isoformat(), "version": version.name, "present": False}
            mine.append(told)
            last = now
        mine[-1]["present"] = True
        rows += mine
    numbers = [p for p in paths if any(p in one and one[p].number for one in held)]
    only = len(paths) == 1 and bool(numbers)
    grounds = _grounds(known, rows)
    return Finding(
        title=sentence(_named(known, paths[0])) if only else f"{known[-1].case.case.title}: {prefix}",
        columns=VALUE_COLUMNS,
        rows=tuple(rows),
        text=_trail_told(known, rows, paths),
        label=highest([grounds.label, *(Label.parse(str(r["label"])) for r in rows)]),
        manifest=_manifest(known),
        picture=picture if only else None,
        parts=(grounds,) if grounds.rows else (),
        inputs=frozenset(numbers),
    )


def _no_path(known: Sequence[Version], prefix: str) -> str:
    shown = sorted({".".join(i.path.split(".")[:2]) for v in known for i in inputs(v.case) if i.label < Label.SECRET})
    close = get_close_matches(prefix, shown, n=3)
    hint = f"; did you mean {listing(close, 'or')}?" if close else "; `backchannel show CASE` lists what there is"
    return f"no version of this case has a value under that path{hint}"


def _held(case: Case, prefix: str) -> dict[str, _Held]:
    found = leaves(case)
    about = _About(case, found)
    out: dict[str, _Held] = {}
    for one in inputs(case):
        if _under(one.path, prefix):
            out[one.path] = _Held(about.number(one), True)
    for place, leaf in found.items():
        path = path_of(place)
        if leaf.kind in KINDS and place[-1] not in {*SOURCES, *NAMING} and _under(path, prefix):
            out[path] = _Held(about.word(place, leaf), False)
    return out


def _under(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}.")


class _About:
    """Says what stands behind the values of one version."""

    def __init__(self, case: Case, found: dict[Place, Leaf]) -> None:
        self.case, self.found = case, found
        self.evidence = {e.id: e for e in case.evidence}
        self.sources = {s.id: s for s in case.sources}
        self.perspectives = {path_of(p[:-1]): leaf.content for p, leaf in found.items() if p[-1] == "perspective"}

    def number(self, one: Input) -> Row:
        low, best, high = three(one.estimate)
        note = one.note if one.note_label <= one.label else None
        label = self.label(one.evidence)
        return {
            "low": low, "best": best, "high": high, "unit": one.value.unit,
            "said": "?" if one.estimate.unknown else None, "evidence": " ".join(one.evidence) or None, "note": note,
            "perspective": one.estimate.perspective or self.perspective(one.path),
            "label": str(max(one.label, label)),
        }  # fmt: skip

    def word(self, place: Place, leaf: Leaf) -> Row:
        holder = place[:-1]
        while holder and (*holder, "evidence") not in self.found:
            holder = holder[:-1]
        content = self.found[(*holder, "evidence")].content if holder else []
        ids = [str(id) for id in content] if isinstance(content, list) else [str(content)]
        label = self.label(ids)
        note = self.found.get((*place[:-1], "note"))
        return {
            "low": None, "best": None, "high": None, "unit": None,
            "said": place[-1] if leaf.kind == "element" else text_of(leaf.content), "evidence": " ".join(ids) or None,
            "note": str(note.content) if note is not None and note.label <= leaf.label else None,
            "perspective": self.perspective(path_of(place)), "label": str(max(leaf.label, label)),
        }  # fmt: skip

    def perspective(self, path: str) -> str | None:
        while path:
            if path in self.perspectives:
                return str(self.perspectives[path])
            path = path.rpartition(".")[0]
        return None

    def label(self, ids: Sequence[str]) -> Label:
        """The highest label of some evidence and its sources."""
        items = [self.evidence[id] for id in ids if id in self.evidence]
        records = [*items, *(self.sources[item.source] for item in items)]
        return highest(record_label(record, self.case.insiders) for record in records)


def _grounds(known: Sequence[Version], rows: Sequence[Row]) -> Finding:
    """The evidence that some rows name, as the latest version that has it tells it: source, grades, words."""
    told: list[Row] = []
    for id in dict.fromkeys(id for row in rows for id in str(row["evidence"] or "").split()):
        for version in reversed(known):
            item = next((e for e in version.case.evidence if e.id == id), None)
            if item is not None:
                source = next(s for s in version.case.sources if s.id == item.source)
                label = highest(record_label(r, version.case.insiders) for r in (item, source))
                grade = f"{source.reliability or '-'}{item.credibility or '-'}"
                told.append(
                    {"evidence": id, "grade": grade, "source": source.what, "says": item.says, "label": str(label)}
                )
                break
    label = highest(Label.parse(str(r["label"])) for r in told)
    columns = ("evidence", "grade", "source", "says", "label")
    return Finding("Evidence", columns, tuple(told), (), label, {"program": f"backchannel {__version__}"})


def _trail_told(known: Sequence[Version], rows: Sequence[Row], paths: Sequence[str]) -> tuple[str, ...]:
    out = []
    for path in paths if len(paths) <= 3 else ():
        mine = [r for r in rows if r["path"] == path]
        first, last = mine[0], mine[-1]
        name = _named(known, path)
        if len(mine) == 1:
            out.append(f"{name}: {_value(first)} since {first['as_of']} ({first['version']}).")
        else:
            out.append(
                f"{name}: {_value(first)} in {first['as_of']} ({first['version']}), {len(mine) - 1} "
                f"change{'s' if len(mine) > 2 else ''} since; {_value(last)} since {last['as_of']} ({last['version']})."
            )
    return tuple(sentence(text) for text in out)


def _named(known: Sequence[Version], path: str) -> str:
    for version in reversed(known):
        if any(one.path == path for one in inputs(version.case)):
            return plain_input(version.case, path)
    return path


def _value(row: Row) -> str:
    if row["best"] is None:
        return str(row["said"])
    low, best, high = (f"{float(row[c] or 0):g}" for c in ("low", "best", "high"))
    return best if low == high else f"{best} ({low} to {high})"


def picture(found: Finding) -> alt.TopLevelMixin:
    """One number over the dates of its versions: its best guess as steps, its low and high around it."""
    rows = list(_steps(found.rows))
    x = alt.X("as_of:T", title=None, axis=alt.Axis(format="%-d %b %Y", tickCount=6, labelOverlap=True))
    base = alt.Chart(data(rows)).encode(x=x)
    band = base.mark_area(interpolate="step-after", color=SERIES[3], opacity=0.6).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(interpolate="step-after", color=SERIES[0], strokeWidth=2).encode(
        y=alt.Y("best:Q", title=str(found.rows[-1]["unit"]), scale=alt.Scale(zero=False))
    )
    points = (
        base.transform_filter("datum.change")
        .mark_point(filled=True, size=60, color=SERIES[0], opacity=1)
        .encode(y="best:Q")
    )
    chart: alt.TopLevelMixin = (band + line + points).properties(
        title=alt.TitleParams(
            found.title, subtitle="best guess, and low to high, by the date each version is told as of"
        ),
        width=460,
        height=240,
        description=" ".join(found.sentences()),
    )
    return chart


def _steps(rows: Sequence[Row]) -> Iterator[Row]:
    """The values of a number by date, and the last once more a little later, so that it shows as a step too."""
    kept = {str(r["as_of"]): r for r in rows if r["best"] is not None}  # the last of a day
    if not kept:
        return
    days = sorted(kept)
    for day in days:
        yield {"as_of": day, **{c: kept[day][c] for c in ("low", "best", "high")}, "change": True}
    from datetime import date, timedelta

    last, first = date.fromisoformat(days[-1]), date.fromisoformat(days[0])
    later = last + max(timedelta(days=3), (last - first) / 8)
    yield {"as_of": later.isoformat(), **{c: kept[days[-1]][c] for c in ("low", "best", "high")}, "change": False}
