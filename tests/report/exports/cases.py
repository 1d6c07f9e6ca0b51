"""Cases for the exports: Geneva II as it is, with hostile texts everywhere, and with other secrets."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from backchannel.case.estimate import Estimate, Provenance
from backchannel.case.leaves import is_text
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.case.shape import fields
from backchannel.core.labels import Label
from backchannel.report.exports.writing import export

TARGETS = {"graphml": "x.graphml", "gexf": "x.gexf", "kumu": "x.xlsx", "csv": "x.zip"}
HOSTILE = (
    "=cmd|'/C calc'!A0\r\n+1;=2+2\n@SUM(1)\t=1 <script>alert(1)</script> ]]> &e; ![x](http://127.0.0.1:9/a.png) "
    "../../../etc/passwd \x00\x07\x1b[31m \x85 \u202e gnp.exe \u2066 \ufffe \ud800 <!-- \"' _x0041_ العربية"
)
WORD = "xanthocanary"
DIGITS = "13579"


@cache
def geneva() -> Case:
    return read_case(find_case("geneva-ii"))


@cache
def hostile() -> Case:
    """Every text of Geneva II replaced by a hostile one, each with a number of its own."""
    count = iter(range(10**6))
    case: Case = every_text(geneva(), lambda text: f"{HOSTILE} {next(count)}")
    return case


def every_text(content: Any, change: Any) -> Any:
    if isinstance(content, BaseModel):
        update = {}
        for name, info in fields(type(content)).items():
            said = getattr(content, name)
            free = is_text(info) or (isinstance(content, Provenance) and name in ("note", "perspective"))
            if free and isinstance(said, str):
                update[name] = change(said)
            elif free and isinstance(said, tuple):
                update[name] = tuple(change(one) for one in said)
            elif free and isinstance(said, dict):
                update[name] = {key: change(one) for key, one in said.items()}
            else:
                update[name] = every_text(said, change)
        return content.model_copy(update=update)
    if isinstance(content, tuple):
        return tuple(every_text(one, change) for one in content)
    if isinstance(content, dict):
        return {key: every_text(one, change) for key, one in content.items()}
    return content


def point(value: float) -> Estimate:
    return Estimate.model_validate({"best": value, "note": f"because {WORD}"})


@cache
def planted() -> Case:
    """Geneva II with canaries in what is not public unless labelled: private positions, ties, notes, insiders."""
    case = every_text_above(geneva())
    insider = next(iter(case.insiders))
    return case.model_copy(
        update={
            "stances": tuple(
                s.model_copy(update={"private": point(41.13579), "salience": point(7.13579)}) for s in case.stances
            ),
            "ties": tuple(t.model_copy(update={"support": point(0.2113579)}) for t in case.ties),
            "guarantees": tuple(g.model_copy(update={"credibility": point(0.3113579)}) for g in case.guarantees),
            "actors": tuple(
                a.model_copy(
                    update={"cost": point(0.0713579), "note": WORD}
                    | ({"name": f"{WORD} insiders", "short": WORD} if a.id == insider else {})
                )
                for a in case.actors
            ),
        }
    )


def every_text_above(case: Case) -> Case:
    """Notes, evidence, sources, questions and the like, none of which is public, with a canary in each text."""
    groups = (
        "sources",
        "evidence",
        "guarantees",
        "narratives",
        "indicators",
        "levers",
        "questions",
        "absent",
        "claims",
    )
    return case.model_copy(
        update={name: every_text(getattr(case, name), lambda text: f"{WORD} {text}") for name in groups}
        | {"case": case.case.model_copy(update={"limits": WORD, "hindsight": WORD, "summary": WORD})}
    )


def members(path: Path) -> list[bytes]:
    """The contents of what is packed in a file, names before them; of any other file its bytes."""
    raw = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return [raw]
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return [name.encode() + packed.read(name) for name in packed.namelist()]


def unzipped(path: Path) -> bytes:
    """All bytes of a file, and of what is packed in it, names included."""
    return b"".join([path.read_bytes(), *members(path)])


@cache
def other_insiders() -> Case:
    """Geneva II with other insiders: what they are called, weigh and want, and who backs them."""
    case = geneva()
    (insider,) = case.insiders

    def theirs(record: Any) -> bool:
        return insider in (getattr(record, name, None) for name in ("actor", "target", "beneficiary"))

    actors = tuple(
        a.model_copy(update={"name": WORD, "short": WORD, "note": WORD, "cost": point(0.1)}) if a.id == insider else a
        for a in case.actors
    )
    stances = tuple(
        s.model_copy(update={"public": point(99), "private": point(98)}) if theirs(s) else s for s in case.stances
    )
    ties = tuple(t for t in case.ties if not theirs(t))
    guarantees = tuple(g for g in case.guarantees if not theirs(g))
    return case.model_copy(update={"actors": actors, "stances": stances, "ties": ties, "guarantees": guarantees})


def written(case: Case, folder: Path, to: Any, profile: Label = Label.SECRET, **more: Any) -> Path:
    target = folder / TARGETS[to]
    export(case, target, to=to, profile=profile, **more)
    return target
