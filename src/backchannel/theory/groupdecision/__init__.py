"""Published models of how a group decides, beside the program's own: second opinions on the same numbers.

:mod:`.models` is the one door to all of them; :mod:`.baselines`, :mod:`.compromise`, :mod:`.exchange`,
:mod:`.challenge` and :mod:`.smp` are the models, each with its equations and its source.
"""
