import pytest

from backchannel.case.checking import idle
from tests.case.checking.saying import keeps_silent, speaks

BACKER = [("{id: northland,", "{id: southland, role: backer}\n  - {id: northland,")]
ARMED = [("{id: northland,", "{id: bands, role: armed}\n  - {id: northland,")]
SPEAKS = [
    (idle.idle_guarantee, [("worth: 0.1", "worth: 0.1, covers_exit: true")], "`exit`", "guarantees[0].covers_exit"),
    (idle.idle_guarantee, [(", worth: 0.1", "")], "neither `worth` nor", "guarantees[0]"),
    (
        idle.idle_guarantee,
        [("    tag: leadership\n", ""), (", levels: [transition]", "")],
        "names no `levels`",
        "guarantees[0]",
    ),
    (
        idle.idle_guarantee,
        [("levels: [transition]", "levels: [aid]")],
        "its beneficiary neither signs",
        "guarantees[0].beneficiary",
    ),
    (
        idle.idle_guarantee,
        [
            ("{id: northland,", "{id: public, role: audience}\n  - {id: northland,"),
            ("beneficiary: posts", "beneficiary: public"),
        ],
        "a beneficiary of role audience",
        "guarantees.posts_kept.beneficiary",
    ),
    (idle.inert, [("publicity: 1\n", "publicity: 1\n    premium: 2\n")], "without `leak`", "tracks.plenary.premium"),
    (
        idle.inert,
        [("publicity: 1\n", "publicity: 1\n    leak: 0.1\n"), ("audience_cost:", "rent:")],
        "exposure",
        "tracks.plenary.leak",
    ),
    (idle.inert, [("support: 0.3", "withheld: 0.3")], "no `support`", "ties.northland-government.withheld"),
    (
        idle.inert,
        [("target: government", "target: government, contact: 0.1"), (", openness: ?", "")],
        "no `openness`",
        "ties.northland-government.contact",
    ),
    (idle.inert, [], "no tie from it", "actors.northland.openness"),
    (
        idle.inert,
        [("role: leader", "role: leader\n    audience_cost: 0.1")],
        "no public line",
        "actors.circle.audience_cost",
    ),
    (
        idle.inert,
        [("trust: 0.3", "audience_memory: 0.1")],
        "no `audience_cost`",
        "actors.government.audience_memory",
    ),
    (idle.inert, [("trust: 0.3", "betrayal_loss: 0.1")], "without `trust`", "actors.government.betrayal_loss"),
    (
        idle.inert,
        [("trust: 0.3", "betrayal_memory: 0.1")],
        "no `betrayal_loss`",
        "actors.government.betrayal_memory",
    ),
    (idle.inert, [("trust: 0.3", "weight_in_parent: 0.1")], "no parent", "actors.government.weight_in_parent"),
    (
        idle.inert,
        [
            ("opens: [access]", "enforcement: 0.1\n    opens: [access]"),
            ("trust: 0.3", "rent: 0"),
            ("trust: {aid: 0.4, else: 0.1}", "rent: 0"),
        ],
        "without `trust`",
        "levels.aid.enforcement",
    ),
    (
        idle.inert,
        [("opens: [access]", "cover: 0.1\n    opens: [access]"), ("audience_cost:", "rent:")],
        "nobody has",
        "levels.aid.cover",
    ),
    (idle.inert, [("id: access\n", "id: access\n    kind: sequence\n")], "`sequence:`", "issues.access.kind"),
    (idle.unarmed, ARMED, "counts for nothing in the balance", "actors.bands"),
    (idle.backing_nobody, BACKER, "no tie says whom", "actors.southland"),
]
SILENT = [
    (idle.inert, [], "without `trust`"),
    (idle.idle_guarantee, [], ""),
    (idle.idle_guarantee, [("beneficiary: posts", "beneficiary: northland")], ""),  # could undo it
    (idle.unarmed, [], ""),
    (idle.unarmed, [(ARMED[0][0], ARMED[0][1].replace("role: armed", "role: armed, capability: 10"))], ""),
    (idle.unarmed, [(ARMED[0][0], ARMED[0][1].replace("role: armed", "role: armed, parent: rebels"))], ""),
    (idle.backing_nobody, [], ""),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)
