"""Finished pieces of work in a folder: gone on with to the same bits, refused where they are something else."""

import json
import stat

import numpy as np
import pytest

from backchannel.core.errors import AskError
from backchannel.runs import locks
from backchannel.runs.engines import Here
from backchannel.runs.shelf import each_kept, key_of, shelf

IDENTITY = {"case": "abc", "seed": 1}


def double(piece):
    return {"twice": np.array([2.0 * piece, 0.1]), "flags": np.array([piece > 1])}


def on(folder, pieces, work=double, told=None, **identity):
    keys = [key_of(piece) for piece in pieces]
    with shelf(folder, "tests", {**IDENTITY, **identity}) as held:
        return list(each_kept(Here(), work, pieces, keys, held, told or (lambda done, total: None)))


def files(folder):
    return sorted(p.name for p in folder.iterdir() if p.suffix == ".npz")


def test_what_is_there_is_not_worked_out_again(tmp_path):
    first = on(tmp_path / "kept", [1, 2])
    seen: list[int] = []
    told: list[tuple[int, int]] = []

    def noted(piece):
        seen.append(piece)
        return double(piece)

    again = on(tmp_path / "kept", [1, 2, 3], noted, lambda *now: told.append(now))
    assert seen == [3]
    assert told == [(2, 3), (3, 3)]
    for one, other in zip(first, again, strict=False):
        assert {k: (v.dtype, v.tobytes()) for k, v in one.items()} == {
            k: (v.dtype, v.tobytes()) for k, v in other.items()
        }
    assert [one["twice"][0] for one in again] == [2.0, 4.0, 6.0]


def test_without_a_shelf_everything_is_worked_out():
    assert [one["twice"][0] for one in each_kept(Here(), double, [3], ["k"])] == [6.0]


def test_what_is_finished_stays_when_the_rest_is_stopped(tmp_path):
    def stopped(piece):
        if piece == 3:
            raise KeyboardInterrupt
        return double(piece)

    with pytest.raises(KeyboardInterrupt):
        on(tmp_path / "kept", [1, 2, 3, 4], stopped)
    assert len(files(tmp_path / "kept")) == 2
    assert [one["twice"][0] for one in on(tmp_path / "kept", [1, 2, 3, 4])] == [2.0, 4.0, 6.0, 8.0]
    with shelf(tmp_path / "kept", "tests", IDENTITY):
        pass  # the lock went with the one that was stopped


def test_only_its_owner_reads_it_and_its_manifest_holds_what_was_asked(tmp_path):
    on(tmp_path / "kept", [1])
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "kept").iterdir()} == {0o600}
    said = json.loads((tmp_path / "kept" / "manifest.json").read_text(encoding="utf-8"))
    assert said == {"kind": "tests", "format": 1, **IDENTITY}


@pytest.mark.parametrize("spoil", [b"", b"PK\x03\x04 half", None])
def test_a_damaged_piece_is_named_and_can_be_made_again(tmp_path, spoil):
    on(tmp_path / "kept", [1, 2])
    place = tmp_path / "kept" / files(tmp_path / "kept")[0]
    place.write_bytes(place.read_bytes()[:-40] if spoil is None else spoil)
    with pytest.raises(AskError, match=f"{place.name}: is damaged; remove it"):
        on(tmp_path / "kept", [1, 2])
    place.unlink()
    assert len(on(tmp_path / "kept", [1, 2])) == 2


def test_a_flipped_byte_is_found(tmp_path):
    on(tmp_path / "kept", [1])
    (place,) = (tmp_path / "kept" / name for name in files(tmp_path / "kept"))
    raw = bytearray(place.read_bytes())
    at = raw.index(np.float64(2.0).tobytes())
    raw[at] ^= 1
    place.write_bytes(raw)
    with pytest.raises(AskError, match="is damaged"):
        on(tmp_path / "kept", [1])


def test_other_work_is_refused(tmp_path):
    on(tmp_path / "kept", [1])
    with pytest.raises(AskError, match="was made with another seed"):
        on(tmp_path / "kept", [1], seed=2)
    with pytest.raises(AskError, match="holds something else"), shelf(tmp_path / "kept", "others", IDENTITY):
        pass
    (tmp_path / "kept" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(AskError, match="cannot be read"):
        on(tmp_path / "kept", [1])


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(AskError, match="is not empty"):
        on(tmp_path, [1])
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(AskError, match=r"letters\.txt: .*choose another folder"):
        on(tmp_path / "letters.txt", [1])


def test_one_process_at_a_time(tmp_path):
    (tmp_path / "kept").mkdir()
    with locks.locked(tmp_path / "kept"), pytest.raises(AskError, match="another process works in it"):
        on(tmp_path / "kept", [1])


def test_a_disk_that_takes_no_more_is_one_message(tmp_path, monkeypatch):
    from backchannel.core import files as writing

    on(tmp_path / "kept", [1])

    def full(path, content, **more):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(writing, "write", full)
    with pytest.raises(AskError, match=r"No space left on device\. What was finished before is kept"):
        on(tmp_path / "kept", [1, 2])
