"""What levers of each kind may move. What actors want, and what a promise may never cover, is nobody's lever."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.case.inputs import inputs, record_label
from backchannel.case.schema import Case, Lever
from backchannel.core.labels import Label, highest

MOVES: dict[str, tuple[str, ...]] = {
    "publicity": tuple(f"tracks.*.{name}" for name in ("publicity", "leak", "premium", "cover")),
    "channel": tuple(f"tracks.*.{name}" for name in ("open", "meets", "break_off", "resume", "cooling", "agenda")),
    "enforcement": ("levels.*.enforcement",),
    "guarantee": tuple(f"guarantees.*.{name}" for name in ("credibility", "alone", "worth", "guarantor", "condition")),
    "recognition": tuple(f"recognition.*.{name}" for name in ("now", "principle", "status_gain")),
    "support": tuple(f"ties.*.{name}" for name in ("support", "withheld", "conditional", "leverage")),
    "inclusion": ("tracks.*.members", "levels.*.ratifiers", "levels.*.breakage.*.attack"),
    "spoiler": (
        "levels.*.breakage.*.attack",
        "levels.*.breakage.*.effect",
        *("actors.*.side_benefit", "actors.*.side_benefit.*"),
        *(f"actors.*.{name}" for name in ("rent", "attacking_cost", "feeds_on_fighting", "adds_to_fighting")),
    ),
    "narrative": tuple(
        f"narratives.*.{name}" for name in ("believed", "trend", "needed", "effect_on_cost", "effect_on_backer")
    ),
}
"""Paths by kind, `*` for one id. A lever moves something of its own kind, and may move what other kinds do besides."""


def moves(kind: str, path: str) -> bool:
    """Whether a lever of a kind may move a path.

    >>> moves("publicity", "tracks.plenary.publicity"), moves("publicity", "actors.a.trust")
    (True, False)
    """
    steps = path.split(".")
    return any(
        len(steps) == len(parts) and all(one in ("*", step) for one, step in zip(parts, steps, strict=True))
        for parts in (pattern.split(".") for pattern in MOVES[kind])
    )


def kinds_of(path: str) -> tuple[str, ...]:
    """The kinds of lever that move a path; none where it is nobody's lever.

    >>> kinds_of("levels.aid.breakage.rebels.attack"), kinds_of("guarantees.posts.limit")
    (('inclusion', 'spoiler'), ())
    """
    return tuple(kind for kind in MOVES if moves(kind, path))


def lever_label(case: Case, lever: Lever) -> Label:
    """The label of a lever: its own, or that of whatever it moves where that is higher."""
    return labelled(case, [lever])[0]


def labelled(case: Case, levers: Sequence[Lever]) -> list[Label]:
    """The labels of several levers, as :func:`lever_label` has them."""
    at = {one.path: one.label for one in inputs(case)}
    records = {
        (group, record.id): record_label(record, case.insiders)
        for group in {path.split(".")[0] for lever in levers for path in lever.changes}
        for record in getattr(case, group)
    }
    return [
        highest(
            [
                record_label(lever, case.insiders),
                *(at.get(path, Label.PUBLIC) for path in lever.changes),
                *(records.get((path.split(".")[0], path.split(".")[1]), Label.PUBLIC) for path in lever.changes),
            ]
        )
        for lever in levers
    ]
