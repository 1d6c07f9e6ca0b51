"""Files of the EU exchange model `decide` -> the plain data of a case. Read only.

Each row starts with what it is: `#A` an actor (id, full name), `#P` an issue (id, description), `#M` what a position
means (issue, position, meaning), `#D` a datum (actor, issue, position, salience, power), `#O` what the file is of,
`#/` a comment. That is as in the model's own reader and sample files (foarsitter/decide-exchange-model); an issue's
scale runs from the lowest to the highest position with an `#M` row, 0 to 100 where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from backchannel.case import cells
from backchannel.case.importing import NOT_STATED, Party, Scene, Topic, View, tree
from backchannel.case.opening import read_table, trouble
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.tree import MOST_PROBLEMS, Tree

PROGRAM = "decide"
KINDS = ("#A", "#P", "#M", "#D", "#O", "#0", "#/")
FIRST = re.compile("^[ '\"]*#([APMDO0/])[ '\"]*([,;\t])", re.MULTILINE | re.IGNORECASE)
WIDTHS = {"#A": 2, "#P": 2, "#M": 3, "#D": 5}
"""How many cells a row of data needs, with its kind; a full name, a description and a meaning may be blank."""


def is_one(text: str) -> bool:
    """Whether the first row of a table says what it is, as in decide.

    >>> is_one("#A;north;The north\\n"), is_one("actor,issue\\n")
    (True, False)
    """
    return _separator(text) is not None


def _separator(text: str) -> str | None:
    """The sign after the first `#A`, unless the first line declares one."""
    body = text.split("\n", 1)[-1] if cells.declared(text) else text
    if not body.lstrip("\r\n '\"").startswith("#"):
        return None
    found = FIRST.search(body.replace("\r", "\n"))
    return cells.declared(text) or (found.group(2) if found else None)


def read_tree(path: Path) -> Tree:
    """The plain data of a case from a file of decide. Raises CaseError with all that is wrong, by file and line."""
    text = read_table(path)
    return tree(scene(text, str(path)), path)


def scene(text: str, file: str) -> Scene:
    """What a file of decide says. Raises CaseError.

    >>> found = scene("#A;north\\n#P;border\\n#D;north;border;30;0,8;0,5\\n", "t.csv")
    >>> found.views[0].position, found.views[0].salience, found.parties[0].power
    (30, 80, 50)
    """
    return _Reader(file, _separator(text) or ";").scene(text)


@dataclass(frozen=True)
class _Datum:
    actor: str
    issue: str
    position: Fraction
    salience: Fraction
    power: Fraction
    line: int


@dataclass
class _Reader:
    file: str
    sep: str
    title: str = ""
    actors: dict[str, Party] = field(default_factory=dict)
    issues: dict[str, Topic] = field(default_factory=dict)
    meanings: dict[str, dict[Fraction, str]] = field(default_factory=dict)
    data: list[_Datum] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def scene(self, text: str) -> Scene:
        table = [
            replace(row, cells=tuple(_bare(cell) for cell in row.cells))
            for row in cells.rows(text, self.file, self.sep)
        ]
        for kind, take in (("#O", self.about), ("#A", self.actor), ("#P", self.issue)):
            for row in _of(table, kind):
                take(row)
        for row in table:
            if row.cells[0].upper() not in KINDS:
                self.wrong(row, "does not start with what it is", listing(KINDS))
            elif row.cells[0].upper() == "#M":
                self.meaning(row)
            elif row.cells[0].upper() == "#D":
                self.datum(row)
        for records, kind, what in (
            (self.actors, "#A", "actor"),
            (self.issues, "#P", "issue"),
            (self.data, "#D", "datum"),
        ):
            if not records:
                message = f"has no {what}"
                self.problems.append(
                    Problem(severity="error", file=self.file, message=message, expected=f"rows `{kind}`")
                )
        if self.problems:
            raise CaseError(self.problems)
        return self.made()

    # --- rows ---

    def about(self, row: cells.Row) -> None:
        self.title = self.title or " ".join(filter(None, row.cells[1:]))

    def actor(self, row: cells.Row) -> None:
        if self.fits(row) and self.fresh(row, self.actors):
            name, about = row.cells[1], _at(row, 2)
            self.actors[name] = Party(name=name, about=about, power=None, line=row.line, note=_at(row, 3) or None)

    def issue(self, row: cells.Row) -> None:
        if self.fits(row) and self.fresh(row, self.issues):
            about = " ".join(filter(None, row.cells[2:]))
            self.issues[row.cells[1]] = Topic(name=row.cells[1], about=about, line=row.line)

    def meaning(self, row: cells.Row) -> None:
        if not self.fits(row) or not self.known(row, row.cells[1], self.issues, "an issue", "#P"):
            return
        point = self.number(row, 2, "position")
        told = self.meanings.setdefault(row.cells[1], {})
        if point is None:
            return
        if point in told:
            self.wrong(row, "tells the meaning of a position a second time", fix="keep one of them")
        told[point] = " ".join(filter(None, row.cells[3:]))

    def datum(self, row: cells.Row) -> None:
        if not self.fits(row):
            return
        known = self.known(row, row.cells[1], self.actors, "an actor", "#A")
        if not self.known(row, row.cells[2], self.issues, "an issue", "#P") or not known:
            return
        numbers = [self.number(row, 3 + n, name) for n, name in enumerate(("position", "salience", "power"))]
        position, salience, power = numbers
        if row.cells[1:3] in self.seen:
            self.wrong(row, "has the same actor and issue as an earlier row", fix="keep one of them")
        self.seen.add(row.cells[1:3])
        if position is not None and salience is not None and power is not None:
            for name, number in (("salience", salience), ("power", power)):
                if not 0 <= number <= 100:
                    self.wrong(row, f"has a {name} out of range, value not shown (team)", "a number from 0 to 100")
            self.data.append(_Datum(row.cells[1], row.cells[2], position, salience, power, row.line))

    def fits(self, row: cells.Row) -> bool:
        """Whether a row has all the cells that its kind needs."""
        kind = row.cells[0].upper()
        width = WIDTHS[kind] + (kind == "#D")
        if all(_at(row, n) for n in range(width)):
            return True
        self.wrong(row, f"is a row `{kind}` with {len(cells.trimmed(row.cells)) - 1} cells after it", f"{width - 1}")
        return False

    def fresh(self, row: cells.Row, seen: dict[str, Party] | dict[str, Topic]) -> bool:
        if row.cells[1] not in seen:
            return True
        message = f"has the same id as an earlier row (line {seen[row.cells[1]].line})"
        self.wrong(row, message, fix="keep one, or rename one")
        return False

    def known(self, row: cells.Row, name: str, seen: dict[str, Party] | dict[str, Topic], what: str, kind: str) -> bool:
        if name in seen:
            return True
        slip = did_you_mean(name, seen)
        self.wrong(row, f"names {what} that has no row `{kind}`", fix=slip or f"add a row `{kind}` for it")
        return False

    def number(self, row: cells.Row, at: int, name: str) -> Fraction | None:
        """The exact number in a cell."""
        found = cells.number(_at(row, at), self.sep)
        if found is None:
            fix = cells.number_fix(_at(row, at), self.sep)
            self.wrong(row, f"has no number for its {name}, value not shown (team)", "a number", fix)
            return None
        return Fraction(repr(found))

    def wrong(self, row: cells.Row, message: str, expected: str | None = None, fix: str | None = None) -> None:
        self.problems.append(
            Problem(severity="error", file=self.file, line=row.line, message=message, expected=expected, fix=fix)
        )
        if len(self.problems) >= MOST_PROBLEMS:
            raise CaseError(self.problems)

    # --- what is made of them ---

    def made(self) -> Scene:
        scales = {name: self.scale(name) for name in self.issues}
        for datum in self.data:
            low, high = scales[datum.issue]
            if not low <= datum.position <= high:
                expected = "a position between the lowest and the highest with a row `#M`, or 0 to 100"
                message = "has a position outside the scale of its issue, value not shown (team)"
                self.problems.append(
                    Problem(severity="error", file=self.file, line=datum.line, message=message, expected=expected)
                )
        if self.problems:
            raise CaseError(self.problems)
        hundred = Fraction(100)
        points = 1 if any(d.salience > 1 for d in self.data) else hundred
        strength = 1 if any(d.power > 1 for d in self.data) else hundred
        places = {name: n for n, name in enumerate(self.actors)}, {name: n for n, name in enumerate(self.issues)}
        return Scene(
            program=PROGRAM,
            title=self.title,
            about="",
            parties=tuple(self.party(party, strength) for party in self.actors.values()),
            topics=tuple(self.topic(topic, *scales[name]) for name, topic in self.issues.items()),
            views=tuple(
                View(
                    party=places[0][d.actor],
                    topic=places[1][d.issue],
                    position=_plain(_moved(d.position, *scales[d.issue])),
                    salience=_plain(d.salience * points),
                    line=d.line,
                )
                for d in self.data
            ),
            remarks=tuple(_remarks(points != 1, strength != 1)),
        )

    def scale(self, issue: str) -> tuple[Fraction, Fraction]:
        """The ends of an issue's scale: its lowest and highest point with a meaning, 0 and 100 without two of them."""
        told = self.meanings.get(issue, {})
        if len(told) > 1:
            return min(told), max(told)
        for point in told:
            if not 0 <= point <= 100:
                message = "has an issue with one meaning, outside 0 to 100"
                raise trouble(self.file, message, "a row `#M` for both ends", line=self.issues[issue].line)
        return Fraction(0), Fraction(100)

    def topic(self, topic: Topic, low: Fraction, high: Fraction) -> Topic:
        """An issue with the words for those of its points that are whole numbers, and a note on the rest."""
        told = {_moved(point, low, high): words for point, words in sorted(self.meanings.get(topic.name, {}).items())}
        anchors = {int(point): words or NOT_STATED for point, words in told.items() if point.denominator == 1}
        between = [
            f"{_plain(point):g} is {words}." for point, words in told.items() if point.denominator != 1 and words
        ]
        note = []
        if low != 0 or high != 100:
            note.append(f"Its scale of {_plain(low):g} to {_plain(high):g} in the file is moved to 0 to 100.")
        return replace(topic, anchors=anchors, note=" ".join([*note, *between]) or None)

    def party(self, party: Party, strength: Fraction | int) -> Party:
        """An actor with its power, the highest where it differs between issues."""
        powers = {d.power * strength for d in self.data if d.actor == party.name}
        if not powers:
            return party
        note = party.note or ""
        if len(powers) > 1:
            note += f" Its power differs between issues, from {_plain(min(powers)):g}: the highest is taken."
        return replace(party, power=_plain(max(powers)), note=note.strip() or None)


def _remarks(points: bool, strength: bool) -> Iterator[str]:
    if points:
        yield "Saliences stand in the file as shares (none above 1) and are multiplied by 100."
    if strength:
        yield "Powers stand in the file as shares (none above 1) and are multiplied by 100."
    yield "In decide an actor's saliences need not add up to 100."


def _moved(point: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """A point of the scale from low to high on that from 0 to 100."""
    return (point - low) * 100 / (high - low)


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)


def _bare(cell: str) -> str:
    """A cell without the single quotes that decide's own files may have around it.

    >>> _bare("'China India'"), _bare("the people's party")
    ('China India', "the people's party")
    """
    quoted = len(cell) > 1 and cell[0] == cell[-1] == "'"
    return " ".join((cell[1:-1] if quoted else cell).split())


def _at(row: cells.Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _of(table: list[cells.Row], kind: str) -> Iterator[cells.Row]:
    return (row for row in table if row.cells[0].upper() == kind)
