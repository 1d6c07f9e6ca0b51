"""A first case from what was said in an interview: two tracks, one kind of outcome, wide doubt where nobody asked."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from backchannel.case.building import build
from backchannel.case.elicitation.answering import Guess, Other, Said
from backchannel.case.elicitation.interview import QUESTIONS
from backchannel.case.schema import Case
from backchannel.case.tree import Tree

TABLE, CORRIDOR, LEVEL = "plenary", "back_room", "settlement"
UNKNOWN = "?"
HEAD = """\
# A first case from ten questions. Every field is described in docs/reference/schema.md.
# Numbers are points (0.3), [low, best, high] meant as an 80% interval, or ? where nobody was asked or nobody knows.
# What is not mentioned is switched off.
"""
RESERVED = {TABLE, CORRIDOR, LEVEL, "judgement", "all", "else"}


def slug(name: str, taken: set[str], otherwise: str) -> str:
    """An id for a name: lower-case letters, digits and _, not taken yet; the name's place where it has no such letter.

    >>> slug("Opposition Council", set(), "party"), slug("Überall!", {"uberall"}, "party"), slug("日本", set(), "party")
    ('opposition_council', 'uberall_2', 'party')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", plain).strip("_"))[:48].strip("_") or otherwise
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    taken.add(found)
    return found


def first_case(said: Said, id: str, today: dt.date) -> Case:
    """The case that answers to the ten questions make; every number is a judgement of the day of the interview."""
    return build(Tree("the interview", _data(said, id, today)))


def assumed(said: Said) -> list[str]:
    """What the case takes for granted beyond what was said, in plain words; names nobody."""
    blank = {q.name: number for number, q in enumerate(QUESTIONS, 1)}
    left = [f"{blank[name]}" for name in said.open]
    out = [
        "All of them must sign, and one text settles all that was named; lesser outcomes (aid, a local truce) are "
        "yours to add.",
        "They can meet at a table that all see and in a back room; how secret that stays is `?`.",
        "Trust, the loss when cheated, over-confidence, how far a text would be enforced and how much fighting it "
        "would end were not asked and stand at `?`: wide priors, which `check` lists.",
    ]
    if left:
        out.insert(0, f"Left open: question{'s' if len(left) > 1 else ''} {', '.join(left)}.")
    if len(said.matters) > 1:
        out.append("How much each cares for one matter against another was not asked and stands at `?`.")
    if any(other.role == "backer" for other in said.others):
        out.append("Backers are named with what they carry unknown; they have no say yet: give them stances or a seat.")
    if any(other.role == "insider" for other in said.others):
        out.append(
            "Classes of insiders are secret; they move nothing until they have stances, a promise and a rule to sign."
        )
    if any(other.role == "armed" for other in said.others):
        out.append("Armed groups outside can break a text by force; how often and how easily is `?`.")
    return out


def _data(said: Said, id: str, today: dt.date) -> dict[str, Any]:
    taken = set(RESERVED)
    parties = [slug(name, taken, "party") for name in said.parties]
    matters = [slug(matter.name, taken, "matter") for matter in said.matters]
    others = [slug(other.name, taken, other.role) for other in said.others]
    whose = dict(zip(said.parties, parties, strict=True))
    source = {"evidence": "judgement", "note": f"interview of {today.isoformat()}"}
    guessed = {
        "evidence": "judgement",
        "note": f"interview of {today.isoformat()}; doubt around single numbers and words is the program's",
    }
    armed = [i for other, i in zip(said.others, others, strict=True) if other.role == "armed"]
    level: dict[str, Any] = {
        "id": LEVEL, "name": "A settlement", "opens": matters, "signers": parties, "fighting_ended": UNKNOWN,
        "enforcement": UNKNOWN, **guessed,
    }  # fmt: skip
    if armed:
        level["breakage"] = [{"group": group, "effect": UNKNOWN, "attack": UNKNOWN} for group in armed]
    return {
        "case": {
            "id": id,
            "title": said.title,
            "as_of": said.as_of.isoformat(),
            "limits": "ten questions, answered by one person; what was not asked is unknown or switched off",
        },
        "conference": {"name": said.title, "table": TABLE, "corridor": CORRIDOR},
        "actors": [
            *(_party(said, n, id_, guessed) for n, id_ in enumerate(parties)),
            *(_other(other, id_, whose, source) for other, id_ in zip(said.others, others, strict=True)),
        ],
        "issues": [
            {"id": id_, "name": m.name, "anchors": {0: m.zero, 100: m.hundred}, "status_quo": UNKNOWN, **guessed}
            for m, id_ in zip(said.matters, matters, strict=True)
        ],
        "stances": [
            _stance(said, n, k, party, matter, guessed)
            for n, party in enumerate(parties)
            for k, matter in enumerate(matters)
        ],
        "levels": [level],
        "tracks": [
            {"id": TABLE, "name": "The plenary", "kind": "formal", "members": parties},
            {
                "id": CORRIDOR, "name": "The back room", "kind": "corridor", "members": parties, "publicity": UNKNOWN,
                "leak": UNKNOWN, **guessed,
            },
        ],
        "war": {"sides": [{"id": party} for party in parties]},
        **_ties(said, others, whose, source),
        "absent": _absent(said, source),
    }  # fmt: skip


def _party(said: Said, n: int, id: str, source: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id,
        "name": said.parties[n],
        "role": "principal",
        "side": id,
        "capability": _number(said.strength[n]),
        "optimism": UNKNOWN,
        "cost": _number(said.fighting[n], 100),
        "trust": UNKNOWN,
        "betrayal_loss": UNKNOWN,
        "audience_cost": _number(said.conceding[n], 100),
        **source,
    }


def _other(other: Other, id: str, whose: dict[str, str], source: dict[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {"id": id, "name": other.name, "role": other.role}
    if other.role == "insider" and other.party:
        party = whose[other.party]
        record |= {"side": party, "parent": party, "weight_in_parent": UNKNOWN}
    return record | source


def _stance(said: Said, n: int, k: int, party: str, matter: str, source: dict[str, str]) -> dict[str, Any]:
    public = said.public[k][n]
    record: dict[str, Any] = {"actor": party, "issue": matter}
    if not isinstance(public, str):
        record["public"] = _number(public)
    salience = 100 if len(said.matters) == 1 else UNKNOWN
    return record | {"private": _number(said.private[k][n]), "salience": salience, **source}


def _ties(said: Said, others: list[str], whose: dict[str, str], source: dict[str, str]) -> dict[str, Any]:
    found = [
        {"source": id, "target": whose[other.party], "support": UNKNOWN, **source}
        for other, id in zip(said.others, others, strict=True)
        if other.role == "backer" and other.party
    ]
    return {"ties": found} if found else {}


def _absent(said: Said, source: dict[str, str]) -> list[dict[str, Any]]:
    if not said.missing:
        why = "nobody was named in the interview; who speaks for those decided about is open"
        return [{"who": "Whoever is decided about without a seat", "why": why, **source}]
    why = "named in the interview as decided about without a seat"
    return [{"who": m.who, "why": why, **({"voice": list(m.voice)} if m.voice else {}), **source} for m in said.missing]


def _number(guess: Guess, whole: float = 1.0) -> Any:
    if guess is None:
        return UNKNOWN
    low, best, high = (round(n / whole, 6) for n in guess)
    return best if low == high else [low, best, high]
