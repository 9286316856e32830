"""Hindi: direct and oblique case, postpositions, ने in the perfective, agreement with subject or object.

After Y. Kachru, *Hindi* (2006), chapters 3 to 6.
"""

from __future__ import annotations

from smallworld.grammar import Word
from smallworld.lexicon import Adjective, Noun
from smallworld.meaning import BEINGS, Clause, Meaning, Phrase

NUMBERS = ("", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ", "दस")
WHEN = {"today": "आज", "every day": "हर दिन", "yesterday": "कल", "tomorrow": "कल", "now": "अब"}
PLACE = {"in": "में", "near": "के पास", "under": "के नीचे", "behind": "के पीछे", "in front of": "के सामने"}


# Masculine endings: direct singular, then oblique singular (also direct plural), then oblique plural.
_BENT = (("आँ", "एँ", "ओं"), ("आ", "ए", "ओं"), ("ाँ", "ें", "ों"), ("िया", "िए", "ियों"), ("ा", "े", "ों"))


def honoured(one: Phrase) -> bool:
    """Spoken of in the plural: several, or one elder, out of respect (पिता सोते हैं)."""
    return one.plural or one.noun.kind == "elder"


def words(meaning: Meaning) -> list[Word]:
    subject, clause, plural = meaning.subject, meaning.clause, honoured(meaning.subject)
    when = [Word(WHEN[meaning.when], "when")] if meaning.when else []
    place = _place(meaning)
    if meaning.kind == "existence":
        return [*place, *phrase(subject, "subject"), Word("हैं" if plural else "है"), Word("।")]
    end = Word("।")
    ask = []
    if meaning.kind == "question":
        ask, end = [Word("क्या")], Word("?")
    ne = meaning.tense == "past" and clause.verb is not None and clause.verb.hi_ne
    if meaning.relative:
        who = [Word("जो"), *phrase(subject, "subject"), *_present(meaning.relative, subject, "relative."), Word(",")]
        again = ("उन्होंने" if plural else "उसने") if ne else ("वे" if plural else "वह")
        who.append(Word(again))
    else:
        who = [*phrase(subject, "subject", oblique=ne), *([Word("ने")] if ne else [])]
    told = [*ask, *when, *who, *place, *_told(meaning), end]
    if meaning.then:
        they = Word("वे" if plural else "वह", "pronoun")
        told += [they, Word(agreed(meaning.then, subject.noun, plural, False), "then"), Word(_be(meaning)), Word("।")]
    return told


def phrase(one: Phrase, part: str, oblique: bool = False) -> list[Word]:
    """एक / तीन, property, noun; nothing marks what is known."""
    noun = Word(form(one.noun, one.plural, oblique), part)
    adjective = (
        [Word(agreed(one.adjective, one.noun, honoured(one), oblique), f"{part}.adjective")] if one.adjective else []
    )
    if one.plural:
        number = [Word(NUMBERS[one.count], f"{part}.number")]
    else:
        number = [] if one.definite or one.noun.mass else [Word("एक")]
    return [*number, *adjective, noun]


def form(noun: Noun, plural: bool, oblique: bool) -> str:
    """Direct and oblique, singular and plural: लड़का लड़के लड़कों, कौआ कौए कौओं, बेटी बेटियाँ, मिठाई मिठाइयाँ, माँ माँएँ."""
    word, feminine = noun.hi, noun.hi_gender == "f"
    if not plural and not oblique:
        return word
    if not feminine and not noun.hi_fixed:
        for ending, singular, many in _BENT:
            if word.endswith(ending):
                return word[: -len(ending)] + (many if plural and oblique else singular)
    if not plural or (not feminine and not oblique):
        return word
    for ending, short, direct in (
        ("ैया", "ैय", "ाँ"),
        ("िया", "िय", "ाँ"),
        ("ी", "िय", "ाँ"),
        ("ई", "इय", "ाँ"),
        ("ि", "िय", "ाँ"),
    ):
        if word.endswith(ending) and (feminine or ending not in ("ैया", "िया")):
            return word[: -len(ending)] + short + ("ों" if oblique else direct)
    if word.endswith("ो"):  # loans: रेडियो
        return word
    for long, short in (("ू", "ु"), ("ऊ", "उ")):
        word = word.removesuffix(long) + short if word.endswith(long) else word
    vowel = word[-1] in "ाुोेौैंँआउओए"
    return word + (("ओं" if vowel else "ों") if oblique else "एँ" if vowel else "ें")


def agreed(adjective: Adjective, noun: Noun, plural: bool, oblique: bool) -> str:
    """हरा हरे हरी; नया नए नई; थका हुआ, थके हुए, थकी हुई."""
    if adjective.hi_fixed:
        return adjective.hi
    feminine = noun.hi_gender == "f"
    return " ".join(_bent(word, feminine, plural or oblique) for word in adjective.hi.split())


def _bent(word: str, feminine: bool, other: bool) -> str:
    for ending, forms in (("या", ("या", "ए", "ई")), ("आ", ("आ", "ए", "ई")), ("ा", ("ा", "े", "ी"))):
        if word.endswith(ending):
            return word[: -len(ending)] + forms[2 if feminine else 1 if other else 0]
    return word


def _place(meaning: Meaning) -> list[Word]:
    if meaning.place is None:
        return []
    relation, where = meaning.place
    return [*phrase(where, "place", oblique=True), Word(PLACE[relation], "relation")]


def _after(clause: Clause) -> str:
    """The postposition of the object: the verb's own, or को for a living thing."""
    assert clause.verb and clause.object
    asked = clause.verb.hi_object
    if clause.verb.frame == "to" or asked not in ("", "(को)"):
        return asked
    return "को" if clause.object.noun.kind in BEINGS and (clause.object.definite or not asked) else ""


def _object(clause: Clause, part: str, negative: bool = False) -> list[Word]:
    if not clause.object:
        return []
    after = _after(clause)
    oblique = bool(after) or (clause.verb is not None and clause.verb.frame == "to")
    thing = phrase(clause.object, f"{part}object", oblique)
    if negative and thing[0] == Word("एक"):  # what is denied is not counted
        thing = thing[1:]
    return [*thing, *([Word(after)] if after else [])]


def _verb(form: str, negative: bool, part: str = "verb") -> list[Word]:
    """नहीं stands before the last word of a compound verb: साफ़ नहीं करता."""
    if not negative:
        return [Word(form, part)]
    first, _, last = form.rpartition(" ")
    no = Word("नहीं", "not")
    return [Word(first, part), no, Word(last)] if first else [no, Word(last, part)]


def _present(clause: Clause, subject: Phrase, part: str = "", negative: bool = False) -> list[Word]:
    """खाता है, खाते हैं, खाती हैं; denied: नहीं खाता, नहीं खातीं."""
    assert clause.verb
    feminine = subject.noun.hi_gender == "f"
    plural = honoured(subject)
    ending = ("तीं" if negative and plural else "ती") if feminine else "ते" if plural else "ता"
    be = [] if negative else [Word("हैं" if plural else "है")]
    return [*_object(clause, part, negative), *_verb(clause.verb.hi[0] + ending, negative, f"{part}verb"), *be]


def _be(meaning: Meaning) -> str:
    """है, हैं; था, थे, थी, थीं."""
    feminine, plural = meaning.subject.noun.hi_gender == "f", honoured(meaning.subject)
    if meaning.tense != "past":
        return "हैं" if plural else "है"
    return ("थीं" if plural else "थी") if feminine else ("थे" if plural else "था")


def _told(meaning: Meaning) -> list[Word]:
    subject, clause, plural = meaning.subject, meaning.clause, honoured(meaning.subject)
    feminine = subject.noun.hi_gender == "f"
    if clause.verb is None:
        assert clause.adjective
        no = [Word("नहीं", "not")] if meaning.negative else []
        return [Word(agreed(clause.adjective, subject.noun, plural, False), "adjective"), *no, Word(_be(meaning))]
    if meaning.tense == "present":
        return _present(clause, subject, "", meaning.negative)
    stem, done = clause.verb.hi
    if meaning.tense == "progressive":
        going = "रही" if feminine else "रहे" if plural else "रहा"
        verb = [*_verb(stem, meaning.negative), Word(going), Word("हैं" if plural else "है")]
        return [*_object(clause, "", meaning.negative), *verb]
    if meaning.tense == "future":
        form = future(stem, feminine, plural)
    elif not clause.verb.hi_ne:
        form = perfective(done, feminine, plural)
    elif clause.object and not _after(clause):
        form = perfective(done, clause.object.noun.hi_gender == "f", honoured(clause.object))
    else:
        form = done
    return [*_object(clause, "", meaning.negative), *_verb(form, meaning.negative)]


def perfective(word: str, feminine: bool, plural: bool) -> str:
    """खाया खाए खाई खाईं; किया किए की कीं; देखा देखे देखी देखीं; हुआ हुए हुई हुईं."""
    if not feminine and not plural:
        return word
    if word.endswith("िया"):
        return word[:-3] + (("ीं" if plural else "ी") if feminine else "िए")
    if word.endswith(("या", "आ")):
        stem = word[:-2] if word.endswith("या") else word[:-1]
        return stem + (("ईं" if plural else "ई") if feminine else "ए")
    return word[:-1] + (("ीं" if plural else "ी") if feminine else "े")


def future(stem: str, feminine: bool, plural: bool) -> str:
    """करेगा करेंगे; खाएगा; पिएगा; छुएगा; लेगा."""
    end = "गी" if feminine else "गे" if plural else "गा"
    if stem in ("ले", "दे") or stem.endswith((" ले", " दे")):
        return stem + ("ं" if plural else "") + end
    if stem == "हो" or stem.endswith(" हो"):
        return stem + ("ं" if plural else "") + end
    if stem.endswith("ी"):
        stem = stem[:-1] + "ि"
    elif stem.endswith("ू"):
        stem = stem[:-1] + "ु"
    if stem[-1] in "ािुोेैौईआओऊ":
        return stem + ("एँ" if plural else "ए") + end
    return stem + ("ें" if plural else "े") + end
