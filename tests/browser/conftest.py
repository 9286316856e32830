"""One server and one Chromium for all browser tests, and a visitor per test that fails on what must never happen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.server import Server, serving
from tests.browser.visitor import PATIENCE, Visitor

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No host but ours has an address: what a page needs must come from the app itself.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, so that `-m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Scope "package": Playwright's event loop must be gone before other tests start theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium or Chrome of this machine, else Playwright's own; without one the tests fail."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, CHROMIUMS)), None) or playwright.chromium.executable_path
        if not Path(found).exists():
            pytest.fail("no Chromium on this machine: run `bash tests/browser/install.sh`", pytrace=False)
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server(artefacts: Path) -> Iterator[Server]:
    """The server that most tests share, with its models loaded."""
    with serving(artefacts / "server.log") as found:
        found.wait_for_models()
        yield found


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Visitor]:
    """A visitor of the shared server. No console error, page error, dialog, foreign request or traceback may occur."""
    written = server.log.stat().st_size
    one = Visitor(browser, server)
    yield one
    one.close()
    assert one.faults == []
    assert server.faults(since=written) == ""
