"""Every text and number of the schema is planted once under every label and looked for in all bytes of the folder."""

from functools import cache

import pytest

from backchannel.case.redaction import redact
from backchannel.case.redaction.writing import write_shared
from backchannel.case.schema import Case
from backchannel.core.labels import Label
from tests.case.redaction.planted import Planter

PROFILES = (Label.PUBLIC, Label.TEAM, pytest.param(Label.PARTNERS, marks=pytest.mark.slow))
SINGLES = (None, *(pytest.param(one, marks=pytest.mark.slow) for one in ("public", "partners", "secret")))


@cache
def planted(single: str | None) -> tuple[Case, Planter]:
    planter = Planter(single)
    return planter.case(), planter


@pytest.mark.parametrize("profile", PROFILES, ids=str)
@pytest.mark.parametrize("single", SINGLES, ids=str)
def test_nothing_above_the_profile_is_in_any_byte(single, profile, tmp_path):
    case, planter = planted(single)
    done = write_shared(redact(case, profile, coarsen=0), tmp_path / "out", profile)
    held = b"".join(name.encode() + (done.folder / name).read_bytes() for name in done.files).decode()
    assert sorted(one.name for one in done.folder.iterdir()) == sorted(done.files)
    out = {text for text in planter.planted if text in held}
    above = {text: said for text, said in planter.planted.items() if said[0] > profile}
    wrong = [f"{text}: {above[text]}" for text in sorted(out & set(above))]
    assert not wrong, "\n".join(wrong[:20])
    missing = [f"{text}: {said}" for text, said in planter.planted.items()
               if said[1] and said[0] <= profile and text not in out]  # fmt: skip
    assert not missing, "\n".join(missing[:20])
    assert len(out) > 100
    assert str(tmp_path) not in held
    assert "zqid" not in held
