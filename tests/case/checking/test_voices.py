import pytest

from backchannel.case.checking import voices
from tests.case.checking.saying import keeps_silent, speaks

SPEAKS = [
    (voices.missing_voices, [], "speaks for women; they are listed as absent", "absent"),
    (voices.missing_voices, [], "speaks for civil society, nor", "actors"),
    (
        voices.unmentioned,
        [("{id: northland,", "{id: southland, role: audience}\n  - {id: northland,")],
        "nothing else speaks of it",
        "actors.southland",
    ),
    (voices.loaded_words, [("title: A toy", "title: The regime and a toy")], "loaded word", "case.title"),
    (voices.loaded_words, [("0: stays", "0: the terrorist stays")], "loaded word", "issues.leadership.anchors"),
    (
        voices.loaded_words,
        [("high: 0.5, evidence", "high: 0.5, note: Militias, evidence")],
        "loaded word",
        "actors.rebels.audience_cost.note",
    ),
    (
        voices.loaded_words,
        [("{id: northland,", "{id: northern_militia, role: audience}\n  - {id: northland,")],
        "loaded word",
        "actors.northern_militia.id",
    ),
    (voices.loaded_words, [("id: rebels\n", "id: rebels\n    name: Warlords\n")], "loaded word", "actors.rebels.name"),
]
SILENT = [
    (voices.missing_voices, [("voice: [women]", "voice: [women, civil_society, local]")], ", nor are they"),
    (voices.missing_voices, [("role: leader", "role: leader\n    voice: [women]")], "women"),
    (voices.unmentioned, [], ""),
    (
        voices.unmentioned,
        [("{id: northland,", "{id: southland, role: audience}\n  - {id: northland, was_in: southland,")],
        "",
    ),
    (voices.loaded_words, [], ""),
    (voices.loaded_words, [("what: an article", "what: the regime's article")], ""),
    (voices.loaded_words, [("frame: order first", "frame: fighting the terrorist")], ""),
    (voices.loaded_words, [("title: A toy", "title: Regimental toys")], ""),
    (voices.loaded_words, [("title: A toy", "title: The sanctions regime of a toy")], ""),
]


@pytest.mark.parametrize(("check", "changes", "words", "field"), SPEAKS)
def test_it_speaks(check, changes, words, field):
    speaks(check, changes, words, field)


@pytest.mark.parametrize(("check", "changes", "words"), SILENT)
def test_it_keeps_silent(check, changes, words):
    keeps_silent(check, changes, words)
