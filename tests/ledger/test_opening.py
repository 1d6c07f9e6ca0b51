"""Where a ledger is, what is made, what is refused; and every way in which a disk or a file can fail."""

import os
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from backchannel.core.errors import AskError
from backchannel.ledger import default_path, opening
from tests.ledger.cases import NOW, book, few, forecast, open_ledger, question
from tests.support import ROOT, require

NEWER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

def upgrade():
    op.add_column("ledger_seals", sa.Column("witness", sa.Text))
"""


def test_a_new_ledger_is_its_owners_alone(tmp_path):
    path = tmp_path / "new" / "deep" / "ledger.sqlite"
    with few(path) as ledger, ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # full
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert {"ledger.sqlite", "ledger.sqlite-wal"} <= set(modes)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_default_place(tmp_path, monkeypatch):
    monkeypatch.delenv("BACKCHANNEL_LEDGER", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "backchannel" / "ledger.sqlite"
    with pytest.raises(AskError, match=r"there is no ledger; .* makes one"):
        open_ledger()
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("BACKCHANNEL_LEDGER", str(tmp_path / "mine"))
    open_ledger(create=True).close()
    assert (tmp_path / "mine").is_file()


@pytest.mark.parametrize(
    "content",
    [b"question_id,question\n", b"\0" * 5000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\x7f" * 9000, b"x"],
)
def test_garbage_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "garbage"
    path.write_bytes(content)
    for create in (True, False):
        with pytest.raises(AskError, match=r"garbage: .*(is no ledger|damaged)"):
            open_ledger(path, create=create)
    assert path.read_bytes() == content


def test_other_things_are_refused(tmp_path):
    with pytest.raises(AskError, match="is a folder"):
        open_ledger(tmp_path)
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(AskError, match="a database of something else"):
        open_ledger(other, create=True)
    with pytest.raises(AskError, match="no database that a ledger is kept in"):
        open_ledger("mysql://me:secret-word@host/db")
    for url in ("postgresql://me:secret-word@nowhere.invalid/db", "postgresql:///db?host=/nowhere"):
        with pytest.raises(AskError, match="cannot be reached") as told:
            open_ledger(url, wait=2)
        assert "secret-word" not in str(told.value)
    with pytest.raises(AskError, match="no URL"):
        open_ledger("://")


def test_a_sqlite_url_is_a_path(tmp_path):
    few(f"sqlite:///{tmp_path}/ledger.sqlite").close()
    assert (tmp_path / "ledger.sqlite").is_file()


def test_a_database_that_is_not_there(databases):
    with pytest.raises(AskError, match=r"cannot be reached, or refuses; .*database"):
        open_ledger(databases().replace("/ledger_", "/no_ledger_"))


@pytest.fixture
def newer(tmp_path):
    """The migrations of a program of the future."""
    folder = tmp_path / "future"
    (folder / "versions").mkdir(parents=True)
    for path in (opening.FOLDER / "versions").glob("v*.py"):
        (folder / "versions" / path.name).write_text(path.read_text())
    (folder / "versions" / "v0002_witness.py").write_text(NEWER)
    return folder


def test_an_older_ledger_is_brought_up_to_date_and_a_newer_one_refused(place, newer, monkeypatch):
    few(place).close()
    with monkeypatch.context() as future:
        future.setattr(opening, "FOLDER", newer)
        with open_ledger(place) as ledger, ledger.engine.connect() as connection:
            assert connection.execute(text("SELECT witness FROM ledger_seals")).scalars().all() == [None] * 7
            assert connection.execute(text("SELECT version_num FROM ledger_version")).scalar() == "0002"
            assert ledger.entries()[-1].number == 7
    with pytest.raises(AskError, match=r"made by a newer program than backchannel.*nothing in it was touched"):
        open_ledger(place)


def test_a_ledger_that_is_locked(place, tmp_path):
    with few(place) as ledger, open_ledger(place, wait=0.2) as hasty:
        from backchannel.ledger.writing import writing

        with writing(ledger.engine, 1.0):
            with pytest.raises(AskError, match=r"another process is writing to it.*nothing was recorded; try again"):
                hasty.append([forecast(0.5, "cleo")], now=NOW)
            assert hasty.verify().whole  # reading goes on meanwhile
        assert hasty.append([forecast(0.5, "cleo")], now=NOW)[0].number == 8


def test_the_disk_is_full(tmp_path):
    with few(tmp_path / "ledger.sqlite") as ledger:

        @event.listens_for(ledger.engine, "connect")
        def _little(connection, _):
            connection.execute("PRAGMA max_page_count=1")  # no more than there is

        with pytest.raises(
            AskError, match="the disk is full; nothing was recorded, and what was recorded before stands"
        ):
            ledger.append([forecast(0.5, f"cleo {n}", rationale="x" * 4000) for n in range(20)], now=NOW)
        assert ledger.verify().whole
        assert ledger.head()[0] == 7


@pytest.mark.slow
def test_the_system_refuses_to_write_more(tmp_path):
    """A limit on the size of files, which meets SQLite as a full disk does."""
    path = tmp_path / "ledger.sqlite"
    few(path).close()
    code = """
import sys
from tests.ledger.cases import *
from backchannel.core.errors import AskError
ledger, done = open_ledger(sys.argv[1]), 7
try:
    for n in range(1000):
        done = ledger.append([forecast(0.5, f"cleo {n}", rationale="x" * 3000)], now=NOW)[0].number
except AskError as error:
    print(done, error)
"""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=limited,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    number, _, words = done.stdout.partition(" ")
    assert "nothing was recorded, and what was recorded before stands" in words
    with open_ledger(path) as ledger:
        assert ledger.verify().whole
        assert ledger.head()[0] == int(number) > 7


READ_ONLY = """
import sys
from tests.ledger.cases import *
from backchannel.core.errors import AskError
ledger = open_ledger(sys.argv[1])
print(ledger.verify().whole, len(ledger.entries()))
try:
    ledger.append([forecast(0.5, "cleo")], now=NOW)
except AskError as error:
    print(error)
"""


@pytest.mark.parametrize("also", ["the file", "its folder"])
def test_a_ledger_that_may_only_be_read(tmp_path_factory, also):
    """Where this runs as root, as one whom rights bind."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    bound = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    require(not bound or shutil.which("setpriv"), "this is root, and there is no setpriv to bind it")
    try:
        path = folder / "ledger.sqlite"
        few(path).close()
        path.chmod(0o444)
        folder.chmod(0o700 if also == "the file" else 0o500)
        done = subprocess.run(
            [*bound, sys.executable, "-c", READ_ONLY, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        read, said = done.stdout.splitlines()
        assert read == "True 7"
        assert "it may only be read" in said
        assert "nothing was recorded" in said
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_place_where_nothing_can_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AskError, match="cannot be made"):
        book(tmp_path / "file" / "ledger.sqlite", question())
