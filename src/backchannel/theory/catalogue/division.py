"""Entries on who gets what: the order of proposals, and what a mediator might propose."""

from __future__ import annotations

from backchannel.theory.catalogue.parts import Form, Parameter, amount, chance, otherwise
from backchannel.theory.offers import (
    baron_ferejohn_closed_rule,
    random_proposer_unanimity,
    random_proposer_with_disagreement_flow,
    rubinstein,
    rubinstein_limit,
)
from backchannel.theory.solutions import (
    bargaining_solutions_curved_frontier,
    bargaining_solutions_linear_frontier,
    nash_linear_pie_n,
)

_POINTS = (
    ("ideal", "most that each can have while the other has at least d; out of reach", "list of u_1, u_2"),
    ("nash", "point of the largest weighted product of gains", "list of u_1, u_2"),
    ("kalai_smorodinsky", "point of equal shares of the ideal gains", "list of u_1, u_2"),
    ("egalitarian", "point of gains in the ratio of w", "list of u_1, u_2"),
)
_SOLUTIONS = (
    "Nash (1950), Econometrica 18(2):155-162; Kalai and Smorodinsky (1975), Econometrica 43(3):513-518; Kalai (1977), "
    "Econometrica 45(7):1623-1630 (egalitarian, and in proportion to w)."
)
_IDEALS = (
    "The ideal is over individually rational outcomes; taken over all outcomes it, and with it the Kalai-Smorodinsky "
    "point, may differ. The egalitarian point compares utilities between persons; the others do not."
)

