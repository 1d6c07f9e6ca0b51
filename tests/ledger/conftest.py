from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.ledger.postgres import server
from tests.support import require


@pytest.fixture(scope="session")
def databases() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a PostgreSQL server of our own, and gives their URLs."""
    try:
        import psycopg
    except ImportError:
        require(False, "psycopg is not installed")
    with server() as address:
        numbers = count(1)

        def fresh() -> str:
            name = f"ledger_{next(numbers)}"
            admin = address.format(database="postgres").replace("+psycopg", "")
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return address.format(database=name)

        yield fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> str:
    """Where a new ledger may be made: a file, and a database on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    return str(request.getfixturevalue("databases")())
