"""`watch`: reweighting against Bayes by hand, information by enumeration, signs that count once, and labels."""

import json
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.analyses.chances import chance, weighed
from backchannel.analyses.claims import claims
from backchannel.analyses.competing import TOGETHER, said
from backchannel.analyses.reweighing import Evidence, likelihood, weighed_runs
from backchannel.analyses.signs import About, Sign, Watched, chances
from backchannel.analyses.states import STATES, rounds_so
from backchannel.analyses.telling import group_bits, telling
from backchannel.analyses.watch import watch
from backchannel.analyses.watched import watched_rows
from backchannel.case.draws import sample
from backchannel.case.estimate import Estimate
from backchannel.case.problems import CaseError
from backchannel.case.schema import Indicator
from backchannel.conference.planning import plan
from backchannel.core.errors import AskError
from backchannel.runs import Rules, simulate
from backchannel.runs.manifests import names
from tests.analyses.cases import DOUBTFUL, geneva, row, rows, toy

RULES = Rules(inner=4, months=8)
RUNS = 800
HALF = Estimate(best=0.5)
SIGNS: list[dict[str, Any]] = [
    {"id": "whisper", "what": "they whisper", "state": "corridor_agreed", "if_so": [0.6, 0.7, 0.8], "if_not": 0.2},
    {"id": "murmur", "what": "they murmur", "state": "corridor_agreed", "if_so": 0.5, "if_not": 0.1, "group": "talk"},
    {"id": "echo", "what": "it echoes", "state": "corridor_agreed", "if_so": 0.5, "if_not": 0.1, "group": "talk"},
    {"id": "bell", "what": "the bell rings", "state": "table_meets", "if_so": 0.9, "if_not": 0.2},
    {"id": "weather", "what": "it rains", "state": "table_meets", "if_so": [0.1, 0.3, 0.6], "if_not": [0.1, 0.3, 0.6]},
]  # fmt: skip
DRY: dict[str, Any] = {**SIGNS[4], "id": "dry", "if_so": 0.4, "if_not": 0.4}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "deal", "ask": "Will they sign?", "by": ["2014-05-28", "2014-09-28"], "yes_if": "they do",
     "event": {"what": "signed"}},
]  # fmt: skip
TRACKS: list[dict[str, Any]] = [
    {"id": "plenary", "kind": "formal", "publicity": 1, "meets": 0.3},
    {"id": "back_room", "kind": "corridor", "publicity": 0.1, "meets": 0.3},
]


def case(signs=None, **groups):
    more = {"indicators": SIGNS if signs is None else signs, "questions": QUESTIONS, "tracks": TRACKS} | groups
    return toy(*DOUBTFUL, "game.choice_precision=12", **more)


@cache
def found(saw=(), not_seen=(), question=None, eyes=None):
    return watch(case(), runs=RUNS, rules=RULES, saw=saw, not_seen=not_seen, question=question, eyes=eyes)


