"""The first words of a page as plain HTML, drawn by the browser before Streamlit's script has run.

They lie over the app in the same type and place, and are taken away as soon as the app has drawn its own.
Without a script they are what a reader sees.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from lexiscope.glossary import Prose, app_href, prose_css, render, variables
from lexiscope.glossary.model import SECTIONS
from lexiscope.i18n import Language, language
from lexiscope.ui.entry import head
from lexiscope.ui.lists import home_html
from lexiscope.ui.shell import LOOK_CSS, masthead
from lexiscope.ui.site import claim_values, site

FRAME = """
#first-paint { position: fixed; inset: 0; z-index: 1000; overflow: auto; background: var(--paper); color: var(--ink);
  font-family: "Source Sans", "Noto Sans", system-ui, sans-serif; }
#first-paint > div { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem 4rem; box-sizing: border-box; }
#first-paint .st-key-header { display: flex; min-height: 2.5rem; align-items: center; }
@media (max-width: 40rem) { #first-paint > div { padding: 0 1rem 3rem; } }
"""


@lru_cache
def _style() -> str:
    dark = f"@media (prefers-color-scheme: dark) {{ #first-paint {{ {variables('dark')} }} }}"
    colours = f"#first-paint {{ {variables('light')} }} {dark}"
    return f"<style>{colours}{prose_css()}{LOOK_CSS.read_text('utf-8')}{FRAME}</style>"


@lru_cache(maxsize=512)
def first_words(page: str, lang: str) -> str:
    """The head and the first section of an entry, or the home page; nothing for any other page."""
    now, glossary = language(lang), site().glossary
    if page in glossary.entries:
        body = f'<div class="lx-prose prose entry-head" lang="{lang}">{head(glossary.entry(page), now)}</div>'
        return _frame(body + _opening(page, now), now)
    if not page:
        home = f'<div class="lx-prose prose home" lang="{lang}">{home_html(now)}</div>'
        return _frame(f'<div class="st-key-home">{home}</div>', now)
    return ""


def _opening(slug: str, now: Language) -> str:
    """The first section up to its first instrument."""
    section = site().glossary.entry(slug).edition(now.code).sections[0]
    block = section.blocks[0] if section.blocks else None
    if not isinstance(block, Prose):
        return ""
    html = render(block, site().glossary, now.code, app_href(now.code), claim_values(now))
    title = f"<h2>{escape(now.t(SECTIONS[section.id]))}</h2>"
    return f'<div class="lx-prose prose" lang="{now.code}">{title}{html}</div>'


# Runs in the page itself: the app's own scripts come seconds later on a slow machine.
UNCOVER = """<script>{
  const drawn = '[data-testid="stMain"] :is(.entry-head, .home)'
  const uncover = new MutationObserver(() => {
    if (document.querySelector(drawn)) { uncover.disconnect(); document.getElementById("first-paint").remove() }
  })
  uncover.observe(document.documentElement, { childList: true, subtree: true })
}</script>"""


def _frame(body: str, now: Language) -> str:
    header = f'<div class="st-key-header">{masthead(now)}</div>'
    return f'<div id="first-paint">{_style()}<div>{header}{body}</div>{UNCOVER}</div>'
