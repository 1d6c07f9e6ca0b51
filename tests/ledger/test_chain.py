"""The chain: what is hashed, and that nothing can be changed, removed or moved unseen."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.core.errors import AskError
from backchannel.ledger.chain import START, Row, check, digest
from backchannel.ledger.trouble import telling
from tests.ledger.cases import NOW, book, few, forecast, open_ledger, question

COLUMNS = ("kind", "question", "label", "recorded", "body", "previous", "hash")


def tamper(path: Path, *statements: str) -> None:
    """As somebody would who has the file: without the guards."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def checked(path: Path):
    with open_ledger(path) as ledger:
        return ledger.verify()


@pytest.fixture
def path(tmp_path):
    few(tmp_path / "ledger.sqlite").close()
    return tmp_path / "ledger.sqlite"


def test_the_hash_is_what_the_page_says(path):
    with open_ledger(path) as ledger:
        first, second, *_ = ledger.entries()
        assert ledger.verify().head == ledger.entries()[-1].hash
    said = {
        "body": {
            "close": "2014-02-28", "open": "2014-01-28", "rule": "It rains.", "text": "Will it rain?",
            "void_if": "The gauge is stolen.",
        },
        "kind": "question", "label": "public", "number": 1, "question": "weather/rain/2014-02-28",
        "recorded": "2015-01-01T12:30:15Z",
    }  # fmt: skip
    text = json.dumps(said, separators=(",", ":"))
    by_hand = hashlib.blake2b(bytes(32) + text.encode(), digest_size=32).hexdigest()
    assert (first.hash, first.previous) == (by_hand, START)
    assert second.previous == first.hash


def test_the_same_on_every_database(place, tmp_path):
    with few(place) as ledger, few(tmp_path / "other.sqlite") as other:
        assert ledger.entries() == other.entries()
        assert ledger.verify() == other.verify()
        assert ledger.verify().standing == tuple(range(1, 8))


@pytest.mark.parametrize(
    ("statements", "first", "says", "standing"),
    [
        (["UPDATE ledger_entries SET body = replace(body, '0.4', '0.5') WHERE number = 4"], 4, "its hash", "123567"),
        (["UPDATE ledger_entries SET body = replace(body, ':', ': ') WHERE number = 2"], 2, "not as it was", "134567"),
        (["UPDATE ledger_entries SET label = 'secret' WHERE number = 6"], 6, "changed or moved", "123457"),
        (["DELETE FROM ledger_entries WHERE number = 3"], 3, "is missing", "124567"),
        (["DELETE FROM ledger_entries WHERE number = 7"], 7, "is missing", "123456"),
        (["DELETE FROM ledger_seals WHERE number = 7"], 7, "no seal", "123456"),
        (["DELETE FROM ledger_entries", "DELETE FROM ledger_seals WHERE number > 1"], 1, "all others", ""),
        (
            [
                "UPDATE ledger_entries SET number = 99 WHERE number = 3",
                "UPDATE ledger_entries SET number = 3 WHERE number = 4",
                "UPDATE ledger_entries SET number = 4 WHERE number = 99",
            ],
            3,
            "changed or moved",
            "12567",
        ),
        (["UPDATE ledger_seals SET hash = 'ab' WHERE number = 5"], 5, "rewritten", "123467"),
    ],
)
def test_what_was_tampered_with_is_named(path, statements, first, says, standing):
    tamper(path, *statements)
    found = checked(path)
    assert not found.whole
    assert (found.faults[0].number, "".join(map(str, found.standing))) == (first, standing)
    assert says in found.faults[0].what


def test_a_rewritten_entry_with_a_hash_that_fits(path):
    """Whoever rewrites an entry with its hash and its seal is found by the next one; who rewrites all, by a note."""
    with open_ledger(path) as ledger:
        noted = ledger.head()[1]
        rows = [Row(*row) for row in _raw(path)]
    body = json.dumps(json.loads(rows[3].body) | {"p": 0.9}, sort_keys=True, separators=(",", ":"))
    fields = {**rows[3].fields(), "body": json.loads(body)}
    new = digest(rows[3].previous, fields)
    tamper(
        path,
        f"UPDATE ledger_entries SET body = '{body}', hash = '{new}' WHERE number = 4",
        f"UPDATE ledger_seals SET hash = '{new}' WHERE number = 4",
    )
    found = checked(path)
    assert [(f.number, f.what) for f in found.faults] == [(5, "does not follow on entry 4")]
    before = new
    for row in rows[4:]:
        again = digest(before, row.fields())
        tamper(
            path,
            f"UPDATE ledger_entries SET previous = '{before}', hash = '{again}' WHERE number = {row.number}",
            f"UPDATE ledger_seals SET hash = '{again}' WHERE number = {row.number}",
        )
        before = again
    with open_ledger(path) as ledger:
        assert ledger.verify().whole  # another chain, and a whole one
        assert "another one" in ledger.verify(noted).faults[0].what
        assert ledger.verify(before).whole


