"""Option statements in words: `not`, `and`, `or`, `if`, `iff` and brackets over the ids of options.

`A if B` holds wherever B does not, and where both do. `not` binds closest, then `and`, `or`, `if`, `iff`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from backchannel.theory.graphmodel.moves import Flags, Longs

Tree = tuple["str | Tree", ...]

TOKEN = re.compile(r"\s*(?:([()])|([^\s()]+))")
JOINING = ("iff", "if", "or", "and")
"""From the loosest to the closest."""

WORDS = {*JOINING, "not"}
DEEPEST = 50


class StatementError(ValueError):
    """A statement that cannot be understood; the message says where."""


def parsed(text: str) -> Tree:
    """A statement as a tree of (word, part, ...). Raises StatementError.

    >>> parsed("not a and b if c")
    ('if', ('and', ('not', ('a',)), ('b',)), ('c',))
    """
    tokens = [a or b for a, b in TOKEN.findall(text)]
    tree, rest = _joined(tokens, 0, 0)
    if rest:
        raise StatementError(f"`{rest[0]}` is one too many")
    return tree


def _joined(tokens: list[str], level: int, deep: int) -> tuple[Tree, list[str]]:
    if level == len(JOINING):
        return _single(tokens, deep)
    left, rest = _joined(tokens, level + 1, deep)
    while rest and rest[0].lower() == JOINING[level]:
        right, rest = _joined(rest[1:], level + 1, deep)
        left = (JOINING[level], left, right)
    return left, rest


def _single(tokens: list[str], deep: int) -> tuple[Tree, list[str]]:
    if deep > DEEPEST:
        raise StatementError(f"brackets and `not` stand more than {DEEPEST} deep")
    if not tokens:
        raise StatementError("it ends where an option was expected")
    first, rest = tokens[0], tokens[1:]
    if first == "(":
        tree, rest = _joined(rest, 0, deep + 1)
        if not rest or rest[0] != ")":
            raise StatementError("a bracket is never closed")
        return tree, rest[1:]
    if first.lower() == "not":
        tree, rest = _single(rest, deep + 1)
        return ("not", tree), rest
    if first.lower() in WORDS or first == ")":
        raise StatementError(f"`{first}` stands where an option was expected")
    return (first,), rest


def options_in(tree: Tree) -> list[str]:
    """The options a statement speaks of, in order.

    >>> options_in(parsed("a or not (b and a)"))
    ['a', 'b']
    """
    if len(tree) == 1:
        return [str(tree[0])]
    found = [name for part in tree[1:] if isinstance(part, tuple) for name in options_in(part)]
    return list(dict.fromkeys(found))


def truth(tree: Tree, bit: Mapping[str, int], decimal: Longs) -> Flags:
    """Where a statement holds [state]; ``bit`` gives the number of each option.

    >>> truth(parsed("a iff b"), {"a": 0, "b": 1}, np.arange(4)).tolist()
    [True, False, False, True]
    """
    if len(tree) == 1:
        return np.asarray(decimal >> bit[str(tree[0])] & 1, dtype=np.bool_)
    parts = [truth(part, bit, decimal) for part in tree[1:] if isinstance(part, tuple)]
    if tree[0] == "not":
        return ~parts[0]
    left, right = parts
    if tree[0] == "and":
        return left & right
    if tree[0] == "or":
        return left | right
    return left | ~right if tree[0] == "if" else left == right


def any_of(patterns: Sequence[Mapping[str, str]]) -> str:
    """A statement from alternatives, each a set of options taken (Y) or not (N).

    >>> any_of([{"a": "Y", "b": "N"}, {"c": "Y"}])
    '(a and not b) or c'
    """
    each = []
    for one in patterns:
        words = " and ".join(name if said == "Y" else f"not {name}" for name, said in one.items())
        each.append(f"({words})" if len(one) > 1 and len(patterns) > 1 else words)
    return " or ".join(each)
