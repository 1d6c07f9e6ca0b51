"""`watch` as a person meets it."""

import json

from tests.cli.running import inside, refused

LITTLE = ["--runs", "600", "--months", "6"]


def test_a_screen(capsys):
    done = inside(capsys, "watch", "geneva-ii", *LITTLE)
    assert done.code == 0
    assert done.err == ""
    for words in (
        "new joint",
        "corridor",
        "table",
        "if seen",
        "bits",
        "Watch",
        "count once",
        "under these inputs",
    ):
        assert words in done.out, words
    assert "before and after" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_what_was_seen_with_dashes_or_underscores(capsys, tmp_path):
    kept = tmp_path / "runs"
    assert inside(capsys, "simulate", "geneva-ii", *LITTLE, "-o", kept).code == 0
    one = inside(
        capsys, "watch", "geneva-ii", "--from", kept, "--saw", "new-joint-text", "--not-seen", "second_round_dated",
        "--chart", tmp_path / "bits.svg",
    )  # fmt: skip
    assert one.code == 0
    for words in ("before and after", "Known", "are worth", "not seen", "counted"):
        assert words in " ".join(one.out.split()), words
    assert max(map(len, one.out.splitlines())) <= 100
    assert "bits expected" in (tmp_path / "bits.svg").read_text()
    args = ("watch", "geneva-ii", "--from", kept, "--not-seen", "second-round-dated", "--saw", "new_joint_text")
    got = json.loads(inside(capsys, *args, "--json").out)
    assert got["manifest"]["saw"] == ["new_joint_text"]
    assert [part["title"] for part in got["parts"]] == [
        "The forecast, weighed by what is known", "Competing hypotheses",
    ]  # fmt: skip
    cells = got["parts"][1]["rows"]
    assert {"log_ratio", "sign", "word", "diagnosticity"} <= set(cells[0])
    table = inside(capsys, *args, "--csv").out.splitlines()
    assert len(table) == 1 + len(got["rows"])
    crossed = inside(capsys, *args, "--hypotheses").out
    for words in ("Furthest that anything is signed", "all that is known", "as a logarithm", "framework"):
        assert words in crossed, words
    assert max(map(len, crossed.splitlines())) <= 100


def test_messages(capsys):
    refused(inside(capsys, "watch", "geneva-ii", "--saw", "new-joint-txt"), "did you mean new_joint_text?")
    few = inside(capsys, "watch", "geneva-ii", "--saw", "guarantee-tlak")
    refused(few, "no indicator called guarantee-tlak", "anybody can see")
    assert "guarantee_talk" not in few.err  # not everybody can see it
    refused(inside(capsys, "watch", "geneva-ii", "--saw", "aid_vote", "--not-seen", "aid-vote"), "aid_vote", "at once")
    refused(inside(capsys, "watch", "geneva-ii", "--visible-to", "all"), "--visible-to", "partners")
    refused(inside(capsys, "watch", "geneva-ii", "--question", "peace"), "no question called peace")
    refused(inside(capsys, "watch", "geneva-ii", "--question", "secnd_round"), "did you mean second_round?")
    refused(inside(capsys, "watch", "geneva-ii", "--chart", "bits.gif"), ".svg")
