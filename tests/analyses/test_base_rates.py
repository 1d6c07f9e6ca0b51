"""Base rates: the figures against the files and against independent estimators, and a case beside them."""

import gzip
import json
from collections import Counter
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from backchannel.analyses.base_rates import base_rate, base_rates, beside, comparable, default_clocks
from backchannel.analyses.baserates import clock, counting, estimating
from backchannel.analyses.baserates.beside import FAR, place
from backchannel.analyses.baserates.figures import DEAL, OUTCOMES, PEACE, SHIPPED, SIGNED, derive, shipped, to_text
from backchannel.analyses.baserates.reading import Files, read_files
from backchannel.analyses.baserates.reference import opponents
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.theory.clocks import kaplan_meier, two_stage_clock_continuous
from tests.support import ROOT, shared_path

TERMINATION, AGREEMENTS = "ucdp-term-dyad-3-2021.csv.gz", "ucdp-peace-agreements-221.csv.gz"


@cache
def files() -> Files:
    for name in (TERMINATION, AGREEMENTS):
        shared_path("data", name)
    return read_files(shared_path("data"))


@cache
def case() -> Case:
    return read_case(find_case("geneva-ii"))


def rows(*of: str) -> Any:
    """Shipped rows, whose cells are read as what they are."""
    return shipped().at(*of)


def curve(*of: Any) -> list[Any]:
    """The curve of made-up spells."""
    found = estimating.curve(*of)
    assert None not in found
    return found


def rate_of(case: Case, months: float, **how: Any) -> Any:
    """The base rate of any deal."""
    return base_rate(case, months, **how)[0]


def spells(times, causes, entry=None, cluster=None):
    entry = [0] * len(times) if entry is None else entry
    cluster = range(len(times)) if cluster is None else cluster
    return counting.spells(zip(entry, times, causes, cluster, [""] * len(times), [0.0] * len(times), strict=True))


# The figures


@pytest.mark.slow
def test_every_shipped_figure_is_what_the_files_give():
    derived, held = derive(files()), json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert derived["sources"] == held["sources"]
    assert derived["definitions"] == held["definitions"]
    assert derived["figures"] == held["figures"]
    assert to_text(derived) == SHIPPED.read_text(encoding="utf-8")


def test_the_known_shares():
    known = {5: 0.473, 2: 0.135, 1: 0.131, 3: 0.110, 6: 0.098, 4: 0.053}
    for code, expected in known.items():
        (row,) = rows("ends", OUTCOMES[code])
        assert row["value"] == pytest.approx(expected, abs=6e-4)
        assert row["n"] == 510
    deals = {"1": 0.283, "2": 0.266, "3": 0.238, "4+": 0.182}
    for dyads, expected in deals.items():
        assert rows("ends", DEAL, dyads)[0]["value"] == pytest.approx(expected, abs=6e-4)


def test_shares_are_counted_again_from_the_file():
    shared_path("data", TERMINATION)
    import pandas as pd

    frame = pd.read_csv(shared_path("data", TERMINATION))
    frame["fighting"] = frame.groupby(["conflict_id", "year"]).dyad_id.transform("nunique")
    ended = frame[(frame.dyadterm == 1) & (frame.year >= 1989) & frame.type_of_conflict.isin([3, 4])]
    ended = ended[ended.outcome.notna()]
    for dyads, mine in (("all", ended), ("2", ended[ended.fighting == 2]), ("4+", ended[ended.fighting >= 4])):
        for code, name in OUTCOMES.items():
            (row,) = rows("ends", name, dyads)
            assert (row["events"], row["n"]) == ((mine.outcome == code).sum(), len(mine))
            assert row["value"] == pytest.approx((mine.outcome == code).mean(), abs=5e-5)


def test_every_figure_lies_in_its_interval_and_says_what_it_rests_on():
    found = base_rates()
    defined = json.loads(SHIPPED.read_text(encoding="utf-8"))["definitions"]
    assert {r["figure"] for r in found.rows} == set(defined)
    every: Any = found.rows
    for row in every:
        assert 0 < row["conflicts"] <= row["n"]
        assert 0 <= row["events"] <= row["n"]
        if row["value"] is not None:
            assert row["low"] <= row["value"] <= row["high"], row
    assert all(len(s["sha256"]) == 64 for s in found.manifest["sources"])


