"""Counter-based random numbers: Philox4x32-10, one stream per named input.

Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11.
The key is the seed; the counter is (BLAKE2b hash of the input's path, run, event). A number therefore
depends on the seed, the input's name and the run alone: adding an actor, splitting the work or resuming
a run changes no other number.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numba import prange
from numpy.typing import NDArray

from backchannel.core.jit import compiled, kernel

_U = np.uint64
_M0, _M1 = _U(0xD2511F53), _U(0xCD9E8D57)
_W0, _W1 = _U(0x9E3779B9), _U(0xBB67AE85)
_LOW, _32 = _U(0xFFFFFFFF), _U(32)
_6, _26 = _U(6), _U(26)
_SCALE = 1.0 / 4503599627370496.0  # 2**-52


@compiled
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """One block of Philox4x32-10: four 32-bit words (held in uint64) from a counter and a key.

    >>> z = np.uint64(0)
    >>> [hex(int(w)) for w in philox(z, z, z, z, z, z)]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@compiled
def uniform(path: np.uint64, run: np.uint64, event: np.uint64, seed: np.uint64) -> float:
    """One uniform strictly inside (0, 1), 52 bits, for an input's path hash, a run and an event."""
    w0, w1, _, _ = philox(path & _LOW, path >> _32, run & _LOW, event & _LOW, seed & _LOW, seed >> _32)
    return (float((w0 >> _6) << _26 | (w1 >> _6)) + 0.5) * _SCALE


@kernel
def _fill(paths: NDArray[np.uint64], first: int, seed: np.uint64, out: NDArray[np.float64]) -> None:
    for j in prange(paths.shape[0]):
        for r in range(out.shape[1]):
            out[j, r] = uniform(paths[j], np.uint64(first + r), np.uint64(0), seed)


def path_key(path: str) -> int:
    """The 64-bit stream number of an input's path (BLAKE2b, 8 bytes, little-endian).

    >>> path_key("actors.russia.openness") == path_key("actors.russia.openness")
    True
    """
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "little")


def uniforms(paths: list[str], runs: int, seed: int, first: int = 0) -> NDArray[np.float64]:
    """Uniforms in (0, 1) of shape [input, run] for runs ``first .. first + runs - 1``.

    ``seed`` is any integer in [0, 2**64). Raises ValueError outside it.

    >>> a = uniforms(["x", "y"], 4, seed=1)
    >>> b = uniforms(["y"], 2, seed=1, first=2)
    >>> bool((a[1, 2:] == b[0]).all())
    True
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} is outside 0 .. 2**64 - 1")
    keys = np.array([path_key(p) for p in paths], dtype=np.uint64)
    out = np.empty((len(paths), runs))
    _fill(keys, first, np.uint64(seed), out)
    return out
