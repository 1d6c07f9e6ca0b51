import pytest

from tests.support import require


@pytest.fixture
def lenient(monkeypatch):
    monkeypatch.delenv("BACKCHANNEL_REQUIRE_ALL", raising=False)


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setenv("BACKCHANNEL_REQUIRE_ALL", "1")


def test_what_is_there_passes(strict):
    require(True, "a browser")


def test_what_is_missing_skips(lenient):
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        require(None, "no browser")


def test_what_is_missing_fails_when_all_is_required(strict):
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        require([], "no browser")


def test_shared_path_finds_a_file(strict, monkeypatch, tmp_path, shared_path):
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "power.json").touch()
    monkeypatch.setenv("BACKCHANNEL_SHARED", str(tmp_path))
    assert shared_path("golden", "power.json") == tmp_path.resolve() / "golden" / "power.json"


def test_shared_path_skips_without_the_folder(lenient, monkeypatch, tmp_path, shared_path):
    monkeypatch.setenv("BACKCHANNEL_SHARED", str(tmp_path / "absent"))
    with pytest.raises(pytest.skip.Exception, match=r"golden/power\.json is missing; set BACKCHANNEL_SHARED"):
        shared_path("golden", "power.json")


def test_shared_path_fails_without_the_file_when_all_is_required(strict, monkeypatch, tmp_path, shared_path):
    monkeypatch.setenv("BACKCHANNEL_SHARED", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="power"):
        shared_path("golden", "power.json")
