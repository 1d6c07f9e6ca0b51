"""What may be shown: labels of raw data agree with those of the models, and no message repeats what is secret."""

import random
import re

import pytest

from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.inputs import inputs
from backchannel.case.problems import CaseError
from backchannel.case.reading import read_case, read_tree
from backchannel.case.setting import _Way
from backchannel.case.tree import Tree, parse
from backchannel.case.veil import Veil
from backchannel.core.labels import Label
from tests.case.cases import FULL, write
from tests.support import ROOT

LABELLED = [
    FULL,
    FULL.replace("role: backer", "role: insider"),
    FULL.replace("{id: posts, role: insider", "{id: posts, label: team, role: insider"),
    FULL.replace("public: 0, private: [10", "label: partners, public: 0, private: [10"),
    FULL.replace("public: 0, private: [10", "public: {best: 0, label: public}, private: [10"),
    FULL.replace("public: 100", "label: secret, public: 100"),
    FULL.replace("public: 100", "label: public, public: 100"),
    FULL.replace("role: leader", "role: leader\n    label: partners"),
    FULL.replace("role: leader", "role: leader\n    label: secret"),
    FULL.replace("role: leader", "role: insider"),
    FULL.replace("exit: {", "exit: {label: public, "),
    FULL.replace("{id: posts_kept", "{label: team, id: posts_kept"),
    FULL.replace("  - id: transition\n", "  - id: transition\n    label: public\n"),
    FULL.replace(
        "quota: 0.5", "quota: {best: 0.5, label: team}, weights: {posts: 1, circle: {best: 2, label: public}}"
    ),
    FULL.replace("  name: Toy talks", "  label: public\n  name: Toy talks"),
    FULL.replace("group: rebels", "group: posts").replace("id: aid\n", "id: aid\n    label: public\n"),
    FULL.replace("speaker: government", "speaker: posts"),
    FULL.replace("guarantor: northland", "guarantor: northland, condition: posts"),
    FULL.replace("war:\n", "war:\n  label: secret\n"),
]


@pytest.mark.parametrize("text", LABELLED)
def test_raw_labels_agree_with_those_of_the_inputs(text):
    tree = parse(text, "toy.yaml")
    veil = Veil(tree.data)
    for one in inputs(build(tree)):
        path = _path(tree, veil, one.path)
        assert veil.label(path) == one.label, one.path


def test_raw_labels_agree_in_the_shipped_case():
    tree = read_tree(ROOT / "cases" / "geneva-ii")
    veil = Veil(tree.data)
    for one in inputs(build(tree)):
        assert veil.label(_path(tree, veil, one.path)) == one.label, one.path


def _path(tree, veil, path):
    place = _Way(veil, tuple(path.split("."))).find(tree.data)
    return (*place.holder, *place.new)


@pytest.mark.parametrize(
    ("text", "path", "label"),
    [
        (FULL, "stances.rebels.leadership.public", Label.PUBLIC),
        (FULL, "stances.rebels.leadership.private", Label.TEAM),
        (FULL, "stances.posts.leadership.public", Label.SECRET),
        (FULL, "stances.posts.leadership.private", Label.SECRET),
        (FULL, "actors.circle.exit.weight", Label.TEAM),
        (FULL, "levels.transition.signers.0.1.quota", Label.SECRET),
        (FULL, "tracks.back_room.publicity", Label.SECRET),
        (FULL, "tracks.plenary.publicity", Label.TEAM),
        (FULL, "guarantees.posts_kept.worth", Label.SECRET),
        (FULL.replace("role: leader", "role: leader\n    label: secret"), "actors.circle.exit.weight", Label.SECRET),
        (FULL.replace("{id: posts,", "{id: posts, label: team,"), "actors.posts.weight_in_parent", Label.TEAM),
        (FULL.replace("{id: posts,", "{id: posts, label: team,"), "stances.posts.leadership.public", Label.SECRET),
        (
            FULL.replace("quota: 0.5", "quota: {best: 0.5, label: team}"),
            "levels.transition.signers.0.1.quota",
            Label.TEAM,
        ),
        (FULL.replace("speaker: government", "speaker: posts"), "narratives.order.believed", Label.SECRET),
        (
            FULL.replace("  - id: transition", "  - label: public\n    id: transition"),
            "levels.transition.signers.0.1.quota",
            Label.SECRET,
        ),
    ],
)
def test_the_labels_of_inputs(text, path, label):
    assert {one.path: one.label for one in inputs(build(parse(text, "toy.yaml")))}[path] == label


