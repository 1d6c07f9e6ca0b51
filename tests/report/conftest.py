import sys, types
from backchannel.core.finding import Finding
from backchannel.core.labels import Label

try:
    import backchannel.analyses.released
except ImportError:
    q = types.ModuleType("backchannel.analyses.released")
    q.released = lambda case, profile, *, runs, seed: Finding("Released", (), (), (), Label.PUBLIC, {})
    sys.modules[q.__name__] = q
