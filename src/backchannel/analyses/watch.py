"""`watch`: what each indicator would tell, what to make of those that were seen, and what to look out for now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from backchannel.analyses.asking import SEED, check_question
from backchannel.analyses.competing import competing
from backchannel.analyses.reweighing import Evidence, Update, Weighed, named, weighed_runs
from backchannel.analyses.signs import Sign, Watched, abouts, for_eyes, gathered, label_of_sign
from backchannel.analyses.tallying import asked, provenance
from backchannel.analyses.telling import Telling, group_bits, ratio_of, telling
from backchannel.analyses.watching import picture, said_of
from backchannel.case.schema import Case
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.runs import Played, Rules, opened, simulate

RUNS = 10_000
FEWEST = 20
"""Runs below which a share of them is no statement."""

UPDATED = "The forecast, weighed by what is known"

COLUMNS = (
    "indicator", "what", "channel", "state", "group", "window_months", "visible_to", "known", "counted_with",
    "question", "by", "in_time", "showing", "showing_error", "likelihood_ratio", "ratio_low", "ratio_high", "log_ratio",
    "log_ratio_error", "direction", "now", "now_error", "if_seen", "if_seen_error", "if_not_seen", "if_not_seen_error",
    "bits", "bits_error", "entropy", "ceiling", "ceiling_error", "group_bits", "group_bits_error",
)  # fmt: skip
UPDATE_COLUMNS = (
    "question", "ask", "by", "before", "before_error", "before_low", "before_high", "before_band", "after",
    "after_error", "after_low", "after_high", "after_band", "edge", "change", "change_error", "moved", "enough",
)  # fmt: skip


def watch(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    rules: Rules = Rules(),  # noqa: B008 - frozen
    question: str | None = None,
    saw: Sequence[str] = (),
    not_seen: Sequence[str] = (),
    eyes: str | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """What each indicator tells of each question by each of its dates, given those that were seen or not seen.

    A row an indicator, question and date: likelihood ratio of seeing it (``ratio_low`` to ``ratio_high`` hold 80% over
    the doubts about the indicator, ``log_ratio_error`` is of chance), the chance of a yes now, if it is seen and if it
    is not, and the ``bits`` it is expected to tell, of the ``entropy`` there is; ``ceiling`` is what the state behind
    it would tell if seen without error, ``group_bits`` what its group tells together. Of a sign that is known
    (``known``), or of whose group one is (``counted_with``), the likelihood ratio is that before anything was known
    and the rest is blank.
    ``in_time`` says whether the question is still open when the window ends. Parts: the forecast before and after what
    is known, and competing hypotheses.

    Runs are weighed by how likely they make what is known; signs of a group count once. ``saw`` and ``not_seen`` are
    ids, ``eyes`` leaves out what that reader cannot see, ``folder`` holds runs that were kept. The label is no lower
    than what any indicator named here can be seen by. Raises AskError for an unknown indicator or question, a case
    without either, fewer than ``FEWEST`` runs, and where no run allows what is known.
    """
    named(case, for_eyes(case, eyes), (*saw, *not_seen))  # before anything is played
    check_question(case, question)
    played = (
        simulate(case, runs=runs, seed=seed, rules=rules, progress=progress) if folder is None else opened(case, folder)
    )
    return watch_of(played, question=question, saw=saw, not_seen=not_seen, eyes=eyes)


def watch_of(
    played: Played,
    *,
    question: str | None = None,
    saw: Sequence[str] = (),
    not_seen: Sequence[str] = (),
    eyes: str | None = None,
) -> Finding:
    """``watch`` on runs that were played for something else as well."""
    case = played.plan.case
    records = for_eyes(case, eyes)
    evidence = Evidence(named(case, records, saw), named(case, records, not_seen))
    questions = asked(case, played.plan, question)
    about = abouts(questions)
    if not about:
        raise AskError(
            "no question that the game can answer by the months played; give one an `event` and a date within them"
        )
    if played.runs < FEWEST:
        told = "1 run tells" if played.runs == 1 else f"{played.runs} runs tell"
        raise AskError(f"{told} nothing of what follows; expected at least {FEWEST} (--runs)")
    watched = gathered(played.parts(), played.plan, records, questions, about)
    weighed = weighed_runs(watched, evidence)
    rows = [row for sign in watched.signs for row in _rows(watched, sign, evidence, weighed)]
    rows.sort(key=_rank)
    label = highest((played.draws.label, *(label_of_sign(case, record) for record in records)))
    update = _updated(weighed, label)
    how = provenance(played, analysis="watch", question=question, eyes=eyes, inner=played.rules.inner)
    shared = {"saw": _public(case, watched, evidence.saw), "not_seen": _public(case, watched, evidence.not_seen)}
    size = {"effective_runs": round(weighed.runs, 1), "effective_draws": round(weighed.draws, 1)}
    return Finding(
        title=f"{case.case.title}: what to watch as of {case.case.as_of:%-d %B %Y}",
        columns=COLUMNS,
        rows=tuple(rows),
        text=said_of(watched, evidence, weighed, rows),
        label=label,
        manifest=how | {"draws": played.draws.runs} | shared | size,
        picture=picture,
        parts=(update, competing(watched, evidence, weighed, label, question)),
        inputs=frozenset(played.draws.used),
    )


def _public(case: Case, watched: Watched, ids: Sequence[str]) -> list[str | None]:
    """Ids for the manifest, which holds nothing above public: what few can see is known of by few."""
    return [id if watched.sign(id).record.visible_to == "public" else None for id in ids]


def _rank(row: Row) -> tuple[bool, bool, float]:
    """What can still be looked out for first, of questions open after its window; the most telling on top."""
    return (row["bits"] is None, not row["in_time"], -float(row["bits"] or 0.0))


def _rows(watched: Watched, sign: Sign, evidence: Evidence, weighed: Weighed) -> list[Row]:
    record, group = sign.record, watched.group_of(sign)
    known = evidence.known(group)
    others = [s.record.id for s in known if s is not sign]
    out: list[Row] = []
    for n, about in enumerate(watched.about):
        if not watched.among[:, n].any():
            continue
        found = telling(watched, sign, n, None if known else weighed.weights)
        row: Row = dict.fromkeys(COLUMNS)
        row |= {
            "indicator": record.id, "what": record.what, "channel": sign.channel, "state": record.state,
            "group": record.group, "window_months": record.window_months, "visible_to": record.visible_to,
            "known": evidence.of(sign), "counted_with": ", ".join(others) or None,
            "question": about.id, "by": about.by, "in_time": about.rounds >= len(sign.chance),
        }  # fmt: skip
        row |= _told(found)
        if not known:
            row |= _ahead(found, _together(watched, group, n, weighed, found))
        out.append(row)
    return out


def _together(watched: Watched, group: tuple[Sign, ...], n: int, weighed: Weighed, alone: Telling) -> Row:
    found = alone.bits if len(group) == 1 else group_bits(watched, group, n, weighed.weights)
    return {"group_bits": max(0.0, found.mean), "group_bits_error": found.error}


def _told(found: Telling) -> Row:
    """What seeing it says."""
    span = found.ratio_range
    return {
        "likelihood_ratio": ratio_of(found.evidence.whole),
        "ratio_low": None if span is None else span[0],
        "ratio_high": None if span is None else span[1],
        "log_ratio": found.evidence.whole,
        "log_ratio_error": found.evidence.error,
        "direction": found.direction,
    }


def _ahead(found: Telling, together: Row) -> Row:
    """What looking out for it is expected to tell."""
    row: Row = {
        "bits": min(max(0.0, found.bits.mean), found.entropy), "bits_error": found.bits.error,
        "entropy": found.entropy, "ceiling": min(max(0.0, found.ceiling.mean), found.entropy),
        "ceiling_error": found.ceiling.error,
    }  # fmt: skip
    shares = {"now": found.share(), "if_seen": found.share(1), "if_not_seen": found.share(0), "showing": found.showing}
    for name, value in shares.items():
        row |= {name: value.value, f"{name}_error": value.error}
    return row | together


def _updated(weighed: Weighed, label: Label) -> Finding:
    return Finding(
        title=UPDATED,
        columns=UPDATE_COLUMNS,
        rows=tuple(_update_row(update, weighed) for update in weighed.updates),
        text=(),
        label=label,
        manifest={},
    )


def _update_row(update: Update, weighed: Weighed) -> Row:
    before, after = update.before, update.after
    row: Row = dict.fromkeys(UPDATE_COLUMNS)
    row |= {
        "question": update.about.id, "ask": update.about.ask, "by": update.about.by, "before": before.share,
        "before_error": before.error, "before_low": before.low, "before_high": before.high, "before_band": before.band,
        "change": update.change, "change_error": update.error, "moved": update.moved, "enough": weighed.enough,
    }  # fmt: skip
    if after is not None:
        row |= {
            "after": after.share, "after_error": after.error, "after_low": after.low, "after_high": after.high,
            "after_band": after.band if weighed.enough else None, "edge": after.edge if weighed.enough else None,
        }  # fmt: skip
    return row
