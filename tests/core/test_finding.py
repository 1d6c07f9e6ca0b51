import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from backchannel.core.finding import Finding
from backchannel.core.labels import Label

ROWS = (
    {"actor": "g", "share": 0.25, "rank": 1, "sure": True, "note": None},
    {"actor": "r", "share": float("nan"), "rank": 2, "sure": False, "note": "why"},
    {"actor": "r", "share": float("inf"), "rank": 3, "sure": False},
)
COLUMNS = ("actor", "share", "rank", "sure", "note")


def finding(**changed):
    said: dict[str, Any] = {
        "title": "A title",
        "columns": COLUMNS,
        "rows": ROWS,
        "text": ("One sentence.", "Another."),
        "label": Label.TEAM,
        "manifest": {"seed": 1},
    }
    return Finding(**(said | changed))


def test_frame_is_tidy_and_knows_its_title_and_label():
    frame = finding().frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame["actor"].tolist() == ["g", "r", "r"]
    assert pd.isna(frame["note"][2])
    assert frame.attrs == {"title": "A title", "label": "team"}
    assert finding(rows=()).frame().shape == (0, 5)


def test_json_is_plain_and_finite():
    found = finding(samples={"share": np.zeros((3, 10))}, inputs=frozenset({"actors.g.cost"}))
    plain = found.to_json()
    text = json.dumps(plain, allow_nan=False)
    assert set(plain) == {"title", "sentences", "columns", "rows", "label", "manifest"}
    assert [row["share"] for row in plain["rows"]] == [0.25, None, None]
    assert plain["rows"][2]["note"] is None
    assert "actors.g.cost" not in text  # paths of inputs and samples stay in the process
    assert (plain["label"], plain["sentences"]) == ("team", ["One sentence.", "Another."])


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.float64("nan"), None),
        (np.float32(0.5), 0.5),
    ],
)
def test_numpy_numbers_become_plain(number, plain):
    (row,) = finding(columns=("x",), rows=({"x": number},)).to_json()["rows"]
    assert row["x"] == plain
    assert type(row["x"]) is type(plain)


def test_parts_are_findings_of_their_own():
    inner = finding(title="Inner", rows=())
    out = finding(parts=(inner,)).to_json()
    assert out["parts"] == [inner.to_json()]
    assert "parts" not in inner.to_json()


def test_find():
    found = finding()
    assert found.find({"actor": "g"}) == 0
    assert found.find({"actor": "r", "rank": 3}) == 2
    with pytest.raises(KeyError, match="2 rows match"):
        found.find({"actor": "r"})
    with pytest.raises(KeyError, match="0 rows match"):
        found.find({"actor": "x"})
    with pytest.raises(KeyError, match="no column colour; columns are actor"):
        found.find({"colour": "red"})


def test_draws_of_a_cell():
    samples = {"share": np.arange(30.0).reshape(3, 10)}
    found = finding(samples=samples)
    assert found.draws("share", 1).tolist() == list(range(10, 20))
    assert found.draws("rank", 1).tolist() == [2.0]
    for column in ("actor", "note", "nothing"):
        with pytest.raises(KeyError, match="is no number"):
            found.draws(column, 0)


def test_picture():
    with pytest.raises(ValueError, match="A title: this answer has no picture"):
        finding().chart()
    drawn = finding(picture=lambda f: alt.Chart(f.frame()).mark_bar()).chart()
    assert isinstance(drawn, alt.Chart)


def test_a_finding_cannot_be_changed():
    with pytest.raises(AttributeError):
        finding().title = "Another"
