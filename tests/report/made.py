"""A report that is made up: every kind of statement, Arabic and Hebrew names, wide tables, several figures."""

from __future__ import annotations

import functools
from datetime import date
from typing import Any

import altair as alt
import vl_convert as vlc

from backchannel.core import theme
from backchannel.core.labels import Label
from backchannel.report.document import Bullets, Document, Figure, Paragraph, Section, Table

ACTORS = (
    ("Northern Government", "الحكومة الشمالية"),
    ("River Coalition", "الائتلاف النهري"),
    ("Council of the Displaced and of the Returned, Provisional Secretariat", "مجلس النازحين والعائدين"),
    ("Coastal Command", "قيادة الساحل"),
    ("Hill Towns", "ערי ההרים"),
    ("Neighbour to the East", "الجار الشرقي"),
)
ISSUES = (
    "Ceasefire",
    "Monitoring",
    "Transition",
    "Detainees",
    "Aid corridors",
    "Disarmament",
    "Constitution",
    "Return",
)


def bars() -> Any:
    rows = [{"actor": f"{name} · {own}", "share": 0.92 - 0.13 * n} for n, (name, own) in enumerate(ACTORS)]
    return (
        alt.Chart(theme.data(rows), title=alt.TitleParams("Who blocks", subtitle="share of simulated runs"))
        .mark_bar(color=theme.SERIES[1])
        .encode(
            x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="share of runs"),
            y=alt.Y("actor:N", sort=None, title=None),
        )
        .properties(width=380, height=200)
    )


def curves(shift: int) -> Any:
    rows = [
        {"day": day, "low": middle * 0.7, "middle": middle, "high": min(1, middle * 1.3), "track": track}
        for track, rate in (("with the lever", 0.02), ("without", 0.008))
        for day in range(0, 181, 6)
        for middle in (1 - 2.718 ** (-rate * (day + shift)),)
    ]
    base = alt.Chart(theme.data(rows), title="Chance of a signed text by day").encode(
        x=alt.X("day:Q", title="days from now"), color=alt.Color("track:N", title=None)
    )
    band = base.mark_area(opacity=0.25).encode(y=alt.Y("low:Q", title="chance"), y2="high:Q")
    return (band + base.mark_line().encode(y="middle:Q", strokeDash="track:N")).properties(width=520, height=260)


@functools.cache
def figure(name: str, number: int, kind: Any = "simulated") -> Figure:
    spec = theme.dressed(bars() if number == 0 else curves(number), "team")
    caption = "Who blocks most often" if number == 0 else f"Chance of a signed text, variant {number}"
    alt_text = "Bars: the Northern Government (الحكومة الشمالية) blocks in most runs, the Neighbour to the East in few."
    if number:
        alt_text = f"Two rising curves with bands; with the lever the chance is higher on every day. Variant {number}."
    return Figure(name, caption, alt_text, vlc.vegalite_to_svg(spec), spec, kind)


@functools.cache
def document(figures: int = 3, chapters: int = 2) -> Document:
    """A made-up report for a team."""
    return Document(
        title="The Two Rivers Conference: what would hold",
        subtitle="A made-up case. No country, no talks, no person.",
        profile=Label.TEAM,
        as_of=date(2014, 1, 22),
        sections=(judgement(), *(chapter(n) for n in range(chapters)), pictures(figures), arabic(), wide(), method()),
        manifest=(
            ("Case", "two-rivers"),
            ("Case, SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            ("Seed", "7"),
            ("Runs", "2,000"),
        ),
    )


def judgement() -> Section:
    return Section(
        "judgement",
        "The judgement in brief",
        (
            Paragraph(
                "Under these inputs a signed text within six months is unlikely. It fails on two issues and on one "
                "actor, and the order in which the issues are taken decides which of the two comes first.",
                lead="A text by July is unlikely",
                kind="judgement",
            ),
            Paragraph("The evidence is two public records and five interviews; confidence is low.", "Confidence"),
            Bullets(
                (
                    "The Northern Government (الحكومة الشمالية), الائتلاف النهري, and קואליציית ערי ההרים hold a veto.",
                    "Aid corridors are the one issue on which every public position already overlaps.",
                    "An offer on detainees by the Neighbour to the East moves more than any other lever.",
                ),
                leads=("Who blocks", "What is near", "What would move it"),
                kind="simulated",
            ),
            Paragraph("The conference opened with seven delegations seated in one room.", kind="fact"),
            Paragraph("Two delegations are said to have met the evening before.", kind="reported"),
        ),
    )


def chapter(number: int) -> Section:
    rows = tuple(
        (f"{name} {own}", issue, f"{20 + 7 * n}–{55 + 5 * n}", f"{10 + 3 * n}", "medium" if n % 2 else "low")
        for n, (name, own) in enumerate(ACTORS)
        for issue in ISSUES[number : number + 5]
    )
    return Section(
        f"positions-{number + 1}",
        f"Positions by issue, part {number + 1}",
        (
            Paragraph(
                "Public marks are what an actor has said on record; private marks are what the analyst holds it would "
                "accept, each as a range. Where the two differ by more than the range, the difference is named.",
                kind="judgement",
            ),
            Table(
                f"Positions by actor and issue, part {number + 1}",
                ("Actor", "Issue", "Public mark", "Private mark", "Doubt"),
                rows,
                frozenset({2, 3}),
                "Marks run from 0 (the present state) to 100 (the whole demand). Ranges hold nine times in ten.",
                "judgement",
            ),
            Paragraph("Nothing in the record contradicts these marks. " * 4),
        ),
    )


def pictures(count: int) -> Section:
    made = tuple(figure(f"figure-{n}", n) for n in range(count))
    blocks = [block for one in made for block in (Paragraph(f"What follows is {one.caption.lower()}."), one)]
    return Section("forecast", "Forecast and who blocks", tuple(blocks))


def arabic() -> Section:
    return Section(
        "names",
        "الأسماء والمواقف",
        (
            Paragraph("تقول الحكومة الشمالية (Northern Government) إن وقف إطلاق النار يسبق كل شيء.", kind="reported"),
            Bullets(("الائتلاف النهري: 45 من 100", "קיבוץ ההרים", "Coastal Command")),
            Table(
                "الأطراف",
                ("الطرف", "Name", "وزن"),
                tuple((own, n, f"{k}") for k, (n, own) in enumerate(ACTORS)),
                frozenset({2}),
            ),
        ),
    )


def wide() -> Section:
    columns = ("Actor", *ISSUES, "Weight", "Veto", "Patience (months)")
    rows = tuple(
        (name, *(f"{(n * 13 + k * 7) % 100}" for k in range(8)), f"{40 - n}", "yes", f"{n + 3}")
        for n, (name, _) in enumerate(ACTORS)
    )
    return Section(
        "all-marks",
        "All marks",
        (
            Table("Every actor on every issue", columns, rows * 3, frozenset(range(1, 10)) | {11}, kind="judgement"),
            Table(
                "Sources", ("Key", "Source"), (("a-very-long-key-" + "x" * 60, "Minutes " + "of the meeting " * 12),)
            ),
        ),
        appendix=True,
    )


def method() -> Section:
    return Section(
        "method",
        "Method",
        (
            Paragraph("Rounds of play were simulated with every doubt sampled anew in each run.", kind="method"),
            Bullets(("Common random numbers.", "Counter-based streams."), kind="method"),
        ),
        appendix=True,
    )
