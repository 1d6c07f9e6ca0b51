"""Backchannel: a workbench for people who have to understand a peace conference."""

__version__ = "0.1.0"
