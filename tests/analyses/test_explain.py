"""The waterfall adds up, says what the inequality says, and loses the step whose mechanism is off."""

import numpy as np
import pytest

from backchannel.analyses.explain import STEPS, explain
from backchannel.case.draws import sample
from backchannel.conference.inequality import everyone, surplus_at
from backchannel.conference.state import build
from backchannel.conference.texts import listed
from backchannel.core.errors import AskError
from tests.analyses.cases import DOUBTFUL, PROMISE, geneva, row, rows, toy

NAMES = [name for name, _ in STEPS]


def step(found, name):
    return row(found, step=name)["mean"]


def surplus(found):
    return step(found, "surplus")


@pytest.mark.parametrize("who", ["russia", "presidents_circle", "post_minded_insiders", "national_coalition"])
@pytest.mark.parametrize("level", ["aid", "transition"])
def test_the_steps_add_up_to_the_surplus(who, level):
    found = explain(geneva(), who, runs=50, level=level, guarantees="all")
    assert [r["step"] for r in found.rows] == [*NAMES, "surplus"]
    assert sum(r["mean"] for r in rows(found)[:-1]) == pytest.approx(surplus(found), abs=1e-12)
    drawn = found.samples["mean"]
    assert np.abs(drawn[:-1].sum(axis=0) - drawn[-1]).max() < 1e-12
    assert all(r["low"] <= r["high"] for r in rows(found))


@pytest.mark.parametrize("guarantees", ["none", "all"])
def test_the_surplus_is_the_inequality_s(guarantees):
    case = geneva()
    level, track = case.level("transition"), case.track("multilateral_corridor")
    text = dict.fromkeys(level.opens, 75.0)
    found = explain(
        case, "post_minded_insiders", runs=50, level=level.id, track=track.id, guarantees=guarantees, text=text
    )
    state = build(sample(case, runs=50))
    z = np.zeros((len(case.issues), 1))
    for issue, term in text.items():
        z[state.issues.index(issue), 0] = term / 100
    chosen = listed(case, level, z)
    setting = everyone(state, level, track, guarantees=guarantees)
    values = surplus_at(setting.terms, chosen.terms.T, chosen.waits[chosen.pattern])[:, state.index(
        "post_minded_insiders"
    )]  # fmt: skip
    assert np.abs(values - found.samples["mean"][-1]).max() < 1e-12


@pytest.mark.parametrize(
    ("actor", "track", "guarantees", "share"),
    [
        ("government", "plenary", "none", 0.727273),
        ("opposition", "plenary", "none", 0.500000),
        ("government", "back_room", "none", 0.638554),
        ("opposition", "back_room", "none", 0.337349),
        ("government", "plenary", "all", 0.636364),
        ("government", "back_room", "all", 0.518072),
    ],
)
def test_the_geneva_toy_at_each_actor_s_least_share(actor, track, guarantees, share):
    term = 100 * (1 - share if actor == "government" else share)
    found = explain(
        toy(guarantees=[PROMISE]), actor, runs=2, track=track, guarantees=guarantees, text={"power": term}
    )  # fmt: skip
    assert surplus(found) == pytest.approx(0.0, abs=1e-6)


def test_the_toy_s_steps_by_hand():
    """y = .6 at the table: kept .6-.5; doubted .8 of it; cheated .2 of .5; face .3 of .4."""
    found = explain(toy(guarantees=[PROMISE]), "government", runs=2, track="plenary", guarantees="all",
                    text={"power": 40})  # fmt: skip
    assert [r["mean"] for r in found.rows] == pytest.approx([0.1, -0.02, -0.1, 0.1, 0.0, -0.12, -0.04], abs=1e-12)


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("doubt that it is kept", ["actors.government.trust=1"]),
        ("being cheated", ["actors.government.betrayal_loss=0"]),
        ("guarantees and other benefits", ["guarantees.posts_kept.credibility=0"]),
        ("credit from its audience", ["stances.government.power.credit=0"]),
        ("face lost in public", ["actors.government.audience_cost=0"]),
        ("face lost in public", ["tracks.plenary.publicity=0"]),
    ],
)
def test_a_mechanism_that_is_off_takes_no_step(name, off):
    def at(*overrides):
        case = toy("stances.government.power.credit=0.2", *overrides, guarantees=[PROMISE])
        return explain(case, "government", runs=2, track="plenary", guarantees="all", text={"power": 40})

    before, after = at(), at(*off)
    assert step(before, name) != 0
    assert step(after, name) == 0
    others = [n for n in NAMES if n != name and not (off[0].startswith("tracks") or "trust" in off[0])]
    assert [step(after, n) for n in others] == pytest.approx([step(before, n) for n in others], abs=1e-12)


def test_trust_that_is_whole_leaves_nothing_to_be_cheated_of():
    found = explain(toy("actors.government.trust=1"), "government", runs=2, text={"power": 40})
    assert step(found, "being cheated") == 0


def test_accepts_in_the_share_of_draws_that_is_said():
    found = explain(toy(*DOUBTFUL), "government", runs=400, track="back_room", text={"power": 35})
    share = float((found.samples["mean"][-1] >= 0).mean())
    assert 0.05 < share < 0.95
    said = next(s for s in found.text if "% of draws" in s)
    assert int(said.split("%")[0].split()[-1]) == pytest.approx(100 * share, abs=3)


def test_what_weighs_most_is_the_most_negative_step():
    found = explain(toy(), "government", runs=2, track="plenary", text={"power": 40})
    assert "face lost in public" in found.text[2]
    happy = explain(
        toy("actors.government.trust=1", "actors.government.audience_cost=0"), "government", runs=2, text={"power": 0}
    )
    assert "Nothing weighs against it" in happy.text[2]


def test_defaults_are_the_last_level_and_the_table():
    settings = explain(geneva(), "russia", runs=10).manifest["settings"]
    assert (settings["level"], settings["track"]) == ("transition", "mediated_sessions")


def test_issues_not_named_keep_the_text_nearest_to_acceptance():
    found = explain(geneva(), "russia", runs=10, level="aid", text={"aid_access": 60})
    assert "60" in found.text[0]


@pytest.mark.parametrize(
    ("actor", "asked", "says"),
    [
        ("rusia", {}, "did you mean russia"),
        ("un_mediator", {}, "stance|decides"),
        ("russia", {"level": "trans"}, "did you mean transition"),
        ("russia", {"track": "corridr"}, "corridor"),
        ("russia", {"level": "aid", "text": {"leadership": 10}}, "does not open"),
        ("russia", {"level": "transition", "text": {"leadership": 10}}, "between 50 and 100"),
        ("russia", {"text": {"leadershp": 60}}, "did you mean leadership"),
    ],
)
def test_refusals_of_what_cannot_be_asked(actor, asked, says):
    with pytest.raises(AskError, match=says):
        explain(geneva(), actor, runs=10, **asked)


def test_a_term_between_the_anchors_of_an_indivisible_issue_is_refused():
    """What cannot be divided has no text in between; nothing may be said about one."""
    data = {"id": "power", "kind": "indivisible", "anchors": {"0": "kept", "100": "handed over"}, "status_quo": 0}
    with pytest.raises(AskError, match="power"):
        explain(toy(issues=[data]), "government", runs=2, text={"power": 40})


def test_without_stances():
    with pytest.raises(AskError, match="stance"):
        explain(toy(stances=[]), "government", runs=2)
