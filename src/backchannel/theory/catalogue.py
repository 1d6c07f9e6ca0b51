"""Every closed form by name: what it takes, what it answers, whose it is and how far to trust it.

One table serves the command line, the reference page and the tests. It holds no formula: each entry points to the
function that does, and that function's file carries the equation and its source. Units: shares of total stakes
per period and chances in [0, 1], unless a parameter says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from difflib import get_close_matches
from numbers import Real
from typing import Any, Literal

from backchannel.theory.bargaining import fearon_range, fearon_risk_offer, master_two_party_range, powell_threshold
from backchannel.theory.contest import contest_success
from backchannel.theory.exit import exit_guarantee_threshold
from backchannel.theory.implementation import guarantee_threshold
from backchannel.theory.ranges import interval
from backchannel.theory.voting import veto_player_probability

Value = float | int | list[float] | None
Output = float | bool | str

_INF = math.inf


@dataclass(frozen=True)
class Parameter:
    """One input of a closed form; an end of its range that is open is not itself allowed.

    A parameter that is not required and has no default (None) is left to the function when it is not given.
    """

    name: str
    meaning: str
    lo: float = -_INF
    hi: float = _INF
    required: bool = True
    default: Value = None
    kind: Literal["number", "list", "int"] = "number"
    lo_open: bool = False
    hi_open: bool = False

    @property
    def range(self) -> str:
        """Range in words, as the error messages and the reference page say it."""
        return interval(self.lo, self.hi, self.lo_open, self.hi_open)

    @property
    def expected(self) -> str:
        """What an error message asks for in place of a wrong value."""
        return self.range if math.isinf(self.lo) and math.isinf(self.hi) else f"a number {self.range}"

    def admits(self, number: float) -> bool:
        """Whether a finite number lies in the range."""
        above = number > self.lo if self.lo_open else number >= self.lo
        return above and (number < self.hi if self.hi_open else number <= self.hi)


@dataclass(frozen=True)
class Form:
    """One closed form: its words, its inputs and results, and the function that computes it."""

    name: str
    title: str
    equation: str
    parameters: tuple[Parameter, ...]
    results: tuple[tuple[str, str, str], ...]
    source: str
    caveats: str
    function: Callable[..., Any]
    example: tuple[tuple[str, float], ...]

    @property
    def symbols(self) -> tuple[tuple[str, str, str], ...]:
        """Every symbol as (symbol, meaning, range): the parameters, then the outputs that are not also parameters."""
        taken = tuple((p.name, p.meaning, p.range) for p in self.parameters)
        named = {p.name for p in self.parameters}
        return taken + tuple(result for result in self.results if result[0] not in named)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Keys of the answer, in order."""
        return tuple(name for name, _, _ in self.results)


def _chance(name: str, meaning: str, **more: Any) -> Parameter:
    return Parameter(name, meaning, 0.0, 1.0, **more)


def _amount(name: str, meaning: str, **more: Any) -> Parameter:
    return Parameter(name, meaning, 0.0, **more)


def _else(value: Value) -> dict[str, Any]:
    """What makes a parameter optional, with the value it then has."""
    return {"required": False, "default": value}