def by_hand(so, tables, yes, groups=None, inner=1):
    """Runs made up: ``so`` [sign][run] rounds of each window, ``tables`` [sign] chances by rounds, ``yes`` [run]."""
    runs = len(yes)
    groups = groups or [None] * len(so)
    records = [Indicator(id=f"s{n}", what="x", if_so=HALF, if_not=HALF, group=group) for n, group in enumerate(groups)]
    signs = [
        Sign(record, np.array(s), np.array(t, dtype=float)[None, :])
        for record, s, t in zip(records, so, tables, strict=True)
    ]
    draws: Any = SimpleNamespace(runs=-(-runs // inner))
    levels: Any = SimpleNamespace(case=SimpleNamespace(levels=[SimpleNamespace(id="deal", name=None)]))
    answer = np.array(yes, dtype=bool)
    return Watched(
        draws=draws, plan=levels, draw=np.arange(runs) // inner, signs=tuple(signs),
        about=(About("deal", "2014-09-28", "Will they?", 8, 0),), yes=answer[:, None],
        among=np.ones((runs, 1), dtype=bool), furthest=np.where(answer, 0, -1),
    )  # fmt: skip


def share(after) -> float:
    """The chance of a yes, weighed."""
    found = after.updates[0].after
    assert found is not None
    return float(found.share)


# --- known answers on tiny joints ---------------------------------------------------------------------------------


def test_posterior_and_information_by_enumeration():
    """Ten runs, four of them yes; the state is so in three of these and in two others: P(seen) = .8 or .3."""
    yes = [1] * 4 + [0] * 6
    so = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    w = by_hand([so], [[0.3, 0.8]], yes)
    seen_yes, seen_no = (3 * 0.8 + 0.3) / 4, (2 * 0.8 + 4 * 0.3) / 6
    one = telling(w, w.signs[0], 0)
    assert np.exp(one.evidence.whole) == pytest.approx(seen_yes / seen_no, abs=1e-9)
    assert np.exp(one.absence.whole) == pytest.approx((1 - seen_yes) / (1 - seen_no), abs=1e-9)
    posterior = 0.4 * seen_yes / (0.4 * seen_yes + 0.6 * seen_no)
    assert one.share(1).value == pytest.approx(posterior, abs=1e-9)
    assert one.share().value == pytest.approx(0.4, abs=1e-9)
    shown = 0.4 * seen_yes + 0.6 * seen_no
    assert one.showing.value == pytest.approx(shown, abs=1e-9)

    def entropy(p):
        return -p * np.log2(p) - (1 - p) * np.log2(1 - p)

    missed = 0.4 * (1 - seen_yes) / (1 - shown)
    expected = entropy(0.4) - shown * entropy(posterior) - (1 - shown) * entropy(missed)
    assert one.bits.whole == pytest.approx(expected, abs=1e-9)
    so_given = [3 / 4, 2 / 6]
    ceiling = entropy(0.5) - 0.4 * entropy(so_given[0]) - 0.6 * entropy(so_given[1])
    assert one.ceiling.whole == pytest.approx(ceiling, abs=1e-9)
    after = weighed_runs(w, Evidence(("s0",)))
    assert share(after) == pytest.approx(posterior, abs=1e-9)
    assert after.updates[0].change == pytest.approx(posterior - 0.4, abs=1e-9)
    weights = np.array([0.8 if s else 0.3 for s in so])
    assert after.runs == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), abs=1e-9)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=30),
    st.lists(st.floats(0.05, 0.95), min_size=6, max_size=6),
)
@settings(max_examples=60)
def test_reweighting_is_bayes_run_by_run(course, table):
    """Two independent signs, one seen and one not: the posterior is the sum over runs of what each makes likely."""
    yes, first, second = (np.array(some) for some in zip(*course, strict=True))
    w = by_hand([first, second], [table[:3], table[3:]], yes)
    made = [table[a] * (1 - table[3 + b]) for a, b in zip(first, second, strict=True)]
    total = sum(made)
    expected = sum(m for m, y in zip(made, yes, strict=True) if y) / total
    after = weighed_runs(w, Evidence(("s0",), ("s1",)))
    assert share(after) == pytest.approx(expected, abs=1e-9)
    for sign in w.signs:
        one = telling(w, sign, 0, after.weights)
        assert 0.0 <= one.bits.whole <= one.entropy + 1e-12
        assert one.bits.whole <= one.ceiling.whole + 1e-9


