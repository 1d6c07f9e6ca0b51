"""What a format needs beside the package itself, and what a person is told where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backchannel.core.errors import AskError

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-noto-core"
"""What WeasyPrint finds on the system, by the names of Debian's packages."""


@contextmanager
def needed(what: str) -> Iterator[None]:
    """Import within it what the extra `report` brings. Raises AskError where that, or a system library, is missing."""
    try:
        yield
    except ImportError as error:
        raise AskError(
            f"{what} needs an extra that is not installed. Try: pip install 'backchannel[report]'"
        ) from error
    except OSError as error:  # WeasyPrint, for a shared library that it cannot load
        raise AskError(
            f"{what} needs the Pango text library, which this system lacks. On Debian: apt-get install {LIBRARIES}; "
            "HTML, Word and Markdown need none of it."
        ) from error
