"""Small valid cases in every format, with canaries where no message may show them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

WORD = "xanthocanary"
"""Stands, beside other words, in every note, in the limits and in what is said of sources: all above public."""

DIGITS = "13579"
"""All planted private numbers end in these."""

SMALL = f"""\
case: {{id: talks, title: Talks, as_of: 2014-01-28, limits: "{WORD}, he said"}}
actors:
  - {{id: north, role: principal, capability: 100, cost: 0.0{DIGITS}, note: "because {WORD}"}}
  - {{id: south, role: principal, capability: [30, 50.{DIGITS}, 70], trust: 0.3}}
issues:
  - {{id: border, anchors: {{0: here, 100: there}}, status_quo: 0}}
stances:
  - {{actor: north, issue: border, public: 0, private: [5, 20.{DIGITS}, 40], salience: 100}}
  - {{actor: south, issue: border, public: 100, private: 75.{DIGITS}, salience: 100, note: "{WORD} told us"}}
levels:
  - {{id: settlement, opens: [border], signers: [north, south]}}
tracks:
  - {{id: table, kind: formal, members: [north, south]}}
"""

MIDDLE = f"""\
# A case with something of most things.
case:
  id: toy
  title: A toy conference
  as_of: 2014-01-28
  limits: {WORD} would say more
conference:
  name: Toy talks
  opened: 2014-01-22
  table: plenary
  attendance:
    - {{actor: government, status: attends, on: 2014-01-22}}
actors:
  - id: government
    role: principal
    side: state
    trust: 0.3
    cost: [0.05, 0.1{DIGITS}, 0.2]
    note: |
      A longer note, in which
      {WORD} stands.
  - id: circle
    role: leader
    side: state
    parent: government
    trust: {{aid: 0.4, else: 0.1}}
    exit: {{weight: 0.2, survival: 0.6{DIGITS}, after: 0.5, loses: 1, betrayed: 1}}
  - id: rebels
    role: principal
    side: rebellion
    audience_cost: {{best: 0.3{DIGITS}, low: 0.2, high: 0.5, evidence: e1, note: '{WORD} heard'}}
  - {{id: posts, role: insider, parent: government, side: state, weight_in_parent: 0.3{DIGITS}}}
  - {{id: northland, role: backer, openness: ?}}
issues:
  - id: leadership
    tag: leadership
    anchors: {{0: stays, 100: goes}}
    status_quo: 0
  - id: access
    anchors: {{0: none, 100: free}}
    status_quo: [0, 5, 20]
stances:
  - {{actor: government, issue: leadership, public: 0, private: [0, 5.{DIGITS}, 20], salience: 60, evidence: e1}}
  - {{actor: government, issue: access, public: 30, private: 20, salience: 40, note: "{WORD} thinks"}}
  - {{actor: rebels, issue: leadership, public: 100, private: [60, 80, 95], salience: 70, evidence: e1}}
  - {{actor: posts, issue: leadership, public: 0, private: [10, 40.{DIGITS}, 70], salience: 100}}
levels:
  - {{id: aid, opens: [access], signers: [government, rebels], breakage: [{{group: rebels, effect: 0.1{DIGITS}}}]}}
  - id: transition
    opens: [leadership, access]
    signers: [{{any: [circle, {{quota: 0.5, of: [posts, circle]}}]}}, rebels]
    ratifiers: [northland]
    requires: [{{issue: leadership, min: 50}}]
tracks:
  - {{id: plenary, kind: formal, members: [government, rebels, circle], publicity: 1}}
  - {{id: back_room, kind: corridor, members: [posts, northland], publicity: 0.1}}
war:
  sides: [{{id: state}}, {{id: rebellion, outcome: {{leadership: 100}}}}]
  intensity: 1
ties:
  - {{source: northland, target: government, support: 0.3{DIGITS}}}
guarantees:
  - {{id: posts_kept, beneficiary: posts, guarantor: northland, credibility: 0.4{DIGITS}, limit: "{WORD} knows"}}
sources:
  - {{id: s1, what: An article, author: the {WORD}}}
