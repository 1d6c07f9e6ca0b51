"""Entries on whether a text will hold: guarantees, spoilers, truces."""

from __future__ import annotations

from backchannel.theory.catalogue.parts import Form, Parameter, amount, chance, otherwise
from backchannel.theory.clocks import truce_hold
from backchannel.theory.implementation import guarantee_threshold
from backchannel.theory.spoilers import kydd_walter_window, war_dependent_group

FORMS: tuple[Form, ...] = (
    Form(
        name="guarantee_threshold",
        title="Enforcement needed before a text can be trusted",
        equation="theta* = (w - f)/(u - f);  G* = ( theta*/(1 - xi) - tau ) / (1 - tau)",
        parameters=(
            Parameter("w", "worth of fighting on"),
            Parameter("f", "worth of complying and being betrayed"),
            Parameter("u", "worth of the peace, above f"),
            chance("tau", "trust that the other side complies", hi_open=True),
            chance("xi", "chance that spoilers break the text", hi_open=True, **otherwise(0.0)),
        ),
        results=(
            ("theta_star", "least chance of being carried out", "real"),
            ("G_star_ignoring_xi", "least enforcement without spoilers", "real"),
            ("G_star_with_xi", "least enforcement with spoilers", "real"),
            ("status", "of G_star_with_xi: needed, not needed (<= 0) or impossible (> 1)", "text"),
        ),
        source="Walter (1997), The Critical Barrier to Civil War Settlement, International Organization "
        "51(3):335-364; Walter (2002), Committing to Peace.",
        caveats="A reduced form: threshold and correction for spoilers are derived for this project. Walter's "
        "finding is for one sample of civil wars; it is no law that guarantees always work. No audience "
        "costs, no side benefits.",
        function=guarantee_threshold,
        example=(("w", 0.5), ("f", 0.0), ("u", 0.7), ("tau", 0.5)),
    ),
    Form(
        name="kydd_walter_window",
        title="Trust at which an attack can end a peace",
        equation="L = (1 - sT)/(1 - sU);  odds(window_upper) = odds(tau_star)/L\n"
        "spoiling succeeds iff tau_star <= tau < window_upper;  after a prevented attack odds x sT/sU",
        parameters=(
            chance("sT", "chance that trustworthy moderates stop an attack"),
            chance("sU", "chance that untrustworthy moderates stop one, at most sT", hi_open=True),
            chance("tau_star", "least trust at which the peace goes on"),
            chance("tau", "trust now"),
        ),
        results=(
            ("L", "factor on the odds of trust after an attack that got through", "in [0, 1]"),
            ("window_lower", "trust from which an attack can end the peace", "in [0, 1]"),
            ("window_upper", "trust from which it no longer can", "in [0, 1]"),
            ("posterior_after_attack", "trust after an attack that got through", "in [0, 1]"),
            ("posterior_after_prevented_attack", "trust after an attack that was stopped", "in [0, 1]"),
            ("spoiling_succeeds", "whether an attack that gets through ends the peace now", "true or false"),
        ),
        source="Kydd and Walter (2002), Sabotaging the Peace, International Organization 56(2):263-296.",
        caveats="A reduced form derived for this project: one attack, two types, trust as the only thing that changes. "
        "After what cannot happen trust is given as it was. Moderates who are thought strong are hurt most.",
        function=kydd_walter_window,
        example=(("sT", 0.8), ("sU", 0.3), ("tau_star", 0.4), ("tau", 0.5)),
    ),
    Form(
        name="war_dependent_group",
        title="Size of a group that is product and producer of the war",
        equation="m' = m (alpha v - beta) - g m^2,  v = v0 + kappa m\nm_star = threshold = (alpha v0 - beta)/(g - "
        "alpha kappa)",
        parameters=(
            amount("alpha", "recruitment per unit of violence"),
            amount("v0", "violence without the group"),
            amount("beta", "losses, a share of the group per unit of time"),
            amount("kappa", "violence that a unit of the group adds"),
            amount("g", "crowding: losses that grow with its size"),
        ),
        results=(
            ("m_star", "size at which it rests; null where it never rests or rests at any size", ">= 0 or null"),
            ("case", "settles, extinct, survival threshold, unbounded or any size", "text"),
            ("threshold", "size above which it grows without bound; null where it never does", ">= 0 or null"),
        ),
        source="Derived for this project after Stedman (1997), Spoiler Problems in Peace Processes, International "
        "Security 22(2):5-53.",
        caveats="A reduced form with constant rates. With g > alpha kappa it settles where alpha v0 > beta and dies "
        "out otherwise. With g < alpha kappa it feeds on the violence it makes: without bound where alpha v0 > beta, "
        "otherwise above a survival threshold; unbounded growth only says that the form has been left behind.",
        function=war_dependent_group,
        example=(("alpha", 0.5), ("v0", 1.0), ("beta", 0.3), ("kappa", 0.2), ("g", 0.4)),
    ),
    Form(
        name="truce_hold",
        title="Chance that a truce holds under attack",
        equation="hold = prod_g (1 - e_g phi);  hold_T = hold^T",
        parameters=(
            chance("e", "chance for each armed group that its attack breaks the truce", kind="list"),
            chance("phi", "how vulnerable the truce is"),
            Parameter("T", "rounds", 0.0, kind="int"),
        ),
        results=(
            ("hold", "chance that it holds a round", "in [0, 1]"),
            ("hold_T", "chance that it holds T rounds", "in [0, 1]"),
        ),
        source="Derived for this project; that armed groups outside a deal go on fighting, Nilsson (2008), Journal of "
        "Peace Research 45(4):479-495.",
        caveats="A reduced form: every group attacks in every round, independently and with the same chance each time. "
        "In the conference game groups choose whether to attack, and the vulnerability of a level is not its share of "
        "the war.",
        function=truce_hold,
        example=(("e", [0.1, 0.2]), ("phi", 1.0), ("T", 4)),
    ),
)
