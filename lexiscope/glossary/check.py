"""What must hold for the content as a whole: complete in three languages, linked, in step with English.

`check` says everything that is wrong at once, one line each: file, fault, remedy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lexiscope.glossary.lint import lint
from lexiscope.glossary.model import SECTIONS, Edition, Entry, Glossary, Problem, Section, count_words
from lexiscope.i18n import DEFAULT

# Words of a section: (fewest, most), the same in every language.
LENGTHS = {"summary": (40, 70), "why": (60, 120), "deep": (250, 500)}
HUB, HUB_DISTANCE = "encoder", 2  # every entry leads to this one within so many links


def check(
    glossary: Glossary,
    claims: Collection[str] | None = None,
    labs: Mapping[str, Collection[str]] | None = None,
    root: str = "content",
) -> tuple[Problem, ...]:
    """Every fault of the content. `claims` are the known claim ids and `labs` maps lab id -> preset ids; where they
    are None, claims and presets are not looked up (the glossary itself knows no lab)."""
    found = list(glossary.faults)
    for entry in glossary.entries.values():
        folder = f"{root}/{entry.slug}"
        found += _facts(entry, glossary, f"{folder}/entry.toml", claims, labs)
        for lang, edition in entry.editions.items():
            file = f"{folder}/{lang}.md"
            found += _edition(entry, edition, glossary, file)
            found += lint(edition, file)
            if lang != DEFAULT:
                found += _in_step(edition, entry.editions[DEFAULT], file, f"{folder}/{DEFAULT}.md")
    found += _far_from_hub(glossary, root)
    return tuple(found)


def _facts(
    entry: Entry,
    glossary: Glossary,
    file: str,
    claims: Collection[str] | None,
    labs: Mapping[str, Collection[str]] | None,
) -> Iterator[Problem]:
    """entry.toml against the other entries, the labs and the English text."""
    if not entry.sources:
        yield Problem(file, "names no source", "add a [[sources]] table: title, authors, year, url")
    for slug in entry.related:
        if slug == entry.slug or slug not in glossary.entries:
            what = "itself" if slug == entry.slug else f'"{slug}", which is no entry'
            yield Problem(file, f"is related to {what}", "remove it from related, or add that entry")
    used = {claim for section in entry.editions[DEFAULT].sections for claim in section.claims}
    for claim in sorted(set(entry.claims) - used):
        yield Problem(file, f'claim "{claim}" is listed but not used', "write {claim:...} into the text or unlist it")
    for claim in entry.claims:
        if claims is not None and claim not in claims:
            yield Problem(file, f'claim "{claim}" is measured by no lab', f"use one of {', '.join(sorted(claims))}")
    for lab, preset in entry.labs.items():
        if labs is not None and lab not in labs:
            yield Problem(file, f'lab "{lab}" is unknown', f"use one of {', '.join(sorted(labs))}")
        elif labs is not None and preset not in labs[lab]:
            yield Problem(file, f'lab "{lab}" has no preset "{preset}"', f"use one of {', '.join(sorted(labs[lab]))}")


def _edition(entry: Entry, edition: Edition, glossary: Glossary, file: str) -> Iterator[Problem]:
    """One language file on its own: its sections, what they refer to, and how long they are."""
    ids = [section.id for section in edition.sections]
    for section_id in SECTIONS:
        if section_id not in ids:
            remedy = "add it" if edition.lang == DEFAULT else f"add it or remove it from {DEFAULT}.md"
            yield Problem(file, f'section "{section_id}" is missing', remedy)
    for section_id in dict.fromkeys(ids):
        if section_id == "":
            yield Problem(file, "has text before its first section", "move it below a line such as ## why")
        elif section_id not in SECTIONS:
            yield Problem(file, f'section "{section_id}" is unknown', f"use one of {', '.join(SECTIONS)}")
        elif ids.count(section_id) > 1:
            yield Problem(file, f'section "{section_id}" stands twice', "join them")
    known = [section_id for section_id in dict.fromkeys(ids) if section_id in SECTIONS]
    if known != [section_id for section_id in SECTIONS if section_id in known]:
        yield Problem(file, "has its sections in another order", f"order them {', '.join(SECTIONS)}")
    yield from _references(entry, edition, glossary, file)
    lengths = {section.id: count_words(section.text) for section in edition.sections}
    lengths["summary"] = count_words(edition.summary)
    for name, (fewest, most) in LENGTHS.items():
        if name in lengths and not fewest <= lengths[name] <= most:
            yield Problem(file, f'"{name}" has {lengths[name]} words', f"bring it between {fewest} and {most}")


def _references(entry: Entry, edition: Edition, glossary: Glossary, file: str) -> Iterator[Problem]:
    """Links, claims, labs and anchors of one language file."""
    slots = [lab for section in edition.sections for lab in section.labs]
    anchors = [heading.id for section in edition.sections for heading in section.headings]
    for section in edition.sections:
        for slug in dict.fromkeys(section.links):
            if slug == entry.slug:
                yield Problem(
                    file, f'section "{section.id}" links to its own entry', f"write plain words for [[{slug}]]"
                )
            elif slug not in glossary.entries:
                near = " or ".join(f"[[{other.slug}]]" for other in glossary.suggest(slug, 2))
                yield Problem(file, f'link [[{slug}]] in "{section.id}" leads nowhere', f"write {near}, or add it")
        for claim in dict.fromkeys(section.claims):
            if claim not in entry.claims:
                yield Problem(file, f'claim "{claim}" is not listed', "list it in claims of entry.toml or remove it")
    for lab in dict.fromkeys(slots):
        if lab not in entry.labs:
            yield Problem(file, f"{{lab:{lab}}} is not in entry.toml", "add it to labs with its preset, or remove it")
        elif slots.count(lab) > 1:
            yield Problem(file, f"{{lab:{lab}}} stands twice", "keep one")
    for lab in entry.labs:
        if lab not in slots:
            yield Problem(file, f'lab "{lab}" has no place', f"write {{lab:{lab}}} on a line of its own, or unlist it")
    for anchor in dict.fromkeys(anchors):
        if anchors.count(anchor) > 1 or anchor in SECTIONS:
            yield Problem(file, f'sub-section id "{anchor}" stands twice', "give each heading its own {#id}")


def _in_step(edition: Edition, english: Edition, file: str, english_file: str) -> Iterator[Problem]:
    """A translation against the English edition: same parts, and written from the words that stand there now."""
    ours = {section.id: section for section in edition.sections}
    for section in english.sections:
        if section.id in ours:
            yield from _same_parts(ours[section.id], section, file)
    stamp = f"python -m lexiscope.glossary stamp {file.split('/')[-2]} {edition.lang}"
    if not edition.written_from:
        yield Problem(file, "does not say which English it was written from", f"compare the two, then {stamp}")
        return
    for name, now in english.hashes.items():
        then = edition.written_from.get(name)
        if then is None and (name == "summary" or name in ours):
            yield Problem(file, f'[source] has no hash for "{name}"', f"compare it with {english_file}, then {stamp}")
        elif then is not None and then != now:
            yield Problem(file, f'"{name}" is stale: the English has changed', f"translate it anew, then {stamp}")
    for name in edition.written_from.keys() - english.hashes.keys():
        yield Problem(file, f'[source] names "{name}", which English does not have', "remove it")


def _same_parts(ours: Section, english: Section, file: str) -> Iterator[Problem]:
    parts = {
        "sub-sections": ([h.id for h in ours.headings], [h.id for h in english.headings]),
        "links": (sorted(set(ours.links)), sorted(set(english.links))),
        "claims": (sorted(ours.claims), sorted(english.claims)),
        "labs": (list(ours.labs), list(english.labs)),
    }
    for name, (here, there) in parts.items():
        if here != there:
            fault = f'{name} of section "{ours.id}" are {", ".join(here) or "none"}'
            yield Problem(file, fault, f"make them as in English: {', '.join(there) or 'none'}")


def _far_from_hub(glossary: Glossary, root: str) -> Iterator[Problem]:
    if HUB not in glossary.entries:
        return
    leads = {
        slug: {*entry.related, *(link for section in entry.editions[DEFAULT].sections for link in section.links)}
        for slug, entry in glossary.entries.items()
    }
    near = {HUB}
    for _ in range(HUB_DISTANCE):
        near |= {slug for slug, links in leads.items() if links & near}
    for slug in sorted(glossary.entries.keys() - near):
        remedy = f"link to an entry that is nearer to {HUB}"
        yield Problem(f"{root}/{slug}", f'is more than {HUB_DISTANCE} links from "{HUB}"', remedy)