def test_a_copy_in_the_same_group_counts_once_and_in_another_twice():
    yes, so = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0]
    alone = by_hand([so], [[0.2, 0.7]], yes)
    copies = by_hand([so, so], [[0.2, 0.7]] * 2, yes, groups=["g", "g"])
    apart = by_hand([so, so], [[0.2, 0.7]] * 2, yes)
    once = share(weighed_runs(alone, Evidence(("s0",))))
    assert share(weighed_runs(copies, Evidence(("s0", "s1")))) == pytest.approx(once, abs=1e-12)
    assert share(weighed_runs(apart, Evidence(("s0", "s1")))) > once + 0.01
    gone = share(weighed_runs(alone, Evidence((), ("s0",))))
    assert share(weighed_runs(copies, Evidence((), ("s0", "s1")))) == pytest.approx(gone, abs=1e-12)
    bits = telling(alone, alone.signs[0], 0).bits.whole
    assert group_bits(copies, copies.signs, 0).whole == pytest.approx(bits, abs=1e-12)
    assert group_bits(copies, copies.signs, 0).mean == pytest.approx(telling(alone, alone.signs[0], 0).bits.mean)


def test_unlike_signs_of_a_group_tell_together_no_less_than_the_best_of_them():
    yes, one, two = [1, 1, 1, 0, 0, 0], [2, 1, 1, 1, 0, 0], [0, 1, 1, 0, 1, 0]
    w = by_hand([one, two], [[0.1, 0.4, 0.6], [0.2, 0.5]], yes, groups=["g", "g"])
    best = max(telling(w, sign, 0).bits.whole for sign in w.signs)
    assert group_bits(w, w.signs, 0).whole >= best - 1e-12


def test_a_group_that_contradicts_itself_has_half_the_weight_each():
    w = by_hand([[1, 0], [1, 0]], [[0.1, 0.4], [0.3, 0.5]], [1, 0], groups=["g", "g"])
    made = likelihood(w, Evidence(("s0",), ("s1",)))
    assert made[1] / made[0] == pytest.approx(np.sqrt(0.1 * 0.7 / (0.4 * 0.5)), abs=1e-9)


def test_what_no_run_allows_is_said():
    w = by_hand([[0, 0]], [[0.0, 1.0]], [1, 0])
    with pytest.raises(AskError, match="no run of the game allows"):
        likelihood(w, Evidence(("s0",)))
    with pytest.raises(AskError, match="seen and not seen at once"):
        Evidence(("s0",), ("s0",))


def test_a_sign_that_tells_nothing_moves_nothing():
    """`if_so` = `if_not` in every reading: every weight is the same, and so is the forecast."""
    before = watch(case([DRY]), runs=RUNS, rules=RULES)
    after = watch(case([DRY]), runs=RUNS, rules=RULES, saw=("dry",))
    assert after.manifest["effective_runs"] == RUNS
    for r in rows(after.parts[0]):
        assert r["change"] == 0.0
        assert r["moved"] is False
        assert (r["after"], r["after_error"], r["after_low"]) == (r["before"], r["before_error"], r["before_low"])
    for r in rows(before):
        assert (r["bits"], r["direction"], r["log_ratio"]) == (0.0, "moves nothing", 0.0)


def test_equal_weights_are_no_weights():
    yes, draw = np.arange(40) % 3 == 0, np.arange(40) // 4
    assert weighed(yes, draw, np.full(40, 0.37)) == chance(yes, draw)
    assert weighed(yes, draw, np.zeros(40)) is None
    half = weighed(yes, draw, np.where(np.arange(40) < 20, 1.0, 0.0))
    assert half is not None
    assert half.share == pytest.approx(yes[:20].mean())


def test_the_spread_of_unequal_weights_is_that_of_equal_ones_in_the_limit():
    rng = np.random.default_rng(5)
    own = rng.beta(2, 3, size=400)
    draw = np.repeat(np.arange(400), 5)
    yes = rng.random(2000) < own[draw]
    plain = chance(yes, draw)
    nudged = weighed(yes, draw, 1.0 + 1e-9 * rng.random(2000))
    assert plain is not None
    assert nudged is not None
    assert (nudged.low, nudged.high) == pytest.approx((plain.low, plain.high), abs=1e-6)


# --- states --------------------------------------------------------------------------------------------------------


def courses(**fields):
    shape = {"count": 2, "first": 0}
    return SimpleNamespace(**(shape | fields))


