"""What each kind of figure is, in words that travel with it."""

from __future__ import annotations

from backchannel.analyses.baserates.estimating import LEVEL, RESAMPLES, SEED

DEFINITIONS = {
    "ends": (
        "Share of the episodes that ended since 1989 (intrastate dyads, dyadterm 1, outcome said) by how they ended; "
        "`any deal` is a peace agreement or a ceasefire. Dyads: how many of the same conflict fought in that year."
    ),
    "survival": (
        "From the day an episode began: share still going on (Kaplan-Meier), ended by a deal or a peace agreement, or "
        "ended otherwise (Aalen-Johansen) by so many months. Entered in 1989 where begun before; censored at the end "
        "of the file."
    ),
    "hazard": (
        "Deals, and ends of any kind, in a month of fighting, by years since the episode began or by the number of "
        "dyads of the conflict that fought in the calendar year; `n` counts months of fighting."
    ),
    "from_a_day": (
        "Of dyads fighting on the 15th of a month since 1989: share whose episode ended by a deal, or by a peace "
        "agreement, or otherwise, within so many months (Aalen-Johansen); `agreement signed`: share that signed a "
        "peace agreement of any kind (full, partial or process), whether or not the fighting ended. Dyads: how many of "
        "the conflict were fighting on that day; years: how long the dyad had fought. `n` and `events` "
        "count dyads times months, so that a dyad counts many times; intervals go by conflicts."
    ),
    "clock": (
        "The two-stage clock from the day an episode began: rate a of ripening and rate b of a deal once ripe, in a "
        "month, ends without a deal being censored. No value of b: the data show no first stage, and `low` is the "
        "least b they allow (one-sided 95%)."
    ),
    "stages": (
        "The same two stages with the first agreement of any kind as the sign of ripeness: first agreements in a month "
        "of fighting without one, deals in a month of fighting after one, and deals in a month of fighting without "
        "one. Agreements signed on the last day of fighting are its end and not a stage before it."
    ),
    "agreements": (
        "Share of peace agreements (full, partial, process; signed 1975-2021) ended within so many months of their "
        "signing (one minus Kaplan-Meier), censored on the last day of the file; a blank `ended` is read as not ended. "
        "The bare share of those that ended depends on how long ago they were signed and is not a figure here."
    ),
    "kinds": (
        "What kind an agreement is, by years since the first agreement of its peace process. The files do not say when "
        "talks began; the first agreement stands for it."
    ),
    "full": (
        "Share of peace processes whose first agreement is already a full one; and, of the others, the share that has "
        "come to a full one within so many months of the first agreement (one minus Kaplan-Meier)."
    ),
}

INTERVALS = (
    f"{100 * LEVEL:.0f}%. Shares: Wilson at the effective number of units. Rates: Jeffreys at the effective number of "
    f"events. Curves: {RESAMPLES} resamples of whole conflicts (Philox, seed {SEED}). Effective numbers allow for "
    "dyads of one conflict being alike."
)
