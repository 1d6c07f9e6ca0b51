"""Changes between two versions of a case in words and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backchannel.analyses.wording import plain_input
from backchannel.case.book import SINGULAR
from backchannel.case.changes import Change, Difference, Said
from backchannel.case.estimate import Estimate
from backchannel.case.schema import Case
from backchannel.core.finding import Cell, Row
from backchannel.core.words import within

WORDS = {
    ("tracks", "members"): "the seat of {1} in {0}",
    ("levels", "opens"): "{1} as an issue of {0}",
    ("levels", "ratifiers"): "{1} among those who could undo {0}",
    ("levels", "signers"): "who must sign {0}",
    ("levels", "requires"): "what {0} requires",
    ("stances", "refuses"): "the refusal of {0} to discuss {1}",
    ("stances", "precondition"): "{1} as a condition of {0}",
    ("actors", "agenda"): "{1} on the agenda of {0}",
    ("actors", "parent"): "the body {0} belong to",
    ("conference", "status"): "the attendance of {0}",
    ("conference", "hosts"): "{0} as host",
    ("conference", "sponsors"): "{0} as sponsor",
}
RECORDS = {
    "stances": "the stance of {0} on {1}",
    "ties": "the tie of {0} to {1}",
    "expectations": "what {0} expect of '{1}'",
    "breakage": "{1} as able to break {0}",
    "attendance": "the attendance of {0}",
    "recognition": "the standing of {0} with {1}",
}


def versions_of(versions: Difference, path: str) -> Case:
    """The version to take names from: the later, unless only the earlier has what a path speaks of."""
    steps = path.split(".")
    here = {group: {str(getattr(r, "id", "")) for r in _records(versions.after, group)} for group in SINGULAR}
    gone = {
        group: {str(getattr(r, "id", "")) for r in _records(versions.before, group)} - here[group] for group in here
    }
    return versions.before if any(step in ids for ids in gone.values() for step in steps) else versions.after


def _records(case: Case, group: str) -> Sequence[Any]:
    return case.war.sides if group == "sides" else getattr(case, group)


def in_words(versions: Difference, change: Change) -> str:
    """What changed, as a noun.

    >>> from backchannel.case.changes import compare
    >>> from backchannel.case.reading import find_case, read_case
    >>> path = find_case("geneva-ii")
    >>> found = compare(read_case(path), read_case(path, ["tracks.mediated_sessions.members=[russia]"]))
    >>> in_words(found, found.changes[0])
    'the seat of the Government in the mediated sessions'
    """
    case = versions_of(versions, change.path)
    if change.kind == "number":
        try:
            return plain_input(case, change.path)
        except StopIteration:  # a tie or standing that only the other version has
            other = versions.before if case is versions.after else versions.after
            return plain_input(other, change.path)
    group, *steps = change.path.split(".")
    if change.kind in ("new", "gone"):
        return f"{_record(case, group, steps)} ({change.kind})"
    field = next((s for s in steps if (group, s) in WORDS), steps[-1])
    called = [_called(versions, s) for s in steps if s not in (field, "breakage", "attendance", "sides", "exit")]
    if (group, field) in WORDS:
        return WORDS[group, field].format(*called)
    return f"{field.replace('_', ' ')} of {_record(case, group, [s for s in steps if s != field])}"


def _called(versions: Difference, step: str) -> str:
    later = versions.after.name(step)
    return within(later if later != step.replace("_", " ") else versions.before.name(step))


def _record(case: Case, group: str, steps: list[str]) -> str:
    kind = next((s for s in steps if s in RECORDS), group)
    ids = [s for s in steps if s not in (kind, "sides", "outcome")]
    if group == "ties" and ids:
        ids = ids[0].split("-", 1)
    if group == "recognition" and ids:
        ids = next(([r.of, r.by] for r in case.recognition if r.id == ids[0]), [ids[0], "others"])
    names = [within(case.name(s)) for s in ids]
    if kind in RECORDS and len(names) > 1 - (kind == "attendance"):
        return RECORDS[kind].format(*names)
    if not names:
        return {"case": "the case", "war": "the war"}.get(group, f"the {group}")
    return names[0] if group in SINGULAR or len(names) > 1 else f"{names[0]} ({group})"


def record_of(path: str) -> str:
    """What a change belongs to when changes are taken together: an actor's stances, or a record.

    >>> record_of("stances.russia.aid_access.private"), record_of("levels.aid.cover"), record_of("war.v")
    ('stances.russia', 'levels.aid', 'war')
    """
    return ".".join(path.split(".")[: 1 if path.startswith(("war", "conference", "case")) else 2])


def group_in_words(versions: Difference, changes: Sequence[Change], *, rest: bool = False) -> str:
    """A group of changes as a noun."""
    if rest:
        return f"the other {len(changes)} changes"
    if len(changes) == 1:
        return in_words(versions, changes[0])
    count = f"({len(changes)} changes)"
    whole = next(
        (c for g in ("actors", "") for c in changes if c.kind in ("new", "gone") and c.path.startswith(g)), None
    )
    if whole is not None:
        return f"{in_words(versions, whole)} with what hangs on it"
    if all(c.path.startswith("stances.") for c in changes):
        ways = [c.path.split(".") for c in changes]
        actors, issues = ({way[n] for way in ways} for n in (1, 2))
        if len(actors) == 1:
            actor = _called(versions, actors.pop())
            if {way[3] for way in ways} == {"salience"}:
                return f"the weights of the issues for {actor}"
            if len(issues) == 1:
                return f"the stance of {actor} on {_called(versions, issues.pop())}"
            return f"the stances of {actor} {count}"
    if len({record_of(c.path) for c in changes}) == 1:
        group, *steps = record_of(changes[0].path).split(".")
        return f"what is coded of {_record(versions_of(versions, changes[0].path), group, steps)} {count}"
    return f"{in_words(versions, changes[0])} and {len(changes) - 1} more"


def three(given: Estimate | None) -> tuple[Cell, Cell, Cell]:
    """Low, best and high of a number; three blanks where nobody knows or nothing is said."""
    if given is None or given.unknown:
        return None, None, None
    return given.bounds[0], given.central, given.bounds[1]


def text_of(content: Any) -> Cell:
    """A word, list or rule of a case on one line; `?` for a number nobody knows."""
    if isinstance(content, Estimate):
        return "?" if content.unknown else None
    if content is None or isinstance(content, str | bool | int | float):
        return content
    if isinstance(content, list):
        return ", ".join(str(text_of(part)) for part in content)
    if isinstance(content, dict):
        return "; ".join(f"{key}: {text_of(part)}" for key, part in content.items())
    return str(content)


CHANGE_COLUMNS = (
    "path", "what", "kind", "before_low", "before", "before_high", "after_low", "after", "after_high", "unit",
    "said_before", "said_after", "group", "part", "label",
)  # fmt: skip


def change_row(versions: Difference, change: Change, group: str | None, part: float | None) -> Row:
    """One change as a row; ``part`` is what its group has to do with the quantity that moved most."""
    numbers = change.kind == "number"
    before, after = (three(e) if numbers else (None,) * 3 for e in (change.before, change.after))
    return {
        "path": change.path, "what": in_words(versions, change), "kind": change.kind,
        "before_low": before[0], "before": before[1], "before_high": before[2],
        "after_low": after[0], "after": after[1], "after_high": after[2],
        "unit": change.value.unit if change.value else None,
        "said_before": text_of(change.before), "said_after": text_of(change.after),
        "group": group, "part": part, "label": str(change.label),
    }  # fmt: skip


SAID_COLUMNS = ("path", "field", "before", "after", "label")


def said_row(one: Said) -> Row:
    """One thing said differently as a row."""
    return {
        "path": one.path, "field": one.field, "before": text_of(one.before), "after": text_of(one.after),
        "label": str(one.label),
    }  # fmt: skip
