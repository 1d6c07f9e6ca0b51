"""YAML that is no case: what its own grammar makes possible, and values in the wrong places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

import yaml

from tests.hostile.junk import IDS, NUMBERS, TEXTS, WORDED, anything
from tests.hostile.seeds import DIGITS, WORD

Path = tuple[str | int, ...]
HOLE = "h0stile"
"""Stands where a piece of YAML is put in afterwards, as it is."""

PRIVATE = {"private", "note", "limits", "limit", "says", "author", "cost", "credibility", "survival"}

PIECES = [
    *(
        "!!python/object/apply:os.system [id]",
        "!!python/name:os.system",
        "!!binary aGk=",
        "!!float x",
        "!x y",
        "!<!> 1",
    ),
    *("!!set {a, b}", "!!timestamp 2014-01-28", "!!null ''", "!!str", "!!map {}", "!!int '3'", "&a 1", "&a [*a]", "*a"),
    *(
        "{<<: *a}",
        "{<<: {id: x}}",
        "{? [a, b] : c}",
        "{? {a: b} : c}",
        "{[a]: b}",
        "? a",
        "|",
        ">\n  x",
        "|9\n x",
        '"\\x"',
    ),
    *(
        '"\\uD800"',
        '"\\u202E"',
        '"\\0"',
        '"\\x1b[31m"',
        '"unclosed',
        "'unclosed",
        "[1, 2",
        "{a: b",
        "]",
        "}",
        "a: b: c",
    ),
    *(
        "- - - 1",
        "@a",
        "`a",
        "%a",
        "\t1",
        "a #b",
        "#",
        "? ",
        ": ",
        ":",
        "-",
        "--- 1",
        "...",
        "[,]",
        "{,}",
        "[? a]",
        "[a: b]",
    ),
    *("{a: 1, a: 2}", "{id: x, id: y}", "[[[[[[1]]]]]]", "[?, ?]", "? ?", "<<", "=", "''", '""', "[]", "{}", "[null]"),
]
"""Pieces of YAML, well formed and not."""

CASE = "case: {id: a, title: t, as_of: 2014-01-28}\n"


def places(node: object, path: Path = ()) -> Iterator[Path]:
    """The path of everything in some plain data."""
    yield path
    for key, item in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from places(item, (*path, key))


def holder(data: Any, path: Path) -> Any:
    """What the last step of a path is a step in."""
    for step in path[:-1]:
        data = data[step]
    return data


def dumped(data: object) -> str:
    """Plain data in YAML; numbers that are not finite as YAML writes them."""
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=120)


def somewhere(chance: Random, data: Any) -> Path:
    """A place in some plain data, below its top."""
    return chance.choice([path for path in places(data) if path])


# --- one thing wrong in plain data ------------------------------------------------------------------------------


def other_value(chance: Random, data: Any) -> None:
    """Something else stands somewhere."""
    path = somewhere(chance, data)
    value = anything(chance)
    if path[-1] in PRIVATE and chance.random() < 0.7:
        value = chance.choice([f"{WORD} said", float(f"1e9{DIGITS[0]}"), int(f"9{DIGITS}"), [f"{WORD} a"], f"{WORD}\n"])
    holder(data, path)[path[-1]] = value


def not_finite(chance: Random, data: Any) -> None:
    """Numbers that are none stand where numbers do."""
    numbers = [p for p in places(data) if p and isinstance(holder(data, p)[p[-1]], int | float)]
    for path in chance.sample(numbers, min(len(numbers), chance.choice([1, 3, len(numbers)]))):
        holder(data, path)[path[-1]] = chance.choice([*NUMBERS, *WORDED])


def other_name(chance: Random, data: Any) -> None:
    """A field has another name."""
    path = somewhere(chance, data)
    inside = holder(data, path)
    if isinstance(inside, dict):
        texts = [text for text in TEXTS if WORD not in text]  # what is a name is no value
        inside[chance.choice([*IDS, *texts, str(path[-1]) + "s", str(path[-1]).upper()])] = inside.pop(path[-1])


def other_id(chance: Random, data: Any) -> None:
    """An id is none; where it is named it may be so as well."""
    ids = [p for p in places(data) if p and p[-1] == "id"]
    path = chance.choice(ids)
    was, becomes = holder(data, path)["id"], chance.choice(IDS)
    everywhere = chance.random() < 0.5
    for one in list(places(data)):
        if one == path or (everywhere and one and holder(data, one)[one[-1]] == was):
            holder(data, one)[one[-1]] = becomes


def lost(chance: Random, data: Any) -> None:
    """Something is not there."""
    path = somewhere(chance, data)
    del holder(data, path)[path[-1]]


def moved(chance: Random, data: Any) -> None:
    """What stands in one place stands in another as well."""
    one, other = somewhere(chance, data), somewhere(chance, data)
    holder(data, other)[other[-1]] = deepcopy(holder(data, one)[one[-1]])


def again(chance: Random, data: Any) -> None:
    """A record is there many times."""
    lists = [p for p in places(data) if p and isinstance(holder(data, p)[p[-1]], list)]
    path = chance.choice(lists)
    items = holder(data, path)[path[-1]]
    if items:
        items += [dict(i) if isinstance(i, dict) else i for i in items] * chance.choice([1, 2, 60])


def text_in(chance: Random, data: Any) -> None:
    """A text that something may take for more than text."""
    texts = [p for p in places(data) if p and isinstance(holder(data, p)[p[-1]], str)]
    path = chance.choice(texts)
    holder(data, path)[path[-1]] = chance.choice(TEXTS)


IN_DATA: tuple[Callable[[Random, Any], None], ...] = (
    *(
        other_value,
        other_value,
        other_value,
        not_finite,
        not_finite,
        other_name,
        other_id,
        other_id,
        lost,
        moved,
        again,
    ),
    text_in,
)


def in_data(chance: Random, text: str) -> tuple[str, str]:
    """What is done to the data of a case, and the YAML that comes of it."""
    data = yaml.load(text.replace(": ?", ": '?'"), Loader=yaml.CBaseLoader)
    data = {group: _numbered(content) for group, content in data.items()}
    said = []
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        change = chance.choice(IN_DATA)
        said.append(change.__name__)
        try:
            change(chance, data)
        except (IndexError, KeyError, TypeError):
            continue  # what came before left no such place
    return " ".join(said), dumped(data)


def _numbered(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _numbered(item) for key, item in node.items()}
    if isinstance(node, list):
        return [_numbered(item) for item in node]
    return float(node) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", node) else node


def piece(chance: Random, text: str) -> tuple[str, str]:
    """A piece of YAML in the place of a value, of a key or of a line."""
    found = chance.choice([*PIECES, *WORDED, *IDS[:20]])
    spots = [m.span(1) for m in re.finditer(r"[:\[,] *([^\s,\[\]{}]+)", text)]
    if chance.random() < 0.2:
        spots = [m.span() for m in re.finditer(r"^ *[a-z]+(?=:)", text, re.MULTILINE)]
    start, end = chance.choice(spots)
    end = start if chance.random() < 0.1 else end
    return f"piece {found[:20]!r}", text[:start] + found + text[end:]


# --- whole documents --------------------------------------------------------------------------------------------


def bomb(chance: Random) -> str:
    """Aliases of aliases of aliases."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, chance.choice([3, 12, 200]))]
    return CASE + "\n".join(rows) + "\n"


