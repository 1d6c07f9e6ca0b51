"""What a test may need of the machine: present, or the test is skipped, or under BACKCHANNEL_REQUIRE_ALL=1 it fails."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def require(condition: object, reason: str) -> None:
    """Go on if ``condition`` is true; otherwise skip, or fail under BACKCHANNEL_REQUIRE_ALL=1."""
    if condition:
        return
    if os.environ.get("BACKCHANNEL_REQUIRE_ALL") == "1":
        pytest.fail(f"required by BACKCHANNEL_REQUIRE_ALL=1: {reason}", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def shared_path(*parts: str) -> Path:
    """Path below the shared folder (BACKCHANNEL_SHARED, ``../shared`` beside the repository by default)."""
    path = (ROOT / os.environ.get("BACKCHANNEL_SHARED", "../shared")).joinpath(*parts).resolve()
    require(path.exists(), f"{'/'.join(parts) or 'the shared folder'} is missing; set BACKCHANNEL_SHARED to its folder")
    return path
