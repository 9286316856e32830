"""The front door: the Streamlit script, the plain-HTML routes, security headers. Wiring only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from lexiscope import small_world
from lexiscope.i18n import CODES, language
from lexiscope.labs import vendor
from lexiscope.ui.first_words import first_words
from lexiscope.ui.site import claim_values, site
from lexiscope.web.headers import SecurityHeaders
from lexiscope.web.packed import PackedScripts
from lexiscope.web.routes import routes
from lexiscope.web.shell import AppShell, streamlit_static
from lexiscope.web.stills import stills

PAGES = ("labs", small_world.ADDRESS)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The server answers at once; the models load behind it."""
    site().engine.warm()
    yield


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
        Middleware(PackedScripts, folder=Path(streamlit_static()) / "static" / "js"),
        Middleware(AppShell, glossary=site().glossary, pages=PAGES, first_words=first_words),
    ],
)
