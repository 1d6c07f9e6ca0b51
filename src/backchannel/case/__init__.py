"""What the analyst says: models, reading and writing, checking, sampling its doubts."""
