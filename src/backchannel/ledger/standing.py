"""What stands in a ledger: its questions, and the forecasts and answers that no later entry corrects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backchannel.ledger.entries import Entry, Forecast, Question, Resolution


@dataclass(frozen=True)
class Stood:
    """An entry with what it says, by kind."""

    entry: Entry
    forecast: Forecast


@dataclass(frozen=True)
class Answer:
    """How a question came out."""

    entry: Entry
    resolution: Resolution


class Standing:
    """What entries leave standing. They are read in the order in which they were appended."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Mapping[int, Entry]
        self.questions: dict[str, Question] = {}
        self.asked: dict[str, Entry] = {}
        self.forecasts: dict[int, Stood] = {}
        self.answers: dict[str, Answer] = {}
        self.corrected: dict[int, int] = {}
        known: dict[int, Entry] = {}
        for entry in entries:
            known[entry.number] = entry
            self._take(entry)
        self.entries = known

    def _take(self, entry: Entry) -> None:
        says = entry.says
        if isinstance(says, Question):
            self.questions[entry.question] = says
            self.asked[entry.question] = entry
            return
        if says.corrects is not None:
            self.corrected[says.corrects] = entry.number
            self.forecasts.pop(says.corrects, None)
        if isinstance(says, Forecast):
            self.forecasts[entry.number] = Stood(entry, says)
        else:
            self.answers[entry.question] = Answer(entry, says)

    def latest(self, number: int) -> int:
        """The entry that stands in the place of an entry, itself unless it was corrected."""
        while number in self.corrected:
            number = self.corrected[number]
        return number
