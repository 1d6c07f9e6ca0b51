"""`sensitivity`: which judgement the answers hang on, and where they turn."""
