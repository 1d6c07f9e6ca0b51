"""`share`: the account of a redaction, for the author of the case alone."""

from __future__ import annotations

from collections import Counter

from backchannel import __version__
from backchannel.case.reading import case_hash
from backchannel.case.redaction import Redacted
from backchannel.case.schema import Case
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label

COLUMNS = ("kind", "label", "path", "said")
STAYS, GOES, TELLS = "stays behind", "goes out", "could be inferred"


def shared(case: Case, redacted: Redacted, profile: Label) -> Finding:
    """What stayed behind, which names go out and what could still be inferred from a shared case.

    ``kind`` is one of `stays behind`, `goes out`, `could be inferred`. The label is the highest of what it speaks of.
    The manifest names the shared case by its hash, never the case it was made from.
    """
    told = redacted.account
    rows: list[Row] = [{"kind": STAYS, "label": str(r.label), "path": r.path, "said": r.how} for r in told.removed]
    rows += [{"kind": GOES, "label": str(profile), "path": path, "said": name} for path, name in told.names]
    for one in told.inferences:
        rows += [{"kind": TELLS, "label": str(one.label), "path": path, "said": one.what} for path in one.paths]
    count = Counter(one.label for one in told.removed)
    parts = [f"{n} labelled {label}" for label, n in sorted(count.items(), reverse=True)]
    left = f"{', '.join(parts)} stay behind" if parts else "nothing stays behind"
    what = redacted.case
    return Finding(
        title=f"{case.case.title}: what is shared at {profile}",
        columns=COLUMNS,
        rows=tuple(rows),
        text=(
            f"Of records, texts and numbers {left}.",
            f"{len(what.actors)} actors, {len(what.issues)} issues, {len(what.levels)} levels and {len(what.tracks)} "
            f"tracks go out, {len(told.names)} of these and other records by name: check each name.",
            f"{len(told.inferences)} things could still be inferred.",
        ),
        label=told.label,
        manifest={
            "program": f"backchannel {__version__}",
            "case": case_hash(what),
            "settings": {"analysis": "share", "profile": str(profile)},
        },
    )
