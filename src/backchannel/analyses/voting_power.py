"""`power` of a weighted vote: indices of each voter, exactly; vetoes, dummies, and whether the vote is proper."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backchannel import __version__
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label
from backchannel.core.words import listing
from backchannel.theory.power import Fractions, deegan_packel, exact_power, proper, weighted_game

INDICES = ("shapley_shubik", "banzhaf_absolute", "banzhaf_normalised", "deegan_packel")


def voting_power(
    weights: Sequence[Sequence[float]],
    quotas: Sequence[float],
    *,
    members: int = 0,
    vetoes: Collection[int] = (),
) -> Finding:
    """Power of each voter where all quotas must be met, by so many members at least, and by all who have a veto.

    ``weights`` [quota][voter], ``quotas`` [quota], ``vetoes`` zero-based numbers of voters. A quota of at most half is
    answered, and said to be one that two opposed coalitions can both meet. Raises AskError for what is no vote.
    """
    try:
        game = weighted_game(weights, quotas, members, vetoes)
        found, is_proper = exact_power(game), proper(game)
    except ValueError as error:
        raise AskError(str(error)) from None
    packel: Fractions | None
    try:
        packel = deegan_packel(game)
    except ValueError:
        packel = None
    rows: list[Row] = []
    for i in range(game.voters):
        row: Row = {"voter": i}
        for k, each in enumerate(weights):
            row["weight" if k == 0 else f"weight_{k + 1}"] = each[i]
        for name in INDICES:
            values = packel if name == "deegan_packel" else getattr(found, name)
            row[name] = None if values is None else float(values[i])
            row[f"{name}_exact"] = None if values is None else str(values[i])
        rows.append({**row, "veto": found.veto[i], "dummy": found.dummy[i]})
    settings = {"quotas": list(quotas), "members": members or None, "vetoes": sorted(vetoes) or None}
    return Finding(
        title="Power of each voter",
        columns=tuple(rows[0]),
        rows=tuple(rows),
        text=_sentences(rows, is_proper),
        label=Label.PUBLIC,
        manifest={
            "program": f"backchannel {__version__}",
            "settings": {k: v for k, v in settings.items() if v is not None}
            | {"analysis": "power", "proper": is_proper},
        },
    )


def _sentences(rows: Sequence[Row], is_proper: bool) -> tuple[str, ...]:
    out = []
    if not is_proper:
        out.append("Improper: two coalitions without a common member can both win, so the vote can contradict itself.")
    for column, one, many in (
        ("veto", "Without voter {} nothing is won.", "Without any one of voters {} nothing is won."),
        ("dummy", "Voter {} never decides.", "Voters {} never decide."),
    ):
        named = [str(row["voter"]) for row in rows if row[column]]
        if named:
            out.append((one if len(named) == 1 else many).format(listing(named)))
    if rows[0]["deegan_packel"] is None:
        out.append("There are too many minimal winning coalitions to count exactly, so there is no third index.")
    out.append("Voters are counted from 0. Fractions are exact and stand in the table of --json.")
    return tuple(out)
