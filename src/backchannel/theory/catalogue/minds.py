"""Entries on what moves people in private: exits, cascades, talk, recognition."""

from __future__ import annotations

from backchannel.theory.beliefs import channel_learning
from backchannel.theory.catalogue.parts import Form, Parameter, amount, chance, otherwise
from backchannel.theory.convergence import convergence_and_masking, two_backer_fj_gap
from backchannel.theory.exit import exit_guarantee_threshold
from backchannel.theory.influence import friedkin_johnsen
from backchannel.theory.insiders import cascade_tipping, selectorate_private_goods
from backchannel.theory.recognition import status_salience

FORMS: tuple[Form, ...] = (
    Form(
        name="exit_guarantee_threshold",
        title="Credibility that a promise of safe exit needs",
        equation="gamma* = [ s_w V_in - (1 - s_w) K_lose + K_exit ] / (V_post + K_exit)",
        parameters=(
            chance("s_w", "chance to survive the war in office"),
            amount("V_in", "worth of office; the unit of the others, 1 by custom"),
            amount("V_post", "worth of life after a guaranteed exit"),
            amount("K_lose", "cost of losing the war"),
            amount("K_exit", "cost of an exit whose guarantee is broken"),
        ),
        results=(
            ("gamma_star", "least chance that the guarantee is honoured", "real"),
            ("status", "always (gamma_star <= 0), never (> 1) or threshold", "text"),
            ("d_ds_w", "change of gamma_star with s_w", ">= 0"),
            ("d_dV_post", "change of gamma_star with V_post", "real"),
            ("d_dK_lose", "change of gamma_star with K_lose", "<= 0"),
            ("d_dK_exit", "change of gamma_star with K_exit, > 0 iff gamma_star < 1", "real"),
        ),
        source="Derived for this project after Goemans (2000), War and Punishment, and Debs and Goemans (2010), "
        "American Political Science Review 104(3):430-445.",
        caveats="A reduced form: the sources argue for the directions, the threshold is derived for this project. "
        "One choice by one person, no policy stakes; the conference game adds those and weights the exit by "
        "zeta.",
        function=exit_guarantee_threshold,
        example=(("s_w", 0.7), ("V_in", 1.0), ("V_post", 0.3), ("K_lose", 2.0), ("K_exit", 2.0)),
    ),
    Form(
        name="cascade_tipping",
        title="Guarantee from which insiders leave one after another",
        equation="F_0 = 0;  F_t = 1 - (s_0/gamma)^t if gamma > s_0, else 0;  F_limit = 1 or 0",
        parameters=(
            chance("s_0", "chance that the leader survives if all insiders stay"),
            chance("gamma", "chance that the guarantee to insiders is honoured"),
            Parameter("t", "rounds", 0.0, kind="int"),
        ),
        results=(
            ("F_t", "share of insiders who have gone after t rounds", "in [0, 1]"),
            ("F_limit", "share in the end", "0 or 1"),
        ),
        source="Derived for this project after Granovetter (1978), American Journal of Sociology 83(6):1420-1443, and "
        "Kuran (1991), World Politics 44(1):7-48.",
        caveats="A reduced form: insiders differ in V_post/V_in, uniform on [0, 1], and losing costs them nothing. It "
        "starts at F = 0; F = 1 is a resting point whatever gamma, and at gamma = s_0 every F is. That it tips all at "
        "once is due to the uniform distribution.",
        function=cascade_tipping,
        example=(("s_0", 0.4), ("gamma", 0.8), ("t", 3)),
    ),
    Form(
        name="selectorate_private_goods",
        title="What it costs to keep a winning coalition",
        equation="z = R (1 - delta)/(1 - delta W/S)",
        parameters=(
            amount("R", "resources per period"),
            amount("W", "size of the winning coalition, at most S", lo_open=True),
            amount("S", "size of the selectorate", lo_open=True),
            chance("delta", "patience per period", hi_open=True),
        ),
        results=(("z", "least that the leader must spend on the coalition", "in [0, R]"),),
        source="Bueno de Mesquita, Smith, Siverson and Morrow (2003), The Logic of Political Survival.",
        caveats="A reduced form: private goods only, a challenger who offers everything once and then draws its "
        "coalition at random from the selectorate.",
        function=selectorate_private_goods,
        example=(("R", 1.0), ("W", 10.0), ("S", 50.0), ("delta", 0.9)),
    ),
    Form(
        name="two_backer_fj_gap",
        title="Private gap between two backers who listen to each other",
        equation="rho = alpha (1 - 2 w);  D_inf = (1 - alpha) D_0/(1 - rho);  D_t = D_inf + (D_0 - D_inf) rho^t\n"
        "time_to_target = ln[ (target_gap - D_inf)/(D_0 - D_inf) ]/ln rho",
        parameters=(
            chance("alpha", "openness of both: 0 keeps to the first position"),
            chance("w", "weight on the other"),
            amount("D_0", "gap at first"),
            amount("t", "rounds; whole where w is above 1/2"),
            amount("target_gap", "gap to be reached"),
        ),
        results=(
            ("rho", "what is left of the excess gap after a round", "in [-1, 1]"),
            ("D_inf", "gap in the end; null if they change places for ever", ">= 0 or null"),
            ("D_t", "gap after t rounds; below 0 if they have overtaken each other", "real"),
            ("time_to_target", "rounds until the gap is no larger than the target; null if never", ">= 0 or null"),
        ),
        source="Friedkin and Johnsen (1990), Social Influence and Opinions, Journal of Mathematical Sociology "
        "15(3-4):193-206, for two who are alike.",
        caveats="Rounds are whole; the time to the target is read off the curve between them where rho > 0, and is the "
        "first whole round otherwise. Weights and openness do not change with what is learnt.",
        function=two_backer_fj_gap,
        example=(("alpha", 0.9), ("w", 0.2), ("D_0", 0.8), ("t", 10.0), ("target_gap", 0.3)),
    ),
    Form(
        name="friedkin_johnsen",
        title="Private positions of people who talk",
        equation="x(t+1) = A W x(t) + (I - A) x0;  fixed_point = (I - A W)^-1 (I - A) x0",
        parameters=(
            chance("W", "weight that each (row) gives to each (column); rows sum to 1", kind="matrix"),
            chance("A_diag", "openness of each: 0 keeps to x0", kind="list", shared=True),
            Parameter("x0", "first position of each", kind="list"),
        ),
        results=(
            ("fixed_point", "positions in the end; null where they go round for ever", "list of numbers or null"),
            ("x_after_3_rounds", "positions after three rounds", "list of numbers"),
        ),
        source="Friedkin and Johnsen (1990), Journal of Mathematical Sociology 15(3-4):193-206; (1999), Advances in "
        "Group Processes 16:1-29.",
        caveats="The fixed point is unique if everyone fully open is led by weights to someone who is not. A closed "
        "group of fully open people comes to a consensus that depends on x0 (DeGroot), unless it goes round in "
        "circles; the fixed point given is then the limit from x0. One issue at a time.",
        function=friedkin_johnsen,
        example=(("W", [[0.8, 0.2], [0.2, 0.8]]), ("A_diag", [0.9, 0.9]), ("x0", [0.9, 0.1])),
    ),
    Form(
        name="status_salience",
        title="Recognition, and the stake in a client's leader",
        equation="s_L = s_0 + eta/(1 + Rec + eta keep)",
        parameters=(
            amount("eta", "weight of keeping the client in the backer's status"),
            chance("Rec", "recognition as an equal"),
            chance("keep", "how far the client keeps its leader"),
            amount("s_0", "salience of the leader for other reasons", **otherwise(0.0)),
        ),
        results=(("s_L", "salience of the leader before saliences are scaled to sum to 1", ">= 0"),),
        source="Derived for this project; status as a motive in O'Neill (1999), Honor, Symbols, and War, and Renshon "
        "(2017), Fighting for Status.",
        caveats="A reduced form: no standard model exists. It takes recognition and a client kept for substitutes. The "
        "conference game starts from the salience that was elicited instead.",
        function=status_salience,
        example=(("eta", 0.5), ("Rec", 0.4), ("keep", 0.6)),
    ),
    Form(
        name="channel_learning",
        title="What meetings teach about the other side's private position",
        equation="var_n = 1/(1/var_0 + n h)",
        parameters=(
            amount("var_0", "variance before"),
            Parameter("n", "meetings", 0.0, kind="int"),
            amount("h", "precision of what a meeting shows: 1/variance"),
        ),
        results=(("var_n", "variance after", ">= 0"),),
        source="DeGroot (1970), Optimal Statistical Decisions, chapter 9.",
        caveats="Normal beliefs, independent signals of one precision, nobody misleads; its use for back-channels is "
        "an idea of this project.",
        function=channel_learning,
        example=(("var_0", 0.04), ("n", 3), ("h", 25.0)),
    ),
    Form(
        name="convergence_and_masking",
        title="Private convergence, and how far public lines hide it",
        equation="CI = 1 - |xa - xb|/|xa0 - xb0|;  masking = |pia - pib| - |xa - xb|",
        parameters=(
            chance("xa0", "private position of a at first"),
            chance("xb0", "private position of b at first, not that of a"),
            chance("xa", "private position of a now"),
            chance("xb", "private position of b now"),
            chance("pia", "public position of a"),
            chance("pib", "public position of b"),
        ),
        results=(
            ("CI", "share of the private gap that has closed; below 0 if it widened", "<= 1"),
            ("masking", "how much wider the public gap is than the private one", "in [-1, 1]"),
        ),
        source="Derived for this project after Kuran (1995), Private Truths, Public Lies.",
        caveats="A description, derived for this project: it takes private positions as known, which they are not.",
        function=convergence_and_masking,
        example=(("xa0", 0.9), ("xb0", 0.1), ("xa", 0.6), ("xb", 0.4), ("pia", 1.0), ("pib", 0.0)),
    ),
)
