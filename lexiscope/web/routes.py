"""The addresses that are plain HTTP: reading edition, sitemap, health, search and the scripts that packages bring."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lexiscope import __version__, small_world
from lexiscope.glossary import FIELDS, LANGUAGES, Glossary, search
from lexiscope.i18n import DEFAULT, language, negotiate
from lexiscope.web.packed import packed
from lexiscope.web.pages import Claims, ReadingEdition, reading_edition, style_sheet
from lexiscope.web.recorded import Recorded

_KEPT = "public, max-age=31536000, immutable"
_ASKED_AGAIN = "no-cache"  # kept, but compared by ETag before it is shown


def routes(
    glossary: Glossary,
    claims: Claims,
    recorded: Recorded,
    loaded: Callable[[], bool],
    vendor: Mapping[str, Path],
) -> list[Route]:
    """Everything that is served beside the app.

    `claims` maps language -> claim id -> measured value in that language's writing; `recorded` gives the figures of an
    entry; `loaded` says whether the built-in models stand ready; `vendor` maps a name to a file served below /vendor.
    """
    edition = reading_edition(glossary, claims, recorded)
    return [
        Route("/read", _welcome),
        Route("/read/{lang}", lambda request: _index(request, edition)),
        Route("/read/{lang}/{slug}", lambda request: _entry(request, edition)),
        Route("/read/{rest:path}", lambda request: _missing(request, edition)),
        Route("/style.css", lambda _: Response(style_sheet(), media_type="text/css", headers={"Cache-Control": _KEPT})),
        Route("/sitemap.xml", lambda request: _sitemap(request, glossary)),
        Route("/robots.txt", _robots),
        Route("/healthz", lambda _: _health(glossary, loaded)),
        Route("/api/search", lambda request: _search(request, glossary)),
        Route("/vendor/{name}", lambda request: _vendor(request, vendor)),
    ]


def base_address(request: Request) -> str:
    """The site's own address, without a slash at its end: LEXISCOPE_URL where it is set, else what was asked for."""
    return (os.environ.get("LEXISCOPE_URL") or str(request.base_url)).rstrip("/")


def _welcome(request: Request) -> Response:
    lang = negotiate(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/read/{lang}", 307, {"Vary": "Accept-Language", "Cache-Control": _ASKED_AGAIN})


def _index(request: Request, edition: ReadingEdition) -> Response:
    lang = request.path_params["lang"]
    if lang not in LANGUAGES:
        return _missing(request, edition)
    page = edition.index(lang, base_address(request))
    return _html(request, page, _tag(page), lang)


def _entry(request: Request, edition: ReadingEdition) -> Response:
    lang, slug = request.path_params["lang"], request.path_params["slug"]
    if lang in LANGUAGES and (slug in edition.glossary.entries or slug == small_world.ADDRESS):
        return _html(request, *_entry_page(edition, slug, lang, base_address(request)), lang)
    return _missing(request, edition)


def _missing(request: Request, edition: ReadingEdition) -> Response:
    """Another name of an entry or another spelling of a language leads on; anything else is the 404 page."""
    asked, _, rest = request.url.path.removeprefix("/read/").strip("/").partition("/")
    lang = asked.lower() if asked.lower() in LANGUAGES else ""
    wanted = rest if lang or rest else asked
    slug = edition.glossary.resolve(wanted) if wanted else None
    spoken = lang or negotiate(request.headers.get("accept-language", ""))
    if slug:
        return RedirectResponse(f"/read/{spoken}/{slug}", 301 if lang else 307)
    if lang and not wanted:
        return RedirectResponse(f"/read/{lang}", 301)
    return HTMLResponse(
        edition.missing(spoken, base_address(request), wanted),
        404,
        {"Content-Language": spoken, "Vary": "Accept-Language"},
    )


@lru_cache(maxsize=256)
def _entry_page(edition: ReadingEdition, slug: str, lang: str, base: str) -> tuple[str, str]:
    """A page and its fingerprint; nothing in it is a visitor's, so it is made once per address."""
    page = edition.small_world(lang, base) if slug == small_world.ADDRESS else edition.entry(slug, lang, base)
    return page, _tag(page)


def _tag(page: str) -> str:
    return f'"{hashlib.sha256(page.encode()).hexdigest()[:20]}"'


def _html(request: Request, page: str, tag: str, lang: str) -> Response:
    """A page with its fingerprint; a browser that has it already gets only "not modified"."""
    headers = {"ETag": tag, "Cache-Control": _ASKED_AGAIN, "Content-Language": lang}
    if tag in request.headers.get("if-none-match", "").replace("W/", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(page, headers=headers)


def _sitemap(request: Request, glossary: Glossary) -> Response:
    base = base_address(request)
    paths = ["", f"/{small_world.ADDRESS}", *(f"/{slug}" for slug in glossary.order)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    )
    for path in paths:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(f"{base}/read/{code}{path}")}"/>'
            for code in LANGUAGES
        )
        lines += [f"<url><loc>{escape(f'{base}/read/{code}{path}')}</loc>{alternates}</url>" for code in LANGUAGES]
    return Response("\n".join([*lines, "</urlset>", ""]), media_type="application/xml")


def _robots(request: Request) -> Response:
    rules = ["User-agent: *", "Allow: /", "Disallow: /_stcore/", "Disallow: /api/"]
    return PlainTextResponse("\n".join([*rules, "", f"Sitemap: {base_address(request)}/sitemap.xml", ""]))


def _health(glossary: Glossary, loaded: Callable[[], bool]) -> Response:
    state = {
        "status": "ok",
        "version": __version__,
        "entries": len(glossary.entries),
        "languages": list(LANGUAGES),
        "models_loaded": loaded(),
    }
    return JSONResponse(state, headers={"Cache-Control": "no-store"})


def _search(request: Request, glossary: Glossary) -> Response:
    """`?q=&lang=`: hits in the reader's language; `marked` is HTML that is safe to insert."""
    lang = request.query_params.get("lang", DEFAULT)
    lang = lang if lang in LANGUAGES else DEFAULT
    query = request.query_params.get("q", "")
    spoken = language(lang)
    hits = [
        {
            "slug": hit.slug,
            "title": hit.title,
            "definition": hit.definition,
            "field": hit.field,
            "found_in": spoken.t(FIELDS[hit.field]),
            "marked": hit.marked,
            "marked_lang": hit.lang,
            "href": f"/{quote(hit.slug)}?lang={lang}",
        }
        for hit in search(glossary, query, lang)
    ]
    return JSONResponse({"query": query[:200], "lang": lang, "hits": hits})


def _vendor(request: Request, vendor: Mapping[str, Path]) -> Response:
    path = vendor.get(request.path_params["name"])
    return packed(request, path, "public, max-age=86400") if path else PlainTextResponse("no such file", 404)
