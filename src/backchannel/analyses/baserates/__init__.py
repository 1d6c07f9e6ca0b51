"""How wars ended: reading the files, what is counted, the estimators, the figures that ship, and a case beside them."""
