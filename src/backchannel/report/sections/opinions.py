"""Second opinions: what published models say of where a decision comes down, and what would last once there."""

from __future__ import annotations

from backchannel.core.words import points
from backchannel.report.document import Block, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, number, paragraphs


def section(m: Material) -> Section | None:
    """The spread of models by issue, why they differ, and equilibria of the model of options."""
    blocks: list[Block] = []
    if m.opinions is not None:
        ends = [r for p in m.opinions.parts if p.title.startswith("The ends of each issue") for r in p.rows]
        blocks += paragraphs(m, m.opinions.sentences()[:1], kind="method")
        spread = [r for r in ends if r["models_low"] is not None]
        if spread:
            cells = tuple(
                (
                    m.name(r["issue"]), f"{number(r['status_quo']):.0f}",
                    f"{points(number(r['models_low']), number(r['models_low_se']))} ({_model(r['models_low_by'])})",
                    f"{points(number(r['models_high']), number(r['models_high_se']))} ({_model(r['models_high_by'])})",
                    chance(r["share_between"], r["se"]),
                )
                for r in spread
            )  # fmt: skip
            columns = ("issue", "today", "lowest median", "highest median", "of the spread, between models")
            note = counted(m, m.effort.opinions, "draws put to each model")
            title = "Where published models see a decision, points of 100"
            blocks.append(Table(title, columns, cells, frozenset({1, 2, 3, 4}), note, "simulated"))
        blocks += _separates(m)
    if m.stability is not None:
        blocks += paragraphs(m, m.stability.sentences(), kind="simulated")
    if not blocks:
        return None
    return Section("opinions", "Second opinions", tuple(blocks), runs=m.effort.opinions)


def _model(id: object) -> str:
    return str(id).replace("_", " ")


def _separates(m: Material) -> list[Block]:
    """By issue, which assumption moves the models most, all else equal."""
    assert m.opinions is not None
    switches = [r for p in m.opinions.parts if p.title.startswith("What separates") for r in p.rows]
    cells = []
    for issue in dict.fromkeys(str(r["issue"]) for r in switches):
        most = max((r for r in switches if r["issue"] == issue), key=lambda r: number(r["size"]))
        size = points(number(most["size"]), number(most["size_se"]))
        cells.append((m.name(issue), str(most["asks"]), size))
    if not cells:
        return []
    columns = ("issue", "the assumption that separates them most", "points on average")
    return [Table("Why they differ", columns, tuple(cells), frozenset({2}), kind="simulated")]
