"""Levers: what each kind may move, what a case declares, what can be derived from its parts, how one is pulled."""
