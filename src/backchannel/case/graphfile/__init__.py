"""Files of graph models: the published form, two neutral forms that are read as well, and what they stand for."""

from backchannel.case.graphfile.conflict import Conflict
from backchannel.case.graphfile.reading import read_graph
from backchannel.case.graphfile.writing import write_graph

__all__ = ["Conflict", "read_graph", "write_graph"]
