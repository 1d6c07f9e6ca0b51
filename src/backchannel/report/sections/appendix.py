"""The appendices: method, key assumptions, limits, and where every number comes from."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.case.inputs import inputs
from backchannel.case.schema import Source
from backchannel.report.document import Block, Bullets, Paragraph, Section, Table
from backchannel.report.material import INNER, TRIED, Material
from backchannel.report.sections.laying import at_most, number, on_paper

BANDS = (
    "Words of likelihood are those of one row of Intelligence Community Directive 203 (2015): almost no chance, 1 to "
    "5 in a hundred; very unlikely, to 20; unlikely, to 45; roughly even, to 55; likely, to 80; very likely, to 95; "
    "almost certain, to 99."
)
KINDS = (
    "Each statement is marked: fact (no doubt, best-graded source), reported (a source says so), judgement (the "
    "coder's or the team's), simulated (worked out by the model), method."
)


def method(m: Material) -> Section:
    """How the answers came about, and how many runs each took."""
    e = m.effort
    if m.plays:
        said = [
            "A case describes what each actor says, wants, fears and can do, each number with its doubt; draws are "
            "taken from those doubts.",
            "An actor accepts a text where its surplus over going on as now is not negative; publicity, promises, "
            "spoilers, backers, trust and the worth of fighting on enter that surplus.",
            "A game of rounds plays table and corridors on these draws; a chance is a share of its runs and holds "
            "under these inputs.",
            BANDS,
            f"Forecast, ladder and watch list share {e.game:,} runs of {-(-e.game // INNER):,} draws "
            f"(the error of each share stands beside it, since runs of one draw are alike); ranges and blockers "
            f"{e.draws:,} draws ({at_most(e.draws)}); each lever {e.levers:,} runs ({at_most(e.levers)}); each end of "
            f"{TRIED} inputs {e.moved:,} runs ({at_most(e.moved)}); published models {e.opinions:,} draws "
            f"({at_most(e.opinions)}); options {e.stability:,} draws ({at_most(e.stability)}); claims {e.claims:,} "
            f"draws ({at_most(e.claims)}).",
        ]
    else:
        said = [
            "This copy holds no private limits, so nothing in it is played: it lays out public lines, the agenda and "
            "public signs as they stand in it."
        ]
    said.append(KINDS)
    if m.copied:
        said.append(f"What lies above '{m.profile}' was taken out before anything was worked out: all is {m.copied}.")
    missing = m.apology()
    blocks: list[Block] = [Bullets(tuple(said), kind="method")]
    if missing:
        blocks.append(Paragraph(missing[0].upper() + missing[1:], kind="method"))
    return Section("method", "Method", tuple(blocks), appendix=True, runs=e.stability if m.plays else None)


def assumptions(m: Material) -> Section:
    """What the answers stand on, and what they cannot carry."""
    case = m.case.case
    said = [
        (
            "Rationality",
            "Actors weigh a text by one inequality, with noise; anger, honour and error enter only as doubt.",
        ),
        ("Actors", "Each body decides as the case says; whoever is no actor of it decides nothing."),
        ("Doubts", "Doubts of different numbers are drawn apart from each other unless the case ties them."),
        ("Day", f"Nothing after {case.as_of:%-d %B %Y} is known to the case."),
        (
            "Models",
            "How well models of this kind forecast is contested, and this one has not been scored against conferences "
            "that happened.",
        ),
    ]
    if m.plays and m.brief is not None:
        told = [one for t in m.brief.sentences() if t.startswith("Doubt: ") for one in on_paper(m, t[len("Doubt: ") :])]
        said += [("Inputs", one) for one in told]
    own = [("Hindsight", case.hindsight), ("Limits", case.limits)]
    said += [(head, text) for head, text in own if text]
    leads, items = zip(*said, strict=True)
    block = Bullets(items, leads, "method")
    return Section("assumptions", "Key assumptions and limits", (block,), appendix=True, runs=m.effort.draws)


def provenance(m: Material) -> Section | None:
    """What sources there are, then every input of this copy with what it rests on, in a long table."""
    found = m.register
    if not found.rows:
        return None
    resting = {one.path: one.evidence for one in inputs(m.case)}
    cited = {id for ids in resting.values() for id in ids}
    items = {e.id: f"E{n}" for n, e in enumerate((e for e in m.case.evidence if e.id in cited), start=1)}
    cells = []
    for r in found.rows:
        value = "unknown" if r["unknown"] else _spread(number(r["low"]), number(r["best"]), number(r["high"]))
        unit = "" if str(r["unit"]) in ("", "None") else f", {r['unit']}"
        own = [items[id] for id in resting[str(r["path"])] if id in items] or [str(r["date"] or "")]
        whose = f" ({r['perspective']})" if r["perspective"] else ""
        rests = " ".join([str(r["kind"]), *own]).strip()
        cells.append((str(r["input"]), f"{value}{unit}", f"{rests}{whose}; {r['label']}"))
    columns = ("input", "value", "rests on; for whom")
    note = "In brackets the range as coded." + (" E1 and the like: items of the sources above." if items else "")
    table = Table("Every input of this copy", columns, tuple(cells), note=note, kind="judgement")
    blocks: list[Block] = [Paragraph(" ".join(found.sentences()))]
    if items:
        blocks.append(_sources(m, items))
    return Section("provenance", "Provenance of every input", (*blocks, table), appendix=True)


def _sources(m: Material, items: Mapping[str, str]) -> Bullets:
    """Each source, with its items under the numbers by which the table names them."""
    said: dict[str, list[str]] = {}
    for e in m.case.evidence:
        if e.id in items:
            grade = f" ({e.credibility})" if e.credibility else ""
            said.setdefault(e.source, []).append(f"{items[e.id]} {e.locator or 'as a whole'}{grade}")
    sources = {s.id: s for s in m.case.sources}
    told = []
    for id, parts in said.items():
        what = _described(sources[id]) if id in sources else id
        told.append(f"{what}: {', '.join(parts)}.")
    return Bullets((*told, "Reliability of a source from A to F, credibility of an item from 1 to 6."), kind="method")


def _described(source: Source) -> str:
    """A source with its author, day and grade."""
    day = f"{source.published:%-d %B %Y}" if source.published else None
    grade = f"reliability {source.reliability}" if source.reliability else None
    return ". ".join(text for text in (source.what.rstrip("."), source.author, day, grade) if text)


def _spread(low: float, best: float, high: float) -> str:
    return f"{best:.3g}" if low == high else f"{best:.3g} ({low:.3g} to {high:.3g})"


def record(m: Material, pairs: tuple[tuple[str, str], ...]) -> Section:
    """How this document came about."""
    table = Table("Manifest", ("what", "value"), pairs, kind="method")
    return Section("manifest", "How this document came about", (table,), appendix=True)
