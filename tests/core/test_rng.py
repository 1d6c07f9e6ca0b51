import hashlib
from collections.abc import Iterator

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from backchannel.core.rng import path_key, philox, uniform, uniforms
from tests.support import require

Words = tuple[int, ...]

MASK = 0xFFFFFFFF
MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
WEYL = 0x9E3779B9, 0xBB67AE85

word = st.integers(0, MASK)
seeds = st.integers(0, 2**64 - 1)


def philox_in_python(counter: Words, key: Words) -> Words:
    """Philox4x32-10 on Python's own integers (Salmon et al. 2011, section 4.3)."""
    for step in range(10):
        even, odd = counter[0] * MULTIPLIERS[0], counter[2] * MULTIPLIERS[1]
        k0, k1 = ((k + step * weyl) & MASK for k, weyl in zip(key, WEYL, strict=True))
        counter = (odd >> 32) ^ counter[1] ^ k0, odd & MASK, (even >> 32) ^ counter[3] ^ k1, even & MASK
    return counter


def philox_backwards(block: Words, key: Words) -> Words:
    """The counter whose block this is: multiplication by an odd number can be undone modulo 2**32."""
    for step in reversed(range(10)):
        k0, k1 = ((k + step * weyl) & MASK for k, weyl in zip(key, WEYL, strict=True))
        c0, c2 = (low * pow(m, -1, 2**32) & MASK for low, m in zip((block[3], block[1]), MULTIPLIERS, strict=True))
        c1 = block[0] ^ (c2 * MULTIPLIERS[1] >> 32) ^ k0
        c3 = block[2] ^ (c0 * MULTIPLIERS[0] >> 32) ^ k1
        block = c0, c1, c2, c3
    return block


def compiled_philox(counter: Words, key: Words) -> Words:
    c0, c1, c2, c3, k0, k1 = (np.uint64(w) for w in (*counter, *key))
    return tuple(int(w) for w in philox(c0, c1, c2, c3, k0, k1))


# The known answers published with Random123 (kat_vectors, philox4x32 with 10 rounds).
@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((MASK, MASK, MASK, MASK), (MASK, MASK), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_known_answers(counter, key, block):
    assert compiled_philox(counter, key) == block
    assert philox_in_python(counter, key) == block
    assert philox_backwards(block, key) == counter


@settings(max_examples=200)
@given(st.tuples(word, word, word, word), st.tuples(word, word))
def test_blocks_agree_with_plain_python(counter, key):
    assert compiled_philox(counter, key) == philox_in_python(counter, key)


@given(st.text(min_size=1), st.integers(0, 10**6), seeds)
def test_a_number_is_a_function_of_name_run_and_seed(path, run, seed):
    name = int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "little")
    first_word, *_ = philox_in_python((name & MASK, name >> 32, run, 0), (seed & MASK, seed >> 32))
    (number,) = uniforms([path], 1, seed, first=run)[0]
    assert abs(number - first_word / 2**32) <= 2.0**-26


@given(st.integers(0, 40), st.integers(1, 40), seeds)
def test_runs_may_be_split_anywhere(first, runs, seed):
    whole = uniforms(["a", "b"], first + runs, seed)
    assert (uniforms(["a", "b"], runs, seed, first=first) == whole[:, first:]).all()


@pytest.fixture
def restore_threads() -> Iterator[None]:
    before = numba.get_num_threads()
    yield
    numba.set_num_threads(before)


@pytest.mark.usefixtures("restore_threads")
def test_the_number_of_threads_changes_no_bit():
    require(numba.config.NUMBA_NUM_THREADS >= 2, "a single processor; set NUMBA_NUM_THREADS=2")
    paths = [f"actors.{i}.capability" for i in range(17)]
    numbers = []
    for threads in (1, 2):
        numba.set_num_threads(threads)
        numbers.append(uniforms(paths, 1000, seed=5))
    assert (numbers[0] == numbers[1]).all()


def test_a_new_input_changes_no_other():
    before = uniforms(["a", "b"], 100, seed=3)
    after = uniforms(["new", "a", "newer", "b"], 100, seed=3)
    assert (after[[1, 3]] == before).all()


@pytest.mark.parametrize("end", [0, MASK])
def test_a_uniform_never_reaches_an_end_of_the_interval(end):
    """Run the generator backwards to the counters of the most extreme blocks and draw there."""
    seed = 11
    c0, c1, run, event = philox_backwards((end, end, end, end), (seed, 0))
    assert compiled_philox((c0, c1, run, event), (seed, 0)) == (end, end, end, end)
    number = uniform(np.uint64(c1 << 32 | c0), np.uint64(run), np.uint64(event), np.uint64(seed))
    assert 0.0 < number < 1.0
    assert abs(number - end / MASK) < 1e-15


def correlations(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of every pair of different rows."""
    return np.asarray(np.corrcoef(rows))[np.triu_indices(len(rows), 1)]


NAMES = ["a", "b", "actors.russia.openness", "actors.russia.opennes", "x" * 200, "é"]


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**64 - 1])
def test_streams_look_uniform_and_unrelated(seed):
    runs = 50_000
    numbers = uniforms(NAMES, runs, seed)
    assert np.unique(numbers).size == numbers.size  # all 52 bits or more are in use
    assert min(stats.kstest(stream, "uniform").pvalue for stream in numbers) > 1e-3
    between_runs = [correlations(np.vstack([stream[:-1], stream[1:]])).item() for stream in numbers]
    assert np.abs([*correlations(numbers), *between_runs]).max() < 4 / runs**0.5


def test_neighbouring_seeds_are_unrelated():
    runs = 50_000
    numbers = np.vstack([uniforms(["a"], runs, seed) for seed in range(6)])
    assert np.abs(correlations(numbers)).max() < 4 / runs**0.5


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_outside_64_bits_is_refused(seed):
    with pytest.raises(ValueError, match=rf"seed {seed} is outside"):
        uniforms(["a"], 1, seed)


@given(st.text())
def test_path_key_fits_64_bits(path):
    assert 0 <= path_key(path) < 2**64