def test_a_text_that_is_tabled_at_once_has_been_agreed():
    held = np.zeros((2, 4, 2), dtype=bool)
    held[0, 1, 0] = True
    c = courses(agreed=held, endorsed=np.array([[-1, -1], [-1, 2]]))
    p: Any = SimpleNamespace(rounds=4, months=1.0, levels=[SimpleNamespace(id="aid"), SimpleNamespace(id="deal")])
    assert STATES["corridor_text"].holds(c, p, [0, 1]).tolist() == [[False, True, False, False], [False] * 4]
    assert STATES["corridor_agreed"].holds(c, p, [0, 1]).tolist() == [
        [False, True, True, True],
        [False, False, True, True],
    ]

    def sign(**more):
        return Indicator(id="s", what="x", if_so=HALF, if_not=HALF, state="corridor_agreed", **more)

    assert rounds_so(sign(), c, p).tolist() == [2, 1]
    assert rounds_so(sign(levels=("deal",)), c, p).tolist() == [0, 1]
    assert rounds_so(sign(window_months=120), c, p).tolist() == [3, 2]  # no longer than is played


def test_converging_is_read_as_the_game_reads_it():
    """The game tosses for the default state itself, so certain signs of it show there in the first round it is so."""
    sure = {"id": "sure", "what": "x", "if_so": 1, "if_not": 0, "window_months": 1}
    played = simulate(case([sure]), runs=200, rules=Rules(inner=2, months=6))
    c = played.whole()
    so = STATES["backers_converging"].holds(c, played.plan, [0])
    first = np.where(so.any(axis=1), so.argmax(axis=1), -1)
    assert 0 < (first >= 0).sum() < 200
    assert c.shown[:, 0].tolist() == first.tolist()


def test_the_game_tosses_for_signs_of_its_own_state_only():
    signs = [SIGNS[3], {"id": "own", "what": "x", "if_so": 0.5, "if_not": 0.1, "label": "public"}]
    p = plan(sample(case(signs), runs=2), rounds=2)
    assert [n.id for n in p.indicators] == ["own"]
    assert names(p)["indicator"] == ["own"]


def test_a_table_has_to_be_there():
    p: Any = SimpleNamespace(case=case(tracks=TRACKS).model_copy(update={"tracks": (), "conference": None}))
    with pytest.raises(AskError, match="no formal track"):
        STATES["table_meets"].holds(courses(), p, [])


def test_the_chance_over_a_window_is_that_of_its_state():
    draws = sample(case(), runs=50)
    table = chances(draws, case().indicators[0], 3)
    assert table.shape == (50, 4)
    assert table[:, 0] == pytest.approx(np.full(50, 0.2), abs=1e-12)
    assert table[:, 3] == pytest.approx(draws.of("indicators.whisper.if_so", 0.0), abs=1e-12)
    between = 1 - (1 - table[:, 3]) ** (1 / 3) * 0.8 ** (2 / 3)
    assert table[:, 1] == pytest.approx(between, abs=1e-12)


@pytest.mark.parametrize("wrong", [{"state": "quiet"}, {"state": "table_meets", "levels": ["settlement"]},
                                   {"state": "corridor_text", "levels": ["peace"]}])  # fmt: skip
def test_a_state_that_is_none_is_refused(wrong):
    with pytest.raises(CaseError, match=r"state|levels"):
        case([{**SIGNS[0], "state": "corridor_text", **wrong}])


# --- the Finding ---------------------------------------------------------------------------------------------------


