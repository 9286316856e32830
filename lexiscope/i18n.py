"""The one door for language: translate, plural, numbers, typography, sorting.

Messages are English sentences (the msgid); `locales/<lang>/*.po` hold the French and Hindi ones, one file per part
of the app. Fields are named: `lang.t("{n} tokens", n=lang.number(12))`. A sentence kept for later is marked with
`N_("...")`, so that the test which looks for untranslated sentences sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).parent.parent / "locales"
NATIVE = {"hi": "हिन्दी", "fr": "Français", "en": "English"}
CODES = tuple(NATIVE)
DEFAULT = "en"

Message = str | tuple[str, ...] | list[str] | None


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "mark, translate later")
    """Mark a sentence for translation where it stands; `Language.t` translates it later."""
    return message


@dataclass(frozen=True, eq=False)  # one value per code, so identity is equality
class Language:
    """One language of the interface. `code` is en, fr or hi; `name` is its own name."""

    code: str
    name: str
    locale: Locale = field(repr=False)
    messages: Mapping[str, Message] = field(repr=False)
    plural_index: Callable[[int], int] = field(repr=False)

    def t(self, message: str, **fields: object) -> str:
        """The sentence in this language, its fields filled, its typography set."""
        found = self.messages.get(message) or message
        text = found if isinstance(found, str) else found[0]
        return typography(text.format(**fields) if fields else text, self.code)

    def n(self, one: str, many: str, count: int, **fields: object) -> str:
        """Singular or plural for `count`, which also fills the field {n} in this language's digits and grouping."""
        found = self.messages.get(one)
        forms = found if isinstance(found, (tuple, list)) else (one, many)
        text = forms[min(self.plural_index(count), len(forms) - 1)]
        return typography(text.format(n=self.number(count, 0), **fields), self.code)

    def number(self, value: float, digits: int = 2) -> str:
        """A number with at most `digits` decimals, grouped as this language groups: 12,34,567.891 / 1 234 567,891."""
        return format_decimal(value, format=_pattern(self.locale, digits), locale=self.locale)

    def fixed(self, value: float, digits: int) -> str:
        """A number with exactly `digits` decimals, for columns and measured values (0.000)."""
        return format_decimal(value, format=_pattern(self.locale, digits, fixed=True), locale=self.locale)

    def percent(self, share: float, digits: int = 0) -> str:
        """0.314 -> 31 % as this language writes it."""
        return _percent(self.locale, round(share, digits + 2), digits)

    def sort_key(self, text: str) -> object:
        """Key of the Unicode collation algorithm: É beside E, Devanagari in its own order."""
        return _collator().sort_key(text)


@lru_cache(maxsize=20_000)  # a heatmap writes hundreds of them, and there are only a thousand shares with one decimal
def _percent(locale: Locale, share: float, digits: int) -> str:
    pattern = locale.percent_formats[None].pattern
    if digits:
        pattern = re.sub(r"0(?=[\u00a0\u202f]?%)", "0." + "0" * digits, pattern)
    return format_percent(share, format=pattern, locale=locale)


def _pattern(locale: Locale, digits: int, *, fixed: bool = False) -> str:
    grouping = locale.decimal_formats[None].pattern.split(";")[0].split(".")[0]
    return grouping + ("." + ("0" if fixed else "#") * digits if digits else "")


@lru_cache
def _collator():  # type: ignore[no-untyped-def]  # pyuca has no types
    from pyuca import Collator

    return Collator()


@lru_cache
def language(code: str) -> Language:
    """The language for a code; raises KeyError for a code that is not en, fr or hi."""
    name = NATIVE[code]
    messages: dict[str, Message] = {}
    for path in sorted((LOCALES / code).glob("*.po")):
        catalogue = read_po(path.open("rb"), locale=code)
        for message in catalogue:
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                messages[key] = message.string
    return Language(code, name, Locale.parse("en_GB" if code == "en" else code), messages, plural_of(code))


def plural_of(code: str) -> Callable[[int], int]:
    """Which plural form a count takes: French and Hindi treat 0 and 1 as one."""
    return (lambda n: 0 if n in (0, 1) else 1) if code in ("fr", "hi") else (lambda n: 0 if n == 1 else 1)


def negotiate(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; English when none fits."""
    wishes = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    for _, code in sorted(wishes, key=lambda wish: -wish[0]):
        if code in NATIVE:
            return code
    return DEFAULT


NARROW, WIDE = "\u202f", "\u00a0"
_FRENCH = (
    (re.compile(r"[ \u00a0\u202f]*([;!?])(?=\s|$|[)»\"])"), NARROW + r"\1"),
    (re.compile(r"[ \u00a0\u202f]+:"), WIDE + ":"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + WIDE),
    (re.compile(r"[ \u00a0\u202f]*»"), WIDE + "»"),
    (re.compile(r"(\d) %"), r"\1" + WIDE + "%"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(\w)'(?=\w)"), r"\1’"),
)


def typography(text: str, code: str) -> str:
    """Set a language's typography in plain prose (not in code or addresses): French no-break spaces and apostrophes."""
    if code == "fr":
        for pattern, mended in _FRENCH:
            text = pattern.sub(mended, text)
    return text
