"""Entries on war: when a division exists that both sides prefer to it, and who would win."""

from __future__ import annotations

from backchannel.theory.bargaining import fearon_range, fearon_risk_offer, master_two_party_range, powell_threshold
from backchannel.theory.catalogue.parts import Form, Parameter, amount, chance, otherwise
from backchannel.theory.contest import contest_success

FORMS: tuple[Form, ...] = (
    Form(
        name="fearon_range",
        title="Bargaining range under complete information",
        equation="[ p - c_A, p + c_B ]",
        parameters=(
            chance("p", "chance that A wins the war"),
            amount("c_A", "cost of war to A, in shares of the pie"),
            amount("c_B", "cost of war to B, in shares of the pie"),
        ),
        results=(
            ("lower", "least share that A accepts", "real"),
            ("upper", "largest share for A that B accepts", "real"),
            ("width", "upper - lower = c_A + c_B", ">= 0"),
            ("lower_clipped", "least share within the pie", "in [0, 1]"),
            ("upper_clipped", "largest share within the pie", "in [0, 1]"),
            ("width_clipped", "length of the range within the pie", "in [0, 1]"),
        ),
        source="Fearon (1995), Rationalist Explanations for War, International Organization 49(3):379-414.",
        caveats="Two sides, one divisible issue, promises kept, the same p for both. With more than two parties a "
        "range may be empty even with complete information. The range may stick out of the pie, hence the "
        "clipped figures.",
        function=fearon_range,
        example=(("p", 0.6), ("c_A", 0.1), ("c_B", 0.15)),
    ),
    Form(
        name="fearon_risk_offer",
        title="Best demand when the other side's cost of war is unknown",
        equation="x* = min( max(p, p + (cbar - c_A)/2), 1 );  P(war) = (x* - p)/cbar;  c_B ~ U[0, cbar]",
        parameters=(
            chance("p", "chance that A wins the war"),
            amount("c_A", "cost of war to A, in shares of the pie"),
            amount("cbar", "largest cost of war that B may have", lo_open=True),
        ),
        results=(
            ("x_star", "share that A demands", "in [0, 1]"),
            ("war_probability", "chance that B refuses", "in [0, 1]"),
            ("payoff_A", "what A expects from the demand", "real"),
        ),
        source="Fearon (1995), International Organization 49(3):379-414: the trade-off between risk and return.",
        caveats="The uniform type and its solution are derived for this project. The demand is capped at the whole "
        "pie; below that cap the chance of war is max(0, (1 - c_A/cbar)/2).",
        function=fearon_risk_offer,
        example=(("p", 0.5), ("c_A", 0.1), ("cbar", 0.4)),
    ),
    Form(
        name="master_two_party_range",
        title="Range of two parties on one track: trust, audiences, guarantees, rents",
        equation="y_R_min = [ w_R + omega a_R - h_R - (1 - theta_R) f_R ] / (theta_R + omega a_R); x_O_min alike\n"
        "Z = 1 - y_R_min - x_O_min;  deal iff Z >= 0, y_R_min <= 1 and x_O_min <= 1\n"
        "theta_i = (tau_i + (1 - tau_i) G)(1 - xi);  w_R = p - c_R + r_R;  w_O = 1 - p - c_O + r_O",
        parameters=(
            chance("p", "chance that the regime R wins the war"),
            amount("c_R", "cost of war to R per period"),
            amount("c_O", "cost of war to the opposition O per period"),
            amount("r_R", "war rents of R per period", **otherwise(0.0)),
            amount("r_O", "war rents of O per period", **otherwise(0.0)),
            chance("theta_R", "chance, to R, that the text is carried out; instead of tau_R", **otherwise(None)),
            chance("theta_O", "chance, to O, that the text is carried out; instead of tau_O", **otherwise(None)),
            Parameter("f_R", "worth to R of complying and being betrayed, at most w_R", **otherwise(0.0)),
            Parameter("f_O", "worth to O of complying and being betrayed, at most w_O", **otherwise(0.0)),
            Parameter("h_R", "side benefits to R: guarantees, posts, aid", **otherwise(0.0)),
            Parameter("h_O", "side benefits to O: guarantees, posts, aid", **otherwise(0.0)),
            amount("a_R", "audience cost to R of conceding everything", **otherwise(0.0)),
            amount("a_O", "audience cost to O of conceding everything", **otherwise(0.0)),
            amount(
                "omega", "share of the audience that sees it: 1 the table, the leak in a back-channel", **otherwise(1.0)
            ),
            chance("tau_R", "trust of R that O complies; 1 if neither it nor theta_R is given", **otherwise(None)),
            chance("tau_O", "trust of O that R complies; 1 if neither it nor theta_O is given", **otherwise(None)),
            chance("G", "enforcement: chance of compliance where trust fails; 0 if not given", **otherwise(None)),
            chance("xi", "chance that spoilers break the text; 0 if not given", **otherwise(None)),
        ),
        results=(
            ("theta_R", "chance, to R, that the text is carried out", "in [0, 1]"),
            ("theta_O", "chance, to O, that the text is carried out", "in [0, 1]"),
            ("w_R", "worth of fighting on to R", "real"),
            ("w_O", "worth of fighting on to O", "real"),
            ("y_R_min", "least share that R accepts", "real"),
            ("x_O_min", "least share that O accepts", "real"),
            ("Z", "what is left of the pie when both have their least share", "real"),
            ("Z_nonnegative", "whether both least shares fit beside each other", "true or false"),
            ("feasible_lower", "least share of R within the pie", ">= 0"),
            ("feasible_upper", "largest share of R within the pie; below feasible_lower: none", "<= 1"),
            ("deal_exists_in_unit_interval", "whether a division of the pie suits both", "true or false"),
        ),
        source="Derived for this project from Fearon (1995), International Organization 49(3):379-414 (range); "
        "Fearon (1994), American Political Science Review 88(3):577-592 (audience costs); Walter (1997), "
        "International Organization 51(3):335-364 (guarantees).",
        caveats="A reduced form: each term has the direction its source argues for, not its author's algebra. Z >= "
        "0 is not enough: a deal needs y_R_min <= 1 and x_O_min <= 1 as well. Higher omega or a shrink Z "
        "only where a fully kept whole pie beats war (theta + (1 - theta) f + h > w), higher theta widens "
        "it only where the least share exceeds f; Z does not depend on p only if theta + omega a is the "
        "same on both sides. Breakage xi is charged at the price of betrayal here; the conference game "
        "returns the actor to war instead. Betrayal as a loss ell is f = w - ell.",
        function=master_two_party_range,
        example=(
            ("p", 0.6),
            ("c_R", 0.1),
            ("c_O", 0.15),
            ("theta_R", 0.8),
            ("theta_O", 0.8),
            ("a_R", 0.3),
            ("a_O", 0.3),
            ("omega", 0.1),
        ),
    ),
    Form(
        name="powell_threshold",
        title="Commitment problem: the largest shift of power that can be bought off",
        equation="war iff D > D* = (1 - delta)(1 - p + c_A)/delta;  settlement under a guarantee iff G >= 1 - D*/D",
        parameters=(
            chance("p", "chance that A wins the war now"),
            amount("c_A", "cost of war to A, in shares of the pie"),
            chance("delta", "patience per period", lo_open=True, hi_open=True),
            chance("D", "fall in A's chance of winning after one period, at most p"),
        ),
        results=(
            ("D_star", "largest fall without preventive war", ">= 0"),
            ("war", "whether A fights now rather than decline", "true or false"),
            ("G_needed", "least share of the fall that a guarantee must prevent", "in [0, 1]"),
            ("D_star_not_above_p", "false: no possible fall leads to war", "true or false"),
        ),
        source="Powell (2006), War as a Commitment Problem, International Organization 60(1):169-203.",
        caveats="A reduced form derived for this project: one fall after one period, after which the declining side "
        "has its war value for ever; the guarantee cuts the fall to (1 - G) D.",
        function=powell_threshold,
        example=(("p", 0.6), ("c_A", 0.1), ("delta", 0.9), ("D", 0.2)),
    ),
    Form(
        name="contest_success",
        title="Chance of winning from strength and support",
        equation="p = (m_A + b_A)^m / [ (m_A + b_A)^m + (m_B + b_B)^m ]",
        parameters=(
            amount("m_A", "capability of A"),
            amount("m_B", "capability of B, in the same unit"),
            amount("b_A", "support that A receives, in the same unit", **otherwise(0.0)),
            amount("b_B", "support that B receives, in the same unit", **otherwise(0.0)),
            amount("m", "decisiveness of strength", **otherwise(1.0)),
        ),
        results=(("p", "chance that A wins; 1/2 when nobody has strength", "in [0, 1]"),),
        source="Tullock (1980), Efficient Rent Seeking; axioms in Skaperdas (1996), Economic Theory 7(2):283-290.",
        caveats="Support counts as strength one for one, an assumption of this project; support that lowers the "
        "client's cost of fighting is a change of c instead.",
        function=contest_success,
        example=(("m_A", 1.0), ("m_B", 1.0), ("b_A", 0.5)),
    ),
)
