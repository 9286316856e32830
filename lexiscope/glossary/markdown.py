"""Markdown of one section -> blocks of sanitised HTML and lab slots, with what the text refers to.

CommonMark and tables through markdown-it-py; on top of it `[[slug|words]]`, `{claim:id}`, `{lab:id}` and
`### Words {#id}`. Formulas become MathML. Raw HTML is not read as HTML, and nh3 stands behind as a second wall.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from lexiscope.glossary.fold import slugify
from lexiscope.glossary.model import Block, Heading, LabSlot, Prose, Section
from lexiscope.i18n import typography

_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_CLAIM = re.compile(r"\{claim:([^\s{}]+)\}")
_LAB = re.compile(r"^\{lab:([^\s{}]+)\}[ \t]*$", re.MULTILINE)
_ANCHOR = re.compile(r"\s*\{#([A-Za-z0-9_-]+)\}\s*$")
_LETTERS = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')  # \mathrm{softmax}, one <mi> per letter
_MATHML = {
    "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
    "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "menclose",
}  # fmt: skip
_TAGS = _MATHML | {
    "p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "h3", "h4", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "span", "div", "sub", "sup",
}  # fmt: skip
_MATH_ATTRIBUTES = {"display", "mathvariant", "stretchy", "fence", "form", "accent", "width", "columnalign", "lspace"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=dict.fromkeys(_MATHML, _MATH_ATTRIBUTES)
    | {"a": {"href", "class", "data-slug"}, "span": {"class", "data-claim"}, "div": {"class"}, "h3": {"id"}}
    | {"h4": {"id"}, "ol": {"start"}, "th": {"class"}, "td": {"class"}},
    attribute_filter=lambda tag, name, value: value if name != "href" or _safe(value) else None,
    url_schemes={"http", "https"},
    link_rel="noopener",
)


def _safe(href: str) -> bool:
    return href.startswith(("https://", "http://", "#")) or (href.startswith("/") and not href.startswith("//"))


@dataclass
class _Found:
    """What one section refers to, gathered while it is parsed."""

    headings: list[Heading] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def section(section_id: str, source: str, lang: str, labs: Mapping[str, str], titles: Mapping[str, str]) -> Section:
    """Parse one section. `labs` maps lab id -> preset of the entry, `titles` slug -> title for bare links."""
    blocks: list[Block] = []
    found, slots = _Found(), []
    for place, piece in enumerate(_LAB.split(source)):
        if place % 2:  # between two pieces of prose: the lab's id
            slots.append(piece)
            blocks.append(LabSlot(piece, labs.get(piece, "")))
        elif piece.strip():
            written = _parser(lang).render(piece, {"found": found, "lang": lang, "titles": titles})
            written = re.sub(r' style="text-align:(right|center|left)"', r' class="\1"', written)
            blocks.append(Prose(_CLEANER.clean(written), f"{section_id}-{place // 2}"))
    return Section(
        id=section_id,
        source=source,
        blocks=tuple(blocks),
        headings=tuple(found.headings),
        links=tuple(found.links),
        claims=tuple(found.claims),
        labs=tuple(slots),
        paragraphs=tuple(found.paragraphs),
    )


def _link(state: StateInline, silent: bool) -> bool:
    match = _LINK.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("term", "a", 0)
        slug = match[1].strip()
        token.meta = {"slug": slug}
        token.content = (match[2] or _in_sentence(state.env["titles"].get(slug, slug), state.src[: state.pos])).strip()
        state.env["found"].links.append(slug)
    state.pos = match.end()
    return True


def _in_sentence(title: str, before: str) -> str:
    """A title as it stands inside a sentence: "Latent Space" -> "latent space", but CLIP stays CLIP."""
    if not before.strip() or re.search(r"[.!?]\s+$", before):
        return title
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in title.split(" "))


def _claim(state: StateInline, silent: bool) -> bool:
    match = _CLAIM.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("claim", "span", 0).content = match[1]
        state.env["found"].claims.append(match[1])
    state.pos = match.end()
    return True


def _anchor(state: StateCore) -> None:
    """`### Words {#id}` -> <h3 id="id">; a heading without an id gets one from its words."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            match = _ANCHOR.search(inline.content)
            inline.content = _ANCHOR.sub("", inline.content)
            opening.attrSet("id", match[1] if match else slugify(inline.content))


def _set_type(state: StateCore) -> None:
    """Typography of the language in words only, never in code, formulas or addresses; gather the plain text."""
    found, lang = state.env["found"], state.env["lang"]
    for before, token in zip([None, *state.tokens], state.tokens, strict=False):
        if token.type != "inline" or not token.children:
            continue
        for child in token.children:
            if child.type in ("text", "term"):
                child.content = typography(child.content, lang)
                if lang == "fr":  # l'*encodeur*: the letter after the apostrophe stands in another token
                    child.content = re.sub(r"(?<=\w)'$", "’", child.content)
        words = _plain(token.children)
        found.paragraphs.append(words)
        if before is not None and before.type == "heading_open":
            found.headings.append(Heading(str(before.attrGet("id")), words))


def _plain(children: list[Token]) -> str:
    """The words of an inline run; breaks become spaces, code and formulas are left out, a claim is a gap."""
    pieces = {"softbreak": " ", "hardbreak": " ", "claim": "…"}
    return "".join(
        child.content if child.type in ("text", "term") else pieces.get(child.type, "") for child in children
    ).strip()


def _render_term(_: RendererHTML, tokens: list[Token], place: int, *__: Any) -> str:
    token = tokens[place]
    return f'<a class="term" data-slug="{html.escape(token.meta["slug"])}">{html.escape(token.content)}</a>'


def _render_claim(_: RendererHTML, tokens: list[Token], place: int, *__: Any) -> str:
    return f'<span class="claim" data-claim="{html.escape(tokens[place].content)}"></span>'


def _mathml(latex: str, options: Mapping[str, Any]) -> str:
    """LaTeX -> MathML; letters of one name stand in one <mi>, so that they are read as a word."""
    written = convert(latex, display="block" if options["display_mode"] else "inline")
    return _LETTERS.sub(lambda run: "<mi>" + re.sub(r"<[^>]+>", "", run[0]) + "</mi>", written)


# Quotation marks that open and close, outer and inner, for straight ones in the source.
_QUOTES = {"en": "“”‘’", "hi": "“”‘’", "fr": ["«\u00a0", "\u00a0»", "“", "”"]}


@cache
def _parser(lang: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": _QUOTES[lang]})
    parser.enable(["table", "smartquotes"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_mathml)
    parser.inline.ruler.before("link", "term", _link)
    parser.inline.ruler.before("link", "claim", _claim)
    parser.core.ruler.after("block", "anchor", _anchor)
    parser.core.ruler.push("set_type", _set_type)
    parser.add_render_rule("term", _render_term)
    parser.add_render_rule("claim", _render_claim)
    parser.disable(["image", "html_inline", "html_block"])
    return parser
