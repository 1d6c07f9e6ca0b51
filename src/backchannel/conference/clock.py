"""The same conference told in rounds of another length.

What happens at meetings stays as it is; what goes on between them goes on at rates, which the length of a round
rescales. See docs/explanation/model.md, section 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from backchannel.case.draws import Draws
from backchannel.conference.plan import MONTHS


def retold(draws: Draws, length: Literal["week", "month", "quarter"]) -> Draws:
    """The draws of a case with its rates rewritten for rounds of another length.

    By unit of the input, with x the ratio of the lengths: `per round` (how often something happens) times x;
    `share per round` (what fades or starts) ``1 - (1 - p)^x``; `weight per round` (patience) ``p^x``; `rounds` over x.
    Raises ValueError where something would happen more than once a round.

    >>> from backchannel.case.draws import sample
    >>> from backchannel.case.reading import find_case, read_case
    >>> draws = sample(read_case(find_case("geneva-ii")), runs=1)
    >>> weekly = retold(draws, "week")
    >>> weekly.case.case.round, bool(weekly.get("actors.russia.patience")[0] > draws.get("actors.russia.patience")[0])
    ('week', True)
    """
    case = draws.case
    x = MONTHS[length] / MONTHS[case.case.round]
    matrix = draws.matrix.copy()
    for n, one in enumerate(draws.inputs):
        if one.value.unit == "per round":
            matrix[n] *= x
            if one.value.hi == 1 and (matrix[n] > 1.0).any():
                raise ValueError(f"a {length} is too long a round: {one.path.split('.')[-1]} would pass once a round")
        elif one.value.unit == "share per round":
            matrix[n] = -np.expm1(x * np.log1p(-matrix[n]))
        elif one.value.unit == "weight per round":
            matrix[n] = matrix[n] ** x
        elif one.value.unit == "rounds":
            matrix[n] /= x
    header = case.case.model_copy(update={"round": length})
    return replace(draws, case=case.model_copy(update={"case": header}), matrix=matrix, used=set())
