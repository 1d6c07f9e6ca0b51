"""The command line: thin, and quick to start because each command imports what it needs when it runs."""

from backchannel.cli.main import app, main

__all__ = ["app", "main"]