def test_the_list():
    got = found()
    assert {r["indicator"] for r in got.rows} == {s["id"] for s in SIGNS}
    assert len(got.rows) == 2 * len(SIGNS)
    for r in rows(got):
        assert 0.0 <= r["bits"] <= r["entropy"]
        assert r["bits"] <= r["ceiling"] + 4 * (r["bits_error"] + r["ceiling_error"])
        assert r["if_seen"] * r["showing"] + r["if_not_seen"] * (1 - r["showing"]) == pytest.approx(r["now"], abs=1e-9)
        assert r["direction"] == "unclear" or (r["direction"] == "raises") == (r["log_ratio"] > 0)
        assert (r["in_time"], r["by"]) in ((True, "2014-05-28"), (True, "2014-09-28"))
    ranked = [r["bits"] for r in got.rows]
    assert ranked == sorted(ranked, reverse=True)
    murmur, echo = (row(got, indicator=i, by="2014-09-28") for i in ("murmur", "echo"))
    assert murmur["group_bits"] == pytest.approx(murmur["bits"], abs=1e-9)
    assert murmur["bits"] == pytest.approx(echo["bits"], abs=1e-12)
    whisper = row(got, indicator="whisper", by="2014-09-28")
    assert whisper["ratio_low"] < whisper["likelihood_ratio"] < whisper["ratio_high"] or whisper["log_ratio"] <= 0
    assert json.dumps(got.to_json(), allow_nan=False)
    assert got.chart().to_dict()


def test_what_was_seen_changes_the_forecast_and_the_list():
    got = found(saw=("whisper", "murmur"), not_seen=("bell",))
    assert 0 < got.manifest["effective_runs"] < RUNS
    known = {r["indicator"]: r["known"] for r in got.rows}
    assert known == {"whisper": "seen", "murmur": "seen", "echo": None, "bell": "not seen", "weather": None}
    assert {r["counted_with"] for r in rows(got, indicator="echo")} == {"murmur"}
    assert all((r["bits"] is None) == (r["indicator"] != "weather") for r in got.rows)
    before = found()
    for r in rows(got.parts[0]):
        assert r["before"] == pytest.approx(row(before.parts[0], by=r["by"])["after"])
        assert r["change"] == pytest.approx(r["after"] - r["before"])
    told = " ".join(got.sentences())
    assert "seen: whisper and murmur; not seen: bell" in told
    again = watch(
        case(), runs=RUNS, rules=RULES, saw=("WHISPER", "mur-mur".replace("-", ""), "whisper"), not_seen=("bell",)
    )
    assert again.rows == got.rows


def test_the_simulated_update_is_the_one_the_list_foretold():
    ahead = row(found(), indicator="bell", by="2014-09-28")
    after = row(found(saw=("bell",)).parts[0], by="2014-09-28")
    assert after["after"] == pytest.approx(ahead["if_seen"], abs=1e-9)
    missed = row(found(not_seen=("bell",)).parts[0], by="2014-09-28")
    assert missed["after"] == pytest.approx(ahead["if_not_seen"], abs=1e-9)
    assert after["after_error"] >= ahead["if_seen_error"] - 1e-12


def test_so_few_runs_are_no_statement():
    with pytest.raises(AskError, match=r"1 run tells nothing of what follows; expected at least 20"):
        watch(case(), runs=1, rules=RULES)


def test_too_few_to_say():
    few = watch(case(), runs=40, rules=RULES, saw=("whisper",))
    assert all(r["after_band"] is None and r["enough"] is False for r in few.parts[0].rows)
    assert any("too few to say" in s for s in few.sentences())
    assert not any(s.startswith("Moved") for s in few.sentences())


def test_competing_hypotheses():
    got = found(saw=("murmur", "echo"))
    table = got.parts[1]
    assert {r["hypothesis"] for r in table.rows} == {"nothing", "settlement", "deal"}
    outcomes = [r for r in table.rows if r["indicator"] == "bell" and r["kind"] == "outcome"]
    assert sum(r["share"] for r in outcomes) == pytest.approx(1.0)
    assert outcomes[0]["log_ratio"] == pytest.approx(-outcomes[1]["log_ratio"])  # of two, the one is the other's no
    one = row(table, indicator="murmur", hypothesis="settlement")
    both = row(table, indicator=TOGETHER, hypothesis="settlement")
    assert both["log_ratio"] == pytest.approx(one["log_ratio"], abs=1e-9)  # counted once
    assert one["diagnosticity"] >= 0.0
    asked = found(question="deal").parts[1]
    assert [r["hypothesis"] for r in rows(asked, indicator="bell")] == ["deal by 2014-05-28", "deal by 2014-09-28"]


