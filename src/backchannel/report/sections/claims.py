"""What the text behind the case claims, and what became of each claim when it was tested."""

from __future__ import annotations

from backchannel.analyses.claims import tallied
from backchannel.analyses.putting import games
from backchannel.core.words import listing, sentence
from backchannel.report.document import Block, Paragraph, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, on_paper


def section(m: Material) -> Section | None:
    """Each claim with its verdict and what it hinges on."""
    found = m.claims
    if found is None or not found.rows:
        return None
    counted = tallied(found.rows).items()
    counts = [f"{status} {len(ids)} ({listing(ids)})" if ids else f"{status} 0" for status, ids in counted]
    cells = tuple(
        (
            str(r["claim"]), str(r["says"]), f"{r['status']}{', in part' if r['tested'] == 'in part' else ''}",
            chance(r["share"], r["se"]), str(r["hinges_on_in_words"] or "-"),
        )
        for r in found.rows
    )  # fmt: skip
    runs = m.effort.claims
    note = (
        f"Under these inputs; shares of {runs:,} draws of the doubts in which all tests of a claim are true. A test on "
        f"the game counts {games(runs):,} runs and is true or false for all draws together; within two standard errors "
        "it is too close to call."
    )
    columns = ("claim", "says", "verdict", "true in", "hinges most on")
    blocks: list[Block] = [Paragraph(f"{sentence('; '.join(counts))}.", kind="simulated")]
    blocks.append(Table("Claims and verdicts", columns, cells, frozenset({3}), note, "simulated"))
    failing = [(r["claim"], said) for r in found.rows if r["why"] for said in on_paper(m, str(r["why"]))]
    blocks += [Paragraph(said, lead=f"{id}, not true", kind="simulated") for id, said in failing]
    return Section("claims", "Claims put to the test", tuple(blocks), runs=runs)
