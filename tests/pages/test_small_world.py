"""The page on the small world: its words, its sentences and pictures, the models' table."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from lexiscope import small_world
from lexiscope.i18n import CODES, language, typography
from lexiscope.ui.small_world import KEY
from smallworld.grammar import say
from smallworld.lexicon import load
from smallworld.meaning import meaning_at
from tests.pages.test_router import html, opened, well

WORD = re.compile(r'<span class="word" tabindex="0" data-part="([\w.]+)">([^<]*)</span>')


def lines(written: str) -> dict[str, str]:
    """The sentence of each language as the page writes it, marked."""
    return dict(re.findall(r'<dd lang="(\w+)">(.*?)</dd>', written))


def plain(marked: str) -> str:
    return re.sub(r"<[^>]+>", "", marked).replace("&#x27;", "'")


def said(number: int) -> dict[str, str]:
    """A sentence in all languages, as it is printed."""
    return {code: typography(say(meaning_at(number), code).text, code) for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_the_page_runs_in_every_language(code: str) -> None:
    """Title, counted concepts, three sentences with the visitor's first, a picture, a table; nothing is left untold."""
    now = language(code)
    test = opened(small_world.ADDRESS, code)
    assert well(test)
    written = html(test)
    assert f"<h1>{now.t(small_world.TITLE)}</h1>" in written
    assert now.number(len(load()), 0) in written
    assert next(iter(lines(written))) == code and set(lines(written)) == set(CODES)
    assert written.count('src="data:image/png;base64,') == 1
    assert written.count('class="model"') == len(small_world.MODELS)
    assert 'role="alert"' not in written and "{" not in re.sub(r"<style>.*?</style>", "", written, flags=re.DOTALL)


@pytest.mark.parametrize("asked", ["-1", "1000000", "9" * 400, "abc", "", "1.5", "٣", "<b>", "0x10", "1\n"])
def test_a_hostile_address_gets_a_sentence(asked: str) -> None:
    """What is no number of a sentence leads to the first one."""
    test = opened(small_world.ADDRESS, "en", **{KEY: asked})
    assert well(test)
    assert {code: plain(line) for code, line in lines(html(test)).items()} == said(small_world.sample())


def test_an_address_leads_back_to_its_sentence() -> None:
    """The same number gives the same sentence in every language, and the same picture."""
    pages = [html(opened(small_world.ADDRESS, code, **{KEY: "4217"})) for code in CODES]
    for written in pages:
        assert {code: plain(line) for code, line in lines(written).items()} == said(4217)
    assert len({re.findall(r'src="(data:[^"]+)"', written)[0] for written in pages}) == 1


def test_another_sentence() -> None:
    """A click writes a new number to the address and shows its sentence."""
    test = opened(small_world.ADDRESS, "fr").button(key="small-world-next").click().run()
    assert well(test)
    (number,) = test.query_params[KEY] if isinstance(test.query_params[KEY], list) else [test.query_params[KEY]]
    assert 0 <= int(number) < small_world.MOST
    assert plain(lines(html(test))["hi"]) == said(int(number))["hi"]


def test_words_that_say_the_same_are_marked_alike() -> None:
    """In every sentence the three languages mark the same parts, each once; the style knows each part."""
    for number in range(400):
        marked = lines(small_world.play(number, language("hi")))
        parts = {code: [part for part, _ in WORD.findall(line)] for code, line in marked.items()}
        assert {code: plain(line) for code, line in marked.items()} == said(number)
        assert sorted(parts["en"]) == sorted(parts["fr"]) == sorted(parts["hi"])
        assert len(set(parts["en"])) == len(parts["en"]) and set(parts["en"]) <= set(small_world.PARTS)
        assert small_world.side_by_side(number, language("fr")).count("<tr>") == 1 + len(parts["fr"])


@pytest.mark.parametrize("code", CODES)
def test_the_table_says_what_was_measured(code: str) -> None:
    """Each row carries the values of metrics.json in the visitor's writing; parameters too."""
    now, told = language(code), small_world.models(language(code), lambda slug: f"/{slug}")
    for model in small_world.MODELS:
        metrics = json.loads((small_world.WEIGHTS / model.folder / "metrics.json").read_text("utf-8"))
        assert now.number(metrics["parameters"], 0) in told
    metrics = json.loads((small_world.WEIGHTS / "encoder" / "metrics.json").read_text("utf-8"))
    first = [f'<td class="right">{now.percent(metrics[c]["masked"]["top1"])}</td>' for c in ("en", "fr", "hi")]
    assert all(cell in told for cell in first)
    assert told.count("<tr") == 1 + sum(1 + len(model.measures) for model in small_world.MODELS)


def test_no_torch_for_it() -> None:
    """Sentences, pictures and table need no model library."""
    script = (
        "import sys; from lexiscope import small_world as w; from lexiscope.i18n import language; "
        "w.play(1, language('fr')); w.models(language('hi'), str); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=small_world.WEIGHTS.parent).returncode == 0