def test_curves_rise_and_their_parts_make_a_whole():
    for what in (DEAL, PEACE, "otherwise"):
        shares = [r["value"] for r in rows("survival", what)]
        assert shares == sorted(shares)
        for dyads in ("all", "1", "2", "3+"):
            shares = [r["value"] for r in rows("from_a_day", what, dyads)]
            assert shares == sorted(shares)
    parts = zip(*(rows("survival", w) for w in ("going on", DEAL, "otherwise")), strict=True)
    for together in parts:
        assert sum(r["value"] for r in together) == pytest.approx(1, abs=2e-4)


def test_the_tables_of_the_page_are_the_figures():
    spec = spec_from_file_location("make_base_rates", ROOT / "docs" / "make_base_rates.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    text = made.PAGE.read_text(encoding="utf-8")
    assert made.page(text, shipped()) == text
    a, b = default_clocks()
    assert f".{a:.4f}"[2:] in text
    assert f"{b:g}" in text


# What is counted


def test_episodes_are_apart_in_time_and_each_ends_once():
    fought = counting.episodes(files())
    by_dyad: dict[int, list[counting.Episode]] = {}
    for e in fought:
        by_dyad.setdefault(e.dyad, []).append(e)
        assert e.began <= e.last
        assert list(e.years) == list(range(e.years[0], e.years[-1] + 1))
        assert e.over or e.last == files().last_year
    for mine in by_dyad.values():
        mine.sort(key=lambda e: e.began)
        assert all(a.last < b.began for a, b in pairwise(mine))
    named = Counter(e.outcome for e in fought if e.over)
    assert sum(named.values()) == 515  # 510 of the shares, 2 of unknown outcome, 3 that only name an outcome


def test_cutting_episodes_at_years_keeps_time_and_ends():
    fought = counting.episodes(files())
    whole, cut = counting.from_the_start(fought), counting.by_year_of_fighting(fought, files())
    assert (whole.exit - whole.entry).sum() == (cut.exit - cut.entry).sum()
    assert Counter(whole.cause[whole.cause > 0].tolist()) == Counter(cut.cause[cut.cause > 0].tolist())


def test_nobody_is_looked_up_who_is_not_fighting():
    fought = tuple(e for e in counting.episodes(files()) if e.conflict == 333)
    seen = counting.from_a_day(fought, files())
    days = counting.looks(files())
    assert len(seen) == sum(e.began <= d <= e.last for e in fought for d in days)
    assert days[0] == date(1989, 1, 15)
    assert seen.exit.min() >= 1


# The estimators


def test_without_late_entry_the_curve_is_that_of_others():
    rng = np.random.Generator(np.random.Philox(3))
    times, seen = rng.integers(1, 900, 200), rng.random(200) < 0.7
    days = [100, 300, 600]
    found = curve(spells(times, seen.astype(int)), None, [d / counting.DAYS for d in days])
    theirs = ecdf(CensoredData(uncensored=times[seen].tolist(), right=times[~seen].tolist())).cdf.evaluate(days)
    assert [f.value for f in found] == pytest.approx(list(theirs), abs=1e-12)
    lasting = dict(zip(np.unique(times[seen]), kaplan_meier(times, seen).survival_at_event_times, strict=True))
    assert [1 - f.value for f in found] == pytest.approx([lasting[max(t for t in lasting if t <= d)] for d in days])


def test_an_end_otherwise_is_not_a_deal_to_come():
    """Half end otherwise on day 10, the rest by a deal on day 20: half end by a deal, not all of them."""
    found = curve(spells([10] * 20 + [20] * 20, [5] * 20 + [1] * 20), (1,), [15 / 30, 20 / counting.DAYS])
    assert [f.value for f in found] == [0.0, pytest.approx(0.5)]


def test_late_entry_counts_from_when_it_was_seen():
    """20 seen from day 0, of which 10 end on day 5; 30 that were let in on day 6; all that are left end on day 9."""
    times, entry = [5] * 10 + [9] * 10 + [9] * 30, [0] * 20 + [6] * 30
    found = curve(spells(times, [1] * 10 + [5] * 40, entry), (1,), [8 / counting.DAYS])
    assert found[0].value == pytest.approx(0.5)


def test_intervals_widen_with_clustering():
    hits = np.array([True] * 20 + [False] * 20)
    alone = estimating.share(hits, np.arange(40))
    together = estimating.share(hits, np.arange(40) // 10)
    assert together.high - together.low > 1.5 * (alone.high - alone.low)
    assert estimating.wilson(hits.sum(), 40) == pytest.approx((alone.low, alone.high), rel=0.02)
    times, causes = [30] * 40 + [60] * 40, [1] * 40 + [5] * 40
    when = [40 / counting.DAYS]
    apart = curve(spells(times, causes), (1,), when)[0]
    alike = curve(spells(times, causes, cluster=np.arange(80) // 4), (1,), when)[0]
    assert alike.high - alike.low > 1.5 * (apart.high - apart.low)


def test_no_event_is_not_no_chance():
    found = curve(spells([50] * 30, [5] * 30), (1,), [1.0])[0]
    assert (found.value, found.low) == (0.0, 0.0)
    assert (1 - found.high) ** 30 == pytest.approx(0.025)
    nothing = estimating.rate(np.zeros(5), np.ones(5), np.arange(5))
    assert nothing.low == 0 < nothing.high


def test_the_clock_is_the_closed_form():
    for a, b, t in ((0.1, 0.5, 6.0), (0.009, 26.4, 12.0), (0.02, 0.021, 40.0)):
        f = 1 - float(np.exp(clock.log_not_yet(a, b, np.array([t])))[0])
        assert f == pytest.approx(two_stage_clock_continuous(a, b, t).F, abs=1e-12)
        step = 1e-4
        slope = two_stage_clock_continuous(a, b, t + step).F - two_stage_clock_continuous(a, b, t - step).F
        density = float(np.exp(clock.log_density(a, b, np.array([t])))[0])
        assert density == pytest.approx(slope / (2 * step), rel=1e-5)


def test_the_clock_finds_two_stages_where_there_are_two():
    rng = np.random.Generator(np.random.Philox(11))
    n = 4000
    times = rng.exponential(1 / 0.04, n) + rng.exponential(1 / 0.25, n)
    entry, until = rng.uniform(0, 20, n), rng.exponential(40, n)
    kept = (np.minimum(times, until) > entry) & (until > entry)
    exit, deal = np.minimum(times, until)[kept], (times <= until)[kept]
    found = clock.fit(entry[kept], exit, deal, 1.0)
    assert found.a == pytest.approx(0.04, rel=0.1)
    assert found.b == pytest.approx(0.25, rel=0.2)
    assert found.b_low < 0.25
    assert found.gain > 5


def test_the_clock_finds_one_stage_where_there_is_one():
    rng = np.random.Generator(np.random.Philox(12))
    times = rng.exponential(100.0, 500)
    found = clock.fit(np.zeros(500), times, np.full(500, True), 1.0)
    assert found.a == pytest.approx(1 / times.mean(), rel=0.05)
    assert found.b is None or found.b > 1
    assert found.b_low > 0.1


# A case beside them


def test_geneva_is_set_beside_wars_of_two_dyads():
    assert [a.id for a in opponents(case())] == ["armed_rebels", "jihadist_groups"]
    like = {"aid": None, "local_truce": None, "ceasefire": DEAL, "framework": SIGNED, "transition": PEACE}
    assert comparable(case()) == like
    both: Any = base_rate(case(), 36)
    deal, peace, _ = both
    assert (deal.dyads, deal.years) == ("2", "all")
    (row,) = (r for r in rows("from_a_day", DEAL, "2") if r["months"] == 36)
    assert (deal.value, deal.low, deal.high) == (row["value"], row["low"], row["high"])
    assert peace.value < deal.value


def test_between_two_months_and_beyond_the_last():
    at = {m: rate_of(case(), m).value for m in (0, 12, 15, 18)}
    assert at[0] == 0
    assert at[15] == pytest.approx((at[12] + at[18]) / 2)
    assert rate_of(case(), 400).value is None
    assert rate_of(case(), 12, years=0.5).value > rate_of(case(), 12, years=5).value
    with pytest.raises(AskError, match="months -1"):
        base_rate(case(), -1)


def test_a_small_case_is_one_dyad(tmp_path):
    from backchannel.case.starting import start

    start(tmp_path / "mine")
    mine = read_case(tmp_path / "mine")
    assert [a.id for a in opponents(mine)] == ["opposition"]
    assert comparable(mine) == {"settlement": DEAL}


@pytest.mark.parametrize(
    ("share", "error", "lies", "far"),
    [
        (0.0, 0.001, "below", True),
        (0.10, 0.005, "within", False),
        (0.9, 0.01, "above", True),
        (0.06, 0.001, "below", False),
    ],
)
def test_far_is_a_factor_in_odds_beyond_both_doubts(share, error, lies, far):
    found = beside(case(), 36, {"ceasefire": (share, error)})
    row: Any = found.rows[0]
    assert (row["lies"], row["far"]) == (lies, far)
    assert any(lies in s and "base rate" in s for s in found.sentences())
    if far:
        edge = row["low"] if lies == "below" else row["high"]
        moved = share + 2 * error if lies == "below" else share - 2 * error
        odds = (moved / (1 - moved)) / (edge / (1 - edge))
        assert max(odds, 1 / odds) >= FAR


def test_an_uncertain_forecast_is_not_far():
    lies, factor = place(0.02, 0.005, 0.2, 0.3)
    assert (lies, round(factor, 6)) == ("below", round(0.25 / (0.03 / 0.97), 6))
    assert place(0.02, 0.1, 0.2, 0.3)[0] == "within"


def test_what_the_files_do_not_know_is_said():
    found = beside(case(), 36, {"aid": (0.8, 0.01), "local_truce": (0.5, 0.01)})
    assert all(r["base"] is None and r["far"] is False for r in found.rows)
    assert found.sentences() == ("the files know no base rate for a step on aid and a local truce.",)
    late = beside(case(), 600, {"ceasefire": (0.2, 0.01)})
    assert "too few wars were seen for 600 months" in late.sentences()[0]


def test_labels_are_those_of_the_case_and_of_the_chances():
    chances = {"ceasefire": (0.1, 0.01)}
    assert beside(case(), 12, chances).label == Label.SECRET
    assert beside(case(), 12, chances, label=Label.PUBLIC).label == Label.TEAM


def test_the_clock_of_a_war_of_which_nothing_is_known():
    a, b = default_clocks()
    (rate,) = rows("hazard", DEAL)[:1]
    assert a == rate["value"]
    found = two_stage_clock_continuous(a, b, 36.0).F
    assert found == pytest.approx(1 - np.exp(-a * 36), abs=5e-4)


# Wrong files


def written(folder, name, text):
    (folder / name).write_bytes(gzip.compress(text.encode()))


@cache
def contents(name):
    return gzip.decompress(shared_path("data", name).read_bytes()).decode()


@pytest.fixture
def copied(tmp_path):
    """The two files, ten records of each."""
    for name in (TERMINATION, AGREEMENTS):
        written(tmp_path, name, "\n".join(contents(name).split("\n")[:11]) + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        (TERMINATION, "outcome", "9", (":2:", "outcome", "`9`", "from 1 to 6")),
        (TERMINATION, "year", "x" * 99, (":2:", "year", "`" + "x" * 40 + "`")),
        (TERMINATION, "start_date2", "1946-13-01", (":2:", "start_date2", "YYYY-MM-DD")),
        (TERMINATION, "start_date2", "1999-01-01", (":2:", "start_date2", "not after")),
        (TERMINATION, "dyad_id", "1e400", (":2:", "dyad_id", "whole number")),
        (AGREEMENTS, "pa_type", "4", (":2:", "pa_type", "`4`", "1, 2 or 3")),
        (AGREEMENTS, "ended", "perhaps", (":2:", "ended", "True, False or nothing")),
        (AGREEMENTS, "dyad_id", "a;b", (":2:", "dyad_id", "commas")),
    ],
)
def test_a_wrong_cell_is_named(copied, name, column, value, words):
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO("\n".join(contents(name).split("\n")[:11]))))
    rows[0][column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    written(copied, name, out.getvalue())
    with pytest.raises(AskError) as told:
        read_files(copied)
    for word in (name, *words):
        assert word in str(told.value)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda p: p.unlink(), "no file is called"),
        (lambda p: p.write_bytes(b"no gzip"), "no whole gzip"),
        (lambda p: p.write_bytes(p.read_bytes()[:200]), "no whole gzip"),
        (lambda p: p.write_bytes(gzip.compress(b"\xff\xfe\x00")), "UTF-8"),
        (lambda p: p.write_bytes(gzip.compress(b"")), "no record"),
        (lambda p: p.write_bytes(gzip.compress(b"a,b\n1,2\n")), "this column in the first line"),
        (lambda p: p.write_bytes(gzip.compress(b"a,b\n1\n")), "has 1 cells; expected 2"),
        (lambda p: p.write_bytes(gzip.compress(b'a,b\n"1,2\n')), "expected a CSV file"),
    ],
)
def test_a_wrong_file_is_named(copied, damage, words):
    damage(copied / TERMINATION)
    with pytest.raises(AskError, match=words):
        read_files(copied)


def test_two_files_of_one_kind(copied):
    (copied / "ucdp-term-dyad-4-2025.csv").write_text("x\n")
    with pytest.raises(AskError, match="2 files are called"):
        read_files(copied)
