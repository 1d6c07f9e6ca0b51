"""The two-track game: its state, the texts on offer, who must sign, and the range finder over the spine."""