def test_a_number_takes_the_sources_of_the_records_around_it():
    text = FULL.replace(
        "parent: government\n    trust", "parent: government\n    evidence: e1\n    note: why\n    trust"
    )
    found = {one.path: one for one in inputs(build(parse(text, "toy.yaml")))}
    assert (found["actors.circle.exit.weight"].evidence, found["actors.circle.exit.weight"].note) == (("e1",), "why")


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ("{id: a, role: backer}", True),
        ("{id: a, role: insider}", False),
        ("{id: a, role: Insider}", False),
        ("{id: a, role: insidr}", False),
        ("{id: a, role: leadr}", True),
        ("{id: a, role: xyz}", False),
        ("{id: a, role: 3}", False),
        ("{id: a}", False),
        ("{id: a, rol: insider}", False),
        ("{id: a, role: backer, label: secret}", False),
        ("{id: a, role: backer, label: SECRET}", False),
        ("{id: a, role: backer, label: secrt}", False),
        ("{id: a, role: backer, labl: secret}", False),
        ("{id: a, role: backer, label: 4}", False),
        ("{id: a, role: backer, label: team}", True),
        ("{id: a, role: insider, label: team}", True),
    ],
)
def test_what_is_unclear_counts_as_secret(record, shown):
    veil = Veil(parse(f"actors:\n  - {record}\n", "toy.yaml").data)
    assert veil.field(("actors", 0, "cost")) == ("actors.a.cost" if shown else "actors[0].cost")
    assert veil.hides("a") is not shown


# --- canaries ---------------------------------------------------------------------------------------------------

CANARIES = (
    FULL.replace("posts", "zanary_insiders")
    .replace("back_room", "zanary_room")
    .replace("cost: [0.05, 0.1, 0.2]", "cost: {low: 0.05, best: 0.087125, high: 0.2, note: zanary note}")
    .replace("private: [60, 80, 95]", "private: [60, 87.125, 95]")
    .replace("private: [10, 40, 70]", "private: [10, 87.125, 90]")
    .replace("public: 0, private: [10", "public: 8.7125, note: zanary note, private: [10")
    .replace("now: 0.4", "now: 0.87125, note: zanary note")
    .replace("credibility: 0.3", "credibility: 0.87125, limit: zanary limit")
    .replace("worth: 0.1", "worth: 0.87125")
    .replace(
        "credibility: 2}", "credibility: 2}\n  - {id: zanary_source, label: secret, source: article, says: zanary}"
    )
    .replace("salience: 100}", "salience: 100, evidence: zanary_source}")
    .replace("openness: ?}", "openness: ?}\n  - {id: zanary_faction, role: faction, label: secret, rent: 0.87125}")
    .replace("members: [government,", "members: [zanary_faction, government,")
)
CANARY = re.compile(r"zana|anary|871|0\.087|87\.1|8\.71", re.IGNORECASE)


def said_of(text, tmp_path, overrides=()):
    try:
        case = read_case(write(tmp_path, text), overrides)
    except CaseError as error:
        return "\n".join(map(str, error.problems)) + str(error) + repr(error.problems)
    return "\n".join(str(p) + repr(p) for p in check(case))


def test_the_case_with_canaries_is_sound(tmp_path):
    case = read_case(write(tmp_path, CANARIES))
    assert not CANARY.search("\n".join(map(str, check(case))))


@pytest.mark.parametrize("seed", range(12))
def test_no_message_repeats_a_canary(tmp_path, seed):
    chance = random.Random(seed)
    for _ in range(40):
        text = _slip(CANARIES, chance)
        said = said_of(text, tmp_path).replace(str(tmp_path), "")
        assert [line for line in said.split("\n") if CANARY.search(line)] == [], _difference(text)


def _difference(text):
    return [line for line in text.split("\n") if line not in CANARIES.split("\n")]


def _slip(text, chance):
    """The text after one slip of the pen, in one word, number or line."""
    kind = chance.randrange(6)
    words = list(re.finditer(r"[\w.]+", text))
    word = chance.choice(words)
    old = word.group()
    if kind == 0:  # a letter too few
        spot = chance.randrange(len(old))
        new = old[:spot] + old[spot + 1 :]
    elif kind == 1:  # a letter too many
        spot = chance.randrange(len(old) + 1)
        new = old[:spot] + chance.choice("abcxyz_19") + old[spot:]
    elif kind == 2:  # two letters swapped
        spot = chance.randrange(len(old))
        new = old[: spot - 1] + old[spot : spot + 1] + old[spot - 1 : spot] + old[spot + 1 :] if spot else old
    elif kind == 3:  # a number out of range
        new = f"{old}9" if old[0].isdigit() else old
    elif kind == 4:  # another word in its place
        new = chance.choice(words).group()
        if "zan" in new or "8" in new or old in ("secret", "insider", "zanary_insiders", "zanary_faction"):
            new = old  # that would tell the secret in a place of its own
    else:  # a line twice or gone
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        if "zanary" in lines[at]:
            return text  # what made it secret would be gone
        lines[at : at + 1] = [lines[at]] * chance.choice((0, 2))
        return "\n".join(lines)
    return text[: word.start()] + new + text[word.end() :]


def test_a_veil_over_nothing():
    assert Veil({}).field(("actors", 3, "cost")) == "actors[3].cost"
    assert Veil({"actors": 7, "levels": [7, None, []]}).secret_ids == frozenset()
    assert Tree("x").mark(("a", 1)).file == "x"
