"""XML of KTAB -> a scenario.

Nothing outside the file is reached for and nothing in it can multiply: document types and entities are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from backchannel.case.cells import number
from backchannel.case.ktab.scenario import PARAMETERS, Member, Scenario, clean
from backchannel.case.opening import trouble
from backchannel.case.problems import did_you_mean, listing
from backchannel.case.tree import DEEPEST, MOST_VALUES

SEED = re.compile("[0-9]{1,20}")
WORD = re.compile("[A-Za-z0-9_.+-]{1,64}")
SCENARIO = ("name", "desc", "prngSeed", "ModelParameters", "Dimensions", "Actors", "IdealAdjustment")
ACTOR = ("name", "description", "capability", "Position", "Salience")
PAIR = ("adjustingIdeal", "referencePos", "adjust")


def of_xml(raw: bytes, file: str) -> Scenario:
    """The scenario in the bytes of a file. Raises CaseError naming the line."""
    return _Xml(file).scenario(raw)


@dataclass
class _Element:
    tag: str
    line: int
    text: str = ""
    children: list[_Element] = field(default_factory=list)


class _Xml:
    def __init__(self, file: str) -> None:
        self.file = file
        self.stack: list[_Element] = []
        self.top: _Element | None = None
        self.values = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def stop(self, line: int, message: str, expected: str | None = None, fix: str | None = None) -> NoReturn:
        raise trouble(self.file, message, expected, fix, line)

    # What expat tells while it reads.

    def refuse(self, *_: object) -> NoReturn:
        message = "declares a document type, which may reach for other files"
        self.stop(self.parser.CurrentLineNumber, message, "elements alone", "remove `<!DOCTYPE ...>`")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop(line, "holds too many values", f"at most {MOST_VALUES}")
        if len(self.stack) >= DEEPEST:
            self.stop(line, "is nested too deeply", f"at most {DEEPEST} levels")
        if any(name.partition(":")[0] not in ("xmlns", "xsi") for name in attributes):
            self.stop(line, "has an attribute, which the format does not know", "elements alone")
        element = _Element(tag, line)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.top = element
        self.stack.append(element)

    def data(self, text: str) -> None:
        self.stack[-1].text += text

    def end(self, _: str) -> None:
        element = self.stack.pop()
        if element.children and element.text.strip():
            self.stop(element.line, "has text between its elements", "text in the innermost elements alone")

    # What is made of it.

    def scenario(self, raw: bytes) -> Scenario:
        if not raw.strip():
            raise trouble(self.file, "is empty")
        try:
            self.parser.Parse(raw, True)
        except expat.ExpatError as error:
            fix = "check the elements here and just above"
            self.stop(error.lineno, f"is not valid XML ({expat.ErrorString(error.code)})", fix=fix)
        except (LookupError, ValueError):
            self.stop(1, "is in an encoding that is not known", "UTF-8", "save it as UTF-8")
        if self.top is None or self.top.tag != "Scenario":
            line = self.top.line if self.top else 1
            self.stop(line, "is no scenario of KTAB", "`<Scenario>` as the outermost element")
        parts = self.parts(self.top, SCENARIO)
        dimensions = self.dimensions(parts.get("Dimensions"))
        members = tuple(self.member(e, len(dimensions)) for e in self.listed(parts.get("Actors"), "Actors", "Actor"))
        seed = self.word(parts["prngSeed"], SEED, "a whole number") if "prngSeed" in parts else None
        return Scenario(
            name=self.text(parts.get("name")),
            about=self.text(parts.get("desc")),
            dimensions=dimensions,
            members=members,
            seed=seed,
            parameters=self.parameters(parts.get("ModelParameters")),
            adjustments=self.adjustments(parts.get("IdealAdjustment"), members),
            line=parts["Dimensions"].line,
            lines=self.lines(parts.get("ModelParameters")),
        )

    def parts(self, element: _Element, known: tuple[str, ...]) -> dict[str, _Element]:
        """The elements in an element by name, each there once at most."""
        found: dict[str, _Element] = {}
        for child in element.children:
            if child.tag not in known:
                fix = did_you_mean(child.tag, known) or "check its name, or take it out"
                self.stop(child.line, f"holds an element that `{element.tag}` does not have", listing(known), fix)
            if child.tag in found:
                self.stop(child.line, f"has `{child.tag}` twice", fix="keep one of them")
            found[child.tag] = child
        return found

    def listed(self, element: _Element | None, name: str, of: str) -> list[_Element]:
        """The elements in a list of one kind, at least one."""
        if element is None:
            raise trouble(self.file, f"has no `{name}`", f"at least one `{of}` in it")
        for child in element.children:
            if child.tag != of:
                self.stop(child.line, f"holds an element that `{name}` does not have", f"`{of}`")
        if not element.children:
            self.stop(element.line, f"has nothing in its `{name}`", f"at least one `{of}`")
        return element.children

    def dimensions(self, element: _Element | None) -> tuple[str, ...]:
        found = self.listed(element, "Dimensions", "dName")
        return tuple(self.name(child) for child in found)

    def member(self, element: _Element, dimensions: int) -> Member:
        parts = self.parts(element, ACTOR)
        missing = [tag for tag in ACTOR if tag not in parts and tag != "description"]
        if missing:
            self.stop(element.line, f"has no {listing([f'`{tag}`' for tag in missing])} for an actor")
        positions = self.numbers(parts["Position"], "dCoord", dimensions)
        saliences = self.numbers(parts["Salience"], "dSal", dimensions)
        name, about = self.name(parts["name"]), self.text(parts.get("description"))
        return Member(name, about, self.number(parts["capability"]), positions, saliences, element.line)

    def name(self, element: _Element) -> str:
        found = self.text(element)
        if not found:
            self.stop(element.line, f"has a blank `{element.tag}`", "a name")
        return found

    def numbers(self, element: _Element, of: str, dimensions: int) -> tuple[float, ...]:
        found = self.listed(element, element.tag, of)
        if len(found) != dimensions:
            message = f"has {len(found)} numbers in `{element.tag}` for {dimensions} dimensions"
            self.stop(element.line, message, str(dimensions))
        return tuple(self.number(child) for child in found)

    def number(self, element: _Element) -> float:
        found = number(self.text(element), ",")
        if found is None:
            self.stop(element.line, f"has no number in `{element.tag}`, value not shown (team)", "a number")
        return found

    def word(self, element: _Element, pattern: re.Pattern[str], expected: str) -> str:
        found = self.text(element)
        if not pattern.fullmatch(found):
            self.stop(element.line, f"has something else in `{element.tag}`", expected)
        return found

    def text(self, element: _Element | None) -> str:
        """The text of an element without others in it; none where there is no element."""
        if element is None:
            return ""
        if element.children:
            self.stop(element.children[0].line, f"holds elements within `{element.tag}`", "text alone")
        return clean(element.text)

    def parameters(self, element: _Element | None) -> dict[str, str]:
        if element is None:
            return {}
        return {tag: self.word(child, WORD, "one word") for tag, child in self.parts(element, PARAMETERS).items()}

    def lines(self, element: _Element | None) -> dict[str, int]:
        return {} if element is None else {child.tag: child.line for child in element.children}

    def adjustments(
        self, element: _Element | None, members: tuple[Member, ...]
    ) -> tuple[tuple[int, int, str], ...] | None:
        if element is None:
            return None
        places: dict[str, int] = {}
        for place, member in enumerate(members):
            places.setdefault(member.name, place)
        found = []
        for pair in self.listed(element, "IdealAdjustment", "iaPair") if element.children else ():
            parts = self.parts(pair, PAIR)
            if len(parts) < len(PAIR):
                self.stop(pair.line, "does not say who adjusts, to whom and how much", listing(PAIR, last="and"))
            ends = [places.get(self.name(parts[tag])) for tag in PAIR[:2]]
            self.number(parts["adjust"])
            one, other = ends
            if one is None or other is None:
                self.stop(pair.line, "names an actor in `iaPair` that does not exist", "names as in `Actors`")
            found.append((one, other, self.text(parts["adjust"])))
        return tuple(found)
