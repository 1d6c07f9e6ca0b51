"""The first page: the judgement in brief, for somebody who has five minutes."""

from __future__ import annotations

from backchannel.analyses.positions import GAPS
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing, sentence, within
from backchannel.report.document import Block, Bullets, Paragraph, Section
from backchannel.report.material import Material
from backchannel.report.sections.laying import UNDER, counted, likelihood, number, split, told
from backchannel.report.sections.watching import tells


def section(m: Material) -> Section | None:
    """Five to seven sentences: how likely what is, why not, who, what moves it, what to watch, how sure."""
    if m.forecast is None and m.brief is None:
        return glance(m)
    leads, items = zip(*(one for one in _said(m) if one[1]), strict=True)
    blocks: list[Block] = [Bullets(items, leads, kind="simulated")]
    if (sure := confidence(m)) is not None:
        blocks.append(Paragraph(sure, lead="Confidence", kind="judgement"))
    runs = m.effort.game if m.forecast else m.effort.draws
    what = "simulated runs and of fewer draws of the doubts where a text is said to exist" if m.forecast else "draws"
    errors = [
        r[k] for r in _part(m.forecast, "The ladder of levels") for k in ("signed_year_error", "signed_horizon_error")
    ]
    blocks.append(Paragraph(counted(m, runs, what, errors), lead="How counted", kind="method"))
    return Section("judgement", "The judgement in brief", tuple(blocks), runs=runs)


def glance(m: Material) -> Section:
    """The same where nothing private is left: what this copy holds, and what it is silent on."""
    case = m.case
    said = [("What this copy holds", f"{SILENT} It sets out who attends, what is said in public and what is open.")]
    if case.levels:
        names = [within(m.name(one.id)) for one in case.levels]
        said.append(("On the agenda", f"{sentence(listing(names))}."))
    if m.positions is not None and (apart := widest(m.positions)) is not None:
        said.append(("Furthest apart in public", apart))
    if m.released is not None and m.released.rows:
        figures = "; ".join(f"{within(str(r['figure']))} \u2013 {r['shown']}" for r in m.released.rows)
        said.append(("Released of the full case", f"Under its inputs: {figures}."))
    if case.absent:
        said.append(("Decided about, no actor here", f"{sentence(listing([within(a.who) for a in case.absent]))}."))
    if case.indicators:
        said.append(("What to watch", f"'{case.indicators[0].what}' and what else the watch list names."))
    leads, items = zip(*said, strict=True)
    return Section("judgement", "In brief", (Bullets(items, leads, "reported"),))


PROMISE = "What is likely, why not more, who stands in the way, what moves it, and what to watch"

OPEN = "Who attends, what is said in public, and what was released"
SILENT = "This copy holds no private limits, so it says nothing of what could be signed."


def widest(found: Finding) -> str | None:
    """The widest gap between public lines, in the words of the Finding."""
    part = next((p for p in found.parts if p.title == GAPS), None)
    return part.sentences()[0] if part is not None and part.rows else None


def _said(m: Material) -> list[tuple[str, str]]:
    return [
        ("What is likely", _ladder(m.forecast)),
        ("Why not more", _first(m, m.brief, "Why not")),
        ("Who stands in the way", _first(m, m.brief, "Who")),
        ("What moves it most", _lever(m.levers)),
        ("What may not last", _standing(m.forecast)),
        ("What to watch", _sign(m, m.watch)),
        ("Comparable wars", _base(m.forecast)),
    ]


def _part(found: Finding | None, title: str) -> tuple[Row, ...]:
    return next((p.rows for p in found.parts if p.title == title), ()) if found else ()


def _ladder(found: Finding | None) -> str:
    rows = _part(found, "The ladder of levels")
    if not rows or found is None:
        return ""
    months = found.manifest["settings"]["months"]
    year = any(r["signed_year"] != r["signed_horizon"] for r in rows)
    name, span = ("signed_year", 12) if year else ("signed_horizon", months)
    said = [f"{within(str(r['name']))} \u2013 {likelihood(r[name], r[f'{name}_error'])}" for r in rows]
    return f"Signed within {span:g} months, {UNDER}: {'; '.join(said)}."


def _first(m: Material, found: Finding | None, head: str) -> str:
    if found is None:
        return ""
    said = told(m, found.sentences(), head).get(head, [])
    return said[0] if said else ""


def _lever(found: Finding | None) -> str:
    """The lever with the clearest effect, in the words of the Finding."""
    if found is None:
        return ""
    clear = [r for r in found.rows if r["clear"] and r["pulled"] == 1]
    if not clear:
        return "No lever that was tried moves anything by more than its interval."
    most = max(clear, key=lambda r: abs(number(r["effect"])))
    names = {str(r["lever"]): str(r["name"] or r["lever"]) for p in found.parts if p.title == "Levers" for r in p.rows}
    name = within(names.get(str(most["levers"]), str(most["levers"]).replace("_", " ")))
    text = next((body for head, body in map(split, found.sentences()) if head == "Alone" and body.startswith(name)), "")
    return f"Of the levers tried, {text.replace(f'{name}: moves', f'{name} moves', 1)}" if text else ""


def _standing(found: Finding | None) -> str:
    rows = [r for r in _part(found, "The ladder of levels") if r["held_6"] is not None]
    rows = [r for r in rows if number(r["held_6_error"]) <= 0.05]
    if not rows:
        return ""
    said = [f"{within(str(r['name']))} \u2013 {likelihood(r['held_6'], r['held_6_error'])}" for r in rows]
    return f"Once signed, still standing six months on: {'; '.join(said)}."


def _sign(m: Material, found: Finding | None) -> str:
    """The sign that tells most about a question that is still open."""
    rows = [r for r in found.rows if r["in_time"] and r["bits"] is not None] if found else []
    rows = [r for r in rows if tells(r)]
    if not rows:
        return ""
    best = max(rows, key=lambda r: number(r["bits"]))
    ask = next(q.ask for q in m.case.questions if q.id == best["question"])
    seen, now = (likelihood(best[k], best[f"{k}_error"]) for k in ("if_seen", "now"))
    return f"'{best['what']}' would move '{ask}' from {now} to {seen}."


def _base(found: Finding | None) -> str:
    rows = [r for r in _part(found, "Beside the base rate") if r["base"] is not None]
    if not rows:
        return ""
    groups: dict[str, list[str]] = {}
    for r in rows:
        groups.setdefault(str(r["lies"]), []).append(within(str(r["name"])))
    said = [f"{lies} what became of comparable wars for {listing(names)}" for lies, names in groups.items()]
    return f"Under these inputs the forecast lies {'; '.join(said)}."


def confidence(m: Material) -> str | None:
    """How far the answer is to be trusted: never high, since the game is not scored; low where most is judgement."""
    kinds = [r["kind"] for r in m.register.rows]
    if not kinds:
        return None
    judged = sum(kind == "judgement" for kind in kinds)
    level = "low" if judged > len(kinds) / 2 else "moderate"
    of = m.copied and " of this copy"
    return (
        f"Confidence in this analysis is {level}: {judged} of {len(kinds)} numbers{of} are judgement wholly or in "
        "part, and the game has not been scored against conferences that happened."
    )
