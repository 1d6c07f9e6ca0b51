"""What published descriptions of the challenge model leave open, one switch for each, and two presets.

No two replications agree: the paper has slips in print, and the program behind it did not do what the paper says. So
nothing here is silently decided.

Source: Scholz, Calbert & Smith (2011, J. Theoretical Politics 23:510-531) after Bueno de Mesquita (1981, The War Trap;
1984, PS 17:226-236; 1997, International Interactions 23:235-266); replications as listed in
docs/explanation/second-opinions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

WORDS: dict[str, dict[str, str]] = {
    "range": {
        "initial": "distances are shares of the range of the first positions",
        "current": "of the range of positions in the round",
    },
    "denominator": {
        "this_pair": "votes for i against j over all votes cast on that pair: P_ij + P_ji = 1",
        "all_pairs": "over the votes cast on all ordered pairs of actors, so that chances are tiny (Scholz' program)",
    },
    "voters_risk": {
        "linear": "votes go by distance",
        "own": "by distance to the power of the voter's own risk exponent (Scholz' program)",
    },
    "resistance": {
        "responder": "the one who is challenged resists with its own salience",
        "printed": "the rival's salience stands in both lines of i's estimates, as printed",
    },
    "rival_risk": {
        "viewer": "i works out the rival's gain with i's own risk exponent",
        "own": "with the rival's",
    },
    "security": {
        "column": "security is the sum of what others expect from challenging i, as the prose says",
        "row": "the sum of what i expects from challenging others, as printed",
    },
    "centre": {
        "median": "things drift to the weighted median where nobody challenges",
        "mean": "to the weighted mean",
    },
    "improvement": {
        "nearer": "they improve for i where the centre is nearer to i than the rival is",
        "always": "they improve",
        "never": "they get worse",
    },
    "conflict": {
        "loser_moves": "where both expect to gain, the one who expects less moves to the other (1984)",
        "no_move": "the outcome of a conflict is open and nobody moves (1997)",
    },
    "offer": {
        "enforceable": "the offer from whom the rival expects most, then the smallest move",
        "least": "the smallest move",
        "class_then_least": "a lost conflict before a compromise before a capitulation, in each the smallest move",
        "class_then_lowest": (
            "the same, but the compromise with the lowest mean of both positions weighted by expectations (Scholz' "
            "program; the replicator thinks it a slip)"
        ),
    },
    "capitulation": {
        "fires": "who is to lose more than the rival would gain gives in altogether",
        "never": "the test can never be true (a slip of one replication): such an offer is not made",
    },
}
"""The switches, what each may be, and what that means."""


@dataclass(frozen=True)
class Switches:
    """One reading of the challenge model. ``stays`` is Q in [0, 1], the chance that a rival left alone stays put.

    Raises ValueError for an unknown word or a chance outside [0, 1].

    >>> PRESETS["scholz_code"].denominator, PRESETS["paper"].denominator
    ('all_pairs', 'this_pair')
    >>> Switches(offer="best")
    Traceback (most recent call last):
    ValueError: offer is none of its words; expected enforceable, least, class_then_least or class_then_lowest
    """

    range: str = "initial"
    denominator: str = "this_pair"
    voters_risk: str = "linear"
    resistance: str = "responder"
    rival_risk: str = "own"
    security: str = "column"
    centre: str = "median"
    improvement: str = "nearer"
    conflict: str = "loser_moves"
    offer: str = "enforceable"
    capitulation: str = "fires"
    stays: float = 1.0

    def __post_init__(self) -> None:
        for name, known in WORDS.items():
            if getattr(self, name) not in known:
                *most, last = known
                raise ValueError(f"{name} is none of its words; expected {', '.join(most)} or {last}")
        if not 0.0 <= self.stays <= 1.0:
            raise ValueError("stays has a value outside its range; expected in [0, 1]")

    def codes(self) -> dict[str, int]:
        """The place of each word among those it may be."""
        return {name: list(WORDS[name]).index(getattr(self, name)) for name in WORDS}

    def words(self) -> dict[str, str | float]:
        """The switches by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


PRESETS: Mapping[str, Switches] = {
    "paper": Switches(),
    "scholz_code": Switches(
        denominator="all_pairs",
        voters_risk="own",
        rival_risk="viewer",
        offer="class_then_lowest",
        capitulation="never",
    ),
}
"""``paper``: the text where it is clear, else what makes sense. ``scholz_code``: what the program is reported to do."""


def chosen(words: Iterable[tuple[str, str]], preset: str = "paper") -> Switches:
    """The switches of a preset, some of them set otherwise; the later of two counts.

    Raises ValueError for an unknown preset, switch or word, saying what was expected.

    >>> chosen([("conflict", "no_move")], "scholz_code").conflict
    'no_move'
    """
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset}; expected {' or '.join(PRESETS)}")
    found: dict[str, Any] = dict(PRESETS[preset].words())
    for name, word in words:
        if name not in found:
            raise ValueError(f"there is no switch {name}; expected {', '.join(found)}")
        if name == "stays":
            try:
                found[name] = float(word)
            except ValueError:
                raise ValueError(f"stays cannot be {word}; expected a number in [0, 1]") from None
            continue
        if word not in WORDS[name]:
            raise ValueError(f"{name} cannot be {word}; expected {', '.join(WORDS[name])}")
        found[name] = word
    return Switches(**found)
