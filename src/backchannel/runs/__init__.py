"""Many runs of the game: played in chunks, kept in a folder if asked, gone on with where they stopped."""

from backchannel.runs.estimating import estimate
from backchannel.runs.folders import chunks_of, kept
from backchannel.runs.simulating import Played, Rules, opened, prepared, simulate

__all__ = ["Played", "Rules", "chunks_of", "estimate", "kept", "opened", "prepared", "simulate"]
