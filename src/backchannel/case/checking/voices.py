"""Who is not heard, who is never mentioned, and words that take sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backchannel.case.checking.look import FORM, SOURCE, Check, Look
from backchannel.case.problems import Problem, listing
from backchannel.case.schema import Case
from backchannel.case.shape import fields

VOICES = {"women": "women", "civil_society": "civil society", "local": "local people"}
LOADED = (
    "terrorist", "terrorists", "regime", "regimes", "militia", "militias", "junta", "infidel", "infidels", "puppet",
    "puppets", "thug", "thugs", "warlord", "warlords", "extremist", "extremists",
)  # fmt: skip
NEUTRAL = ("ceasefire", "inspection", "monitoring", "sanctions", "visa")
"""Words before `regime` that make it one of rules."""

LOADED_WORD = re.compile("".join(rf"(?<!\b{word} )" for word in NEUTRAL) + rf"\b({'|'.join(LOADED)})\b", re.IGNORECASE)
FRAMED = ("narratives", "sources", "evidence", "claims")
"""Groups in which a loaded word is somebody's speech."""


def missing_voices(look: Look) -> Iterator[Problem]:
    """Women, civil society and local people, for whom nobody speaks."""
    heard = {voice for actor in look.case.actors for voice in actor.voice}
    absent = {voice for one in look.case.absent for voice in one.voice}
    for voice, name in VOICES.items():
        if voice in heard:
            continue
        if voice in absent:
            message = f"nobody in the case speaks for {name}; they are listed as absent"
            yield look.say("note", ("absent",), message, FORM + 50)
        else:
            message = f"nobody in the case speaks for {name}, nor are they listed as absent"
            fix = f"give an actor `voice: [{voice}]`, or list them under `absent`"
            yield look.say("warning", ("actors",), message, FORM + 60, fix=fix)


def unmentioned(look: Look) -> Iterator[Problem]:
    """Actors that nothing else in the case speaks of."""
    mentioned = {word for group in fields(Case) if group != "actors" for word in _words(getattr(look.case, group))}
    mentioned |= {id for actor in look.case.actors for id in (actor.parent, actor.was_in) if id is not None}
    for path, actor in look.actors():
        if actor.id not in mentioned:
            message = "has no stance, no tie, no seat and no signature, and nothing else speaks of it"
            fix = "say what it does here, or leave it out"
            yield look.say("note", path, message, SOURCE + 20, fix=fix)


def _words(content: Any) -> Iterator[str]:
    """Every text in some part of a case, keys too."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from (str(key) for key in content)
        for item in content.values():
            yield from _words(item)
    elif isinstance(content, tuple):
        for item in content:
            yield from _words(item)
    elif hasattr(content, "model_dump"):
        for name in fields(type(content)):
            yield from _words(getattr(content, name))


def loaded_words(look: Look) -> Iterator[Problem]:
    """Words by which one side calls the other, in ids, names and texts that are not somebody's speech."""
    for path, node in look.nodes:
        if path[:1] and path[0] in FRAMED:
            continue
        for name in fields(type(node)):
            content = getattr(node, name)
            texts = (
                content.values() if isinstance(content, dict) else content if isinstance(content, tuple) else [content]
            )
            if any(isinstance(text, str) and LOADED_WORD.search(text.replace("_", " ")) for text in texts):
                message = f"uses a loaded word (one of {listing(LOADED, 20)})"
                fix = "use the name the party gives itself, or make it a narrative by its speaker"
                yield look.say("note", (*path, name), message, FORM + 40, fix=fix)


CHECKS: tuple[Check, ...] = (missing_voices, unmentioned, loaded_words)
