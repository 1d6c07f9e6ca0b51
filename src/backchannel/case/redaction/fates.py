"""What becomes of each field of the schema when a case is shared: the allow-list.

A field without a fate raises KeyError, and a test holds that every field of every model has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Expert
from backchannel.case.rules import Rule
from backchannel.case.schema import (
    Absent,
    Actor,
    Attendance,
    Breakage,
    Case,
    Claim,
    Conference,
    Declassified,
    Event,
    Evidence,
    Exit,
    Expectation,
    Game,
    Guarantee,
    Header,
    Imported,
    Indicator,
    Issue,
    Level,
    Lever,
    Narrative,
    Outcome,
    Question,
    Recognition,
    Requirement,
    Sequence,
    Side,
    Source,
    Stance,
    Test,
    Tie,
    Track,
    War,
)
from backchannel.case.shape import fields


class Way(Enum):
    """How a field goes out, if its record does."""

    OPEN = "as it stands"
    NAME = "as it stands, or the record's old id in words"
    WORDS = "if what the record says in words may go"
    TEXT = "if its own record is labelled so that it may go"
    DAY = "as words, unless dates are dropped"
    NUMBER = "each number by its own label"
    POSITION = "each number by its own label, coarsened"
    ID = "numbered anew"
    REFERENCE = "renamed; where it is lost, the record is"
    OPTIONAL = "renamed; where it is lost, it is left out"
    LIST = "renamed; what is lost is left out"
    WHOLE = "renamed; where any is lost, the record is"
    INNER = "records of their own"
    RULE = "the tree of signers, without those who are lost"
    MADE = "made afresh"
    NEVER = "never"


@dataclass(frozen=True)
class Fate:
    """What becomes of a field: the way it goes, the group it names, and whether naming it is open."""

    way: Way
    group: str = ""
    open: bool = False


OPEN, NAME, WORDS, TEXT = Fate(Way.OPEN), Fate(Way.NAME), Fate(Way.WORDS), Fate(Way.TEXT)
DAY, NUMBER, POSITION, ID = Fate(Way.DAY), Fate(Way.NUMBER), Fate(Way.POSITION), Fate(Way.ID)
INNER, MADE, NEVER = Fate(Way.INNER), Fate(Way.MADE), Fate(Way.NEVER)


def _reference(group: str) -> Fate:
    return Fate(Way.REFERENCE, group, open=True)


def _some(group: str, *, open: bool = False) -> Fate:
    return Fate(Way.LIST, group, open)


def _whole(group: str) -> Fate:
    return Fate(Way.WHOLE, group)


def _maybe(group: str, *, open: bool = False) -> Fate:
    return Fate(Way.OPTIONAL, group, open)


SAID = {"evidence": _some("evidence"), "note": TEXT, "perspective": TEXT, "date": DAY, "label": MADE}
"""What any record may say."""


def _numbers(model: type[BaseModel], *names: str) -> dict[str, Fate]:
    return dict.fromkeys(names, NUMBER)


FATES: dict[type[BaseModel], dict[str, Fate]] = {
    Header: SAID
    | {"id": MADE, "title": MADE, "as_of": MADE, "horizon_months": OPEN, "round": OPEN, "loss": OPEN}
    | {"summary": TEXT, "hindsight": TEXT, "limits": TEXT, "profile": MADE},
    Conference: SAID
    | {"name": TEXT, "opened": DAY, "closed": DAY, "hosts": _some("actors"), "sponsors": _some("actors")}
    | {"terms_of_reference": TEXT, "first_to_bring_all_together": WORDS}
    | {"table": _maybe("tracks"), "corridor": _maybe("tracks"), "attendance": INNER},
    Attendance: SAID | {"actor": _reference("actors"), "status": WORDS, "on": DAY, "aim": TEXT},
    Actor: SAID
    | {"id": ID, "name": NAME, "short": OPEN, "role": OPEN, "side": _maybe("sides", open=True)}
    | {"parent": _maybe("actors"), "was_in": _maybe("actors"), "left_on": DAY, "voice": WORDS}
    | {"agenda": _some("issues"), "exit": INNER}
    | _numbers(Actor, "weight_in_parent", "command", "capability", "own_chance", "optimism", "cost", "rent", "trust")
    | _numbers(Actor, "betrayal_loss", "betrayal_memory", "audience_cost", "audience_memory", "patience", "openness")
    | _numbers(Actor, "side_benefit", "feeds_on_fighting", "adds_to_fighting", "tolerance", "attending_cost")
    | _numbers(Actor, "attending_benefit", "attacking_cost"),
    Exit: SAID | _numbers(Exit, "weight", "survival", "keeps", "after", "loses", "betrayed"),
    Issue: SAID
    | {"id": ID, "name": NAME, "anchors": OPEN, "kind": OPEN, "sequence": INNER, "tag": WORDS, "obligation": TEXT}
    | {"status_quo": POSITION},
    Sequence: {"waits_low": _some("issues"), "waits_high": _some("issues"), "parallel": WORDS},
    Stance: SAID
    | {"actor": _reference("actors"), "issue": _reference("issues"), "public": POSITION, "private": POSITION}
    | {"salience": NUMBER, "credit": NUMBER, "precondition": WORDS, "refuses": WORDS},
    Level: SAID
    | {"id": ID, "name": NAME, "opens": _some("issues", open=True), "signers": Fate(Way.RULE)}
    | {"ratifiers": _some("actors"), "requires": INNER, "breakage": INNER}
    | _numbers(Level, "fighting_ended", "frozen", "cover", "enforcement", "fragility", "rents_lost", "telling"),
    Requirement: {"issue": _reference("issues"), "min": WORDS, "max": WORDS},
    Breakage: SAID | {"group": _reference("actors"), "effect": NUMBER, "attack": NUMBER},
    Rule: {"actor": Fate(Way.RULE), "all": Fate(Way.RULE), "any": Fate(Way.RULE), "of": Fate(Way.RULE)}
    | _numbers(Rule, "quota", "weights"),
    Track: SAID
    | {"id": ID, "name": NAME, "kind": OPEN, "members": _some("actors", open=True), "open": OPEN}
    | {"opened_by_conference": OPEN, "agenda": _some("levels", open=True), "signs": _some("levels", open=True)}
    | {"proposer": OPEN}
    | _numbers(Track, "publicity", "leak", "meets", "cover", "cooling", "break_off", "resume", "premium"),
    War: SAID | {"sides": INNER, "intensity": NUMBER, "decisiveness": NUMBER},
    Side: SAID | {"id": ID, "name": NAME, "outcome": POSITION},
    Game: SAID | dict.fromkeys((name for name in fields(Game) if name not in SAID), NUMBER),
    Outcome: SAID | {"id": ID, "name": NAME, "level": _reference("levels")},
    Expectation: SAID
    | {"actor": _reference("actors"), "outcome": _reference("outcomes"), "aims_at_it": WORDS}
    | _numbers(Expectation, "now", "before"),
    Tie: SAID
    | {"id": MADE, "source": _reference("actors"), "target": _reference("actors")}
    | _numbers(Tie, "support", "withheld", "leverage", "conditional", "independent_agenda", "contact"),
    Recognition: SAID
    | {"id": ID, "of": _reference("actors"), "by": _reference("actors")}
    | _numbers(Recognition, "before", "now", "principle", "salience_effect", "status_gain"),
    Guarantee: SAID
    | {"id": ID, "name": NAME, "beneficiary": _reference("actors"), "guarantor": _reference("actors")}
    | {"levels": _whole("levels"), "covers_exit": WORDS, "condition": _reference("actors"), "limit": TEXT}
    | _numbers(Guarantee, "credibility", "alone", "worth"),
    Narrative: SAID
    | {"id": ID, "speaker": _reference("actors"), "audience": _reference("actors"), "frame": TEXT, "serves": TEXT}
    | {"only_card": WORDS}
    | _numbers(Narrative, "believed", "needed", "trend", "effect_on_cost", "effect_on_backer", "speaker_believes"),
    Indicator: SAID
    | {"id": ID, "what": TEXT, "of": TEXT, "state": WORDS, "levels": _whole("levels"), "window_months": WORDS}
    | {"visible_to": WORDS, "group": MADE}
    | _numbers(Indicator, "if_so", "if_not"),
    Lever: SAID
    | {"id": ID, "kind": WORDS, "name": NAME, "holder": _reference("actors"), "changes": MADE, "graded": WORDS}
    | {"cost": NUMBER},
    Question: SAID | {"id": ID, "ask": TEXT, "by": MADE, "yes_if": TEXT, "void_if": TEXT, "event": INNER},
    Event: {"what": WORDS, "levels": _whole("levels"), "tracks": _whole("tracks"), "months": WORDS}
    | {"given_by": DAY, "differs": TEXT},
    Absent: SAID | {"who": TEXT, "why": TEXT, "voice": WORDS},
    Source: SAID | {"id": ID, "what": TEXT, "author": TEXT, "published": DAY, "reliability": WORDS},
    Evidence: SAID | {"id": ID, "source": _reference("sources"), "locator": TEXT, "credibility": WORDS, "says": TEXT},
    Claim: dict.fromkeys(("id", "locator", "says", "tests", "awaits", "share_needed"), NEVER),
    Test: dict.fromkeys(fields(Test), NEVER),
    Declassified: dict.fromkeys(("finding", "column", "to", "by", "on", "why", "says"), OPEN)
    | {"id": ID, "where": NEVER},
    Imported: dict.fromkeys(fields(Imported), NEVER),
    Estimate: SAID | dict.fromkeys(("best", "low", "high", "interval", "experts", "unknown"), OPEN),
    Expert: dict.fromkeys(("low", "best", "high", "interval", "weight"), OPEN) | {"by": MADE},
    Case: dict.fromkeys(fields(Case), INNER) | {"claims": NEVER, "imported": NEVER},
}

PREFIXES = {
    "actors": "a", "issues": "i", "levels": "l", "tracks": "t", "sides": "s", "sources": "k", "evidence": "e",
    "outcomes": "o", "recognition": "r", "guarantees": "g", "narratives": "n", "indicators": "w", "levers": "p",
    "questions": "q", "declassify": "d",
}  # fmt: skip
"""The letters that new ids of a group start with."""

GROUPS: dict[type[BaseModel], str] = {
    Actor: "actors", Issue: "issues", Level: "levels", Track: "tracks", Side: "sides", Source: "sources",
    Evidence: "evidence", Outcome: "outcomes", Recognition: "recognition", Guarantee: "guarantees",
    Narrative: "narratives", Indicator: "indicators", Lever: "levers", Question: "questions",
    Declassified: "declassify",
}  # fmt: skip
"""Which group the records of a model with an id stand in."""
