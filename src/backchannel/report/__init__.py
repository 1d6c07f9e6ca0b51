"""Findings laid out as documents that people read; computes nothing."""