def _raw(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM ledger_entries ORDER BY number").fetchall()


@cache
def sound() -> tuple[Row, ...]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        few(Path(folder) / "ledger.sqlite").close()
        return tuple(Row(*row) for row in _raw(Path(folder) / "ledger.sqlite"))


@given(st.integers(0, 6), st.sampled_from(COLUMNS), st.floats(0, 1, exclude_max=True), st.integers(0, 6))
@settings(max_examples=300)
def test_a_flipped_bit_in_an_entry_is_found_and_the_others_stand(place, column, where, bit):
    rows = list(sound())
    seals = {row.number: row.hash for row in rows}
    text = bytearray(getattr(rows[place], column).encode())
    text[int(where * len(text))] ^= 1 << bit
    rows[place] = Row(**{**vars(rows[place]), column: text.decode("utf-8", "surrogateescape")})
    found = check(rows, seals)
    assert found.faults[0].number == place + 1
    assert found.standing == tuple(n for n in range(1, 8) if n != place + 1)


@cache
def file() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        few(Path(folder) / "ledger.sqlite").close()
        return (Path(folder) / "ledger.sqlite").read_bytes()


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
@settings(max_examples=60)
def test_a_flipped_bit_anywhere_in_the_file(tmp_path_factory, where, bit):
    """It is found, or the file is refused, or every entry is what it was: SQLite keeps bytes that mean nothing."""
    path = tmp_path_factory.mktemp("flipped") / "ledger.sqlite"
    content = bytearray(file())
    content[int(where * len(content))] ^= 1 << bit
    path.write_bytes(content)
    try:
        with open_ledger(path) as ledger:
            if ledger.verify().whole:
                assert tuple(entry.hash for entry in ledger.entries()) == tuple(row.hash for row in sound())
    except AskError:
        pass  # refused with a message
    finally:
        shutil.rmtree(path.parent)


@given(st.data())
@settings(max_examples=30)
def test_a_flipped_bit_where_entries_lie_in_the_file_is_found(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("flipped") / "ledger.sqlite"
    content = bytearray(file())
    row = data.draw(st.sampled_from(sound()))
    start = bytes(content).index(row.body.encode())
    at = data.draw(st.integers(start, start + len(row.body) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 6))
    path.write_bytes(content)
    with open_ledger(path) as ledger:
        found = ledger.verify()
    assert found.faults[0].number == row.number
    assert len(found.standing) == 6
    shutil.rmtree(path.parent)


def test_the_database_itself_refuses_changes(place):
    from sqlalchemy import text

    with book(place, question(), forecast()) as ledger:
        for statement in (
            "UPDATE ledger_entries SET label = 'public'", "DELETE FROM ledger_entries",
            "UPDATE ledger_seals SET hash = 'x'", "DELETE FROM ledger_seals",
        ):  # fmt: skip
            with (
                pytest.raises(AskError, match="only ever appended to"),
                telling("x"),
                ledger.engine.begin() as connection,
            ):
                connection.execute(text(statement))
        assert ledger.verify().whole


def test_nothing_is_appended_to_a_damaged_end(path):
    tamper(path, "DELETE FROM ledger_entries WHERE number = 7")
    with open_ledger(path) as ledger, pytest.raises(AskError, match=r"nothing was appended.*verify"):
        ledger.append([forecast(0.5, "cleo")], now=NOW)


def test_what_was_changed_is_not_read_as_if_nothing_were(path):
    tamper(path, "UPDATE ledger_entries SET body = replace(body, '0.4', '0.5') WHERE number = 4")
    with open_ledger(path) as ledger, pytest.raises(AskError, match=r"entry 4 is not as it was written.*verify"):
        ledger.entries()
