"""What can be chosen in KTAB's Spatial Model of Politics, in KTAB's own words, and what this project corrects in it.

Every option stands in KTAB's file of a scenario (XML) under the name given here. Two of them are not what they seem:
``ThirdPartyCommit=FullCommit`` is ``NoCommit`` there, and ``BigRAdjust=Full`` stops the program. A correction has a
name and can be taken alone; the preset ``corrected`` takes all four.

Source: KTAB 1.4 (KAPSARC, MIT licence), read and run; see docs/explanation/second-opinions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

WORDS: dict[str, tuple[str, ...]] = {
    "VictoryProbModel": ("Linear", "Square", "Quartic", "Octic", "Binary"),
    "VotingRule": ("Binary", "PropBin", "Prop", "PropCbc", "Cubic", "ASymProsp"),
    "PCEModel": ("Conditional", "MarkovIncentive", "MarkovUniform"),
    "StateTransitions": ("Deterministic", "Stochastic"),
    "BigRRange": ("Min", "Mid", "Max"),
    "BigRAdjust": ("None", "OneThird", "Half", "TwoThirds", "Full"),
    "ThirdPartyCommit": ("NoCommit", "SemiCommit", "FullCommit"),
    "InterVecBrgn": ("S1P1", "S2P2", "S2PMax"),
    "BargnModel": ("InitOnlyInterp", "InitRcvrInterp", "PWCompInterp"),
}
"""The options and what each may be, in KTAB's words; a kernel is handed the place in the row."""

CORRECTIONS: dict[str, str] = {
    "third_party_odds": (
        "whoever joins a side raises that side's chance; in KTAB the chance is the same whichever side is joined, so "
        "that third parties run with the stronger, and neither NoCommit nor FullCommit lets them vote"
    ),
    "receiver_probability": (
        "the receiver's view of a bargain rests on its estimate of the initiator's chance; KTAB feeds it the "
        "initiator's gain as the receiver estimates it"
    ),
    "receiver_weight": "PWCompInterp weighs the receiver's view by its own capability; KTAB takes the initiator's",
    "full_adjust": "BigRAdjust=Full runs: everybody knows everybody's attitude to risk; KTAB stops on it",
}
"""What ``corrected`` does otherwise than KTAB, by name."""


@dataclass(frozen=True)
class Options:
    """The options of a run by KTAB's names, its defaults unless said; and the corrections taken.

    Raises ValueError for an unknown word, and for ``BigRAdjust=Full`` unless ``full_adjust`` is corrected.

    >>> Options(BargnModel="PWCompInterp").words()["BargnModel"], corrected().corrections == frozenset(CORRECTIONS)
    ('PWCompInterp', True)
    >>> Options(BigRAdjust="Full")
    Traceback (most recent call last):
    ValueError: BigRAdjust=Full does not work in KTAB, ...
    """

    VictoryProbModel: str = "Linear"
    VotingRule: str = "Prop"
    PCEModel: str = "Conditional"
    StateTransitions: str = "Deterministic"
    BigRRange: str = "Mid"
    BigRAdjust: str = "OneThird"
    ThirdPartyCommit: str = "SemiCommit"
    InterVecBrgn: str = "S2P2"
    BargnModel: str = "InitOnlyInterp"
    corrections: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for name, known in WORDS.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is none of its words; expected {', '.join(known)}")
        unknown = set(self.corrections) - set(CORRECTIONS)
        if unknown:
            raise ValueError(f"there is no correction {sorted(unknown)[0]}; expected {', '.join(CORRECTIONS)}")
        if self.BigRAdjust == "Full" and "full_adjust" not in self.corrections:
            raise ValueError(
                "BigRAdjust=Full does not work in KTAB, which stops because it wants estimates of risk to differ from "
                "the truth; expected None, OneThird, Half or TwoThirds, or the preset corrected"
            )

    def words(self) -> dict[str, str]:
        """The options as KTAB writes them."""
        return {name: str(getattr(self, name)) for name in WORDS}

    def codes(self) -> dict[str, int]:
        """The place of each word among those it may be."""
        return {name: WORDS[name].index(word) for name, word in self.words().items()}

    def notes(self) -> tuple[str, ...]:
        """What somebody who knows KTAB should be told about these options, a sentence each."""
        said = [f"corrected, {name}: {CORRECTIONS[name]}" for name in CORRECTIONS if name in self.corrections]
        if self.ThirdPartyCommit == "FullCommit" and "third_party_odds" not in self.corrections:
            said.append("ThirdPartyCommit=FullCommit is the same model as NoCommit in KTAB: no third party votes")
        if self.BargnModel != "InitOnlyInterp" and "receiver_probability" not in self.corrections:
            said.append(f"BargnModel={self.BargnModel}, as in KTAB: a gain stands where a probability belongs")
        if self.VotingRule == "ASymProsp":
            said.append(
                "VotingRule=ASymProsp depends on the order of bargains; it is fixed here and chance in KTAB, whose "
                "own runs differ"
            )
        if self.StateTransitions == "Stochastic":
            said.append(
                "StateTransitions=Stochastic: the seed decides, draw by draw; KTAB's own seeds do not reproduce"
            )
        return tuple(said)


def corrected(options: Options | None = None) -> Options:
    """The same options with every correction.

    >>> len(corrected().corrections), corrected(Options(VotingRule="Cubic")).VotingRule
    (4, 'Cubic')
    """
    return replace(options or Options(), corrections=frozenset(CORRECTIONS))


PRESETS: Mapping[str, frozenset[str]] = {"ktab": frozenset(), "corrected": frozenset(CORRECTIONS)}
"""The corrections that each preset takes."""


def chosen(words: Iterable[tuple[str, str]], preset: str = "ktab") -> Options:
    """Options from pairs of name and word; the later of two counts.

    Raises ValueError for an unknown name, word or preset, saying what was expected.

    >>> chosen([("VotingRule", "Cubic")]).VotingRule
    'Cubic'
    >>> chosen([("VotingRules", "Cubic")])
    Traceback (most recent call last):
    ValueError: there is no option VotingRules; expected VictoryProbModel, ...
    """
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset}; expected {' or '.join(PRESETS)}")
    found: dict[str, Any] = {}
    for name, word in words:
        if name not in WORDS:
            raise ValueError(f"there is no option {name}; expected {', '.join(WORDS)}")
        if word not in WORDS[name]:
            raise ValueError(f"{name} cannot be {word}; expected {', '.join(WORDS[name])}")
        found[name] = word
    return Options(**found, corrections=PRESETS[preset])


assert {f.name for f in fields(Options)} == {*WORDS, "corrections"}
