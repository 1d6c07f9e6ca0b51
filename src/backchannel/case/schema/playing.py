"""How the game of rounds is played on the case."""

from __future__ import annotations

from typing import Annotated

from backchannel.case.estimate import Estimate
from backchannel.case.fields import INF, Record, Value


class Game(Record):
    """How the conference moves in time. What is not said is off; see the specification of the game."""

    choice_precision: Annotated[
        Estimate | None,
        Value(
            1,
            1000,
            "per share of stakes",
            INF,
            (20, 40, 80),
            "eta",
            "How surely does an actor's vote follow its interest?",
        ),
    ] = None
    persistent_noise: Annotated[
        Estimate | None,
        Value(
            0,
            0.5,
            "share of stakes",
            0.0,
            (0.0, 0.02, 0.05),
            "sigma_p",
            "How far may we be wrong about an actor throughout?",
        ),
    ] = None
    hardship: Annotated[
        Estimate | None,
        Value(
            0,
            0.2,
            "per round",
            0.0,
            (0.0, 0.012, 0.03),
            "-",
            "By what share does the cost of fighting grow in a round?",
        ),
    ] = None
    lookahead: Annotated[
        Estimate | None,
        Value(0, 1, "share", 0.0, (0.0, 0.5, 1.0), "-", "How far do actors count on a better text later?"),
    ] = None
    stops_good: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per attack",
            0.0,
            (0.6, 0.8, 0.9),
            "sT",
            "How likely does a side that means to keep its word stop an attack from its own ranks?",
        ),
    ] = None
    stops_other: Annotated[
        Estimate | None,
        Value(0, 1, "per attack", 0.0, (0.2, 0.4, 0.6), "sU", "And one that does not?"),
    ] = None
    keeps_good: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "per month",
            1.0,
            (0.95, 0.98, 0.995),
            "piT",
            "How likely does a side that means to keep its word keep it for a month?",
        ),
    ] = None
    keeps_other: Annotated[
        Estimate | None,
        Value(0, 1, "per month", 1.0, (0.8, 0.9, 0.97), "piU", "And one that does not?"),
    ] = None
    trust_drift: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share per round",
            0.0,
            (0.0, 0.03, 0.1),
            "-",
            "What share of what experience taught is forgotten in a round?",
        ),
    ] = None
    leak_harm: Annotated[
        Estimate | None,
        Value(0, 5, "log-odds", 0.0, (0.0, 0.2, 0.5), "-", "How much trust does a leak cost?"),
    ] = None
    insiders_lean: Annotated[
        Estimate | None,
        Value(
            0, 1, "share per round", 0.0, (0.1, 0.3, 0.5), "-", "How fast do insiders take sides once a text is known?"
        ),
    ] = None
    implementation_pace: Annotated[
        Estimate | None,
        Value(
            0,
            1,
            "share per round",
            0.0,
            (0.02, 0.05, 0.1),
            "-",
            "What share of what is left is carried out in a round?",
        ),
    ] = None
    collapse_by_exclusion: Annotated[
        Estimate | None,
        Value(
            0,
            5,
            "log",
            0.0,
            (0.0, 1.5, 2.0),
            "b2",
            "How much likelier does a text fall apart that nobody's fighters feel bound by?",
        ),
    ] = None
    collapse_by_enforcement: Annotated[
        Estimate | None,
        Value(0, 5, "log", 0.0, (0.0, 1.5, 2.0), "b3", "How much less likely under full enforcement?"),
    ] = None
    collapse_by_progress: Annotated[
        Estimate | None,
        Value(0, 5, "log", 0.0, (0.0, 1.0, 2.0), "b4", "How much less likely once all is carried out?"),
    ] = None
