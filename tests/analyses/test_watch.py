"""`watch`: the list, what was seen, competing hypotheses, labels and messages."""

import json

import pytest

from backchannel.analyses.competing import TOGETHER, said
from backchannel.analyses.watch import watch
from backchannel.core.errors import AskError
from tests.analyses.cases import row, rows
from tests.analyses.indicators import RULES, RUNS, SIGNS, case, found

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
