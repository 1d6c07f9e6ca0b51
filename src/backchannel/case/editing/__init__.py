"""A changed case put into the files it was read from, with comments, order and layout kept where nothing changed."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.case.editing import shaping
from backchannel.case.editing.nodes import node_of
from backchannel.case.editing.retabling import retabled
from backchannel.case.editing.surgery import exactly, replaced
from backchannel.case.opening import WIDE, read_bytes, read_table, read_text
from backchannel.case.plain import plain, plain_record
from backchannel.case.problems import CaseError
from backchannel.case.reading import MAIN, PARTS, STANCES, read_case
from backchannel.case.schema import Case, Stance
from backchannel.case.seating import Seat, seats
from backchannel.case.stances import parse_stances
from backchannel.case.tree import parse
from backchannel.case.writing import folder_files, kept_place, read_back, row, single, table, yaml_text

OWN_FILE = {**{group: name for name, group in PARTS.items()}, "stances": STANCES}
"""Which file of a folder holds a group of records alone."""


@dataclass(frozen=True)
class Edited:
    """New contents of those files of a case that change; ``rewritten`` names those whose layout could not be kept."""

    files: dict[Path, str | bytes]
    rewritten: tuple[Path, ...] = ()


def updated(path: Path, case: Case) -> dict[Path, str | bytes]:
    """The new contents of the files of the YAML case at ``path`` (a folder or one file) that make it say ``case``.

    Files that need no change are left out; nothing is written here. Raises CaseError where the files cannot be read, or
    cannot hold the case.
    """
    return edited(path, case).files


def edited(path: Path, case: Case) -> Edited:
    """As :func:`updated`, with a word on files that had to be written anew.

    The new texts are read back before they are handed over. A file that does not say what it should is written plainly
    instead, and its comments and layout are lost.
    """
    folder = path if path.is_dir() else path.parent if path.name == MAIN else None
    old = read_case(path)
    if old == case:
        return Edited({})
    home, names = (path.parent, {MAIN: path.name}) if folder is None else (folder, {})
    texts = {MAIN: read_text(path if folder is None else folder / MAIN)}
    if folder is not None:
        texts |= {name: read_text(folder / name) for name in PARTS if (folder / name).exists()}
        texts |= {STANCES: read_table(folder / STANCES)} if (folder / STANCES).exists() else {}
    new, plainly = _new_texts(texts, old, case, folder is not None)
    changed = {name: text for name, text in new.items() if text != texts.get(name)}
    return Edited(
        {home / names.get(name, name): _encoded(home / names.get(name, name), text) for name, text in changed.items()},
        tuple(home / names.get(name, name) for name in sorted(plainly & changed.keys())),
    )


def _new_texts(texts: dict[str, str], old: Case, case: Case, in_folder: bool) -> tuple[dict[str, str], set[str]]:
    """The texts that say a case, by name of their file, and which of them were written plainly."""
    raw = parse(texts[MAIN], MAIN).data
    shares = _shares(texts, raw, old, case, in_folder)
    before = old.model_copy(update={group: tuple(share.was) for group, share in shares.items()})
    after = case.model_copy(update={group: tuple(share.now) for group, share in shares.items()})
    data: dict[str, Any] = {} if before == after else {MAIN: shaping.shaped(raw, before, after)}
    out = dict(texts)
    for group, share in shares.items():
        name = OWN_FILE[group]
        if share.own_was == share.own_now:
            continue
        if name == STANCES:
            out[name] = retabled(texts.get(name, ""), share.own_was, share.own_now)
        else:
            said = (parse(texts[name], name, group).data[group] or []) if name in texts else []
            data[name] = shaping.records(said, share.own_was, share.own_now)
    for name, content in data.items():
        with contextlib.suppress(ValueError):
            out[name] = _put(texts.get(name), content, PARTS.get(name))
    if _succeeds(_is_case, out, case):
        return out, set()
    wrong = {name for name in data if not _succeeds(_says, out.get(name, ""), data[name], PARTS.get(name))}
    for name in wrong:
        own = None if name == MAIN else shares[PARTS[name]].own_now
        out[name] = yaml_text(plain(after) if own is None else [plain_record(one) for one in own])
    if "stances" in shares and not _succeeds(_table_says, out[STANCES], shares["stances"].own_now):
        out[STANCES] = table(shares["stances"].own_now)
        wrong.add(STANCES)
    if _succeeds(_is_case, out, case):
        return out, wrong
    out = _emptied(texts) | folder_files(case) if in_folder else {MAIN: single(case)}
    return out, set(out)


def in_place_of(folder: Path, case: Case) -> dict[str, str]:
    """The files of a folder, by name, that make it say a case whatever it said before."""
    return _emptied(name for name in (*PARTS, STANCES) if (folder / name).exists()) | folder_files(case)


def _emptied(names: Iterable[str]) -> dict[str, str]:
    return {name: table([]) if name == STANCES else "[]\n" for name in names if name != MAIN}


@dataclass(frozen=True)
class _Share:
    """Of a group that may have a file of its own: the records that the main file held and is to hold, and those of its
    own file; of the table of stances, the cells of its rows."""

    was: list[Any]
    now: list[Any]
    own_was: list[Any]
    own_now: list[Any]


def _shares(texts: dict[str, str], raw: dict[str, Any], old: Case, case: Case, in_folder: bool) -> dict[str, _Share]:
    """How groups are shared out between files. A record stays where it is, and a new one goes to the group's own file
    unless the main file alone has the group."""
    out: dict[str, _Share] = {}
    for group, name in OWN_FILE.items():
        main = raw.get(group) or []
        was, now = getattr(old, group), getattr(case, group)
        if in_folder and (name in texts or (now and not main)):
            share = _stances(main, texts.get(name), was, now) if name == STANCES else _records(len(main), was, now)
            out |= {group: share} if name in texts or share.own_now else {}
    return out


def _records(in_main: int, was: Sequence[Any], now: Sequence[Any]) -> _Share:
    """Records of the main file come first, so what now stands before one of them moves there."""
    here = {shaping.key_of(one, i) for i, one in enumerate(was[:in_main])}
    cut = max((i + 1 for i, one in enumerate(now) if shaping.key_of(one, i) in here), default=0)
    return _Share(*map(list, (was[:in_main], now[:cut], was[in_main:], now[cut:])))


def _stances(main: list[Any], text: str | None, was: Sequence[Stance], now: Sequence[Stance]) -> _Share:
    """A stance that no table holds stands in the main file, with a row that keeps its place."""
    order = seats(main, [] if text is None else parse_stances(text, STANCES).data["stances"])
    places = {(one.actor, one.issue): place for place, one in enumerate(was)}
    held: list[Stance] = []
    rows: list[dict[str, str]] = []
    for one in now:
        place = places.get((one.actor, one.issue))
        seat = (None, None) if place is None else order[place]
        cells = row(one, formulas=seat[1] is not None) if seat[0] is None else None
        held += [one] if cells is None else []
        if rows or cells is not None or seat[1] is not None or place is None:
            rows.append(cells or kept_place(one))
    rows_was = [
        (row(one, formulas=True) if i is None else None) or kept_place(one)
        for one, (i, j) in zip(was, order, strict=True)
        if j is not None
    ]
    held_was = [one for (i, _), one in sorted(zip(order, was, strict=True), key=_in_main) if i is not None]
    if text is None and len(held) == len(now):
        return _Share(held_was, held, [], [])
    return _Share(held_was, held, rows_was, rows)


def _in_main(pair: tuple[Seat, Stance]) -> int:
    (i, _), _ = pair
    return -1 if i is None else i


def _put(text: str | None, said: Any, group: str | None) -> str:
    """A text with plain data in it; in a file for one group the records may stand under its name or alone."""
    if text is None:
        return yaml_text(said)
    if group is not None:
        top = node_of(text)
        if top is not None and top.kind == "map":
            said = {group: said}
    return replaced(text, said)


def _says(text: str, said: Any, group: str | None) -> bool:
    data = parse(text, MAIN, group).data
    return exactly(data[group] if group else data, said)


def _table_says(text: str, rows: list[dict[str, str]]) -> bool:
    listed, wanted = (parse_stances(said.removeprefix("\ufeff"), STANCES).data for said in (text, table(rows)))
    return exactly(listed, wanted)


def _is_case(texts: dict[str, str], case: Case) -> bool:
    return read_back(texts) == case


def _succeeds(check: Callable[..., bool], *given: Any) -> bool:
    """Whether a text can be read and says what it should."""
    try:
        return check(*given)
    except (CaseError, ValueError):
        return False


def _encoded(path: Path, text: str) -> str | bytes:
    """A text in the encoding of its file; a table gets the mark of UTF-8 with its first letter beyond ASCII."""
    raw = read_bytes(path) if path.exists() else b""
    wide = WIDE.get(raw[:2])
    if wide is not None:
        return raw[:2] + text.removeprefix("\ufeff").encode(wide)
    marked = raw.startswith(codecs.BOM_UTF8) or (path.name == STANCES and raw.isascii() and not text.isascii())
    return "\ufeff" + text.removeprefix("\ufeff") if marked else text