FORMS: tuple[Form, ...] = (
    Form(
        name="rubinstein",
        title="Alternating offers: what it is worth to propose first",
        equation="share_first = (1 - d2)/(1 - d1 d2);  share_second = 1 - share_first",
        parameters=(
            chance("d1", "patience per round of the side that proposes first", hi_open=True),
            chance("d2", "patience per round of the other side", hi_open=True),
        ),
        results=(
            ("share_first", "share of the side that proposes first", "in (0, 1]"),
            ("share_second", "share of the other side", "in [0, 1)"),
        ),
        source="Rubinstein (1982), Perfect Equilibrium in a Bargaining Model, Econometrica 50(1):97-109.",
        caveats="Two sides, a pie of size 1, nothing while they disagree, agreement in the first round. With war while "
        "they disagree the division is of what the deal saves.",
        function=rubinstein,
        example=(("d1", 0.9), ("d2", 0.8)),
    ),
    Form(
        name="rubinstein_limit",
        title="Alternating offers without delay between them",
        equation="share_first = r2/(r1 + r2);  d_i = exp(-r_i dt), dt -> 0",
        parameters=(
            amount("r1", "discount rate of side 1, per unit of time", lo_open=True),
            amount("r2", "discount rate of side 2, per unit of time", lo_open=True),
        ),
        results=(("share_first", "share of side 1, whoever proposes first", "in (0, 1)"),),
        source="Rubinstein (1982), Econometrica 50(1):97-109; the limit as in Binmore, Rubinstein and Wolinsky (1986), "
        "RAND Journal of Economics 17(2):176-188.",
        caveats="The first-mover advantage is gone; only relative patience is left.",
        function=rubinstein_limit,
        example=(("r1", 1.0), ("r2", 3.0)),
    ),
    Form(
        name="random_proposer_unanimity",
        title="Random proposer, everyone must agree",
        equation="v_i = [ rho_i/(1 - d_i) ] / ( 1 + sum_j d_j rho_j/(1 - d_j) );  proposer_keeps_i = 1 - sum_{j != i} "
        "d_j v_j",
        parameters=(
            chance("rho", "chance of each side to be drawn as proposer; they sum to 1", kind="list"),
            chance("d", "patience of each side per round", kind="list", shared=True, hi_open=True),
        ),
        results=(
            ("v", "worth of the game to each side before the draw", "list, each in [0, 1]"),
            ("proposer_keeps", "share of each side when it proposes", "list, each in [0, 1]"),
        ),
        source="Derived for this project from the stationary equations of Baron and Ferejohn (1989), American "
        "Political Science Review 83(4):1181-1206, with unanimity and unequal patience.",
        caveats="A linear pie of size 1, nothing while they disagree, stationary strategies, agreement in the first "
        "round. With one common d the worth is rho.",
        function=random_proposer_unanimity,
        example=(("rho", [0.5, 0.3, 0.2]), ("d", [0.95, 0.9, 0.8])),
    ),
    Form(
        name="random_proposer_with_disagreement_flow",
        title="Random proposer, everyone must agree, disagreement pays",
        equation="v_i = d0_i + (1 - sum_j d0_j) [ rho_i/(1 - d_i) ] / ( 1 + sum_j d_j rho_j/(1 - d_j) )",
        parameters=(
            chance("rho", "chance of each side to be drawn as proposer; they sum to 1", kind="list"),
            chance("d", "patience of each side per round", kind="list", shared=True, hi_open=True),
            Parameter(
                "d0", "per-period worth to each side of having no agreement; at most 1 in all", kind="list", shared=True
            ),
        ),
        results=(("v", "worth of the game to each side before the draw", "list, each real"),),
        source="Derived for this project from the stationary equations of Baron and Ferejohn (1989), American "
        "Political Science Review 83(4):1181-1206.",
        caveats="d0 is what each period without agreement pays, such as war, in per-period averages; it is no outside "
        "option that a side may take once and leave. Otherwise as random_proposer_unanimity.",
        function=random_proposer_with_disagreement_flow,
        example=(("rho", [0.5, 0.3, 0.2]), ("d", [0.95, 0.9, 0.8]), ("d0", [0.1, 0.2, 0.0])),
    ),
    Form(
        name="baron_ferejohn_closed_rule",
        title="Random proposer, a simple majority decides",
        equation="proposer 1 - d (n - 1)/(2 n);  partner d/n;  n_partners (n - 1)/2;  ex_ante 1/n",
        parameters=(
            Parameter("n", "sides, an odd number", 1.0, kind="int"),
            chance("d", "patience per round, the same for all"),
        ),
        results=(
            ("proposer", "share of the proposer", "in [0, 1]"),
            ("partner", "share of each partner that it needs", "in [0, 1]"),
            ("n_partners", "number of partners", "whole, >= 0"),
            ("ex_ante", "worth to each side before the draw", "in (0, 1]"),
        ),
        source="Baron and Ferejohn (1989), Bargaining in Legislatures, American Political Science Review "
        "83(4):1181-1206, closed rule.",
        caveats="Stationary equilibrium with partners drawn at random and everyone as likely to propose; others get "
        "nothing. Only for odd n, where a bare majority is (n + 1)/2. Without stationarity almost any division can be "
        "held up.",
        function=baron_ferejohn_closed_rule,
        example=(("n", 5), ("d", 0.8)),
    ),
    Form(
        name="bargaining_solutions_curved_frontier",
        title="Nash, Kalai-Smorodinsky and egalitarian points on a curved frontier",
        equation="frontier u_2 = 1 - u_1^k\n"
        "nash: max (u_1 - d_1)^alpha_1 (u_2 - d_2)^alpha_2;  egalitarian: (u_1 - d_1)/w_1 = (u_2 - d_2)/w_2\n"
        "ideal I = ( (1 - d_2)^(1/k), 1 - d_1^k );  kalai_smorodinsky: (u_1 - d_1)/(I_1 - d_1) = (u_2 - d_2)/(I_2 - "
        "d_2)",
        parameters=(
            Parameter("k", "curvature of the frontier: 1 is a straight line", 1.0),
            chance(
                "d", "worth of no deal to each of the two", kind="list", shared=True, hi_open=True, **otherwise(0.0)
            ),
            amount(
                "alpha", "weight of each in Nash's product", kind="list", shared=True, lo_open=True, **otherwise(1.0)
            ),
            amount(
                "w", "weight of each in the egalitarian gain", kind="list", shared=True, lo_open=True, **otherwise(1.0)
            ),
        ),
        results=_POINTS,
        source=_SOLUTIONS,
        caveats=_IDEALS + " Roots are found numerically, to the last digits of a float.",
        function=bargaining_solutions_curved_frontier,
        example=(("k", 2.0), ("d", [0.0, 0.0])),
    ),
    Form(
        name="bargaining_solutions_linear_frontier",
        title="Nash, Kalai-Smorodinsky and egalitarian points on a straight frontier",
        equation="frontier u_2 = c (1 - u_1);  g = 1 - d_1 - d_2/c\n"
        "nash: u_1 = d_1 + g alpha_1/(alpha_1 + alpha_2);  egalitarian: u_i = d_i + w_i g/(w_1 + w_2/c)\n"
        "ideal = (d_1 + g, d_2 + c g);  kalai_smorodinsky: halfway from d to the ideal",
        parameters=(
            amount("c", "worth to side 2 of getting everything", lo_open=True),
            amount("d", "worth of no deal to each of the two", kind="list", shared=True, **otherwise(0.0)),
            amount(
                "alpha", "weight of each in Nash's product", kind="list", shared=True, lo_open=True, **otherwise(1.0)
            ),
            amount(
                "w", "weight of each in the egalitarian gain", kind="list", shared=True, lo_open=True, **otherwise(1.0)
            ),
        ),
        results=_POINTS,
        source=_SOLUTIONS,
        caveats=_IDEALS + " On a straight frontier Nash with equal weights and Kalai-Smorodinsky coincide.",
        function=bargaining_solutions_linear_frontier,
        example=(("c", 2.0), ("d", [0.0, 0.0])),
    ),
    Form(
        name="nash_linear_pie_n",
        title="Nash division of a pie among any number",
        equation="u_i = d_i + alpha_i (1 - sum d)/sum alpha",
        parameters=(
            Parameter("d", "worth of no deal to each; at most 1 in all", kind="list"),
            amount(
                "alpha", "weight of each in Nash's product", kind="list", shared=True, lo_open=True, **otherwise(1.0)
            ),
        ),
        results=(("u", "share of each", "list, each real"),),
        source="Nash (1950), The Bargaining Problem, Econometrica 18(2):155-162; weights as in Kalai (1977), "
        "International Journal of Game Theory 6(3):129-133.",
        caveats="Shares count one for one and anybody can be paid in anything. No coalitions short of all.",
        function=nash_linear_pie_n,
        example=(("d", [0.1, 0.2, 0.1]),),
    ),
)
