"""KTAB (the KAPSARC Toolkit for Behavioral Analysis): its Spatial Model of Politics as CSV and XML, both ways.

`ktab_scenario` says what a scenario is and how it becomes a case and a case one; the other `ktab_` modules know files.
"""

from __future__ import annotations

from pathlib import Path

from backchannel.case.ktab.scenario import Scenario, to_tree
from backchannel.case.ktab.table import is_one, of_table
from backchannel.case.ktab.writing import csv_text, losses, xml_text
from backchannel.case.ktab.xml import of_xml
from backchannel.case.opening import read_bytes, read_table
from backchannel.case.tree import Tree

__all__ = ["csv_text", "is_one", "losses", "read_scenario", "read_tree", "xml_text"]


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file: XML where its name ends in `.xml`, else a table. Raises CaseError naming the line."""
    if path.suffix.lower() == ".xml":
        return of_xml(read_bytes(path), str(path))
    return of_table(read_table(path), str(path))


def read_tree(path: Path) -> Tree:
    """The plain data of a case from a file of KTAB. Raises CaseError naming file and line."""
    return to_tree(read_scenario(path), path)
