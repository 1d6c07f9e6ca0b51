"""Whether another process would play the same to the bit: the same program, libraries and arithmetic."""

from __future__ import annotations

import hashlib
import math
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numba
import numpy as np

import backchannel
from backchannel.core.jit import source_hash

POINTS = 4096
"""Arguments that functions are compared at, to the last bit."""


@cache
def mine() -> Mapping[str, str]:
    """What has to be the same, by what to call it: versions, hashes of sources, and how this machine computes."""
    return {
        "the version of backchannel": backchannel.__version__,
        "the compiled sources of backchannel": source_hash(),
        "the sources of backchannel": _sources(),
        "the version of Python": ".".join(platform.python_version_tuple()[:2]),
        "the version of numpy": np.__version__,
        "the version of numba": numba.__version__,
        "the arithmetic of the processor or its C library": _arithmetic(),
    }


def differing(theirs: Mapping[str, str]) -> list[str]:
    """In words, what is not the same there as here.

    >>> differing(mine()), differing({**mine(), "the version of numpy": "1.0"})
    ([], ['the version of numpy'])
    """
    return [what for what, said in mine().items() if theirs.get(what) != said]


def _sources() -> str:
    root = Path(backchannel.__file__).resolve().parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _arithmetic() -> str:
    """Hash of functions whose last bit is the C library's or the processor's to choose, one by one and by array."""
    digest = hashlib.blake2b(digest_size=8)
    x = np.linspace(0.001, 20.0, POINTS)
    with np.errstate(all="ignore"):
        for some in (np.exp(-x), np.log(x), np.power(x, 0.37), np.sin(x), np.tanh(x), np.log1p(x), np.expm1(-x)):
            digest.update(some.tobytes())
    one_by_one = [[math.exp(-v), math.log(v), math.pow(v, 0.37), math.sin(v), math.tanh(v)] for v in x.tolist()]
    digest.update(np.array(one_by_one).tobytes())
    return digest.hexdigest()
