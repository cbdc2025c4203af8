"""Looks at pages the way people meet them: how wide they are on the narrowest phone, and what axe finds."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.browser.path import clear

AXE = Axe().axe_script
RUN_AXE = """window.axe ? axe.run({resultTypes: ["violations"], preload: false}).then(found => found.violations.map(
    wrong => `${wrong.id}: ${wrong.nodes.slice(0, 3).map(node => node.html.slice(0, 150)).join("; ")}`)) : null"""
MAIN_BUTTON = "main form[method=post] .actions button:not([formaction]), main .actions form[method=post] button"


class Look:
    """Looks at one page after another, and keeps which ones axe has seen and what is wrong with them."""

    def __init__(self, page: Page, rules: MapAdapter, size: dict[str, int]) -> None:
        self.page, self.rules = page, rules
        self.size: ViewportSize = {"width": size["width"], "height": size["height"]}
        self.method = "GET"  # how the page was asked for
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        page.add_init_script(AXE)  # read once, where each page would have to read it anew

    def at(self, *addresses: str, status: int = 200, axe: bool = True) -> None:
        """Open the pages and look at each; one that answers something else than itself is wrong."""
        for address in addresses:
            answer = self.page.goto(address)
            assert answer and answer.status == status, f"{address}: {answer and answer.status}"
            self.here(address if status == 200 else f"{address} ({status})", axe)

    def here(self, name: str, axe: bool = True) -> None:
        """Look at the page as it stands: no wider than the narrowest phone, and nothing for axe to find.

        A page drawn by templates that axe has seen elsewhere need only be measured.
        """
        self.page.set_viewport_size({"width": 320, "height": 740})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(self.size)
        found = [f"{wide} px wide at 320"] if wide > 320 else []
        if axe:
            self.seen.add(self._endpoint())
            self.method = "GET"
            found += self._axe()
        self.wrong += [f"{name}: {each}" for each in found]

    def mistakes(self, address: str, axe: bool = False) -> None:
        """Send the form of a page with nothing in it, and look at what comes back."""
        self.page.goto(address)
        clear(self.page)
        self.refused(f"{address} with mistakes", axe)

    def refused(self, name: str, axe: bool = True, button: str = MAIN_BUTTON) -> None:
        """Press a button that does not take the form as it is, and look at what comes back."""
        self.send(button)
        expect(self.page.locator("main .errors, main .error").first).to_be_visible()
        self.here(name, axe)

    def press(self, name: str, axe: bool = True, button: str = MAIN_BUTTON) -> None:
        """Press the button that sends the form of this page, and look at what comes next."""
        self.send(button)
        expect(self.page.locator("main .errors")).to_have_count(0)
        self.here(name, axe)

    def overtaken(self, page: str, **typed: str) -> None:
        """Send a form as one that was opened before a colleague's change, and look at both side by side."""
        self.page.goto(page)
        for name, text in typed.items():
            self.page.locator(f"main [name={name}]").fill(text)
        self.page.locator("main form input[name=revision]").last.evaluate("box => { box.value = 0; }")
        self.send()
        expect(self.page.get_by_role("alert").first).to_be_visible()
        self.here(f"{page} after a colleague")

    def send(self, button: str = MAIN_BUTTON) -> None:
        """Press a button, the page's own where none is named, and wait for the page that answers."""
        with self.page.expect_navigation() as answer:
            self.page.locator(button).locator("visible=true").first.click()
        self.method = answer.value.request.method

    def _axe(self) -> list[str]:
        found: list[str] | None = self.page.evaluate(RUN_AXE)
        if found is None:  # the page was there before, or runs no scripts of its own
            self.page.evaluate(AXE)
            found = self.page.evaluate(RUN_AXE)
        assert found is not None
        return found

    def _endpoint(self) -> str:
        path = re.sub(r"https?://[^/]+|[?#].*", "", self.page.url)
        for method in (self.method, "POST"):
            try:
                return str(self.rules.match(path, method=method)[0])
            except HTTPException:
                continue
        return ""

    def done(self, pages: set[str]) -> None:
        """Nothing was wrong, and every page that was to be looked at was there."""
        assert self.wrong == [], "\n".join(self.wrong)
        assert pages - self.seen == set()
