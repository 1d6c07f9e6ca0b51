"""The sections of a report, a file each: pure functions of a redacted case and the Findings computed from it."""
