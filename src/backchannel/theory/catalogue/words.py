"""Entries on what is said and done in public: demands, crises, threats, frames, invitations."""

from __future__ import annotations

from backchannel.theory.beliefs import attendance_posterior, mutual_information_bits
from backchannel.theory.catalogue.parts import Form, amount, chance
from backchannel.theory.credibility import credibility_cliff, kamenica_gentzkow
from backchannel.theory.resolve import kurizaki_reduced, muthoo_revocable_commitment, war_of_attrition_audience

_ATTENDANCE = (
    chance("prior", "chance that the side wants a deal (type H)"),
    chance("alpha_H", "chance that a side that wants a deal attends"),
    chance("alpha_L", "chance that a side that does not want one attends"),
)

FORMS: tuple[Form, ...] = (
    Form(
        name="muthoo_revocable_commitment",
        title="Public demands that cost something to take back",
        equation="x_1 = (1 + k1)/(2 + k1 + k2);  x_2 = 1 - x_1",
        parameters=(
            amount("k1", "cost to side 1 of each unit by which it falls short of its demand"),
            amount("k2", "cost to side 2 of each unit by which it falls short of its demand"),
        ),
        results=(("x_1", "share of side 1", "in (0, 1)"), ("x_2", "share of side 2", "in (0, 1)")),
        source="Muthoo (1996), A Bargaining Model Based on the Commitment Tactic, Journal of Economic Theory "
        "69(1):134-152.",
        caveats="The linear case is derived for this project; the source shows that a share rises in one's own cost. "
        "Both sides tie their hands and, when alike, gain nothing by it. Costs are known and no demand is missed.",
        function=muthoo_revocable_commitment,
        example=(("k1", 0.6), ("k2", 0.2)),
    ),
    Form(
        name="war_of_attrition_audience",
        title="Crisis before audiences: who gives way, and when",
        equation="F_i(t) = a_j t/(v_j + a_j t);  hazard_i(t) = a_j/(v_j + a_j t)",
        parameters=(
            amount("a", "audience cost of each side per unit of time in the crisis", kind="list", shared=True),
            amount("v", "worth of winning to each side", kind="list", shared=True, lo_open=True),
            amount("t", "time"),
        ),
        results=(
            ("F_1", "chance that side 1 has given way by t", "in [0, 1)"),
            ("F_2", "chance that side 2 has given way by t", "in [0, 1)"),
            ("hazard_1", "rate at which side 1 then gives way", ">= 0"),
            ("hazard_2", "rate at which side 2 then gives way", ">= 0"),
        ),
        source="Fearon (1994), Domestic Political Audiences and the Escalation of International Disputes, American "
        "Political Science Review 88(3):577-592.",
        caveats="A reduced form derived for this project: a war of attrition with linear costs that are paid on giving "
        "way, no war as a third way out, the equilibrium in which nobody gives way at time 0. The side with the "
        "stronger audience gives way less.",
        function=war_of_attrition_audience,
        example=(("a", [0.3, 0.6]), ("v", [1.0, 1.0]), ("t", 5.0)),
    ),
    Form(
        name="kurizaki_reduced",
        title="Threats in public and in private",
        equation="q = min(1, (M_prime + omega a_C)/(M + M_prime));  threshold (v + omega a_D)/W\n"
        "yields iff q >= threshold;  omega = 1 in public, lam in private",
        parameters=(
            amount("M", "most that the challenger can lose by fighting; its gain is uniform from -M to M_prime"),
            amount("M_prime", "most that the challenger can gain by fighting; not 0 together with M"),
            amount("v", "worth of what the defender would yield"),
            amount("W", "loss to the defender of being fought", lo_open=True),
            amount("a_D", "audience cost to the defender of yielding"),
            amount("a_C", "audience cost to the challenger of backing down"),
            chance("lam", "chance that a private threat comes out"),
        ),
        results=(
            ("public_q", "chance that the challenger fights if defied in public", "in [0, 1]"),
            ("public_threshold", "chance of a fight from which the defender yields in public", ">= 0"),
            ("public_yields", "whether a public threat works", "true or false"),
            ("private_q", "chance that the challenger fights if defied in private", "in [0, 1]"),
            ("private_threshold", "chance of a fight from which the defender yields in private", ">= 0"),
            ("private_yields", "whether a private threat works", "true or false"),
        ),
        source="Kurizaki (2007), Efficient Secrecy: Public versus Private Threats in Crisis Diplomacy, American "
        "Political Science Review 101(3):543-558.",
        caveats="A reduced form derived for this project, not the author's algebra. Private is less credible and less "
        "humiliating; which track works depends on where v/W lies between the two q, and both may work or neither. A "
        "chance of fighting that reaches 1 stays there.",
        function=kurizaki_reduced,
        example=(("M", 1.0), ("M_prime", 0.2), ("v", 0.1), ("W", 1.0), ("a_D", 0.4), ("a_C", 0.1), ("lam", 0.1)),
    ),
    Form(
        name="kamenica_gentzkow",
        title="Most that an audience can be persuaded by what it is shown",
        equation="P_act = min(1, mu0/mu_star)",
        parameters=(
            chance("mu0", "chance that the audience gives to the frame before"),
            chance("mu_star", "chance from which it acts"),
        ),
        results=(("P_act", "chance that it acts", "in [0, 1]"),),
        source="Kamenica and Gentzkow (2011), Bayesian Persuasion, American Economic Review 101(6):2590-2615.",
        caveats="The sender binds itself beforehand to a way of informing, and the audience knows it and is Bayesian. "
        "One sender, one audience, two states, two actions.",
        function=kamenica_gentzkow,
        example=(("mu0", 0.3), ("mu_star", 0.5)),
    ),
    Form(
        name="credibility_cliff",
        title="Credibility below which nobody is persuaded",
        equation="c_star = max(0, 1 - mu0 (1 - mu_star)/((1 - mu0) mu_star));  P_act = min(1, mu0/mu_star) if c >= "
        "c_star, else 0",
        parameters=(
            chance("mu0", "chance that the audience gives to the frame before"),
            chance("mu_star", "chance from which it acts"),
            chance("c", "chance that the sender is bound to the best honest rule"),
        ),
        results=(
            ("c_star", "least credibility that persuades", "in [0, 1]"),
            ("P_act", "chance that the audience acts", "in [0, 1]"),
        ),
        source="Derived for this project from Kamenica and Gentzkow (2011), American Economic Review 101(6):2590-2615.",
        caveats="That nobody is persuaded below c_star supposes that a sender who is not bound always sends the "
        "message that persuades, and that the audience knows it.",
        function=credibility_cliff,
        example=(("mu0", 0.3), ("mu_star", 0.5), ("c", 0.6)),
    ),
    Form(
        name="attendance_posterior",
        title="What attending, or staying away, says about wanting a deal",
        equation="posterior_attend = prior alpha_H/[ prior alpha_H + (1 - prior) alpha_L ];  refuse: with 1 - alpha",
        parameters=_ATTENDANCE,
        results=(
            ("posterior_attend", "chance of type H after it came", "in [0, 1]"),
            ("posterior_refuse", "chance of type H after it stayed away", "in [0, 1]"),
        ),
        source="Spence (1973), Job Market Signaling, Quarterly Journal of Economics 87(3):355-374.",
        caveats="Two types; the use for attendance is derived for this project. A side that attends whatever its type, "
        "to be seen or to stall, teaches nothing. After an act that neither type would do the posterior is given as "
        "the prior.",
        function=attendance_posterior,
        example=(("prior", 0.3), ("alpha_H", 0.9), ("alpha_L", 0.5)),
    ),
    Form(
        name="mutual_information_bits",
        title="Litmus value of attendance, in bits",
        equation="MI = H(q) - prior H(alpha_H) - (1 - prior) H(alpha_L);  q = prior alpha_H + (1 - prior) alpha_L",
        parameters=_ATTENDANCE,
        results=(("MI", "information about the type in the act", "in [0, 1]"),),
        source="Shannon (1948), A Mathematical Theory of Communication, Bell System Technical Journal 27:379-423.",
        caveats="Its use as the litmus value of an invitation is an idea of this project. It says how much is learnt "
        "on average, not what follows from it.",
        function=mutual_information_bits,
        example=(("prior", 0.3), ("alpha_H", 0.9), ("alpha_L", 0.5)),
    ),
)
