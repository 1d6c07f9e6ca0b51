"""How the tables of the ledger came to be, one step a file; applied when a ledger is opened."""
