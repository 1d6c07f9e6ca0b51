"""The tables of the ledger, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

VERSION_TABLE = "ledger_version"

metadata = MetaData()

entries = Table(
    "ledger_entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("question", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    sqlite_strict=True,
)

seals = Table(
    "ledger_seals",
    metadata,
    Column("number", Integer, ForeignKey("ledger_entries.number"), primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
