"""Every closed form by name: what it takes, what it answers, whose it is and how far to trust it.

One table serves the command line, the reference page and the tests. It holds no formula: each entry points to the
function that does, and that function's file carries the equation and its source. The entries are in files by theme.
"""

from backchannel.theory.catalogue.answering import checked, evaluate
from backchannel.theory.catalogue.parts import Form, Output, Parameter, Value
from backchannel.theory.catalogue.table import CATALOGUE

__all__ = ["CATALOGUE", "Form", "Output", "Parameter", "Value", "checked", "evaluate"]
