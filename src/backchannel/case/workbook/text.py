"""What stands in one cell of a workbook, as text and back: words, lists, rules, pairs, dates, yes and no."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from backchannel.case.cells import number
from backchannel.case.problems import CaseError
from backchannel.case.tree import UNPRINTABLE, parse, scalar

COMMENT = "#"
"""A row, column or sheet whose first sign is this is no part of the case."""

FLAGS = {"x": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
PLAIN_ITEM = re.compile(r"[^\s,;\[\]{}\"#](?:[^,;\[\]{}\"\n\r]*[^\s,;\[\]{}\"])?")
PLAIN_WORD = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_ .+-]*[A-Za-z0-9_.+-])?")
NAMED_LIST = re.compile(r"(any|all)\s*:\s*([^\[\]{}:\"]+)", re.IGNORECASE)

Said = str | int | float | bool | dt.datetime | dt.date | dt.time
"""What a cell may hold."""


# --- text -------------------------------------------------------------------------------------------------------


def written(text: str) -> str:
    """A text as it stands in a cell: in quotes where it would else be read as another, or not at all.

    >>> [written(text) for text in ("so", "", " so ", "# so")]
    ['so', '""', '" so "', '"# so"']
    """
    as_is = text and not text.startswith(COMMENT) and read(text) == text
    return text if as_is else _quoted(text)


def read(cell: str) -> str:
    """The text that a cell says: without blanks around it, and without quotes around the whole of it.

    >>> [read(cell) for cell in ("so ", '""', '" so "', '"so" and "so"')]
    ['so', '', ' so ', '"so" and "so"']
    """
    text = cell.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            said = json.loads(text, strict=False)
        except ValueError:
            return text
        if isinstance(said, str) and not re.search("[\ud800-\udfff]", said):
            return said
    return text


def words(said: Said) -> str:
    """What a cell holds, in words; a number or date typed where text belongs is text.

    >>> words(2014), words(0.5), words(dt.datetime(2014, 1, 28)), words(True)
    ('2014', '0.5', '2014-01-28', 'true')
    """
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, dt.datetime):
        return said.date().isoformat() if said.time() == dt.time() else said.isoformat(" ")
    if isinstance(said, dt.date | dt.time):
        return said.isoformat()
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return str(int(said))
    return str(said)


# --- numbers, yes and no ----------------------------------------------------------------------------------------


def a_number(said: Said) -> Any:
    """The number in a cell; what is none is returned in words, for the models to refuse.

    >>> a_number(1.0), a_number(" 0.30 "), a_number("0,3"), a_number(True)
    (1, 0.3, '0,3', 'true')
    """
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return int(said)
    if isinstance(said, int | float) and not isinstance(said, bool):
        return said
    text = words(said).strip()
    found = number(text, ",")
    return text if found is None else found


def a_flag(said: Said) -> Any:
    """True or false; what is neither is returned in words.

    >>> a_flag("x"), a_flag(False), a_flag(1.0), a_flag("No"), a_flag("maybe")
    (True, False, True, False, 'maybe')
    """
    text = words(said).strip()
    return FLAGS.get(text.lower(), text)


def one_of(text: str, known: tuple[Any, ...]) -> str:
    """A keyword as it is spelt, where only its case differs.

    >>> one_of("Principal", ("principal", "leader"))
    'principal'
    """
    return next((word for word in known if str(word).lower() == text.lower()), text)


# --- lists, pairs, rules ----------------------------------------------------------------------------------------


def written_list(items: list[Any]) -> str:
    """Words or numbers in a row; in brackets and quotes where an item holds a comma or the like.

    >>> written_list(["a", "b"]), written_list([]), written_list(["a, b", "c"]), written_list([40, 60.5])
    ('a, b', '[]', '["a, b", "c"]', '40, 60.5')
    """
    if not items:
        return "[]"
    if all(not isinstance(item, str) or _plain_item(item) for item in items):
        return ", ".join(item if isinstance(item, str) else repr(item) for item in items)
    return f"[{', '.join(item if not isinstance(item, str) else _quoted(item) for item in items)}]"


def a_list(cell: str) -> Any:
    """The words of a list in a cell. Raises CaseError where brackets or quotes do not match.

    >>> a_list("a; b,c"), a_list('["a, b", c]'), a_list("[]")
    (['a', 'b', 'c'], ['a, b', 'c'], [])
    """
    text = cell.strip()
    if text.startswith("["):
        return _flow(text)
    return [item for item in (part.strip() for part in re.split("[,;\n]", text)) if item]


def written_pairs(pairs: dict[str, Any]) -> str:
    """Names with a value each.

    >>> written_pairs({"level": "aid", "round": 3, "x": "a: b"})
    'level: aid, round: 3, x: "a: b"'
    """
    return flow(pairs)[1:-1] if pairs else "{}"


def pairs(cell: str) -> Any:
    """The names and values in a cell, with braces around them or without. Raises CaseError.

    >>> pairs("level: aid, round: 3")
    {'level': 'aid', 'round': 3}
    """
    text = cell.strip()
    return _flow(text if text.startswith("{") else f"{{{text}}}")


def written_rule(rule: Any) -> str:
    """A rule for signing, as short as it goes.

    >>> [written_rule(rule) for rule in ("a", ["a", "b"], ["a"], {"any": ["a", "b"]}, ["a", {"any": ["b", "c"]}])]
    ['a', 'a, b', '[a]', 'any: a, b', '[a, {any: [b, c]}]']
    """
    if isinstance(rule, str):
        return rule
    if isinstance(rule, list):
        return written_list(rule) if len(rule) > 1 and all(isinstance(part, str) for part in rule) else flow(rule)
    parts = rule.get("any")
    if parts and all(isinstance(part, str) for part in parts):
        return f"any: {written_list(parts)}"
    return flow(rule)


def a_rule(cell: str) -> Any:
    """The rule in a cell. Raises CaseError where it cannot be read.

    >>> a_rule("a, b"), a_rule("Any: a, b"), a_rule("{any: [a, b]}, c"), a_rule("quota: 0.5, of: [a, b]")
    (['a', 'b'], {'any': ['a', 'b']}, [{'any': ['a', 'b']}, 'c'], {'quota': 0.5, 'of': ['a', 'b']})
    """
    text = cell.strip()
    named = NAMED_LIST.fullmatch(text)
    if named:
        return {named.group(1).lower(): a_list(named.group(2))}
    if not re.search(r"[\[\]{}:]", text):
        items = a_list(text)
        return items[0] if len(items) == 1 and not re.search("[,;\n]", text) else items
    failed: CaseError | None = None
    for around in ("{}" if text[0] in "[{" else "{{{}}}", "[{}]"):
        try:
            return _flow(around.format(text))
        except CaseError as error:
            failed = failed or error
    assert failed is not None
    raise failed


def flow(node: Any) -> str:
    """Plain data in one line of YAML.

    >>> flow({"quota": [0.4, 0.5, 0.6], "of": ["a", "no"], "note": "a: b"})
    '{quota: [0.4, 0.5, 0.6], of: [a, no], note: "a: b"}'
    """
    if isinstance(node, dict):
        return "{" + ", ".join(f"{_word(str(key))}: {flow(item)}" for key, item in node.items()) + "}"
    if isinstance(node, list | tuple):
        return "[" + ", ".join(flow(item) for item in node) + "]"
    if isinstance(node, bool):
        return "true" if node else "false"
    return _word(node) if isinstance(node, str) else repr(node)


def _flow(text: str) -> Any:
    return parse(f"said: {' '.join(text.splitlines())}", "").data["said"]


def _word(text: str) -> str:
    try:
        plain = bool(PLAIN_WORD.fullmatch(text)) and scalar(text) == text and isinstance(scalar(text), str)
    except ValueError:
        plain = False
    return text if plain else _quoted(text)


def _plain_item(text: str) -> bool:
    return bool(PLAIN_ITEM.fullmatch(text)) and text == text.strip() and not UNPRINTABLE.search(text)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029]|" + UNPRINTABLE.pattern, lambda m: f"\\u{ord(m.group()):04x}", quoted)
