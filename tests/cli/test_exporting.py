"""`export` from the command line."""

import json

import pytest

from tests.cli.running import inside, refused


@pytest.mark.parametrize(
    ("name", "first"), [("x.graphml", b"<?xml"), ("x.gexf", b"<?xml"), ("x.zip", b"PK"), ("x.xlsx", b"PK")]
)
def test_by_ending(name, first, tmp_path, capsys):
    done = inside(capsys, "export", "geneva-ii", "-o", tmp_path / name)
    assert done.code == 0
    assert "label: public" in done.out
    assert (tmp_path / name).read_bytes().startswith(first)
    assert ("free Kumu account" in done.err) == (name == "x.xlsx")


def test_a_folder_and_json(tmp_path, capsys):
    done = inside(capsys, "export", "geneva-ii", "--profile", "team", "--to", "csv", "-o", tmp_path / "t", "--json")
    found = json.loads(done.out)
    assert set(found) == {"title", "sentences", "columns", "rows", "label", "manifest"}
    assert found["label"] == "team"
    assert {row["file"] for row in found["rows"]} == {path.name for path in (tmp_path / "t").iterdir()}


def test_one_message(tmp_path, capsys):
    export = ["export", "geneva-ii", "-o"]
    refused(inside(capsys, *export, tmp_path / "x.png"), "no ending by which its format is known", ".graphml")
    refused(inside(capsys, *export, tmp_path / "x.gexf", "--profile", "friends"), "--profile friends", "partners")
    refused(inside(capsys, *export, tmp_path / "x.zip", "--bipartite"), "--bipartite: expected a graph")
    done = inside(capsys, *export, tmp_path / "x.xlsx", "--profile", "team")
    refused(done, "--private-project")
    assert done.err.count("\n") == 1
    (tmp_path / "x.gexf").write_text("mine")
    refused(inside(capsys, *export, tmp_path / "x.gexf"), "exists already", "--force")
    refused(inside(capsys, *export, tmp_path / "x.gexf" / "y.gexf"), "is a file and can hold none")
    refused(inside(capsys, "export", "no-such-case", "-o", tmp_path / "y.gexf"), "no-such-case")
    assert [path.name for path in tmp_path.iterdir()] == ["x.gexf"]
    assert (tmp_path / "x.gexf").read_text() == "mine"


def test_values_set_are_exported(tmp_path, capsys):
    at = "actors.russia.openness"
    inside(capsys, "export", "geneva-ii", "--profile", "secret", "-o", tmp_path / "a.zip")
    inside(capsys, "export", "geneva-ii", "--profile", "secret", "-o", tmp_path / "b.zip", "--set", f"{at}=0.123")
    assert (tmp_path / "a.zip").read_bytes() != (tmp_path / "b.zip").read_bytes()
