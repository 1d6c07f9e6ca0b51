"""What the literature says: pure functions on scalars and arrays. Knows nothing of a case."""
