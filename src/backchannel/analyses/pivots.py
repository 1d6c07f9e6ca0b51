"""`power` in a case: who must sign at each level, who can stop it alone, and how often one signer's yes decides.

Two readings of each level's signer rule. The rule alone: exact power, with every coalition as likely as any other.
And with the acceptance that the range finder sees: in each draw each signer accepts the text nearest to acceptance with
a chance that follows its surplus, and a signer is decisive when the others leave the rule to it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backchannel.analyses.asking import RUNS, SEED, interval, manifest, need_deciders, the_levels, the_tracks
from backchannel.case.draws import Draws, sample
from backchannel.case.rules import Rule
from backchannel.case.schema import Case, Level
from backchannel.conference.range import at_index, find
from backchannel.conference.state import Floats, build
from backchannel.conference.texts import grid
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding, Row
from backchannel.core.words import listing
from backchannel.theory.pivotal import Body, chance_met, decisive, rule_power, voter
from backchannel.theory.power import ExactPower

COLUMNS = (
    "level", "track", "actor", "veto", "veto_share", "dummy", "shapley_shubik", "shapley_shubik_exact",
    "banzhaf_absolute", "banzhaf_absolute_exact", "accepts", "decisive", "se", "decisive_low", "decisive_high",
    "passes",
)  # fmt: skip


def pivots(
    case: Case, *, runs: int = RUNS, seed: int = SEED, level: str | None = None, track: str | None = None
) -> Finding:
    """Power and decisiveness of each signer, by level and track.

    ``veto`` and ``dummy`` are at median weights and quotas, ``veto_share`` the share of draws in which nothing is
    signed without that actor. ``accepts``, ``decisive`` and ``passes`` (that the rule is met) are means over draws;
    ``se`` is the Monte Carlo error of ``decisive`` and low to high its 80% range over the analyst's doubts. Raises
    AskError for a level or track the case does not have, and for a rule of more than 20 signers.
    """
    draws = sample(case, runs=runs, seed=seed)
    need_deciders(draws)
    state = build(draws)
    precision = draws.of("game.choice_precision", np.inf)
    rows: list[Row] = []
    samples: list[Floats] = []
    sentences: list[str] = []
    for one_level in the_levels(case, level):
        actors = one_level.signers.actors()
        body = _body(draws, one_level.signers, _path(one_level), actors)
        alone = _alone(body, len(actors), one_level)
        sentences.append(_who(case, one_level, actors, alone))
        stops = [float((chance_met(body, _all_but(n, len(actors), runs)) == 0.0).mean()) for n in range(len(actors))]
        texts = grid(case, one_level)
        for one_track in the_tracks(case, track):
            found = find(state, one_level, one_track, "none", texts)
            surplus = at_index(found.setting, texts, found.index)
            rows_of = [row.actor for row in found.setting.program.rows]
            accepts = np.stack([acceptance(surplus[:, rows_of.index(a)], precision) for a in actors], axis=1)
            decides, passes = decisive(body, accepts), chance_met(body, accepts)
            for n, actor in enumerate(actors):
                middle, low, high = float(decides[:, n].mean()), *interval(decides[:, n])[1:]
                rows.append(
                    {
                        "level": one_level.id, "track": one_track.id, "actor": actor, **_exact(alone, n),
                        "veto_share": stops[n],
                        "accepts": float(accepts[:, n].mean()), "decisive": middle,
                        "se": float(decides[:, n].std() / np.sqrt(runs)), "decisive_low": low, "decisive_high": high,
                        "passes": float(passes.mean()),
                    }
                )  # fmt: skip
                samples.append(decides[:, n])
    sentences.append(
        "Decisive is the chance that a signer's yes turns a refused text into a signed one, at the text nearest to "
        "acceptance in each draw, as things stand on the case's date, without promises, and with the others' "
        "acceptance taken as independent within a draw."
    )
    return Finding(
        title="Who is decisive under each level's signer rule",
        columns=COLUMNS,
        rows=tuple(rows),
        text=tuple(sentences),
        label=draws.label,
        manifest=manifest(draws, analysis="power", level=level, track=track),
        samples={"decisive": np.stack(samples)},
        inputs=frozenset(draws.used),
    )


def acceptance(surplus: Floats, precision: Floats) -> Floats:
    """Chance [run] of a yes: 1/(1 + exp(-precision surplus)); sure where the precision is infinite.

    >>> acceptance(np.array([0.0, 0.1, -0.1]), np.array([10.0, 10.0, np.inf])).round(4).tolist()
    [0.5, 0.7311, 0.0]
    """
    sure = np.isinf(precision)
    lean = np.clip(np.where(sure, 0.0, precision) * surplus, -700.0, 700.0)
    chance: Floats = np.where(sure, (surplus >= 0.0).astype(np.float64), 1.0 / (1.0 + np.exp(-lean)))
    return chance


def _all_but(n: int, actors: int, runs: int) -> Floats:
    """Everybody accepts, and one refuses: [run, actor]."""
    accepts = np.ones((runs, actors))
    accepts[:, n] = 0.0
    return accepts


def _path(level: Level) -> str:
    return f"levels.{level.id}.signers"


def _body(draws: Draws, rule: Rule, path: str, actors: list[str]) -> Body:
    """A signer rule over numbers of actors, weights and quotas [run] as drawn."""
    if rule.actor is not None:
        return voter(actors.index(rule.actor))
    if rule.of is not None:
        weights = []
        for actor in rule.of:
            stated = draws.get(f"{path}.weights.{actor}")
            weights.append(draws.of(f"actors.{actor}.weight_in_parent", 1.0) if stated is None else stated)
        parts = tuple(voter(actors.index(actor)) for actor in rule.of)
        return Body("quota", parts, weights=np.stack(weights, axis=1), needed=draws.of(f"{path}.quota", 0.0))
    inner = rule.all if rule.all is not None else rule.any or ()
    parts = tuple(_body(draws, part, f"{path}.{n}", actors) for n, part in enumerate(inner))
    return parts[0] if len(parts) == 1 else Body("all" if rule.all is not None else "any", parts)


def _alone(body: Body, signers: int, level: Level) -> ExactPower | None:
    """Power by the rule alone, weights and quotas at their medians; None where nobody is ever decisive."""
    if signers > 20:
        raise AskError(f"level {level.id} has {signers} signers; expected at most 20")
    try:
        names, found = rule_power(_median(body))
    except ValueError:
        return None
    at = [names.index(n) for n in range(signers)]
    return ExactPower(
        shapley_shubik=tuple(found.shapley_shubik[i] for i in at),
        banzhaf_absolute=tuple(found.banzhaf_absolute[i] for i in at),
        banzhaf_normalised=tuple(found.banzhaf_normalised[i] for i in at),
        veto=tuple(found.veto[i] for i in at),
        dummy=tuple(found.dummy[i] for i in at),
    )


def _median(body: Body) -> Body:
    parts = tuple(_median(part) for part in body.parts)
    if body.weights is None or body.needed is None:
        return replace(body, parts=parts)
    return replace(
        body, parts=parts, weights=np.median(body.weights, axis=0), needed=np.asarray(np.median(body.needed))
    )


def _exact(alone: ExactPower | None, n: int) -> Row:
    if alone is None:
        return {"veto": None, "dummy": None, **dict.fromkeys(COLUMNS[6:10])}
    return {
        "veto": alone.veto[n],
        "dummy": alone.dummy[n],
        "shapley_shubik": float(alone.shapley_shubik[n]),
        "shapley_shubik_exact": str(alone.shapley_shubik[n]),
        "banzhaf_absolute": float(alone.banzhaf_absolute[n]),
        "banzhaf_absolute_exact": str(alone.banzhaf_absolute[n]),
    }


def _who(case: Case, level: Level, actors: list[str], alone: ExactPower | None) -> str:
    """Who can stop a level alone, in words."""
    name = case.name(level.id)
    if alone is None:
        return f"{name}: nobody is decisive, because the rule is met by none or by all coalitions at median weights."
    veto = [case.name(a) for a, stops in zip(actors, alone.veto, strict=True) if stops]
    others = [case.name(a) for a, stops in zip(actors, alone.veto, strict=True) if not stops]
    if not veto:
        return f"{name}: no signer can stop a text alone; {listing(others)} decide together."
    head = f"{name}: nothing is signed without {listing(veto)}"
    return f"{head}; {listing(others)} can be done without." if others else f"{head}."
