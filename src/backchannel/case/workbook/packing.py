"""A workbook as bytes that depend on nothing but what it holds."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from openpyxl import Workbook

EPOCH = (1980, 1, 1, 0, 0, 0)
"""What every entry of the package is dated; a ZIP file knows no earlier day."""

DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def packed(workbook: Workbook, title: str, date: dt.date = dt.date(*EPOCH[:3])) -> bytes:
    """The package, dated as asked and not by the clock: the same sheets give the same bytes whenever they are written.

    >>> packed(Workbook(), "Empty") == packed(Workbook(), "Empty")
    True
    """
    workbook.properties.creator = "Backchannel"
    workbook.properties.title = title
    first, out = io.BytesIO(), io.BytesIO()
    workbook.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = DATED.sub(rb"\g<1>" + f"{date.isoformat()}T00:00:00Z".encode(), content)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
