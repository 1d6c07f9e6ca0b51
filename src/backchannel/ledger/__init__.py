"""Keeping score: forecasts recorded, resolved and scored. Entries are only ever appended, in a hash chain."""

from backchannel.ledger.entries import Draft, Entry, Forecast, ModelRun, Pool, Question, Resolution
from backchannel.ledger.opening import default_path, open_ledger
from backchannel.ledger.store import Ledger

__all__ = [
    "Draft", "Entry", "Forecast", "Ledger", "ModelRun", "Pool", "Question", "Resolution", "default_path", "open_ledger",
]  # fmt: skip
