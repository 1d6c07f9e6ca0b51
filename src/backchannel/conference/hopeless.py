"""Which levels cannot be signed in any run, whatever anybody wants: their chances are nil for a reason worth saying."""

from __future__ import annotations

from backchannel.conference.plan import LevelPlan, Plan
from backchannel.conference.reference.judging import decide


def out_of_reach(p: Plan) -> dict[str, str]:
    """By id of a level that can never be signed: why, and what would open it. Empty where every level can be.

    Acceptance does not enter: only who counts, where it could be signed, and whether that place ever meets.

    >>> from backchannel.case.draws import sample
    >>> from backchannel.case.reading import find_case, read_case
    >>> from backchannel.conference.planning import plan
    >>> path = find_case("geneva-ii")
    >>> out_of_reach(plan(sample(read_case(path), runs=2), texts=100))
    {}
    >>> shut = read_case(path, ["tracks.mediated_sessions.open=false"])
    >>> out_of_reach(plan(sample(shut, runs=2), texts=100))["aid"]
    'no open track signs it; open one of those that do, or name the level in the `signs` of another'
    """
    found = {}
    for number, level in enumerate(p.levels):
        tracks = [t for t in p.tracks if number in t.signs]
        if not tracks:
            found[level.id] = "no track signs it; name the level in the `signs` or the `agenda` of one"
        elif not any(t.open for t in tracks):
            found[level.id] = (
                "no open track signs it; open one of those that do, or name the level in the `signs` of another"
            )
        elif not any(t.open and t.meets.any() for t in tracks):
            found[level.id] = "no track that signs it ever meets; give one a chance to meet above 0"
        elif not any(_could_pass(level, d) for d in range(p.draws_count)):
            found[level.id] = "its rule asks for more weight than those it counts have together, in every draw"
    return found


def _could_pass(level: LevelPlan, d: int) -> bool:
    """Whether the signers' rule is met where everybody says yes."""
    return decide(level, d, [1.0] * len(level.rows), level.signer_parts) >= 0.0
