"""A case for other programs: graphs, a Kumu workbook, tables. Each is made from the redacted case alone."""
