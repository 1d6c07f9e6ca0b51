"""A report as a person meets it: in a browser with no network, in light and dark, on a desk and on a phone."""

import shutil
from time import monotonic

import pytest

from backchannel.report.html import to_html
from tests.report import made
from tests.support import require

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
except ImportError as error:
    require(False, f"the extra dev is missing: {error}")

pytestmark = pytest.mark.slow
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    require(chromium, "no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(to_html(made.document()), "utf-8")
    return path.as_uri()


class Visit:
    """A page in a window of its own whose every request and complaint is kept."""

    def __init__(self, browser, address, width, scheme="light", javascript=True):
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, java_script_enabled=javascript, offline=True
        )
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = self.context.new_page()
        self.context.route("**", lambda route: route.continue_() if route.request.url == address else route.abort())
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def __enter__(self):
        return self

    def __exit__(self, *given):
        self.context.close()


def becomes(page, what: str, within: float = 10.0) -> bool:
    """Whether it is so within some seconds. Playwright's own waiting evaluates a string a second time, and the page's
    policy of content forbids that: it fails wherever the first look is too early."""
    until = monotonic() + within
    while not (so := page.evaluate(what)) and monotonic() < until:
        page.wait_for_timeout(20)
    return bool(so)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_request_no_complaint_no_overflow_and_nothing_serious(browser, address, width, scheme):
    with Visit(browser, address, width, scheme) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(visit.page).response["violations"]
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"]][:3])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert serious == []
        assert visit.complaints == []
        assert visit.asked == [address]


def test_axe_would_find_what_it_looks_for(browser, address):
    with Visit(browser, address, 1280) as visit:
        visit.page.evaluate("document.querySelector('html').removeAttribute('lang')")
        assert "html-has-lang" in [v["id"] for v in Axe().run(visit.page).response["violations"]]


def test_the_first_key_leads_past_everything_and_the_next_through_contents_to_tables(browser, address):
    with Visit(browser, address, 390) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        before = page.evaluate("document.activeElement.scrollLeft")
        page.keyboard.press("ArrowRight")
        assert becomes(page, f"document.activeElement.scrollLeft > {before}")


def test_it_reads_the_same_without_javascript(browser, address):
    with Visit(browser, address, 1280) as with_it, Visit(browser, address, 1280, javascript=False) as without:
        assert without.page.inner_text("main") == with_it.page.inner_text("main")


def test_a_chart_stays_on_white_in_the_dark(browser, address):
    with Visit(browser, address, 1280, "dark") as visit:
        look = "getComputedStyle(document.querySelector('{}')).backgroundColor"
        assert visit.page.evaluate(look.format(".picture")) == "rgb(255, 255, 255)"
        assert visit.page.evaluate(look.format("html")) != "rgb(255, 255, 255)"


def test_it_prints(browser, address):
    with Visit(browser, address, 1280, "dark") as visit:
        printed = visit.page.pdf(prefer_css_page_size=True)
        assert printed.startswith(b"%PDF-")
        assert visit.asked == [address]