@pytest.mark.parametrize(
    ("evidence", "error", "sign", "word"),
    [
        (4.0, 0.1, "+++", "strongly for"),
        (-6.0, 0.1, "----", "very strongly against"),
        (float("nan"), 0.1, "?", "too few runs"),
        (0.4, None, "?", "too few runs"),
        (0.09, 0.04, "0", "hardly tells"),
    ],
)
def test_words_for_weights(evidence, error, sign, word):
    assert said(evidence, error) == (sign, word)


# --- labels --------------------------------------------------------------------------------------------------------


def test_who_can_see_a_sign_labels_what_names_it():
    assert str(found().label) == "team"
    secret = [*SIGNS[:4], {**SIGNS[4], "visible_to": "secret"}]
    everything = watch(case(secret), runs=40, rules=RULES, saw=("weather",))
    assert str(everything.label) == "secret"
    assert everything.manifest["saw"] == [None]
    public = watch(case(secret), runs=40, rules=RULES, eyes="public")
    assert str(public.label) == "team"
    assert "weather" not in json.dumps(public.to_json())
    with pytest.raises(AskError, match="no indicator called weather") as error:
        watch(case(secret), runs=40, eyes="public", saw=("weather",))
    assert "rains" not in str(error.value)


def test_an_indicator_for_the_team_makes_a_public_case_the_teams():
    from backchannel.analyses.signs import label_of_sign

    public = case([{**SIGNS[0], "label": "public"}])
    assert str(label_of_sign(public, public.indicators[0])) == "public"
    team = case([{**SIGNS[0], "label": "public", "visible_to": "team"}])
    assert str(label_of_sign(team, team.indicators[0])) == "team"


# --- messages ------------------------------------------------------------------------------------------------------


def test_messages():
    with pytest.raises(AskError, match="no indicator called whisker; did you mean whisper"):
        watch(case(), saw=("whisker",))
    hidden = [SIGNS[0], {**SIGNS[1], "visible_to": "partners"}]
    with pytest.raises(AskError, match=r"no indicator called murmer; anybody can see: whisper$"):
        watch(case(hidden), saw=("murmer",))
    with pytest.raises(AskError, match="no question called peace"):
        watch(case(), question="peace")
    with pytest.raises(AskError, match="lists no indicators"):
        watch(case([]))
    with pytest.raises(AskError, match="visible to public"):
        watch(case([hidden[1]]), eyes="public")
    with pytest.raises(AskError, match="no question that the game can answer"):
        watch(case(questions=[]), runs=4, rules=RULES)
    crowd = [{**SIGNS[0], "id": f"s{n}", "group": "g"} for n in range(9)]
    with pytest.raises(AskError, match="9 indicators are of one group"):
        watch(case(crowd))


# --- claims --------------------------------------------------------------------------------------------------------


def on_signs(comparator=">", **more):
    where = {"channel": "table", "level": "settlement", "months": 8}
    return {"finding": "watch", "where": where, "column": "bits", "comparator": comparator, "says": "x", **more}


def judged(*tests, signs=None):
    told = [{"id": "W", "locator": "p", "says": "s", "tests": list(tests)}]
    vague = {"id": "vague", "ask": "Well?", "by": ["2014-05-28"], "yes_if": "so"}
    return claims(case(signs, claims=told, questions=[*QUESTIONS, vague]), runs=800)


