"""The graph model for conflict resolution: who can leave a state, who can sanction it, what is an equilibrium.

States, actors, moves and preferences as arrays. Definitions: Fang, Hipel & Kilgour (1993, "Interactive Decision
Making: The Graph Model for Conflict Resolution", Wiley); coalitions: Kilgour, Hipel, Fang & Peng (2001, Group Decision
and Negotiation 10:467-482); strength of preference: Hamouda, Kilgour & Hipel (2004, Group Decision and Negotiation
13:449-462); unknown preference: Li, Hipel, Kilgour & Fang (2004, IEEE Trans. SMC A 34:507-520).
"""
