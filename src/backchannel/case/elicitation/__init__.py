"""Asking people: a first case by ten questions, sheets for experts, their answers into the case."""
