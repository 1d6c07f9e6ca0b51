"""Until the analysis of released figures is there, nothing is released."""

import sys
from importlib.util import find_spec
from types import ModuleType

from backchannel.core.finding import Finding
from backchannel.core.labels import Label

if find_spec("backchannel.analyses.released") is None:
    there = ModuleType("backchannel.analyses.released")
    vars(there)["released"] = lambda case, profile, *, runs, seed: Finding("Released", (), (), (), Label.PUBLIC, {})
    sys.modules[there.__name__] = there
