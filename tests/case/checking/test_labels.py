import pytest

from backchannel.case.checking import labels
from tests.case.checking.saying import keeps_silent, said, speaks

LIMIT = "private: [60, 80, 95]"
SPEAKS = [
    (
        labels.loose_insider,
        [("{id: posts, role: insider", "{id: posts, label: team, role: insider")],
        "labelled team, below secret",
        "actors.posts",
    ),
    (
        labels.loose_insider,
        [("private: [10, 40, 70]", "private: {low: 10, best: 40, high: 70, label: partners}")],
        "labelled partners, below secret",
        "stances[4].private",
    ),
    (
        labels.loose_insider,
        [("credibility: 0.3", "label: public, credibility: 0.3")],
        "public",
        "guarantees.posts_kept",
    ),
    (
        labels.loose_insider,
        [("quota: 0.5", "quota: {best: 0.5, label: team}")],
        "labelled team",
        "levels.transition.signers.0.1.quota",
    ),
    (
        labels.loose_limit,
        [(LIMIT, "private: {low: 60, best: 80, high: 95, label: public}")],
        "labelled public, below team",
        "stances.rebels.leadership.private",
    ),
    (labels.loose_limit, [(LIMIT, f"label: partners, {LIMIT}")], "labelled partners", "stances.rebels.leadership"),
]
SILENT = [
    (labels.loose_insider, [], ""),
    (labels.loose_insider, [("{id: posts, role: insider", "{id: posts, label: secret, role: insider")], ""),
    (labels.loose_insider, [("id: rebels\n", "id: rebels\n    label: public\n")], ""),
    (labels.loose_limit, [], ""),
    (labels.loose_limit, [(LIMIT, f"label: team, {LIMIT}")], ""),
    (labels.loose_limit, [("public: 100", "public: {best: 100, label: public}")], ""),
    (labels.loose_limit, [(LIMIT, "label: public, private: {low: 60, best: 80, high: 95, label: team}")], ""),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)


def test_an_insiders_stance_is_reported_once():
    changes = [("public: 0, private: [10", "label: public, public: 0, private: [10")]
    assert len(said(labels.loose_insider, changes)) == 1
    assert said(labels.loose_limit, changes) == []
