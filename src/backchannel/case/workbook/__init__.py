"""A case as a spreadsheet: reading one, writing one, and the template to start from.

Which sheets and columns there are is worked out from the schema in ``workbook_layout``.
"""

from backchannel.case.workbook.reading import read_tree
from backchannel.case.workbook.writing import book_bytes, template_bytes

__all__ = ["book_bytes", "read_tree", "template_bytes"]
