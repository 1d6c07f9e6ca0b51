"""How an answer from the ledger came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backchannel import __version__

if TYPE_CHECKING:
    from backchannel.ledger.store import Ledger


def manifest(ledger: Ledger, **settings: Any) -> dict[str, Any]:
    """Program, the ledger's newest entry and its hash, and settings; no value and no path."""
    number, head = ledger.head()
    return {
        "program": f"backchannel {__version__}",
        "entries": number,
        "head": head,
        "settings": {name: said for name, said in settings.items() if said is not None},
    }
