"""What the analyst asks: each analysis takes a Case and returns one Finding."""
