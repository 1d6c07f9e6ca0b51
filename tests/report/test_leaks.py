"""Reports from the command line, byte by byte: nothing from above the profile is in them, nor changes them."""

import base64
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from backchannel.case.plain import plain
from backchannel.case.schema import Case
from backchannel.case.writing import single
from backchannel.core.labels import Label
from tests.case.redaction.test_interference import ADDED, copied, made, told
from tests.cli.running import FRONT
from tests.report.exports.cases import DIGITS, HOSTILE, WORD, every_text, geneva, planted, unzipped
from tests.support import ROOT, require

FORMATS = ("html", "pdf", "docx", "md")
FEW = "20"
NUMBERS = (b"41.13579", b"0.2113579", b"0.3113579", b"0.0713579")
"""Those that `planted` plants; fewer digits may stand in a drawing by chance."""
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def without_figures(case):
    """What is released is made from the whole case, so it may differ."""
    return case.model_copy(update={"declassify": ()})


def another_insider():
    """Geneva II with one more class of insiders, who want something and pay for the war."""
    data = copied(told())
    ADDED["an insider's stance"](data)
    return made(data)


CASES: dict[str, Callable[[], Case]] = {"planted": planted, "plain": geneva, "another insider": another_insider}
AROUND = {
    "planted": {"PYTHONHASHSEED": "1", "TZ": "Asia/Damascus", "USER": WORD, "LOGNAME": WORD, "LC_ALL": "C.UTF-8"},
    "plain": {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "USER": "somebody", "LC_ALL": "C"},
    "another insider": {"PYTHONHASHSEED": "3", "TZ": "UTC"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("leaks")


@cache
def reported(which: str, profile: str, folder: Path) -> tuple[Path, bytes]:
    """The folder with a report in every format and its pictures, and what the command said."""
    home = folder / f"{WORD}-{which}"
    home.mkdir(exist_ok=True)
    path = home / f"{WORD}.yaml"
    text = single(without_figures(CASES[which]()))
    path.write_text(f"# {WORD}: a comment of the author's, {DIGITS}\n{text}\n# {WORD}\n", "utf-8")
    out = folder / f"{which}-{profile}"
    files = [word for ending in FORMATS for word in ("-o", str(out / f"brief.{ending}"))]
    done = subprocess.run(
        [*FRONT, "report", str(path), "--profile", profile, "--runs", FEW, "--json", *files, "--figures", out / "p"],
        capture_output=True, cwd=ROOT, env={**os.environ, **AROUND[which]}, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out, done.stdout + done.stderr.replace(str(out).encode(), b"")


def files(out: Path) -> dict[str, Path]:
    return {str(path.relative_to(out)): path for path in sorted(out.rglob("*")) if path.is_file()}


def laid_open(path: Path) -> bytes:
    """All that a file says: its bytes, what is packed in it, its streams, and its text as a reader sees it."""
    if zipfile.is_zipfile(path):
        return unzipped(path)
    raw = path.read_bytes()
    if not raw.startswith(b"%PDF"):
        return raw
    require(shutil.which("pdftotext"), "no poppler on this machine; apt-get install poppler-utils")
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout
    about = subprocess.run(["pdfinfo", "-meta", "-struct-text", str(path)], capture_output=True, check=True).stdout
    streams = []
    for packed in STREAM.findall(raw):
        try:
            streams.append(zlib.decompress(packed))
        except zlib.error:
            streams.append(packed)
    return b"\n".join([raw, text, about, *streams])


def forms(word: str) -> list[bytes]:
    """A word as it may be written: in several encodings, and inside of base64 at any place."""
    plain = word.encode()
    inside = [base64.b64encode(b"\0" * n + plain)[-(-n * 8 // 6) + 1 : -4] for n in range(3)]
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), *inside]


def assert_clean(said: bytes, where: str) -> None:
    low = said.lower()
    for form in forms(WORD):
        assert form not in said, (where, form)
        assert form.lower() not in low or len(form) < 12, (where, form)
    for number in NUMBERS:
        assert number not in said, (where, number)


def test_the_search_finds_what_is_there(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner.txt", f"so {WORD} said")
    for content in (laid_open(tmp_path / "a.zip"), WORD.encode("utf-16-le"), base64.b64encode(f"ab{WORD}cd".encode())):
        with pytest.raises(AssertionError):
            assert_clean(content, "here")


@pytest.mark.parametrize("profile", ["public", pytest.param("partners", marks=pytest.mark.slow)])
def test_no_canary_in_any_format(profile, folder):
    out, said = reported("planted", profile, folder)
    found = files(out)
    assert {name.partition(".")[2] for name in found if name.startswith("brief")} == set(FORMATS)
    assert any(name.endswith(".png") for name in found)
    assert any(name.endswith(".svg") for name in found)
    assert_clean(said, "what the command said")
    for name, path in found.items():
        assert_clean(name.encode(), name)
        assert_clean(laid_open(path), name)


def test_the_canaries_were_there(folder):
    out, _ = reported("planted", "public", folder)
    assert len(laid_open(out / "brief.pdf")) > 100_000
    written = (folder / f"{WORD}-planted" / f"{WORD}.yaml").read_text("utf-8")
    assert written.count(WORD) > 100
    assert DIGITS in written


@pytest.mark.parametrize(
    ("profile", "other"),
    [
        ("public", "plain"),
        pytest.param("partners", "plain", marks=pytest.mark.slow),
        pytest.param("team", "another insider", marks=pytest.mark.slow),
    ],
)
def test_what_differs_above_the_profile_changes_no_byte(profile, other, folder):
    first = "planted" if profile != "team" else "plain"
    (one, heard), (two, heard_other) = reported(first, profile, folder), reported(other, profile, folder)
    assert files(one).keys() == files(two).keys()
    for name, path in files(one).items():
        assert path.read_bytes() == (two / name).read_bytes(), name
    assert heard == heard_other


def test_rights_are_those_of_the_profile(folder, tmp_path):
    out, _ = reported("planted", "public", folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(out).values()} == {0o644}
    open_to_all = tmp_path / "brief.md"
    open_to_all.write_text("an older one")
    open_to_all.chmod(0o644)
    asked = ["report", str(ROOT / "docs/cases/two-sides.yaml"), "--runs", FEW, "-o", str(open_to_all)]
    subprocess.run([*FRONT, *asked], check=True, cwd=ROOT, capture_output=True, timeout=300)
    assert str(Label.TEAM) in open_to_all.read_text("utf-8").lower()
    rights = {stat.S_IMODE(path.stat().st_mode) for path in files(tmp_path).values()}
    assert rights == {0o600}


@pytest.mark.slow
def test_a_hostile_case_is_reported_and_nothing_in_it_acts(folder):
    text = HOSTILE.replace("\ud800", "")  # no file can hold half a pair
    number = iter(range(10**6))
    case = every_text(geneva(), lambda said: f"{text} {next(number)}{' never covers war crimes' * ('crimes' in said)}")
    path, out = folder / "hostile.yaml", folder / "hostile"
    path.write_text(json.dumps(plain(case), default=str), "utf-8")
    wanted = [word for ending in FORMATS for word in ("-o", str(out / f"brief.{ending}"))]
    charted = ["--chart", str(out / "map.svg")]
    for asked in (["report", str(path), "--profile", "secret", "--runs", FEW, *wanted], ["map", str(path), *charted]):
        done = subprocess.run([*FRONT, *asked], capture_output=True, cwd=ROOT, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert not re.search(rb"[\x00-\x08\x0b-\x1f]", done.stdout + done.stderr)
    docx.Document(str(out / "brief.docx"))
    for name, one in files(out).items():
        if one.suffix != ".pdf":
            said = laid_open(one)
            assert one.suffix == ".docx" or not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", said), name
            assert "\u202e".encode() not in said, name
        if one.suffix == ".svg":
            assert not {"script", "image", "a"} & {e.tag.rpartition("}")[2] for e in ElementTree.parse(one).iter()}
    page = (out / "brief.html").read_text("utf-8")
    assert "<script" not in page.lower()
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?<!\\)<script", (out / "brief.md").read_text("utf-8"))
    assert "/JavaScript" not in laid_open(out / "brief.pdf").decode("latin-1")
    assert not (folder.parent / "etc").exists()
