"""The door for language: sentences, numbers, typography, and that no sentence is left in English only."""

from __future__ import annotations

import ast
import re

import pytest

from lexiscope.i18n import CODES, LOCALES, language, negotiate, typography

ROOT = LOCALES.parent
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "lexiscope").rglob("*.py"))]
MARKERS = {"N_", "t", "n"}


def marked_sentences() -> dict[str, str]:
    """Every sentence marked for translation -> where it stands; f-strings are read too."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if name in MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found[first.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    for path in sorted((ROOT / "lexiscope" / "web" / "templates").glob("*")):
        for match in re.finditer(r'\b[tn]\(\s*"((?:[^"\\]|\\.)*)"', path.read_text("utf-8")):
            found[match[1]] = str(path.relative_to(ROOT))
    return found


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("code", [c for c in CODES if c != "en"])
def test_every_sentence_has_a_translation(code: str) -> None:
    """Each sentence of the interface stands in the language's .po files, with the same fields."""
    known = language(code).messages
    missing = []
    for sentence, place in marked_sentences().items():
        found = known.get(sentence)
        forms = [found] if isinstance(found, str) else list(found or [])
        if not forms or not all(forms):
            missing.append(f"{place}: {sentence!r} has no {code}; add it to locales/{code}/")
        elif any(fields(form) != fields(sentence) for form in forms):
            missing.append(f"{place}: the {code} of {sentence!r} has other fields: {forms}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("code", [c for c in CODES if c != "en"])
def test_no_translation_without_its_sentence(code: str) -> None:
    """A sentence that nobody says any more is removed from the .po files."""
    said = set(marked_sentences())
    stale = [m for m in language(code).messages if m not in said]
    assert not stale, f"locales/{code}: no longer used: {stale}"


def test_hindi_sentences_are_devanagari() -> None:
    """A Hindi sentence is mostly Devanagari; model names and fields may stay Latin."""
    latin = []
    for sentence, found in language("hi").messages.items():
        for form in [found] if isinstance(found, str) else found or []:
            plain = re.sub(r"\{\w+\}|<[^>]+>", "", form)
            letters = re.findall(r"[^\W\d_]", plain)
            if len(letters) > 12 and not re.search(r"[\u0900-\u097F]", plain):
                latin.append((sentence, form))
    assert not latin


def test_numbers_follow_the_language() -> None:
    """Grouping, decimal sign and percent are the language's own."""
    en, fr, hi = (language(code) for code in ("en", "fr", "hi"))
    assert en.number(1234567.891, 3) == "1,234,567.891"
    assert hi.number(1234567.891, 3) == "12,34,567.891"
    assert fr.number(1234567.891, 3) == "1\u202f234\u202f567,891"
    assert fr.percent(0.314, 1) == "31,4\u00a0%" and en.percent(0.314) == "31%"
    assert en.fixed(0, 3) == "0.000" and fr.fixed(0, 3) == "0,000"


def test_plural_follows_the_language() -> None:
    """English says "0 minutes", French "0 minute"."""
    assert language("en").n("{n} minute", "{n} minutes", 0) == "0 minutes"
    assert language("fr").n("{n} minute", "{n} minutes", 0) == "0 minute"
    assert language("fr").n("{n} minute", "{n} minutes", 2) == "2 minutes"


def test_french_typography_is_set_once() -> None:
    """No-break spaces before ; : ! ? and inside « », typographic apostrophes, digit groups; twice gives the same."""
    plain = "Que voit l'encodeur ? « Tout » : 786 432 nombres, 31 % !"
    set_once = "Que voit l’encodeur\u202f? «\u00a0Tout\u00a0»\u00a0: 786\u202f432 nombres, 31\u00a0%\u202f!"
    assert typography(plain, "fr") == set_once
    assert typography(set_once, "fr") == set_once
    assert typography(plain, "en") == plain


@pytest.mark.parametrize(
    ("header", "code"),
    [("hi-IN,hi;q=0.9,en;q=0.8", "hi"), ("de, fr;q=0.5", "fr"), ("de", "en"), ("", "en"), ("fr;q=x, hi", "hi")],
)
def test_browser_language(header: str, code: str) -> None:
    """The best of our languages for what the browser asks; English when none fits or the header is broken."""
    assert negotiate(header) == code
