"""The page names every sign and every test."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import ROOT

PAGE = ROOT / "docs" / "explanation" / "comparative-statics.md"
TESTS = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]


def test_the_page_names_every_sign_and_every_test():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| CS")]
    numbers = [int(n) for row in rows for n in re.findall(r"^\| CS(\d+)", row)]
    assert sorted(set(numbers)) == list(range(1, 23))
    named = {name for row in rows for name in re.findall(r"`(test_cs\d+\w*)`", row)}
    assert named == {name for text in TESTS for name in re.findall(r"^def (test_cs\w+)", text, re.MULTILINE)}
    for row, number in zip(rows, numbers, strict=True):
        assert all(name.startswith(f"test_cs{number}_") for name in re.findall(r"`(test_cs\d+\w*)`", row)), row
