"""Write the brief of the shipped case, as it comes out, into README.md. Run it after a change that moves a number."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- brief: written by docs/make_readme.py -->", "<!-- /brief -->"


def printed() -> str:
    """What `backchannel brief geneva-ii` prints, without trailing blanks."""
    command = [sys.executable, "-m", "backchannel", "brief", "geneva-ii"]
    out = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return "\n".join(line.rstrip() for line in out.splitlines())


def readme() -> str:
    """README.md with the brief as it comes out now."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n```text\n{printed()}\n```\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    (ROOT / "README.md").write_text(readme(), encoding="utf-8")
