"""Where pieces of work are done: here, in other processes, or on other machines, with the same bits."""

from backchannel.runs.engines.engine import Engine, Told, quiet
from backchannel.runs.engines.here import Here

__all__ = ["Engine", "Here", "Told", "quiet"]
