"""`new`: a small valid case to start from, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

CASE = """\
# A case to start from: two sides, one issue. Every field is described in docs/reference/schema.md.
# Numbers are points (0.3), [low, best, high] meant as an 80% interval, or ? where nobody knows.
# What is not mentioned is switched off. Every number here is a placeholder: replace it, and say where it comes from.

case:
  id: {id}
  title: {title}
  as_of: {as_of}            # nothing later may enter

actors:                     # capability: the strongest who fights = 100; the rest in shares of all that is at stake
  - id: government
    role: principal
    side: government
    capability: 100
    own_chance: [0.4, 0.55, 0.7]      # what it believes, not what is so
    cost: [0.05, 0.1, 0.2]            # what it would give to stop fighting now
    trust: [0.3, 0.5, 0.7]            # chance it gives that the others keep a text
    betrayal_loss: [0.02, 0.05, 0.1]  # how much worse than war it is to comply and be cheated
    audience_cost: [0.1, 0.25, 0.4]   # standing lost by conceding everything in public
    evidence: judgement
    note: placeholder, replace
  - id: opposition
    role: principal
    side: opposition
    capability: [40, 60, 80]
    own_chance: [0.3, 0.45, 0.6]
    cost: [0.08, 0.15, 0.3]
    trust: [0.3, 0.5, 0.7]
    betrayal_loss: [0.02, 0.05, 0.1]
    audience_cost: [0.1, 0.25, 0.4]
    evidence: judgement
    note: placeholder, replace

issues:                     # 0 is furthest toward one side, 100 toward the other; put the steps between into words
  - id: power
    name: Who holds power
    anchors: {{0: as today, 50: shared, 100: handed over}}
    status_quo: 0
    evidence: judgement
    note: placeholder, replace

levels:                     # kinds of outcome: what each settles, who must sign, how much fighting it ends
  - id: settlement
    opens: [power]
    signers: [government, opposition]
    fighting_ended: [0.5, 0.8, 0.95]
    enforcement: [0, 0.1, 0.3]
    evidence: judgement
    note: placeholder, replace

tracks:                     # where it can be struck, and how much of the audience sees it
  - id: plenary
    kind: formal
    members: [government, opposition]
  - id: back_room
    kind: corridor
    members: [government, opposition]
    publicity: [0.05, 0.1, 0.3]
    leak: [0.02, 0.1, 0.2]
    evidence: judgement
    note: placeholder, replace

war:
  sides: [{{id: government}}, {{id: opposition}}]

absent:                     # whose fate is decided here without a seat: printed with every brief
  - who: Women, displaced people and local communities
    why: placeholder; say who speaks for them, or that nobody does
    voice: [women, civil_society, local]
"""

STANCES = """\
actor,issue,public,private_low,private_best,private_high,salience,credit,precondition,refuses,evidence,note,label
government,power,0,5,20,45,100,,,,judgement,"placeholder, replace",
opposition,power,100,45,75,95,100,,,,judgement,"placeholder, replace",
"""


def start(folder: Path, title: str | None = None, as_of: str | None = None) -> list[Path]:
    """Write a starting case into a folder that does not exist yet; returns its files.

    Everything is written beside and renamed, so a failure leaves nothing. Raises FileExistsError where something is
    there already, ValueError for a folder name without a letter.
    """
    import datetime as dt

    check_title(title)
    id_ = folder_id(folder)
    files = {
        "case.yaml": CASE.format(
            id=id_,
            title=json.dumps(title or f"{folder.name} (working title)", ensure_ascii=False),
            as_of=as_of or dt.datetime.now(dt.UTC).date().isoformat(),
        ),
        "stances.csv": STANCES,
    }
    return write_folder(folder, files)


def check_title(title: str | None) -> None:
    """Raises ValueError for a title that is empty, too long or not printable."""
    if title is not None and (not 0 < len(title) <= 300 or not title.replace("\n", " ").isprintable()):
        raise ValueError("--title: expected a title of 1 to 300 printable characters; nothing was written")


def folder_id(folder: Path) -> str:
    """The id of a case that is to be written into a folder.

    Raises FileExistsError where something is there already, ValueError for a name without a letter.

    >>> folder_id(Path("nowhere/My Talks 2"))
    'my_talks_2'
    """
    if folder.exists():
        raise FileExistsError(f"{folder} exists already; choose another name, nothing was written")
    id_ = re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_")
    id_ = re.sub(r"^[^a-z]+", "", id_)[:64]
    if not id_:
        raise ValueError(f"{folder.name}: expected a folder name with at least one letter from a to z")
    return id_


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files, by name, into a folder that does not exist yet: all of them or nothing. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name[:100]}.") as beside:
        inside = Path(beside) / "case"
        inside.mkdir(mode=0o700)
        for name, content in files.items():
            (inside / name).write_bytes(content.encode() if isinstance(content, str) else content)
            os.chmod(inside / name, 0o600)
        inside.rename(folder)
    return [folder / name for name in files]
