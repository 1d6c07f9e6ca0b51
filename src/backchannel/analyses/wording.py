"""An input's path in words, for a sentence. A path is what `--set` needs; a reader needs a name."""

from __future__ import annotations

from backchannel.case.schema import Case
from backchannel.core.words import within

STANCE = {
    "private": "the private limit of {0} on {1}",
    "public": "the public line of {0} on {1}",
    "salience": "the weight of {1} for {0}",
    "credit": "the credit {0} would get on {1}",
}
ACTOR = {
    "trust": "the trust of {0}",
    "side_benefit": "what else it brings {0}",
    "own_chance": "the chance of winning as seen by {0}",
    "optimism": "how hopeful {0} are",
    "betrayal_loss": "how bad being cheated is for {0}",
    "betrayal_memory": "how fast being cheated is forgotten by {0}",
    "audience_cost": "the audience cost of {0}",
    "audience_memory": "how fast the audience of {0} forgets",
    "cost": "what fighting on costs {0}",
    "rent": "what the war yields to {0}",
    "patience": "the patience of {0}",
    "weight_in_parent": "the weight of {0} within their side",
    "openness": "the openness of {0}",
    "command": "the command of {0} over those they speak for",
    "capability": "the strength of {0}",
    "attending_cost": "what coming to a session costs {0}",
    "attending_benefit": "what coming to a session brings {0} besides",
    "attacking_cost": "what an attack costs {0}",
    "tolerance": "how far a line may be from {0} before they leave",
    "feeds_on_fighting": "how fast the fighting makes {0} grow",
    "adds_to_fighting": "how much {0} add to the fighting",
}
EXIT = {
    "weight": "how much their own fate counts for {0}",
    "survival": "the chance that {0} keep office by fighting on",
    "keeps": "what keeping office is worth to {0}",
    "after": "what life after a deal is worth to {0}",
    "loses": "how bad being driven out is for {0}",
    "betrayed": "how bad a broken promise of exit is for {0}",
}
GAME = {
    "choice_precision": "how surely votes follow interests",
    "persistent_noise": "how far the coding of an actor may be off throughout",
    "hardship": "how fast the cost of the war grows",
    "lookahead": "how far actors look ahead",
    "stops_good": "how often a side that means it stops its own spoilers",
    "stops_other": "how often a side that does not mean it stops them",
    "keeps_good": "how well a side that means it keeps a text",
    "keeps_other": "how well a side that does not mean it keeps one",
    "trust_drift": "how fast experience fades",
    "leak_harm": "how much a leak harms trust",
    "insiders_lean": "how fast insiders lean",
    "implementation_pace": "how fast texts are carried out",
    "collapse_by_exclusion": "how much exclusion makes texts collapse",
    "collapse_by_enforcement": "how much enforcement keeps texts from collapsing",
    "collapse_by_progress": "how much progress keeps texts from collapsing",
}
OTHER = {
    ("issues", "status_quo"): "where things stand on {0}",
    ("levels", "fighting_ended"): "how much fighting {0} would end",
    ("levels", "enforcement"): "how far {0} would be enforced",
    ("levels", "frozen"): "how far what {0} leaves open stays as it is",
    ("levels", "cover"): "the political cover of {0}",
    ("levels", "effect"): "how easily {1} can break {0}",
    ("levels", "attack"): "how often {1} would attack {0}",
    ("levels", "fragility"): "how easily {0} falls apart by itself",
    ("levels", "rents_lost"): "the share of war income that {0} takes away",
    ("levels", "telling"): "how much conduct under {0} tells",
    ("tracks", "meets"): "how often {0} meet",
    ("tracks", "cooling"): "how long {0} stay shut after a leak",
    ("tracks", "break_off"): "how easily {0} break off",
    ("tracks", "resume"): "how soon {0} resume",
    ("tracks", "cover"): "the cover that a text from {0} gives",
    ("tracks", "publicity"): "how public {0} is",
    ("tracks", "leak"): "how often {0} leaks",
    ("tracks", "premium"): "how much worse a leak from {0} is than open concession",
    ("guarantees", "credibility"): "how far the promise '{0}' is believed",
    ("guarantees", "worth"): "what the promise '{0}' is worth if kept",
    ("levers", "cost"): "what it costs to pull the lever '{0}'",
    ("expectations", "now"): "the chance {0} give now to '{1}'",
    ("expectations", "before"): "the chance {0} gave to '{1}' before the opening",
    ("war", "intensity"): "how intense the fighting is",
    ("war", "decisiveness"): "how far strength decides the war",
    ("war", "outcome"): "what {0} would impose on {1}",
}


def plain_input(case: Case, path: str) -> str:
    """An input's path in words; every input of a case has words of its own.

    >>> from backchannel.case.reading import find_case, read_case
    >>> plain_input(read_case(find_case("geneva-ii")), "actors.russia.trust.aid")
    'the trust of Russia at a step on aid'
    """
    group, *steps = path.split(".")

    def called(step: str) -> str:
        return within(case.name(step))

    if group == "stances" and len(steps) == 3 and steps[2] in STANCE:
        return STANCE[steps[2]].format(called(steps[0]), called(steps[1]))
    if group == "actors" and steps[1:2] == ["exit"] and steps[-1] in EXIT:
        return EXIT[steps[-1]].format(called(steps[0]))
    if group == "actors" and len(steps) > 1 and steps[1] in ACTOR:
        level = "" if len(steps) == 2 else " at other levels" if steps[2] == "else" else f" at {called(steps[2])}"
        return ACTOR[steps[1]].format(called(steps[0])) + level
    if group == "levels" and "signers" in steps:
        return f"the weight needed to carry {called(steps[0])}" + _numbered(case, steps[2:])
    if group == "game" and steps[-1] in GAME:
        return GAME[steps[-1]]
    field = "outcome" if "outcome" in steps else steps[-1]
    names = [called(s) for s in steps if s not in {field, "breakage", "sides"}]
    if (group, field) in OTHER:
        return OTHER[group, field].format(*names)
    if group == "ties":
        tie = next(t for t in case.ties if t.id == steps[0])
        return f"{field.replace('_', ' ')} of {called(tie.source)} for {called(tie.target)}"
    if group == "recognition":
        found = next(r for r in case.recognition if r.id == steps[0])
        return f"{field.replace('_', ' ')} in the standing of {called(found.of)} with {called(found.by)}"
    return f"{field.replace('_', ' ')} of {' '.join(names) or group}"


def _numbered(case: Case, steps: list[str]) -> str:
    if "weights" in steps:
        return f", as carried by {within(case.name(steps[-1]))}"
    return "" if steps[-1:] == ["quota"] and all(s.isdigit() for s in steps[:-1]) else f" ({' '.join(steps)})"
