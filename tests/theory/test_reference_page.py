"""The reference page is written from the catalogue, and every example in the theory's docstrings runs."""

import doctest
import importlib
import pkgutil
import runpy

import pytest

import backchannel.theory
from backchannel.theory.catalogue import CATALOGUE
from tests.support import ROOT

# Entries are data; the spine has its own test.
MINE = sorted(
    name
    for _, name, package in pkgutil.walk_packages(backchannel.theory.__path__, "backchannel.theory.")
    if not package and name != "backchannel.theory.acceptance"
)


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "docs" / "make_theory.py"))


def test_the_committed_page_is_in_step_with_the_catalogue(script):
    committed = (ROOT / "docs" / "reference" / "theory.md").read_text(encoding="utf-8")
    assert committed == script["page"](), "run: python docs/make_theory.py"


def test_every_form_has_its_section_command_and_caveats(script):
    page = script["page"]()
    for form in CATALOGUE.values():
        assert f"\n## {form.title}\n" in page
        assert f"backchannel theory {form.name} --set " in page
        assert form.caveats in page
    assert "backchannel theory NAME --set p=.6" in page


@pytest.mark.parametrize("name", MINE)
def test_every_public_function_has_an_example_that_runs(name):
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for public, item in vars(module).items():
        plain = getattr(item, "py_func", item)  # a compiled function hides its docstring from doctest
        if public.startswith("_") or isinstance(plain, type) or getattr(plain, "__module__", "") != module.__name__:
            continue
        if not callable(plain):
            continue
        test = doctest.DocTestParser().get_doctest(plain.__doc__ or "", vars(module).copy(), public, name, 0)
        assert test.examples, f"{name}.{public} has no example"
        assert doctest.DocTestRunner(optionflags=flags, verbose=False).run(test).failed == 0, f"{name}.{public}"


def test_the_list_above_finds_the_modules():
    assert {"backchannel.theory.offers", "backchannel.theory.catalogue.answering"} <= set(MINE)
