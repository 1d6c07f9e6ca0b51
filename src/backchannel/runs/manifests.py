"""The manifest of a run folder: what its runs are runs of. Holds no value of the case above public, and no path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import backchannel
from backchannel import __version__
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import record_label
from backchannel.case.reading import case_hash
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError
from backchannel.core.jit import source_hash
from backchannel.core.labels import Label
from backchannel.runs.tables import sizes

NAME = "manifest.json"
KIND = "backchannel runs"
FORMAT = 1
SOURCES = ("theory", "conference", "case/draws.py", "case/pert.py")
"""Where the bits of a run come from, compiled or not."""


@dataclass(frozen=True)
class Manifest:
    """What a folder's runs are: ``said`` is the file as plain data."""

    said: dict[str, Any]

    @property
    def runs(self) -> int:
        """Runs asked for at most so far."""
        return int(self.said["runs"])

    @property
    def size(self) -> int:
        """Runs in a chunk; the last may have fewer."""
        return int(self.said["chunk_runs"])

    @property
    def identity(self) -> str:
        """Hash of all that the bits of a run depend on: chunks carry it, so that none strays into another folder."""
        kept = {name: said for name, said in self.said.items() if name not in ("runs", "program")}
        return _digest(kept)

    def text(self) -> str:
        """The file."""
        return json.dumps(self.said, indent=2, ensure_ascii=False) + "\n"


def identify(case_digest: str, instead: Mapping[str, Estimate] | None) -> str:
    """The hash of a case, another one where estimates take the place of the case's."""
    if not instead:
        return case_digest
    return _digest([case_digest, {path: said.model_dump(mode="json") for path, said in instead.items()}])


def engine() -> str:
    """What plays the game: the hash of the compiled sources, then that of all that a plan and its draws come from."""
    root = Path(backchannel.__file__).resolve().parent
    digest = hashlib.blake2b(digest_size=8)
    for place in (root / name for name in SOURCES):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{source_hash()}-{digest.hexdigest()}"


def manifest(
    plan: Plan, *, runs: int, rules: Mapping[str, Any], chunk_runs: int, instead: Mapping[str, Estimate] | None
) -> Manifest:
    """The manifest of runs of a plan. Its label is the highest of the inputs that the plan has read."""
    return Manifest(
        {
            "kind": KIND,
            "format": FORMAT,
            "program": f"backchannel {__version__}",
            "engine": engine(),
            "case": identify(case_hash(plan.case), instead),
            "seed": plan.draws.seed,
            "runs": runs,
            "rules": dict(rules),
            "rounds": plan.rounds,
            "months_a_round": plan.months,
            "chunk_runs": chunk_runs,
            "label": str(plan.draws.label),
            "sizes": sizes(plan),
            "names": names(plan),
        }
    )


def names(plan: Plan) -> dict[str, list[str | None]]:
    """By number, the ids of what rows are counted by; null where the record is labelled above public."""
    case = plan.case
    actors = {a.id: a for a in case.actors}
    indicators = {n.id: n for n in case.indicators}
    records: dict[str, Sequence[Any]] = {
        "level": case.levels,
        "track": case.tracks,
        "actor": [actors[a] for a in plan.state.actors],
        "group": [actors[g.id] for g in plan.groups],
        "indicator": [indicators[n.id] for n in plan.indicators],
    }
    return {
        axis: [one.id if record_label(one, case.insiders) == Label.PUBLIC else None for one in some]
        for axis, some in records.items()
    }


def parse(text: str) -> Manifest | None:
    """A manifest from its file, None where it is none of ours. Raises ValueError where it is damaged."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("kind") != KIND:
        return None
    if said.get("format") != FORMAT:
        raise AskError(
            f"format {said.get('format')!r:.20} of run folders is not known to backchannel {__version__}, "
            f"which reads format {FORMAT}; use the program it was made with, or play into another folder"
        )
    for name in ("runs", "chunk_runs", "seed", "rounds"):
        if not isinstance(said.get(name), int) or isinstance(said[name], bool) or said[name] < (name != "seed"):
            raise ValueError(name)
    rules = said.get("rules")
    if not isinstance(rules, dict) or set(rules) != {"inner", "texts", "months"}:
        raise ValueError("rules")
    return Manifest(said)


def differences(there: Manifest, asked: Manifest) -> tuple[list[str], list[str]]:
    """In words, what was asked for differently than is there; and the fields that cannot differ and yet do."""
    before, now = there.said, asked.said
    told: list[str] = []
    if before.get("case") != now["case"]:
        told.append("the case, or values set in it")
    if before.get("seed") != now["seed"]:
        told.append(f"the seed ({before['seed']} there, {now['seed']} asked for)")
    for name, word in (("inner", "runs that share a draw"), ("texts", "texts a level")):
        if before["rules"][name] != now["rules"][name]:
            told.append(f"{word} ({before['rules'][name]!r:.20} there, {now['rules'][name]} asked for)")
    if before["rounds"] != now["rounds"]:
        told.append(f"the horizon ({before['rounds']} rounds there, {now['rounds']} asked for)")
    if before.get("engine") != now["engine"]:
        told.append(f"the version of the engine ({before.get('program')!s:.40} there, {now['program']} here)")
    loose = {"runs", "program", "chunk_runs", "rules", "case", "seed", "rounds", "engine"}
    broken = [name for name in now if name not in loose and before.get(name) != now[name]]
    broken += [name for name in before if name not in now]
    return told, broken


def _digest(said: Any) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
