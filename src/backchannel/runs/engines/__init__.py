"""Where pieces of work are done: here, in other processes, or on other machines, with the same bits."""

from backchannel.runs.engines.cluster import Cluster
from backchannel.runs.engines.engine import Engine, Say, Told, Unordered, aloud, quiet
from backchannel.runs.engines.here import Here
from backchannel.runs.engines.processes import Processes

__all__ = ["Cluster", "Engine", "Here", "Processes", "Say", "Told", "Unordered", "aloud", "quiet"]
