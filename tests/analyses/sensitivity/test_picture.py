"""The picture of what the answers hang on."""

import re
from itertools import pairwise

from backchannel.analyses.sensitivity.picture import picture
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.theme import save

WIDE = 26
"""What two labels of three signs have to be apart to be read as two."""


def bar(low: float, high: float) -> Row:
    return {
        "outcome": "a", "says": "a local truce signed", "input": "x", "input_in_words": "what a session brings",
        "as_is": 0.695, "swing": high - low, "swing_error": 0.01, "at_low": low, "at_high": high,
        "change_low": low - 0.695, "change_high": high - 0.695, "change_low_error": 0.016, "change_high_error": 0.012,
        "at_low_error": 0.01, "at_high_error": 0.01,
    }  # fmt: skip


def test_no_label_of_an_axis_runs_into_the_next(tmp_path):
    row = bar(0.316, 0.873)
    part = Finding("One at a time", tuple(row), (row,), (), Label.PUBLIC, {})
    save(
        picture(Finding("What it hangs on", (), (), (), Label.PUBLIC, {}, parts=(part,))), tmp_path / "x.svg", "public"
    )
    drawn = (tmp_path / "x.svg").read_text()
    found = re.findall(r'<text text-anchor="(\w+)" transform="translate\(([\d.]+),[\d.]+\)"[^>]*>(\d+)%</text>', drawn)
    shift = {"start": WIDE / 2, "middle": 0.0, "end": -WIDE / 2}
    middles = sorted(float(x) + shift[anchor] for anchor, x, _ in found)
    assert len(middles) >= 3
    assert min(b - a for a, b in pairwise(middles)) >= WIDE
