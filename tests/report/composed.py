"""Reports composed once for all tests of this folder, with few runs."""

from functools import cache

from backchannel.case.reading import find_case, read_case
from backchannel.core.labels import Label
from backchannel.report.composing import compose, gathered
from backchannel.report.document import Block, Bullets, Document, Figure, Paragraph, Section, Table
from backchannel.report.material import Material
from tests.support import ROOT

FEW = 100
SMALL = {"two-sides": ROOT / "docs/cases/two-sides.yaml", "three-camps": ROOT / "docs/cases/three-camps.yaml"}


def case_of(name):
    return read_case(find_case(SMALL.get(name, name)))


@cache
def composed(name: str, profile: Label) -> Document:
    return compose(case_of(name), profile, runs=FEW)


@cache
def material(name: str, profile: Label) -> Material:
    return gathered(case_of(name), profile, runs=FEW)


def texts(section: Section) -> str:
    return "\n".join(line for block in section.blocks for line in of(block))


def of(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.lead, block.text]
    if isinstance(block, Bullets):
        return [*block.leads, *block.items]
    if isinstance(block, Table):
        return [block.caption, block.note, *block.columns, *(cell for row in block.rows for cell in row)]
    assert isinstance(block, Figure)
    return [block.caption, block.alt]
