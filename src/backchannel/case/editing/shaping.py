"""A changed case in the shape in which a file says the old one: its shorthands, its order, what it spells out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from backchannel.case import plain
from backchannel.case.estimate import Estimate
from backchannel.case.rules import Rule
from backchannel.case.schema import Tie
from backchannel.case.shape import is_estimate
from backchannel.case.veil import key_names


def shaped(raw: Any, old: Any, new: Any) -> Any:
    """Plain data for ``new``, as near to ``raw``, which says ``old``, as can be; what did not change is ``raw`` itself.

    >>> shaped({"best": 1, "note": "so"}, *(Estimate.model_validate({"best": n, "note": "so"}) for n in (1, 2)))
    {'best': 2, 'note': 'so'}
    """
    if old == new:
        return raw
    if isinstance(raw, dict) and type(old) is type(new):
        if isinstance(new, Estimate):
            return _estimate(raw, old, new)
        if isinstance(new, Rule):
            return _rule(raw, old, new)
        if isinstance(new, BaseModel):
            return _record(raw, old, new)
        if isinstance(new, dict):
            return {
                str(key): shaped(raw[str(key)], old[key], item) if str(key) in raw and key in old else _plain(item)
                for key, item in _in_order_of(raw, new)
            }
    if isinstance(raw, list):
        if isinstance(new, Rule) and isinstance(old, Rule) and old.all and new.all:
            return records(raw, old.all, new.all)
        if isinstance(new, tuple) and new and all(isinstance(one, BaseModel) for one in (*old, *new)):
            return records(raw, old, new)
    return _plain(new)


def records(raw: list[Any], old: Iterable[Any], new: Iterable[Any]) -> list[Any]:
    """A list of records, each as near as can be to how its file said it before."""
    before = {key_of(one, i): (said, one) for i, (said, one) in enumerate(zip(raw, old, strict=True))}
    found = ((one, before.get(key_of(one, i))) for i, one in enumerate(new))
    return [_plain(one) if was is None else shaped(*was, one) for one, was in found]


def key_of(record: Any, place: int) -> tuple[Any, ...]:
    """By what a record is known again within its list: what names it, else its place."""
    names = ("source", "target", "id") if isinstance(record, Tie) else key_names(type(record))
    return tuple(getattr(record, name) for name in names) or (place,)


def _plain(content: Any) -> Any:
    if isinstance(content, Estimate):
        return plain.estimate(content)
    return plain.content(content)


def _in_order_of(raw: dict[str, Any], new: dict[Any, Any]) -> list[tuple[Any, Any]]:
    places = {name: at for at, name in enumerate(raw)}
    return sorted(new.items(), key=lambda pair: places.get(str(pair[0]), len(places)))


def _record(raw: dict[str, Any], old: BaseModel, new: BaseModel) -> dict[str, Any]:
    said = plain.plain_record(new)
    out: dict[str, Any] = {}
    for name, content in raw.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            out[name] = content
        elif name in said:
            out[name] = _by_level(content, before, after) if name in plain.BY_LEVEL else shaped(content, before, after)
    changed = {name: content for name, content in said.items() if getattr(old, name) != getattr(new, name)}
    return _filled(out, said, changed)


def _by_level(raw: Any, old: Any, new: Any) -> Any:
    if raw is None or not is_estimate(raw):
        return shaped(raw, old or {}, new)
    return shaped(raw, old["all"], new["all"]) if set(new) == {"all"} else _plain(new)


def _estimate(raw: dict[str, Any], old: Estimate, new: Estimate) -> Any:
    short = plain.estimate(new)
    if not isinstance(short, dict):
        return short
    full = plain.spelt_out(new)
    is_point = "best" in short and "low" not in short and not new.experts and not new.unknown
    out = {
        name: content if getattr(old, name) == getattr(new, name) else full[name]
        for name, content in raw.items()
        if getattr(old, name) == getattr(new, name) or name in full
    }
    wanted = {name for name in short if getattr(old, name) != getattr(new, name) or name in ("low", "best", "high")}
    needed = {name: full[name] for name in full if name in wanted and not (is_point and name in ("low", "high"))}
    return _filled(out, full, needed)


def _rule(raw: dict[str, Any], old: Rule, new: Rule) -> Any:
    out: dict[str, Any] = {}
    said = plain.spelt_rule(new)
    if said.keys() - {"weights"} != raw.keys() - {"weights"}:
        return plain.rule(new)
    for name, content in raw.items():
        before, after = getattr(old, name), getattr(new, name)
        if name in said:
            out[name] = shaped(content, before, after)
    return _filled(out, said, said)


def _filled(out: dict[str, Any], order: Iterable[str], needed: dict[str, Any]) -> dict[str, Any]:
    """``out`` with what it still needs, each behind all that comes before it in ``order``."""
    names = list(out)
    before = 0
    for name in order:
        if name in out:
            before = max(before, names.index(name) + 1)
        elif name in needed:
            names.insert(before, name)
            before += 1
    return {name: out[name] if name in out else needed[name] for name in names}
