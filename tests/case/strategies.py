"""Hypothesis strategies for cases: every field, shorthand and nesting of the schema can occur.

The fields are walked rather than listed, so a field added to the schema is written here from that day on.
"""

import datetime as dt
import string
import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from backchannel.case.book import KEY_REFERENCES, REFERENCES
from backchannel.case.building import build
from backchannel.case.estimate import KEYS, Provenance
from backchannel.case.fields import ByLevel, Value
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Case, Claim, Indicator, Issue, Level, Lever, Requirement, Test, Tie
from backchannel.case.schema.between import CONVERGING, OF_TEXTS
from backchannel.case.shape import ALL_LEVELS, fields
from backchannel.case.tree import Tree
from backchannel.case.veil import key_names
from backchannel.core.labels import Label

NASTY = [
    *("no", "on", "Yes", "y", "true", "False", "null", "~", "?", "1e5", "0x10", "0o7", ".inf", "-.INF", ".nan", "12"),
    *("-0", "+1.50", "1_000", "012", "1:30", "2014-01-28", "2014-01-28 10:00", "=1+1", "-5", "+x", "@home", "`", "%a"),
    *(" ", "\n", "\t", " lead", "trail ", "a\n", "\na", "a\n\nb", "a\r\nb", "a\rb", "a  b", "a\tb", "\u2028", "\x85"),
    *("a: b", "a:", ":a", "a :b", "a #b", "a#b", "# a", "#", "- a", "-", "--", "---", "--- a", "...", "? a", "a ? b"),
    *(
        "[",
        "]",
        "{",
        "}",
        "[a, b]",
        "{a: 1}",
        "a, b",
        "a,b",
        "*a",
        "&a",
        "!a",
        "!!str a",
        "|",
        ">",
        ">-",
        "|\n a",
        "<<",
    ),
    *("'", '"', "'a'", '"a"', "a'b", 'a"b', "\\", "a\\nb", "\\n", "''", '"""', "what?", "what? no", "[?]", "{?", ",?"),
    *("é", "ß", "سلام", "‏שלום‎ a", "日本語 テスト", "🕊️", "\ue000", "\ue000 ?", "\ufeff", "\ufeffa", "a\ufeff", "\uffff"),
    *("\x00", "\x07", "\x1b[0m", "\x7f", "\x9f", "\xa0", "\xa0a\xa0", "\u200b", "\x1c", "a;b", ";", "x" * 300),
    *("word " * 40 + "end", "long, with: signs # and 'quotes' " * 9 + "end", "para one " * 15 + "\n\n" + "two " * 30),
    *(
        "  indented " * 12 + "end",
        "a long one with  two  spaces " * 8 + "end",
        "http://a.example/b?c=d#e",
        "100%",
        "x: ?",
    ),
]
"""Texts that some reader somewhere takes for something else."""

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.sampled_from(NASTY) | st.text(CHARACTERS, min_size=1, max_size=30) | st.sampled_from(["plain words", "a"])
MAYBE_EMPTY = TEXT | st.just("")
WORDS = ["a", "b", "c", "no", "on", "yes", "y", "n", "true", "null", "off", "e1", "x_1", "armed_groups", "z" * 64]
ID_WORDS = [*WORDS, "all", "else", "best", "low", "label", "judgement"]
DASHED = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=8)
FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15)
DAYS = st.dates().map(dt.date.isoformat)