def test_a_claim_on_signs_can_hold_and_can_fail():
    corridor = {"channel": "corridor", "level": "settlement", "months": 8}
    loud = {"id": "loud", "what": "x", "state": "text_in_force", "if_so": 0.95, "if_not": 0.05}
    dull = [{**SIGNS[0], "if_so": 0.3, "if_not": 0.3}, loud]
    assert judged(on_signs(against=corridor), signs=dull).rows[0]["status"] == "holds"
    assert judged(on_signs("<", against=corridor), signs=dull).rows[0]["status"] == "fails"
    assert judged(on_signs(value=0.9)).rows[0]["status"] == "fails"
    assert judged(on_signs("<", value=0.9)).rows[0]["status"] == "holds"
    assert judged(on_signs(against=corridor, column="ceiling"), signs=dull).rows[0]["status"] == "holds"
    twice = on_signs(against=corridor, against_under={"tracks.plenary.meets": 0.3}, times=0.5)
    assert judged(twice, signs=dull).rows[0]["status"] == "holds"


@pytest.mark.parametrize(
    "where",
    [
        {"channel": "attic", "level": "settlement", "months": 8},
        {"indicator": "nobody", "level": "settlement", "months": 8},
        {"channel": "table", "level": "peace", "months": 8},
        {"channel": "table", "level": "settlement", "months": 0},
        {"channel": "table", "level": "settlement", "months": "long"},
        {"channel": "table", "question": "deal", "by": "2014-05-29"},
        {"channel": "table", "question": "peace", "by": "2014-05-28"},
        {"channel": "table", "question": "deal", "months": 1000},
        {"channel": "table", "question": "vague", "months": 8},
        {"channel": "table", "indicator": "bell", "level": "settlement", "months": 8},
        {"channel": "table"},
        {"level": "settlement", "months": 8},
    ],
    ids=str,
)
def test_a_row_on_signs_that_is_none_says_where_to_correct_it(where):
    with pytest.raises(AskError, match=r"claims\.yaml"):
        judged(on_signs(value=0.1) | {"where": where})


def test_a_test_on_signs_has_two_columns():
    with pytest.raises(AskError, match=r"bits or ceiling only.*claims\.yaml"):
        judged(on_signs(value=0.1, column="entropy"))
    with pytest.raises(AskError, match="speaks of the corridor"):
        judged(on_signs(value=0.1) | {"where": {"channel": "corridor", "level": "settlement", "months": 8}},
               signs=[SIGNS[3]])  # fmt: skip


def test_rows_agree_with_the_list():
    """The row of a claim is that of the list, on the same runs: there is one way to tell."""
    about: dict[str, Any] = {"question": "deal", "by": "2014-09-28"}
    wanted: list[dict[str, Any]] = [
        {"indicator": "bell", **about},
        {"indicator": "weather", **about},
        {"channel": "table", **about},
    ]
    bell, weather, table = rows(watched_rows(case(), runs=RUNS, wanted=wanted, rules=RULES).finding)
    for one in (bell, weather):
        listed = row(found(), indicator=one["best"], by="2014-09-28")
        assert max(0.0, one["bits"]) == pytest.approx(listed["bits"], abs=1e-12)
        assert one["bits_error"] == pytest.approx(listed["bits_error"], abs=1e-12)
    dated = watched_rows(case(), runs=RUNS, wanted=[{**wanted[2], "by": "2014-09-28"}], rules=RULES)
    counted: dict[str, Any] = {"channel": "table", "question": "deal", "months": 8}  # from January to September
    assert watched_rows(case(), runs=RUNS, wanted=[counted], rules=RULES).told[0]["bits"].mean == (
        dated.told[0]["bits"].mean
    )
    assert table["bits"] == max(bell["bits"], weather["bits"])


@pytest.mark.slow
def test_geneva_has_signs_of_both_channels_and_the_claim_is_tested_whole():
    the_case = geneva()
    channels = {STATES[n.state].channel for n in the_case.indicators}
    assert channels == {"corridor", "table"}
    got = claims(the_case, runs=200, claim="C17")
    assert got.rows[0]["tested"] == "whole"
    assert got.rows[0]["status"] in ("holds", "fails", "too close to call")
    assert len(got.parts[0].rows) == 3
