"""A small case with something of everything, for the tests to break."""

from pathlib import Path

import pytest

from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case

FULL = """\
case:
  id: toy
  title: A toy conference
  as_of: 2014-01-28
conference:
  name: Toy talks
  opened: 2014-01-22
  table: plenary
  attendance:
    - {actor: government, status: attends, on: 2014-01-22}
actors:
  - id: government
    role: principal
    side: state
    trust: 0.3
    cost: [0.05, 0.1, 0.2]
  - id: circle
    role: leader
    side: state
    parent: government
    trust: {aid: 0.4, else: 0.1}
    exit: {weight: 0.2, survival: 0.7, after: 0.5, loses: 1, betrayed: 1}
  - id: rebels
    role: principal
    side: rebellion
    audience_cost: {best: 0.3, low: 0.2, high: 0.5, evidence: e1}
  - {id: posts, role: insider, parent: government, side: state, weight_in_parent: 0.3}
  - {id: northland, role: backer, openness: ?}
issues:
  - id: leadership
    tag: leadership
    anchors: {0: stays, 100: goes}
    status_quo: 0
  - id: access
    anchors: {0: none, 100: free}
    status_quo: [0, 5, 20]
stances:
  - {actor: government, issue: leadership, public: 0, private: [0, 5, 20], salience: 60, evidence: e1}
  - {actor: government, issue: access, public: 30, private: 20, salience: 40, evidence: e1}
  - {actor: rebels, issue: leadership, public: 100, private: [60, 80, 95], salience: 70, evidence: e1}
  - {actor: rebels, issue: access, public: 95, private: 90, salience: 30, evidence: e1}
  - {actor: posts, issue: leadership, public: 0, private: [10, 40, 70], salience: 100}
levels:
  - id: aid
    opens: [access]
    signers: [government, rebels]
    breakage:
      - {group: rebels, effect: 0.1}
  - id: transition
    opens: [leadership, access]
    signers: [{any: [circle, {quota: 0.5, of: [posts, circle]}]}, rebels]
    ratifiers: [northland]
    requires:
      - {issue: leadership, min: 50}
tracks:
  - id: plenary
    kind: formal
    members: [government, rebels, circle]
    publicity: 1
  - id: back_room
    kind: corridor
    members: [posts, northland]
    publicity: 0.1
war:
  sides:
    - {id: state}
    - {id: rebellion, outcome: {leadership: 100}}
  intensity: 1
outcomes:
  - {id: a_start, name: A start, level: aid}
expectations:
  - {actor: rebels, outcome: a_start, now: 0.4}
ties:
  - {source: northland, target: government, support: 0.3}
recognition:
  - {id: parity, of: northland, by: rebels, before: 0.3, now: 0.5}
guarantees:
  - {id: posts_kept, beneficiary: posts, guarantor: northland, credibility: 0.3, worth: 0.1, levels: [transition]}
narratives:
  - {id: order, speaker: government, audience: northland, frame: order first, believed: 0.3, needed: 0.5}
indicators:
  - {id: side_meetings, what: ministers meet, if_so: 0.7, if_not: 0.5}
questions:
  - {id: again, ask: Will they meet again, by: [2014-06-30], yes_if: they do}
claims:
  - {id: C1, locator: para 1, says: little will come of it, awaits: the game}
absent:
  - {who: women's groups, why: not invited, voice: [women]}
sources:
  - {id: article, what: an article, reliability: B, published: 2014-01-28}
evidence:
  - {id: e1, source: article, locator: para 3, credibility: 2}
"""
"""In one YAML file. The insiders are `posts`."""

HEADER = (
    "actor,issue,public,private_low,private_best,private_high,salience,credit,precondition,refuses,evidence,note,label"
)
ROW = "rebels,leadership,100,60,80,95,70,,,,e1,,"


def line_of(text: str, part: str) -> int:
    """The line, from 1, that the first occurrence of ``part`` is on."""
    return text.count("\n", 0, text.index(part)) + 1


def write(folder: Path, text: str = FULL, name: str = "toy.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def folder(tmp_path, text=FULL, **files):
    write(tmp_path, text, "case.yaml")
    for name, content in files.items():
        path = tmp_path / {"stances": "stances.csv"}.get(name, f"{name}.yaml")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def problems(path, overrides=()):
    with pytest.raises(CaseError) as caught:
        read_case(path, overrides)
    return caught.value.problems


def only(path):
    found = problems(path)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]
