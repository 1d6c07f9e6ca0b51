"""What files of other models of bargaining say (who, on what, where, how much) as the plain data of a case.

Such a file knows nothing of who must sign, where one meets and what comes without a deal. What the importer puts in
their place is marked as its judgement.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backchannel.case.opening import trouble
from backchannel.case.shape import Path as TreePath
from backchannel.case.tree import Mark, Tree

NOT_STATED = "not stated in the file"
AGREEMENT, TABLE, FILE = "agreement", "table", "file"


@dataclass(frozen=True, kw_only=True)
class Party:
    """One who has a position: what the file calls it, what it says of it, its power, and its line."""

    name: str
    about: str = ""
    power: float | None
    line: int
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One scale on which positions are: its name, what it is, the words for points on it, and its line."""

    name: str
    about: str = ""
    anchors: Mapping[int, str] = field(default_factory=dict)
    line: int
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """The position (0-100) and salience of one party on one topic, both by their number in their list."""

    party: int
    topic: int
    position: float
    salience: float
    line: int
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that the file of another program says. ``remarks`` are what the importer had to do to it."""

    program: str
    title: str
    about: str
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...]
    views: tuple[View, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def slug(name: str, otherwise: str) -> str:
    """An id made of a name; ``otherwise`` where nothing of it can be written in a-z.

    >>> slug("Xi Jinping", "x"), slug("Élysée 2", "x"), slug("7th army", "actor"), slug("国务院", "actor")
    ('xi_jinping', 'elysee_2', 'actor_7th_army', 'actor')
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub("[^a-z0-9]+", "_", bare).strip("_")[:48].strip("_")
    return plain if plain[:1].isalpha() else f"{otherwise}_{plain}".rstrip("_")


def ids(names: Iterable[str], otherwise: str, taken: Iterable[str] = (AGREEMENT, TABLE)) -> list[str]:
    """An id for each name, no two the same and none that is taken.

    >>> ids(["A", "a", "a 2", "?", "table"], "actor")
    ['a', 'a_2', 'a_2_2', 'actor', 'table_2']
    """
    found: list[str] = []
    used = set(taken)
    counts: dict[str, int] = {}
    for name in names:
        id = base = slug(name, otherwise)
        while id in used:
            counts[base] = counts.get(base, 1) + 1
            id = f"{base}_{counts[base]}"
        used.add(id)
        found.append(id)
    return found


def tree(scene: Scene, path: Path) -> Tree:
    """The plain data of a case that says what a scene says, with the line of each record.

    Who must sign is not in such a file: those who carry half of all power. Raises CaseError where the file is gone.
    """
    actors = ids((party.name for party in scene.parties), "actor")
    issues = ids((topic.name for topic in scene.topics), "issue", (AGREEMENT, TABLE, *actors))
    file, marks = str(path), _marks(scene, str(path))
    marks |= {
        ("levels", 0, "signers", "weights", id): Mark(file, party.line)
        for id, party in zip(actors, scene.parties, strict=True)
    }
    data: dict[str, Any] = {
        "case": _header(scene, path),
        "actors": [
            _said(
                id=id,
                name=party.about,
                short=party.name if party.name != id else None,
                role="principal",
                capability=party.power,
                evidence=FILE,
                note=party.note,
            )
            for id, party in zip(actors, scene.parties, strict=True)
        ],
        "issues": [
            _said(
                id=id,
                name=topic.name if topic.name != id else None,
                anchors={str(point): words for point, words in sorted(_ends(topic.anchors).items())},
                status_quo="?",
                note=" ".join(filter(None, (topic.about, topic.note))),
            )
            for id, topic in zip(issues, scene.topics, strict=True)
        ],
        "stances": [
            _said(
                actor=actors[view.party],
                issue=issues[view.topic],
                private=view.position,
                salience=view.salience,
                evidence=FILE,
                note=view.note,
            )
            for view in scene.views
        ],
        "levels": [
            {
                "id": AGREEMENT,
                "name": "an agreement",
                "opens": issues,
                "signers": _half(actors, scene.parties),
                "evidence": "judgement",
                "note": f"{scene.program} has no rule for signing; the importer takes those with half of all power.",
            }
        ],
        "tracks": [{"id": TABLE, "name": "the table", "kind": "formal", "members": actors}],
        "sources": [{"id": FILE, "what": f"The file {_shown(path.name)}, written for {scene.program}"}],
        "evidence": [{"id": FILE, "source": FILE, "says": "powers, positions and saliences"}],
        "imported": _said(format=scene.program.lower(), settings=dict(scene.settings)),
    }
    return Tree(file, data, marks)


def _header(scene: Scene, path: Path) -> dict[str, Any]:
    try:
        day = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
    except (OSError, ValueError, OverflowError):
        raise trouble(str(path), "has no date of its last change that can be read") from None
    name = scene.title or _shown(path.stem)
    dated = f"{scene.program} states no date: `as_of` is the day on which its file was last changed."
    lacking = f"The file of {scene.program} states no public lines, no war, no status quo and no doubt."
    return _said(
        id=slug(name, "case"),
        title=name,
        as_of=day.isoformat(),
        summary=scene.about,
        limits=" ".join((lacking, *scene.remarks)),
        note=dated,
    )


def _shown(name: str) -> str:
    """The name of a file as text, where some of its bytes are none."""
    return name.encode(errors="replace").decode()


def _said(**given: Any) -> dict[str, Any]:
    """What is given and not blank."""
    return {name: content for name, content in given.items() if content is not None and content not in ("", {})}


def _ends(anchors: Mapping[int, str]) -> dict[int, str]:
    return {0: NOT_STATED, 100: NOT_STATED, **anchors}


def _half(actors: list[str], parties: tuple[Party, ...]) -> Any:
    """The rule that half of all power must say yes; half of the heads where nobody has any."""
    powers = [party.power or 0 for party in parties]
    if not any(powers):
        return {"quota": len(actors) / 2, "of": actors}
    return {"quota": math.fsum(powers) / 2, "of": actors, "weights": dict(zip(actors, powers, strict=True))}


def _marks(scene: Scene, file: str) -> dict[TreePath, Mark]:
    groups = (("actors", scene.parties), ("issues", scene.topics), ("stances", scene.views))
    lines = {group: [record.line for record in records] for group, records in groups}
    marks: dict[TreePath, Mark] = {("case",): Mark(file, 1)}
    return marks | {(group, n): Mark(file, line) for group, found in lines.items() for n, line in enumerate(found)}
