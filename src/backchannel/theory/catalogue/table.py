"""All entries, in the order in which they are listed: from war over division, words and people to counting."""

from __future__ import annotations

from backchannel.theory.catalogue import counting, division, holding, minds, war, words
from backchannel.theory.catalogue.parts import Form

CATALOGUE: dict[str, Form] = {
    form.name: form for theme in (war, division, words, holding, minds, counting) for form in theme.FORMS
}
