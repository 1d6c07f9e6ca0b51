"""Entries on counting: vetoes and votes, clocks and spells, forecasts and their scores."""

from __future__ import annotations

from backchannel.theory.catalogue.parts import Form, Parameter, amount, chance, otherwise
from backchannel.theory.clocks import kaplan_meier, two_stage_clock_continuous, two_stage_clock_discrete
from backchannel.theory.power import shapley_shubik_banzhaf
from backchannel.theory.scoring import brier_decomposition, logit_pool
from backchannel.theory.voting import veto_player_probability

FORMS: tuple[Form, ...] = (
    Form(
        name="veto_player_probability",
        title="Chance that something suits everyone with a veto",
        equation="P = n (2 rho)^(n-1) - (n-1) (2 rho)^n for 2 rho < 1, else 1",
        parameters=(
            Parameter("n", "actors with a veto", 1.0, kind="int"),
            amount("two_rho", "length of what each accepts, on a line of length 1"),
        ),
        results=(("P", "chance that the acceptable sets share a point", "in [0, 1]"),),
        source="Cunningham (2006), Veto Players and Civil War Duration, American Journal of Political Science "
        "50(4):875-892.",
        caveats="The probability is derived for this project: ideal points uniform and independent, all stretches "
        "of one length, one issue. That fragmentation makes wars longer is disputed; this is about the "
        "acceptable set only.",
        function=veto_player_probability,
        example=(("n", 3), ("two_rho", 0.5)),
    ),
    Form(
        name="shapley_shubik_banzhaf",
        title="Power in a weighted vote",
        equation="shapley_shubik_i = sum_k s_ik k! (n - 1 - k)!/n!;  banzhaf_absolute_i = sum_k s_ik/2^(n-1)\n"
        "s_ik: coalitions of k others that voter i turns from losing to winning",
        parameters=(
            amount("weights", "weight of each voter", kind="list"),
            amount("quota", "weight from which a coalition wins"),
            Parameter("min_members", "members that a coalition needs as well", 0.0, kind="int", **otherwise(0)),
        ),
        results=(
            (
                "shapley_shubik",
                "share of all orders of joining in which each is the one that decides",
                "list, sums to 1",
            ),
            ("banzhaf_absolute", "chance that each decides when the others vote by coin", "list, each in [0, 1]"),
            ("banzhaf_normalised", "the same, scaled to sum to 1", "list, sums to 1"),
        ),
        source="Shapley and Shubik (1954), American Political Science Review 48(3):787-792; Banzhaf (1965), Rutgers "
        "Law Review 19(2):317-343.",
        caveats="Power before anyone's position is known: who would agree with whom plays no part. Counted in whole "
        "numbers and exact; weights with many digits are refused when the count would grow too large.",
        function=shapley_shubik_banzhaf,
        example=(("weights", [50.0, 49.0, 1.0]), ("quota", 51.0)),
    ),
    Form(
        name="two_stage_clock_continuous",
        title="Time to a deal when a conflict has to ripen first",
        equation="F = 1 - (b e^(-a t) - a e^(-b t))/(b - a);  a = b: 1 - (1 + a t) e^(-a t)\n"
        "hazard = a b (e^(-a t) - e^(-b t))/(b e^(-a t) - a e^(-b t))",
        parameters=(
            amount("a", "rate of ripening per unit of time"),
            amount("b", "rate of a deal once ripe, per unit of time"),
            amount("t", "time"),
        ),
        results=(
            ("F", "chance of a deal by t", "in [0, 1]"),
            ("hazard", "rate at which it then comes; rises from 0 to the smaller of a and b", ">= 0"),
        ),
        source="Two exponential stages, Cox (1962), Renewal Theory; ripeness, Zartman (1989), Ripe for Resolution.",
        caveats="Its use for ripeness is derived for this project. Rates do not change with what happens; from the "
        "time of deals alone one cannot tell which of the two rates is which.",
        function=two_stage_clock_continuous,
        example=(("a", 0.1), ("b", 0.5), ("t", 6.0)),
    ),
    Form(
        name="two_stage_clock_discrete",
        title="Rounds to a deal when a conflict has to ripen first",
        equation="F = 1 - (b (1-a)^n - a (1-b)^n)/(b - a);  a = b: 1 - (1-a)^n - n a (1-a)^(n-1)",
        parameters=(
            chance("a", "chance per round of ripening"),
            chance("b", "chance per round of a deal once ripe"),
            Parameter("n", "rounds", 0.0, kind="int"),
        ),
        results=(("F", "chance of a deal within n rounds", "in [0, 1]"),),
        source="Two geometric stages after Cox (1962), Renewal Theory; ripeness, Zartman (1989), Ripe for Resolution.",
        caveats="Derived for this project. At most one stage a round, so that there is no deal in the first.",
        function=two_stage_clock_discrete,
        example=(("a", 0.1), ("b", 0.3), ("n", 12)),
    ),
    Form(
        name="kaplan_meier",
        title="How long things last, some of which still do",
        equation="S = product over event times of (1 - events/at risk);  exponential_rate = events/sum of time",
        parameters=(
            amount("time", "length of each spell, not all 0", kind="list"),
            chance("event", "1 where the spell ended then, 0 where it was last seen then", kind="flags"),
        ),
        results=(
            (
                "survival_at_event_times",
                "share that lasts beyond each distinct time of an event, in order",
                "list, in [0, 1]",
            ),
            ("exponential_rate", "constant rate that fits best", ">= 0"),
        ),
        source="Kaplan and Meier (1958), Journal of the American Statistical Association 53(282):457-481.",
        caveats="Supposes that why a spell is no longer seen has nothing to do with when it would have ended. A spell "
        "last seen at the time of an event counts as at risk then. No intervals.",
        function=kaplan_meier,
        example=(("time", [1.0, 2.0, 3.0, 4.0, 5.0]), ("event", [1.0, 0.0, 1.0, 1.0, 0.0])),
    ),
    Form(
        name="brier_decomposition",
        title="How good forecasts were",
        equation="brier = mean (f - o)^2 = REL - RES + UNC\n"
        "REL = sum_k n_k (f_k - o_k)^2/n;  RES = sum_k n_k (o_k - o)^2/n;  UNC = o (1 - o)",
        parameters=(
            chance("f", "chances that were given", kind="list"),
            chance("o", "what came: 1 happened, 0 not", kind="flags"),
        ),
        results=(
            ("brier", "mean squared error; 0 is best", "in [0, 1]"),
            ("REL", "reliability: how far the chances given were from how often it happened", "in [0, 1]"),
            ("RES", "resolution: how far the cases were told apart; high is good", "in [0, 1/4]"),
            ("UNC", "uncertainty: what always giving the mean would score", "in [0, 1/4]"),
        ),
        source="Brier (1950), Monthly Weather Review 78(1):1-3; Murphy (1973), Journal of Applied Meteorology "
        "12(4):595-600.",
        caveats="Groups k are of identical forecasts, for which the identity is exact; with bins it is not. With few "
        "forecasts of each kind reliability looks worse, and resolution better, than they are.",
        function=brier_decomposition,
        example=(("f", [0.1, 0.1, 0.7, 0.7, 0.7]), ("o", [0.0, 0.0, 1.0, 1.0, 0.0])),
    ),
    Form(
        name="logit_pool",
        title="One chance out of several",
        equation="logit pool = a sum_i w_i logit p_i,  w_i = weights_i/sum weights",
        parameters=(
            chance("p", "chances to be pooled", kind="list", lo_open=True, hi_open=True),
            amount("a", "how much more extreme than the mean: 1 not at all", **otherwise(1.0)),
            amount(
                "weights", "weight of each, not all 0; scaled to sum to 1", kind="list", shared=True, **otherwise(1.0)
            ),
        ),
        results=(("pool", "pooled chance", "in [0, 1]"),),
        source="Satopaa, Baron, Foster, Mellers, Tetlock and Ungar (2014), International Journal of Forecasting "
        "30(2):344-356.",
        caveats="An a above 1 suits forecasters who each know a part; for those who know the same it is overconfident. "
        "The value of a has to come from past forecasts.",
        function=logit_pool,
        example=(("p", [0.6, 0.7, 0.65]), ("a", 2.0)),
    ),
)
