"""The front door: the Streamlit script, the plain-HTML routes, security headers. Wiring only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lexiscope.i18n import CODES, language
from lexiscope.labs import vendor
from lexiscope.ui.first_paint import first_paint
from lexiscope.ui.site import claim_values, site
from lexiscope.web.headers import PageStatus, SecurityHeaders
from lexiscope.web.routes import routes
from lexiscope.web.shell import PageShell
from lexiscope.web.stills import stills

PAGES = ("labs",)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The server answers at once; the models load behind it."""
    site().engine.warm()
    yield


def resolve(address: str) -> str | None:
    """The page that an address means: itself, an entry known by another name, or None."""
    return address if address in PAGES else site().glossary.resolve(address)


app = st.App(
    Path(__file__).parent / "pages" / "router.py",
    lifespan=lifespan,
    routes=routes(
        site().glossary,
        {code: claim_values(language(code)) for code in CODES},
        stills(site().glossary, site().engine, site().recorded),
        site().engine.loaded,
        vendor.files(),
    ),
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(PageStatus, resolve=resolve),
        Middleware(PageShell, paint=first_paint),
    ],
)