evidence:
  - {{id: e1, source: s1, says: "{WORD} said"}}
"""

HEADER = (
    "actor,issue,public,private_low,private_best,private_high,salience,credit,precondition,refuses,evidence,note,label"
)
STANCES = f"""\
{HEADER}
north,border,0,5,20.{DIGITS},40,100,,,,judgement,"because {WORD}, he said",
south,border,100,,75.{DIGITS},,100,0.1,x,,judgement,{WORD} told us,team
"""

DECIDE = f"""\
#/;a comment with {WORD}
#A;north;The north;
#A;south;The south;
#P;border;Where the border runs
#M;border;0;here
#M;border;50;between
#M;border;100;there
#D;north;border;0;80,{DIGITS};0,5
#D;south;border;100;0,9;0,4{DIGITS}
"""


def without_stances(text: str) -> str:
    """A case in YAML whose stances stand elsewhere."""
    top, rest = text.split("stances:\n")
    return top + "levels:\n" + rest.split("levels:\n", 1)[1]


def case(text: str):
    """The Case that a text in YAML says."""
    from backchannel.case.building import build
    from backchannel.case.tree import parse

    return build(parse(text, "seed.yaml"))


@cache
def geneva() -> bytes:
    """Geneva II, whose stances stand in a file of their own."""
    from backchannel.case.reading import find_case

    return (find_case("geneva-ii") / "case.yaml").read_bytes()


@cache
def geneva_stances() -> bytes:
    """The stances of Geneva II."""
    from backchannel.case.reading import find_case

    return (find_case("geneva-ii") / "stances.csv").read_bytes()


@cache
def ktab_table() -> bytes:
    """A scenario of KTAB as a table."""
    from backchannel.case.ktab import csv_text

    return csv_text(case(SMALL)).encode()


@cache
def ktab_xml() -> bytes:
    """A scenario of KTAB in XML."""
    from backchannel.case.ktab import xml_text

    return xml_text(case(SMALL)).encode()


@cache
def book(which: int) -> dict[str, bytes]:
    """The parts of a workbook: a small case, a middling one, or the template."""
    from backchannel.case.workbook import book_bytes, template_bytes

    return unpacked(template_bytes() if which == 2 else book_bytes(case((SMALL, MIDDLE)[which])))


@cache
def expert_book() -> dict[str, bytes]:
    """The parts of an expert's sheet as a workbook."""
    from backchannel.case.elicitation.sheetbooks import book_bytes

    return unpacked(book_bytes(_sheet()))


@cache
def expert_table() -> bytes:
    """An expert's sheet as a table."""
    from backchannel.case.elicitation.sheetbooks import csv_bytes

    return csv_bytes(_sheet())


def _sheet():
    import datetime as dt

    from backchannel.case.elicitation.sheets import rows, sheet
    from backchannel.core.labels import Label

    asked = case(MIDDLE)
    return sheet(asked, "anna", rows(asked)[0], Label.TEAM, dt.date(2014, 1, 28))


def valid(name: str) -> tuple[dict[str, bytes], str]:
    """The files of a valid case by their names, and which of them is read (blank: their folder)."""
    makers: dict[str, Callable[[], bytes]] = {
        "small.yaml": SMALL.encode,
        "middle.yaml": MIDDLE.encode,
        "smp.csv": ktab_table,
        "smp.xml": ktab_xml,
        "decide.csv": DECIDE.encode,
        "small.xlsx": lambda: packed(book(0)),
        "middle.xlsx": lambda: packed(book(1)),
        "anna.csv": expert_table,
        "anna.xlsx": lambda: packed(expert_book()),
    }
    if name == "folder":
        return {"case.yaml": without_stances(SMALL).encode(), "stances.csv": STANCES.encode()}, ""
    if name == "geneva":
        return {"case.yaml": geneva(), "stances.csv": geneva_stances()}, ""
    return {name: makers[name]()}, name


def unpacked(raw: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes], level: int = 1) -> bytes:
    """A package of parts; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, raw in parts.items():
            entry = zipfile.ZipInfo(name, (2014, 1, 28, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, raw)
    return out.getvalue()
