"""What happens to any file on its way: bytes lost, doubled, turned, mixed up, or in another encoding."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from random import Random

from tests.hostile.junk import CONTROL, STARTS

Damage = Callable[[Random, bytes], bytes]

ENCODINGS = (
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig", "shift_jis"),
)


def spot(chance: Random, raw: bytes, longest: int = 200) -> slice:
    """Some stretch of some bytes."""
    start = chance.randint(0, len(raw))
    return slice(start, start + chance.randint(1, longest))


def cut(chance: Random, raw: bytes) -> bytes:
    """The end is lost."""
    return raw[: chance.randint(0, len(raw))]


def hole(chance: Random, raw: bytes) -> bytes:
    """Something in between is lost."""
    gone = spot(chance, raw)
    return raw[: gone.start] + raw[gone.stop :]


def flip(chance: Random, raw: bytes) -> bytes:
    """Some bits are turned over."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def other_signs(chance: Random, raw: bytes) -> bytes:
    """Some signs are others."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        if found:
            found[chance.randrange(len(found))] = chance.choice(b":,;-?[]{}'\"#&*!|>%@` \t\n<>/=09ax")
    return bytes(found)


def double(chance: Random, raw: bytes) -> bytes:
    """Something stands there twice, or many times."""
    piece = raw[spot(chance, raw)]
    at = chance.randint(0, len(raw))
    return raw[:at] + piece * chance.choice([1, 1, 2, 50]) + raw[at:]


def lines(chance: Random, raw: bytes) -> bytes:
    """Lines are lost, doubled or moved."""
    found = raw.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        at, to = chance.randrange(len(found)), chance.randrange(len(found))
        kind = chance.randrange(4)
        if kind == 0:
            found.insert(to, found[at])
        elif kind == 1:
            found.insert(to, found.pop(at))
        elif kind == 2 and len(found) > 1:
            found.pop(at)
        else:
            found[at] = found[at].strip() if chance.random() < 0.5 else b"  " + found[at]
    return b"\n".join(found)


def control(chance: Random, raw: bytes) -> bytes:
    """Bytes that are no text, or that show as something else, stand in between."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randint(0, len(raw))
        raw = raw[:at] + chance.choice(CONTROL) + raw[at:]
    return raw


def start(chance: Random, raw: bytes) -> bytes:
    """It begins like a file of another kind."""
    return chance.choice(STARTS) + (raw if chance.random() < 0.7 else b"")


def recode(chance: Random, raw: bytes) -> bytes:
    """It is in another encoding."""
    return raw.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def endings(chance: Random, raw: bytes) -> bytes:
    """Its lines end in another way, or not at all."""
    kind = chance.choice([b"\r\n", b"\r", b"\n\r", b"\xc2\x85", b"\xe2\x80\xa8", b" ", b"\n\n", b"mixed"])
    if kind == b"mixed":
        return b"".join(line + chance.choice([b"\n", b"\r\n", b"\r"]) for line in raw.split(b"\n"))
    return raw.replace(b"\n", kind)


def wrapped(chance: Random, raw: bytes) -> bytes:
    """It is packed, or is something else altogether."""
    return chance.choice(
        [
            lambda: gzip.compress(raw, mtime=0),
            lambda: base64.b64encode(raw),
            lambda: raw[::-1],
            lambda: b"",
            lambda: b" \n\t\r\n" * chance.randint(1, 50),
            lambda: b"\xef\xbb\xbf",
            lambda: chance.randbytes(chance.randint(1, 3000)),
            lambda: bytes(chance.choice(b" ,;:\"'\n-?[]{}ab1") for _ in range(chance.randint(1, 2000))),
            lambda: raw + raw,
            lambda: raw.upper(),
        ]
    )()


SMALL: tuple[Damage, ...] = (
    *(cut, hole, flip, flip, other_signs, other_signs, double, lines, lines, control, control, start, recode),
    *(endings, wrapped),
)
"""Each leaves a small file small."""


def long_line(chance: Random, raw: bytes) -> bytes:
    """A line of 10 MB."""
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice([b"a", b"9", b" ", b"a ", b'"', b"[", b"\xc3\xa9"]) * 10_000_000 + raw[at:]


def too_large(chance: Random, raw: bytes) -> bytes:
    """A file of 6 MB."""
    return raw + b"\n" + (b"# " + chance.choice([b"x", b"x\n"])) * 2_000_000


def just_small_enough(chance: Random, raw: bytes) -> bytes:
    """A file a little under 5 MB: one line of it, or some of it, over and over."""
    room = 4_990_000 - len(raw)
    at = chance.randint(0, len(raw))
    piece = chance.choice(
        [*raw.split(b"\n")[:40], raw, raw[spot(chance, raw, 12)], *CONTROL, b"\n", b"-", b'"', b"a\n"]
    )
    piece = (piece or b"x") + chance.choice([b"", b"\n", b" "])
    return raw[:at] + piece * (room // len(piece)) + raw[at:]


LARGE: tuple[Damage, ...] = (long_line, too_large, just_small_enough, just_small_enough, just_small_enough)
"""Each makes a file large."""


def splice(chance: Random, raw: bytes, other: bytes) -> bytes:
    """The start of one file and the end of another."""
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]
