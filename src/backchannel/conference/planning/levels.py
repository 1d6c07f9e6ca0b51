"""The plan of a level: its texts, the rows that must say yes, what its guarantees are worth and who can break it."""

from __future__ import annotations

import numpy as np

from backchannel.case.schema import Level
from backchannel.conference.askable import check_texts
from backchannel.conference.plan import NONE, LevelPlan
from backchannel.conference.signing import Row, compile_rule, offered
from backchannel.conference.state import State
from backchannel.conference.texts import refined
from backchannel.core.errors import AskError


def level_plan(state: State, level: Level, groups: dict[str, int], side: dict[str, int], most: int) -> LevelPlan:
    """One level: ``groups`` and ``side`` number the groups and the sides of actors; it has ``most`` texts at most."""
    draws, case = state.draws, state.case
    check_texts(case, level, most)
    texts = refined(case, level, most=most)
    given = offered(case, level, "all")
    signing = compile_rule(draws, level, guarantees="all")
    program = compile_rule(draws, level, guarantees="all", ratifiers=True)
    for row in program.rows:
        if row.actor not in state.actors:
            who = "a class of insiders" if row.actor in case.insiders else row.actor
            raise AskError(f"{who} has to accept a text at level {level.id} and has no stance; add its rows to stances")
    present = {row.actor for row in program.rows}
    rows = (*program.rows, *(Row(a) for a in state.actors if a not in present))
    path = f"levels.{level.id}"
    known = {g.id: g for g in given}
    worth = np.zeros((draws.runs, len(rows), 2))
    broken = np.ones((draws.runs, len(rows), 2))
    for v, row in enumerate(rows):
        for g in (known[name] for name in row.guarantees):
            believed = draws.of(f"guarantees.{g.id}.credibility", 0.0)
            alone = believed * draws.of(f"guarantees.{g.id}.alone", 1.0)
            for n, share in enumerate((alone, believed)):
                worth[:, v, n] += share * draws.of(f"guarantees.{g.id}.worth", 0.0)
                if g.covers_exit:
                    broken[:, v, n] *= 1.0 - share
    reference = np.zeros(len(state.issues))
    for k in range(len(state.issues)):
        if texts.opened[k]:
            reference[k] = 0.5 * (texts.terms[k].min() + texts.terms[k].max())
    signers = dict.fromkeys(side[row.actor] for row in signing.rows if side[row.actor] != NONE)
    attacks = [
        (draws.of(f"{path}.breakage.{b.group}.attack", 1.0), draws.of(f"{path}.breakage.{b.group}.effect", 0.0))
        for b in level.breakage
    ]
    empty = np.zeros((draws.runs, 0))
    phi = draws.of(f"{path}.fighting_ended", 1.0)
    lost = draws.get(f"{path}.rents_lost")
    return LevelPlan(
        id=level.id,
        texts=texts,
        program=program,
        signer_parts=len(signing.parts),
        rows=rows,
        actor=np.array([state.index(row.actor) for row in rows], dtype=np.int64),
        sides=tuple(signers),
        opened=texts.opened,
        reference=reference,
        phi=phi,
        frozen=draws.of(f"{path}.frozen", 1.0),
        enforcement=draws.of(f"{path}.enforcement", 0.0),
        cover=draws.of(f"{path}.cover", 0.0),
        fragility=draws.of(f"{path}.fragility", 0.0),
        lost=phi if lost is None else lost,
        telling=draws.of(f"{path}.telling", 1.0),
        trust=np.stack([draws.by_level(f"actors.{a}.trust", level.id, 1.0) for a in state.actors], axis=1),
        side_benefit=np.stack(
            [draws.by_level(f"actors.{row.actor}.side_benefit", level.id, 0.0) for row in rows], axis=1
        ),
        worth=worth,
        kept=1.0 - broken,
        group=np.array([groups[b.group] for b in level.breakage], dtype=np.int64),
        attack=np.stack([a for a, _ in attacks], axis=1) if attacks else empty,
        effect=np.stack([e for _, e in attacks], axis=1) if attacks else empty,
    )
