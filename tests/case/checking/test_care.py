import pytest

from backchannel.case.checking import care
from tests.case.checking.saying import keeps_silent, speaks

NOUGHT = [("salience: 60", "salience: 0"), ("salience: 40", "salience: 0")]
ALL_ON_ONE = [("salience: 60", "salience: 100"), ("salience: 40", "salience: 0")]
SCALE = [("trust: 0.3", "trust: 0.3\n    capability: 60")]
SWAPPED = [("public: 100, private: [60, 80, 95]", "public: 50, private: [60, 80, 95]")]
MEANT = [("public: 30, private: 20", "public: 10, private: 20")]
SPEAKS = [
    (care.salience_sum, [("salience: 60", "salience: 70")], "do not add up to 100", "actors.government"),
    (care.no_care, NOUGHT, "gives no issue any weight", "actors.government"),
    (care.one_care, ALL_ON_ONE, "all its weight to `leadership`", "actors.government"),
    (care.strength_scale, SCALE, "does not stand at 100", "actors"),
    (care.swapped, SWAPPED, "it would offer aloud more than it means to settle for", "stances.rebels.leadership"),
]
SILENT = [
    (care.salience_sum, [], ""),
    (care.salience_sum, [("salience: 60", "salience: ?")], ""),
    (care.salience_sum, NOUGHT, ""),
    (care.no_care, [], ""),
    (care.no_care, [("salience: 60", "salience: 0"), ("salience: 40", "salience: ?")], ""),
    (care.one_care, [], ""),  # posts have a stance on one issue only
    (care.one_care, [("salience: 60", "salience: 90"), ("salience: 40", "salience: 10")], ""),
    (care.strength_scale, [], ""),
    (care.strength_scale, [("trust: 0.3", "trust: 0.3\n    capability: [80, 100, 120]")], ""),
    (care.swapped, MEANT, ""),
    (care.swapped, [*MEANT, ("public: 100, private: [60, 80, 95]", "public: 76, private: [60, 80, 95]")], ""),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)
