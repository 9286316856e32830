"""One server and one Chromium for all browser tests, and a visitor per test that fails on what must never happen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.browser import chromium
from benchmarks.serving import Server, ours
from tests.browser.visitor import PATIENCE, Visitor


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
    with chromium() as found:
        yield found


@pytest.fixture(scope="package")
def server(artefacts: Path) -> Iterator[Server]:
    """The server that most tests share, with its models loaded."""
    with ours(artefacts / "server.log") as found:
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
