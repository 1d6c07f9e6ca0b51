"""`disagreement`: where the experts of a case contradict each other, which their pooled figure does not show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations

import altair as alt

from backchannel import __version__
from backchannel.analyses.wording import plain_input
from backchannel.case.elicitation.pooling import Answer
from backchannel.case.estimate import Expert
from backchannel.case.inputs import Input, inputs
from backchannel.case.pert import stretch
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import highest
from backchannel.core.theme import QUIET, SERIES, data
from backchannel.core.words import listing, sentence

DRAWN = 10
TOLD = 3
APART = 0.5
"""An expert stands apart whose leaving would take away more than this share of the variance between experts."""


def disagreement(case: Case, prefix: str = "", *, said: Iterable[Answer] = ()) -> Finding:
    """Numbers with several experts, the worst disagreement first; ``said`` are answers whose comments to show.

    ``between`` is the share of the variance of an even mixture of the answers that lies between experts rather than
    within them, 0-1; ``gap`` how far apart the best guesses lie, as a share of the number's range (of the highest
    number named where it has no end); ``apart`` how many pairs of intervals do not touch. Rows are ordered by
    ``between`` times ``gap``: far apart on the scale, and each sure of it. ``outlier`` is the one of three experts or
    more who accounts for most of the variance between them.
    """
    numbers = [i for i in inputs(case) if len(i.estimate.experts) > 1 and _under(i.path, prefix)]
    rows = [_row(case, number) for number in numbers]
    order = sorted(range(len(rows)), key=lambda n: (-_weight(rows[n]), -float(rows[n]["gap"] or 0)))
    ranked = [numbers[n] for n in order]
    comments = {(answer.path, answer.by): answer.comment for answer in said if answer.comment}
    label = highest(number.label for number in numbers)
    manifest = {"program": f"backchannel {__version__}", "case": case_hash(case)}
    title = f"{case.case.title}: where experts disagree"
    answers: list[Row] = [
        {
            "path": number.path, "expert": e.by, "low": e.low, "best": e.best, "high": e.high, "interval": e.interval,
            "weight": e.weight, "share_low": _share(number, e.low), "share_best": _share(number, e.best),
            "share_high": _share(number, e.high), "comment": comments.get((number.path, e.by)),
            "label": str(number.label),
        }
        for number in ranked
        for e in number.estimate.experts
    ]  # fmt: skip
    part = Finding(
        title="What each expert said",
        columns=tuple(answers[0]) if answers else ("path", "expert", "low", "best", "high", "interval"),
        rows=tuple(answers),
        text=(),
        label=label,
        manifest=manifest,
    )
    return Finding(
        title=title,
        columns=(
            *("path", "what", "experts", "least", "most", "pooled", "unit", "gap", "between", "apart", "pairs"),
            *("outlier", "label"),
        ),
        rows=tuple(rows[n] for n in order),
        text=_sentences([rows[n] for n in order]),
        label=label,
        manifest=manifest,
        picture=_picture if rows else None,
        parts=(part,),
        inputs=frozenset(number.path for number in numbers),
    )


def _under(path: str, prefix: str) -> bool:
    return not prefix or path == prefix or path.startswith(f"{prefix}.")


def _weight(row: Row) -> float:
    return float(row["between"] or 0) * float(row["gap"] or 0)


def moments(expert: Expert) -> tuple[float, float]:
    """Mean and variance of the distribution that stands for an answer: a PERT, stretched to its interval.

    >>> mean, variance = moments(Expert(by="a", low=0, best=5, high=10))
    >>> round(mean, 6), round(variance, 2)
    (5.0, 13.91)
    """
    span = expert.high - expert.low
    if span <= 0:
        return expert.best, 0.0
    r = (expert.best - expert.low) / span
    k = stretch(r, expert.interval)
    a, b, width = 1 + 4 * r, 5 - 4 * r, span * k
    start = expert.low + span * r * (1 - k)
    return start + width * a / 6, width * width * a * b / 252


def between(experts: Sequence[Expert]) -> float:
    """The share of the variance of a mixture of answers, by their weights, that lies between them, 0-1.

    >>> one, same, other = (Expert(by="e", low=n, best=n + 5, high=n + 10) for n in (0, 0, 90))
    >>> between([one, same]), round(between([one, other]), 2)
    (0.0, 0.99)
    """
    found = [moments(expert) for expert in experts]
    total = sum(expert.weight for expert in experts)
    shares = [expert.weight / total for expert in experts]
    middle = sum(w * mean for w, (mean, _) in zip(shares, found, strict=True))
    outside = sum(w * (mean - middle) ** 2 for w, (mean, _) in zip(shares, found, strict=True))
    inside = sum(w * variance for w, (_, variance) in zip(shares, found, strict=True))
    return outside / (outside + inside) if outside > 0 else 0.0


def outlier(experts: Sequence[Expert]) -> str | None:
    """The expert without whom most of the variance between three or more would be gone; None where there is none.

    >>> three = [Expert(by=by, low=n, best=n + 5, high=n + 10) for by, n in (("a", 0), ("b", 2), ("c", 60))]
    >>> outlier(three), outlier(three[:2])
    ('c', None)
    """
    if len(experts) < 3:
        return None
    means = [moments(expert)[0] for expert in experts]
    whole = _spread(means)
    if whole <= 0:
        return None
    left = [_spread(means[:n] + means[n + 1 :]) for n in range(len(means))]
    least = min(range(len(left)), key=left.__getitem__)
    gone = 1 - left[least] / whole
    rivals = sorted(left)  # of experts evenly spread the two at the ends take away the same: neither stands apart
    return experts[least].by if gone > APART and rivals[1] - rivals[0] > whole * APART / 2 else None


def _spread(means: Sequence[float]) -> float:
    middle = sum(means) / len(means)
    return sum((mean - middle) ** 2 for mean in means) / len(means)


def _row(case: Case, number: Input) -> Row:
    experts = number.estimate.experts
    bests = [expert.best for expert in experts]
    pairs = list(combinations(experts, 2))
    return {
        "path": number.path,
        "what": plain_input(case, number.path),
        "experts": len(experts),
        "least": min(bests),
        "most": max(bests),
        "pooled": number.estimate.central,
        "unit": number.value.unit,
        "gap": _share(number, max(bests)) - _share(number, min(bests)),
        "between": between(experts),
        "apart": sum(one.high < two.low or two.high < one.low for one, two in pairs),
        "pairs": len(pairs),
        "outlier": outlier(experts),
        "label": str(number.label),
    }


def _share(number: Input, value: float) -> float:
    """Where a number lies in its range, 0-1; without an upper end in that of the highest number named."""
    top = number.estimate.bounds[1] if math.isinf(number.value.hi) else number.value.hi
    span = top - number.value.lo
    return (value - number.value.lo) / span if span > 0 else 0.0


def _sentences(rows: Sequence[Row]) -> tuple[str, ...]:
    if not rows:
        return ("no number has answers of more than one expert.",)
    contradicting = [row for row in rows if row["apart"]]
    out = [
        f"{len(rows)} numbers have answers of several experts; in {len(contradicting)} of them some intervals do not "
        "touch."
    ]
    for row in [r for r in rows if _weight(r) > 0][:TOLD]:
        words = f"best guesses for {row['what']} run from {row['least']:.3g} to {row['most']:.3g} ({row['unit']})"
        more = [f"{row['apart']} of {row['pairs']} pairs of intervals do not touch"] if row["apart"] else []
        more += [f"{row['outlier']} stands apart"] if row["outlier"] else []
        out.append(sentence(f"{words}{'; ' + listing(more) if more else ''}."))
    out.append(
        "Draws stand on the average of the experts' quantiles, by weight: contradiction does not widen them, so what "
        "is listed here is in no other answer."
    )
    return tuple(out)


def _picture(found: Finding) -> alt.TopLevelMixin:
    """The worst ten: each expert's best guess and interval, as shares of the number's range."""
    worst = {str(row["path"]): row for row in found.rows[:DRAWN]}
    answers = [row for row in found.parts[0].rows if row["path"] in worst]
    shown = [
        {
            "what": f"{n}. {worst[str(r['path'])]['what']}", "expert": r["expert"], "low": r["share_low"],
            "best": r["share_best"], "high": r["share_high"], "stands": r["expert"] == worst[str(r["path"])]["outlier"],
        }
        for n, path in enumerate(worst, 1)
        for r in answers
        if r["path"] == path
    ]  # fmt: skip
    base = alt.Chart(data(shown)).encode(y=alt.Y("expert:N", title=None, sort=None))
    across = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format="%", tickCount=5)
    bar = base.mark_rule(strokeWidth=2, color=QUIET).encode(
        x=alt.X("low:Q", scale=across, axis=axis, title="share of the number's range"), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("best:Q", scale=across),
        color=alt.condition("datum.stands", alt.value(SERIES[0]), alt.value(SERIES[2])),
        shape=alt.condition("datum.stands", alt.value("diamond"), alt.value("circle")),
    )
    chart: alt.TopLevelMixin = (
        alt.layer(bar, dot)
        .properties(width=420, height=alt.Step(16))
        .facet(
            row=alt.Row(
                "what:N",
                title=None,
                sort=list(dict.fromkeys(str(row["what"]) for row in shown)),
                header=alt.Header(labelOrient="top", labelAnchor="start", labelFontSize=11, labelPadding=2),
            ),
            spacing=8,
        )
        .resolve_scale(y="independent")
        .properties(
            title=alt.TitleParams(
                found.title,
                subtitle="worst first; best guess and interval of each expert, a dark diamond stands apart",
            ),
            description=" ".join(found.sentences()),
        )
    )
    return chart
