"""`sensitivity`: which judgement the answers hang on, and where they turn."""

from backchannel.analyses.sensitivity.analysis import METHODS, MOST, RUNS, Asked, planned, prepared, sensitivity

__all__ = ["METHODS", "MOST", "RUNS", "Asked", "planned", "prepared", "sensitivity"]