@cache
def numbers(lo: float, hi: float) -> st.SearchStrategy[Any]:
    """Whole, short and long numbers in a range; the range may be open above."""
    top = min(hi, 1e300)
    ends = [lo, min(hi, 1e16), (lo + min(hi, 1e5)) / 3]
    tiny = [x for x in (-0.0, 5e-324, 1e-7, 1e-5, 0.1 + 0.2, 1 / 3, 0.30, 1e15, 1e22) if lo <= x <= top]
    whole = st.integers(int(-(-lo // 1)), int(min(top, 10**17)))
    short = st.floats(lo, min(top, 1e6)).map(_short(lo, hi))
    return st.sampled_from([*ends, *tiny]) | whole | st.floats(lo, top) | short


def _short(lo: float, hi: float) -> Any:
    return lambda number: min(max(lo, round(number, 2)), hi)


INTERVALS = st.sampled_from([0.5, 0.8, 0.9, 1e-9, 1 - 1e-9]) | st.floats(0, 1, exclude_min=True, exclude_max=True)
WEIGHTS = st.sampled_from([1, 2, 0.5]) | st.floats(0, 1e6, exclude_min=True)
BITS = {n: st.integers(0, 2**n - 1) for n in range(40)}
UP_TO = {n: st.integers(0, n) for n in range(40)}


class _Author:
    """Writes the raw data of one case, as a person might, by drawing."""

    def __init__(self, draw: Any, busy: int) -> None:
        self.draw = draw
        self.busy = busy
        self.forward = draw(st.booleans())
        self.ids: dict[str, list[str]] = {}
        for group, least, most in (
            *(("actors", 1, 3), ("issues", 1, 2), ("levels", 1, 2), ("tracks", 1, 2), ("sides", 0, 2)),
            *(("outcomes", 0, 2), ("sources", 0, 1), ("evidence", 0, 2)),
        ):
            words = WORDS if group == "levels" else ID_WORDS
            self.ids[group] = draw(st.lists(st.sampled_from(words), min_size=least, max_size=most, unique=True))
        if not self.ids["sources"]:
            self.ids["evidence"] = []

    def one(self, options: list[Any]) -> Any:
        return (
            options[self.draw(UP_TO[len(options) - 1])] if len(options) <= 40 else self.draw(st.sampled_from(options))
        )

    def some(self, options: list[Any], least: int = 0) -> list[Any]:
        return [self.one(options) for _ in range(least + self.draw(UP_TO[2]))] if options else []

    # --- the case ---

    def case(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, info in fields(Case).items():
            model = _item(info.annotation)
            if name == "war":
                war = self.record(model)
                war["sides"] = [self.record(_item(fields(model)["sides"].annotation), id=i) for i in self.ids["sides"]]
                if war["sides"] or len(war) > 1:
                    data["war"] = war
            elif get_origin(info.annotation) is not tuple:
                if info.is_required() or self.draw(BITS[1]):
                    data[name] = self.record(model)
            elif name in self.ids:
                data[name] = [self.record(model, id=i) for i in self.ids[name]]
            else:
                data[name] = self.records(model)
        return {name: content for name, content in data.items() if content not in ([], {})}

    def records(self, model: Any, least: int = 0, **fixed: Any) -> list[dict[str, Any]]:
        needed = {group for name, group in REFERENCES.get(model, {}).items() if fields(model)[name].is_required()}
        if not all(self.ids[group] for group in needed):
            return []
        made = [self.record(model, **fixed) for _ in range(least + self.draw(UP_TO[2]))]
        names = key_names(model)
        if model is Tie:
            made = [{**one, **({"id": f"t-{i}"} if "id" in one else {})} for i, one in enumerate(made)]
            return list({one.get("id", f"{one['source']}-{one['target']}"): one for one in made}.values())
        return list({tuple(one[n] for n in names): one for one in made}.values()) if names else made

    def record(self, model: Any, **fixed: Any) -> dict[str, Any]:
        optional = [name for name, info in fields(model).items() if not info.is_required()]
        bits = self.draw(BITS[len(optional)])
        for _ in range(self.busy):
            bits &= self.draw(BITS[len(optional)])
        present = {name for i, name in enumerate(optional) if bits >> i & 1}
        said: dict[str, Any] = {}
        for name, info in fields(model).items():
            if name in fixed:
                said[name] = fixed[name]
            elif name not in optional or name in present:
                content = self.field(model, name, info, said)
                if content is not None:
                    said[name] = content
        return self.consistent(model, said)

    def field(self, model: Any, name: str, info: Any, said: dict[str, Any]) -> Any:
        spec = next((m for m in info.metadata if isinstance(m, Value)), None)
        if name == "evidence" and issubclass(model, Provenance):
            cited = self.some([*self.ids["evidence"], "judgement"])
            return self.one([cited, "; ".join(cited), " ".join(cited)])
        if name == "label" and issubclass(model, Provenance):
            return str(self.one(list(Label)))
        group = REFERENCES.get(model, {}).get(name)
        if group:
            known = self.ids[group]
            if model is Actor and name == "parent":
                here = known.index(said["id"])
                known = known[here + 1 :] if self.forward else known[:here]
            if get_origin(_bare(info.annotation)) is tuple:
                return self.some(known, 1 if name in ("opens", "of") else 0)
            return self.one(known) if known else None
        if spec is not None:
            return self.valued(model, name, info.annotation, spec)
        if model is Level and name == "requires":
            return self.records(Requirement)
        if model is Level and name == "signers":
            return self.rule(self.draw(UP_TO[3]))
        if model is Lever and name == "changes":
            share = st.sampled_from([0, 0.25, 1, "[0.1, 0.2, 0.3]", [0, 0.5, 1], "?"])
            return {f"tracks.{track}.publicity": self.draw(share) for track in self.some(self.ids["tracks"], 1)}
        if name == "id":
            return self.draw(DASHED if model in (Tie, Claim) else st.sampled_from(ID_WORDS))
        return self.leaf(info.annotation, info.metadata)

    def consistent(self, model: Any, said: dict[str, Any]) -> dict[str, Any]:
        """What a model says about its fields together."""
        if model is Test:
            where, other = said["where"], "against" in said or "against_under" in said
            row, under = said.get("against", where), said.get("against_under", {})
            if other == ("value" in said) or (other and row == where and under == said.get("under", {})):
                said = {name: content for name, content in said.items() if name not in ("against", "against_under")}
                said["value"] = self.draw(FINITE)
            if "times" in said:
                said["times"] = self.draw(WEIGHTS)
            if "value" in said:
                said.pop("times", None)
        if model is Lever:
            said |= {"kind": "publicity", "label": "secret"}  # as secret as whatever it moves
        if model is Indicator and said.get("state", CONVERGING) not in OF_TEXTS:
            said.pop("levels", None)
        if model is Claim and not said.get("tests"):
            said.setdefault("awaits", "the game")
        if model is Issue and "sequence" in said:
            said["kind"] = "sequence"
        if model is Requirement and said.get("min", 0) > said.get("max", 100):
            said["min"], said["max"] = said.get("max", 100), said.get("min", 0)
        if model is Level:
            wanted = [{**one, "issue": self.one(said["opens"])} for one in said.get("requires", [])]
            said |= {"requires": wanted} if wanted else {}
        return said

    # --- what stands in fields ---

    def leaf(self, annotation: Any, metadata: Any = ()) -> Any:
        annotation = _bare(annotation)
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.leaf(arguments[0], (*metadata, *arguments[1:]))
        if origin is Literal:
            return self.one(list(arguments))
        if origin in (Union, types.UnionType):
            return self.leaf(self.one(list(arguments)))
        if origin is tuple and arguments[1:] == (...,):
            least = 1 if any(getattr(m, "min_length", None) for m in metadata) else 0
            if hasattr(_bare(arguments[0]), "model_fields"):
                return self.records(arguments[0], least)
            return [self.leaf(arguments[0]) for _ in range(least + self.draw(UP_TO[2]))]
        if origin is tuple:
            return [self.leaf(argument) for argument in arguments]
        if origin is dict and arguments[0] is int:
            points = self.draw(st.lists(st.integers(0, 100), max_size=3, unique=True))
            return {str(point): self.leaf(arguments[1]) for point in points}
        if origin is dict:
            names = self.draw(st.lists(MAYBE_EMPTY, max_size=2, unique=True))
            return {name: self.leaf(arguments[1]) for name in names}
        if annotation is dt.date:
            return self.draw(DAYS)
        if annotation is bool:
            return bool(self.draw(BITS[1]))
        if annotation is str:
            never_empty = any(getattr(m, "min_length", None) for m in metadata)
            return self.draw(TEXT if never_empty else MAYBE_EMPTY)
        if annotation in (int, float):
            lo, hi = _bounds(metadata)
            if lo is None or hi is None:
                return self.draw(FINITE if annotation is float else st.integers(-(10**20), 10**20))
            return self.draw(st.integers(lo, hi) if annotation is int else numbers(lo, hi))
        return self.record(annotation)

    def valued(self, model: Any, name: str, annotation: Any, spec: Value) -> Any:
        bare = _bare(annotation)
        if get_origin(bare) is not dict:
            return self.estimate(spec)
        if bare == ByLevel and model is Actor:
            form = self.draw(UP_TO[2])
            if form == 0:
                return self.estimate(spec)
            keys = ["all"] if form == 1 else list(dict.fromkeys([self.one([*self.ids["levels"], "else"]), "else"]))
        else:
            keys = list(dict.fromkeys(self.some(self.ids[KEY_REFERENCES.get(model, {}).get(name, "actors")])))
        return {key: self.estimate(spec) for key in keys}

    def estimate(self, spec: Value) -> Any:
        form = self.draw(UP_TO[9])
        inside = numbers(spec.lo, spec.hi)
        if form == 0:
            return "?"
        if form <= 3:
            return self.draw(inside)
        low, best, high = sorted(self.draw(inside) for _ in range(3))
        if form <= 6:
            return [low, best, high]
        said = self.provenance()
        if self.draw(BITS[1]):
            said["interval"] = self.draw(INTERVALS)
        kind = self.draw(UP_TO[5])
        if kind <= 1:
            return said | {"best": best} | ({"low": low, "high": high} if kind else {"high": high})
        if kind <= 3:
            said["experts"] = [self.expert(inside) for _ in range(1 + self.draw(UP_TO[1]))]
            return said | ({"best": best, "low": low} if kind == 3 else {})
        return {"unknown": True} | said | ({"low": best, "best": best, "high": best} if kind == 5 else {})

    def expert(self, inside: st.SearchStrategy[Any]) -> dict[str, Any]:
        low, best, high = sorted(self.draw(inside) for _ in range(3))
        said = {"low": low, "best": best, "high": high, "by": self.draw(MAYBE_EMPTY)}
        bits = self.draw(BITS[2])
        said |= {"interval": self.draw(INTERVALS)} if bits & 1 else {}
        return said | ({"weight": self.draw(WEIGHTS)} if bits & 2 else {})

    def provenance(self) -> dict[str, Any]:
        said = self.record(Provenance)
        return said

    def rule(self, depth: int) -> Any:
        form = self.draw(UP_TO[6]) if depth else self.draw(UP_TO[1])
        if form == 0:
            return self.one(self.ids["actors"])
        if form == 1:
            return {"actor": self.one(self.ids["actors"])}
        if form <= 4:
            parts = [self.rule(depth - 1) for _ in range(1 + self.draw(UP_TO[1]))]
            return parts if form == 2 else {"all" if form == 3 else "any": parts}
        said: dict[str, Any] = {"of": self.some(self.ids["actors"], 1)}
        said["quota"] = self.estimate(_spec(Rule, "quota"))
        if form == 6:
            named = list(dict.fromkeys(said["of"]))[: self.draw(UP_TO[2])]
            said["weights"] = {one: self.estimate(_spec(Rule, "weights")) for one in named}
        return said


def _spec(model: Any, name: str) -> Value:
    return next(m for m in fields(model)[name].metadata if isinstance(m, Value))


def _bare(annotation: Any) -> Any:
    """An annotation without its `| None` and what is annotated to it, as long as that says nothing of its content."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return inner[0] if len(inner) == 1 else annotation
    return annotation


def _item(annotation: Any) -> Any:
    annotation = _bare(annotation)
    return get_args(annotation)[0] if get_origin(annotation) is tuple else annotation


def _bounds(metadata: Any) -> tuple[Any, Any]:
    least = next((m.ge for m in metadata if getattr(m, "ge", None) is not None), None)
    most = next((m.le for m in metadata if getattr(m, "le", None) is not None), None)
    return least, most


assert not set(WORDS) & (KEYS | ALL_LEVELS), "a level may not be called that"


@st.composite
def raw_cases(draw: Any, busy: int | None = None) -> dict[str, Any]:
    """The plain data of a valid case as a person might write it, shorthands and all."""
    return _Author(draw, draw(st.integers(0, 3)) if busy is None else busy).case()


def cases(busy: int | None = None) -> st.SearchStrategy[Case]:
    """Any valid Case. ``busy`` 0 gives records with half of their fields, 3 with few; any of them unless given."""
    return raw_cases(busy).map(lambda data: build(Tree("case.yaml", data)))


@st.composite
def changed(draw: Any, case: Case, most: int = 3) -> Case:
    """A valid case that differs from another in a few places: values, texts, records gone, doubled or moved."""
    for _ in range(1 + draw(UP_TO[most])):
        data = plain(case)
        holder, key = _place(draw, data)
        _disturb(draw, holder, key)
        try:
            case = build(Tree("case.yaml", data))
        except CaseError:
            continue
    return case


def _place(draw: Any, data: Any) -> tuple[Any, Any]:
    """Somewhere in plain data: the mapping or list, and the name or number in it."""
    holder: Any = {"case": data}
    key: Any = "case"
    while isinstance(holder[key], dict | list) and holder[key] and (holder[key] is data or draw(UP_TO[4])):
        holder = holder[key]
        names = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = names[draw(UP_TO[min(len(names) - 1, 39)])]
    return holder, key


def _disturb(draw: Any, holder: Any, key: Any) -> None:
    way = draw(UP_TO[5])
    if way == 0:
        del holder[key]
    elif isinstance(holder, list) and way == 1:
        holder.insert(draw(UP_TO[min(len(holder), 39)]), holder.pop(key))
    elif isinstance(holder, list) and way == 2:
        twin = holder[key]
        twin = {**twin, "id": draw(st.sampled_from(ID_WORDS))} if isinstance(twin, dict) and "id" in twin else twin
        holder.insert(key, twin)
    elif isinstance(holder[key], int | float):
        holder[key] = draw(st.floats(0, 1) | st.integers(0, 100) | st.just([0, 0.5, 1]) | st.just("?"))
    elif isinstance(holder[key], str):
        holder[key] = draw(TEXT)
    elif isinstance(holder[key], dict):
        holder[key] = {**holder[key], draw(st.sampled_from(["note", "label", "date"])): draw(TEXT | st.just("team"))}
    else:
        holder[key] = draw(st.sampled_from(["?", 0.5, [0.1, 0.2, 0.4], {"best": 0.5, "note": "so"}, []]))