def merges(chance: Random) -> str:
    """Merge keys of merge keys."""
    count = chance.choice([2, 50])
    rows = ["b0: &b0 {x: 1}"] + [f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}], y{n}: 1}}" for n in range(1, count)]
    return "\n".join(rows) + "\n" + CASE


def deep(chance: Random) -> str:
    """Brackets within brackets."""
    depth = chance.choice([30, 41, 1000, 100_000])
    opening, closing = chance.choice([("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]"), ("{[", "]}")])
    opened = opening * depth
    start = chance.choice(["actors: ", "levels:\n  - signers: ", "x:\n  ", "case: ", ""])
    return CASE * (start != "") + start + opened + "1" + closing * depth * chance.choice([0, 1]) + "\n"


def stairs(chance: Random) -> str:
    """Each line a step further in."""
    return CASE + "".join(" " * n + f"a{n}:\n" for n in range(chance.choice([45, 500, 2000])))


def documents(chance: Random) -> str:
    """More than one document, or something in front of the first."""
    pieces = [
        CASE,
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%YAML 9\n",
        "%TAG ! x:\n",
        "# x\n",
        "\ufeff",
        "- a\n",
        "a\n",
        "[]\n",
    ]
    return "".join(chance.choice(pieces) for _ in range(chance.randint(1, 9)))


def tops(chance: Random) -> str:
    """Something that is no mapping of fields."""
    return chance.choice(
        ["[]", "a", "1", "~", "- a\n- b", "{}", "?", "''", "&a", "*a", "!a", "|", "[1, {a: b}]", "{", "a: b\n- c"]
    )


