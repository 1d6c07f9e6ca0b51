"""Words of a case on a screen: whatever stands in them, they are only words."""

import re

import pytest

from backchannel import terminal

STEERING = "\x1b[31m \x07 \r \x9b2J \x7f \u202e \u2066 \ufffe"


def test_each_keeps_its_column_and_lines_stay():
    said = terminal.inert(f"one\t{STEERING}\ntwo")
    assert len(said) == len(f"one\t{STEERING}\ntwo")
    assert said.startswith("one\t\u241b[31m \u2407 \u240d \ufffd2J \u2421 \ufffd")
    assert said.endswith("\ntwo")


@pytest.mark.parametrize("watched", [True, False])
def test_what_is_laid_out_keeps_its_own_colours_alone(capsys, monkeypatch, watched):
    monkeypatch.setattr(terminal._Out, "isatty", lambda self: watched)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = terminal.console()
    out.print(terminal.table(["who"], [{"who": f"a {STEERING} b"}], 10))
    said = capsys.readouterr().out
    assert "\u241b[31m" in said
    assert "\x1b[31m" not in said
    assert ("\x1b[1m" in said) == watched
    assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e\u2066]", said)


def test_complaints_and_plain_text(capsys, monkeypatch):
    terminal.complain(f"file{STEERING}: wrong")
    assert "\x1b" not in capsys.readouterr().err
    terminal.write("kept \x1b")
    assert capsys.readouterr().out == "kept \x1b\n"
    monkeypatch.setattr(terminal._Out, "isatty", lambda self: True)
    terminal.write("seen \x1b")
    assert capsys.readouterr().out == "seen \u241b\n"