_FORMS = (
    Form(
        name="fearon_range",
        title="Bargaining range under complete information",
        equation="[ p - c_A, p + c_B ]",
        parameters=(
            _chance("p", "chance that A wins the war"),
            _amount("c_A", "cost of war to A, in shares of the pie"),
            _amount("c_B", "cost of war to B, in shares of the pie"),
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
            _chance("p", "chance that A wins the war"),
            _amount("c_A", "cost of war to A, in shares of the pie"),
            _amount("cbar", "largest cost of war that B may have", lo_open=True),
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
            _chance("p", "chance that the regime R wins the war"),
            _amount("c_R", "cost of war to R per period"),
            _amount("c_O", "cost of war to the opposition O per period"),
            _amount("r_R", "war rents of R per period", **_else(0.0)),
            _amount("r_O", "war rents of O per period", **_else(0.0)),
            _chance("theta_R", "chance, to R, that the text is carried out; instead of tau_R", **_else(None)),
            _chance("theta_O", "chance, to O, that the text is carried out; instead of tau_O", **_else(None)),
            Parameter("f_R", "worth to R of complying and being betrayed, at most w_R", **_else(0.0)),
            Parameter("f_O", "worth to O of complying and being betrayed, at most w_O", **_else(0.0)),
            Parameter("h_R", "side benefits to R: guarantees, posts, aid", **_else(0.0)),
            Parameter("h_O", "side benefits to O: guarantees, posts, aid", **_else(0.0)),
            _amount("a_R", "audience cost to R of conceding everything", **_else(0.0)),
            _amount("a_O", "audience cost to O of conceding everything", **_else(0.0)),
            _amount(
                "omega", "share of the audience that sees it: 1 the table, the leak in a back-channel", **_else(1.0)
            ),
            _chance("tau_R", "trust of R that O complies; 1 if neither it nor theta_R is given", **_else(None)),
            _chance("tau_O", "trust of O that R complies; 1 if neither it nor theta_O is given", **_else(None)),
            _chance("G", "enforcement: chance of compliance where trust fails; 0 if not given", **_else(None)),
            _chance("xi", "chance that spoilers break the text; 0 if not given", **_else(None)),
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
            _chance("p", "chance that A wins the war now"),
            _amount("c_A", "cost of war to A, in shares of the pie"),
            _chance("delta", "patience per period", lo_open=True, hi_open=True),
            _chance("D", "fall in A's chance of winning after one period, at most p"),
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
        name="guarantee_threshold",
        title="Enforcement needed before a text can be trusted",
        equation="theta* = (w - f)/(u - f);  G* = ( theta*/(1 - xi) - tau ) / (1 - tau)",
        parameters=(
            Parameter("w", "worth of fighting on"),
            Parameter("f", "worth of complying and being betrayed"),
            Parameter("u", "worth of the peace, above f"),
            _chance("tau", "trust that the other side complies", hi_open=True),
            _chance("xi", "chance that spoilers break the text", hi_open=True, **_else(0.0)),
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
        name="exit_guarantee_threshold",
        title="Credibility that a promise of safe exit needs",
        equation="gamma* = [ s_w V_in - (1 - s_w) K_lose + K_exit ] / (V_post + K_exit)",
        parameters=(
            _chance("s_w", "chance to survive the war in office"),
            _amount("V_in", "worth of office; the unit of the others, 1 by custom"),
            _amount("V_post", "worth of life after a guaranteed exit"),
            _amount("K_lose", "cost of losing the war"),
            _amount("K_exit", "cost of an exit whose guarantee is broken"),
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
        name="veto_player_probability",
        title="Chance that something suits everyone with a veto",
        equation="P = n (2 rho)^(n-1) - (n-1) (2 rho)^n for 2 rho < 1, else 1",
        parameters=(
            Parameter("n", "actors with a veto", 1.0, kind="int"),
            _amount("two_rho", "length of what each accepts, on a line of length 1"),
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
        name="contest_success",
        title="Chance of winning from strength and support",
        equation="p = (m_A + b_A)^m / [ (m_A + b_A)^m + (m_B + b_B)^m ]",
        parameters=(
            _amount("m_A", "capability of A"),
            _amount("m_B", "capability of B, in the same unit"),
            _amount("b_A", "support that A receives, in the same unit", **_else(0.0)),
            _amount("b_B", "support that B receives, in the same unit", **_else(0.0)),
            _amount("m", "decisiveness of strength", **_else(1.0)),
        ),
        results=(("p", "chance that A wins; 1/2 when nobody has strength", "in [0, 1]"),),
        source="Tullock (1980), Efficient Rent Seeking; axioms in Skaperdas (1996), Economic Theory 7(2):283-290.",
        caveats="Support counts as strength one for one, an assumption of this project; support that lowers the "
        "client's cost of fighting is a change of c instead.",
        function=contest_success,
        example=(("m_A", 1.0), ("m_B", 1.0), ("b_A", 0.5)),
    ),
)

CATALOGUE: dict[str, Form] = {form.name: form for form in _FORMS}


def evaluate(name: str, params: Mapping[str, object]) -> dict[str, Output]:
    """Answer of one closed form, by the names of its parameters and outputs, as plain Python values.

    Raises ValueError, with one line for each thing wrong: an unknown form, a parameter that is unknown, missing, of
    the wrong type, not finite or out of range, or a combination that has no answer.

    Source: the entry's own; see ``CATALOGUE[name].source``.

    >>> evaluate("contest_success", {"m_A": 1, "m_B": 1})
    {'p': 0.5}
    >>> evaluate("veto_player_probability", {"n": 3, "two_roh": 0.5})
    Traceback (most recent call last):
    ValueError: veto_player_probability does not take 'two_roh'; did you mean 'two_rho'?
    veto_player_probability needs 'two_rho': length of what each accepts, on a line of length 1, >= 0
    """
    if name not in CATALOGUE:
        raise ValueError(f"no closed form is named {name!r}{_did_you_mean(name, tuple(CATALOGUE))}")
    form = CATALOGUE[name]
    given = checked(form, params)
    try:
        answer = form.function(**given)
    except ValueError as error:
        raise ValueError(f"{form.name}: {error}") from error
    values = asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else {form.outputs[0]: answer}
    if any(isinstance(value, float) and not math.isfinite(value) for value in values.values()):
        raise ValueError(f"{form.name}: an output is not finite; the parameters are too large or too close to a limit")
    return values


def checked(form: Form, params: Mapping[str, object]) -> dict[str, Any]:
    """Parameters as the form's function takes them: floats, ints and lists of floats, defaults left to the function.

    Raises ValueError as :func:`evaluate` does, except for combinations, which only the function knows.

    >>> checked(CATALOGUE["veto_player_probability"], {"n": 3.0, "two_rho": 1})
    {'n': 3, 'two_rho': 1.0}
    """
    wanted = {parameter.name: parameter for parameter in form.parameters}
    wrong: list[str] = []
    values: dict[str, Any] = {}
    for name, raw in params.items():
        if name not in wanted:
            wrong.append(f"{form.name} does not take {name!r}{_did_you_mean(name, tuple(wanted))}")
            continue
        try:
            values[name] = _converted(wanted[name], raw)
        except ValueError as error:
            wrong.append(f"{form.name}: {error}")
    wrong += [
        f"{form.name} needs {parameter.name!r}: {parameter.meaning}, {parameter.range}"
        for parameter in form.parameters
        if parameter.required and parameter.name not in params
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return {name: values[name] for name in wanted if name in values}


def _converted(parameter: Parameter, raw: object) -> float | int | list[float]:
    if parameter.kind == "list":
        if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Sequence) or not raw:
            raise ValueError(f"{parameter.name!r} is {raw!r}; expected a list, each element {parameter.expected}")
        return [_number(parameter, f"{parameter.name}[{place}]", item) for place, item in enumerate(raw)]
    number = _number(parameter, parameter.name, raw)
    if parameter.kind == "int":
        if not number.is_integer():
            raise ValueError(f"{parameter.name!r} is {raw!r}; expected a whole number {parameter.range}")
        return int(number)
    return number


def _number(parameter: Parameter, name: str, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, Real):
        raise ValueError(f"{name!r} is {raw!r}; expected {parameter.expected}")
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or not parameter.admits(number):
        raise ValueError(f"{name!r} is {raw}; expected {parameter.expected}")
    return number


def _did_you_mean(name: object, known: tuple[str, ...]) -> str:
    """Hint for a misspelt name: the likeliest known one, else all of them."""
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(str(name).casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]!r}?" if close else f"; known: {', '.join(known)}"