WHOLE: tuple[Callable[[Random], str], ...] = (bomb, merges, deep, deep, stairs, documents, tops)


def whole(chance: Random) -> tuple[str, str]:
    """A document that is hostile as such."""
    make = chance.choice(WHOLE)
    return make.__name__, make(chance)


# --- large ones -------------------------------------------------------------------------------------------------

ROWS = [
    *("- {{id: a{n}, role: principal}}", "- {{id: a{n}, rle: principal}}", "- {{id: a{n}, role: insider}}"),
    *("- {{id: a{n}, role: principal, parent: z{n}}}", "- {{id: a{n}, role: principal, parent: a{m}}}"),
    *(
        "- {{id: a{n}, role: principal, label: secret}}",
        "- {{id: a, role: backer}}",
        "- {{id: A{n}, role: x}}",
        "- {n}",
    ),
    *("- {{id: a{n}, role: armed, evidence: e{n}}}", "- [a, b]", "- {{id: a{n}, role: faction, side: s{m}}}"),
]
GROUPS = {
    "stances": "- {{actor: a{n}, issue: i, private: [1, 2, 3]}}",
    "issues": "- {{id: i{n}, anchors: {{0: a, 1: b}}, status_quo: 0}}",
    "ties": "- {{source: a{n}, target: a{m}}}",
    "levels": "- {{id: l{n}, opens: [i], signers: a{m}}}",
    "evidence": "- {{id: e{n}, source: s{m}}}",
    "expectations": "- {{actor: a{n}, outcome: o{m}, now: 0.5}}",
    "recognition": "- {{id: r{n}, of: a{n}, by: a{m}, before: 0, now: 1}}",
    "k{n}": "1",
}


def many(chance: Random) -> tuple[str, str]:
    """Very many records, right or wrong, up to the limit or beyond."""
    group = chance.choice(["actors", "actors", *GROUPS])
    row = chance.choice(ROWS) if group == "actors" else GROUPS[group]
    size = 1 + len(re.findall(r"[:,\[]", row))
    count = chance.choice([58_000 // size, 58_000 // size, 300_000 // size])
    filled = (row.format(n=n, m=n + 1) for n in range(count))
    if group == "k{n}":
        return "many keys", CASE + "".join(f"k{n}: 1\n" for n in range(count))
    rest = "actors: [{id: a1, role: principal}]\n" if group != "actors" else ""
    return f"many {row}", CASE + rest + f"{group}:\n" + "\n".join(filled) + "\n"


def wide(chance: Random) -> tuple[str, str]:
    """One place that holds very much."""
    item = chance.choice(["a", ".nan", "*a", "!a b", "&a b", "?", "{}", "[]", "{a: b}", "'x'", "1e999", "a1"])
    place = chance.choice(
        [
            "actors: [{{id: a1, role: leader, evidence: [{items}]}}]",
            "actors: [{{id: a1, role: leader, agenda: [{items}]}}]",
            "levels: [{{id: l, opens: [i], signers: [{items}]}}]",
            "levels: [{{id: l, opens: [i], signers: {{any: [{{of: [{items}], quota: 1}}]}}}}]",
            "tracks: [{{id: t, kind: formal, members: [{items}]}}]",
            "claims: [{{id: c, locator: x, says: x, tests: [{items}]}}]",
            "x: [{items}]",
        ]
    )
    count = chance.choice([55_000, 400_000])
    return f"wide {place[:40]} {item}", CASE + place.format(items=",".join([item] * count)) + "\n"


def long(chance: Random) -> tuple[str, str]:
    """One text that is very long."""
    word = chance.choice(["z ", "a", "9", "é", "\\u0041", "x\\n", "? ", "''", "a,", "judgement;"])
    place = chance.choice(
        ["evidence: {t}", "evidence: '{t}'", "note: '{t}'", 'note: "{t}"', "id: {t}", "{t}: a", "cost: {t}"]
    )
    text = word * (chance.choice([300_000, 4_800_000]) // len(word.encode()))
    rest = "issues: [{id: i, anchors: {0: a}, status_quo: 0}]\n"
    return f"long {place} {word!r}", f"{CASE}{rest}actors:\n- id: a1\n  role: leader\n  {place.format(t=text)}\n"


LARGE: tuple[Callable[[Random], tuple[str, str]], ...] = (many, many, wide, long)
