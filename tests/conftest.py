import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests import support

settings.register_profile("backchannel", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("backchannel")


@pytest.fixture
def shared_path() -> Callable[..., Path]:
    """Find a file of the shared folder; see :func:`tests.support.shared_path`."""
    return support.shared_path
