"""Every visible word exists in both languages, once, with the same blanks; read from the source and the catalogues."""

from __future__ import annotations

import ast
import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from storage.fields.codes import code_list
from storage.fields.words import Words
from tests.po import Entry, entries, read

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("ar", "en")
KEYED = ("field", "hint", "kind")
ONE, SEVERAL = {"say", "t", "message", "Message"}, {"say_n", "n"}
ARABIC, LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]")
SCOLDING = re.compile(r"\b(?:errors?|invalid|failed|failure|null|sync conflict)\b|!", re.IGNORECASE)


@dataclass(frozen=True)
class Spoken:
    """A sentence given to ``say``, ``t``, ``message`` …; ``several`` is its plural, or ""."""

    where: str
    one: str
    several: str = ""


def spoken_in(source: str, where: str) -> tuple[list[Spoken], list[str]]:
    """The sentences of a module, and the places where a variable stands instead of a sentence."""
    found: list[Spoken] = []
    hidden: list[str] = []

    def visit(node: ast.AST, speaker: str) -> None:
        if isinstance(node, ast.FunctionDef):
            speaker = node.name
        if isinstance(node, ast.Call) and speaker not in ONE | SEVERAL:  # they hand their argument on
            hear(node)
        for child in ast.iter_child_nodes(node):
            visit(child, speaker)

    def hear(call: ast.Call) -> None:
        bare = isinstance(call.func, ast.Name)
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        place = f"{where}:{call.lineno}"
        if name in ONE and call.args:
            texts = literals(call.args[0])
            found.extend(Spoken(place, text) for text in texts)
            if not texts and (bare or name == "t"):  # words.say(a_message) is a message already
                hidden.append(place)
        elif name in SEVERAL and len(call.args) >= 3:
            pairs = [literals(argument) for argument in call.args[:2]]
            found.extend(Spoken(place, one, many) for one, many in zip(*pairs, strict=False))
            if not all(pairs):
                hidden.append(place)

    visit(ast.parse(source), "")
    return found, hidden


def literals(node: ast.expr) -> list[str]:
    """The sentences an argument can be: a literal, or a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        both = [literals(node.body), literals(node.orelse)]
        return both[0] + both[1] if all(both) else []
    return []


@cache
def spoken() -> tuple[list[Spoken], list[str]]:
    """All sentences of the program."""
    files = [ROOT / "main.py", *(p for f in ("storage", "exports", "gui") for p in sorted((ROOT / f).rglob("*.py")))]
    found: list[Spoken] = []
    hidden: list[str] = []
    for path in files:
        more, unseen = spoken_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        found += more
        hidden += unseen
    return found, hidden


@cache
def catalogue(language: str) -> dict[tuple[str, str], Entry]:
    return {entry.key: entry for entry in entries(language) if entry.done}


def blanks(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_stands_in_the_call_itself() -> None:
    hidden = spoken()[1]
    assert not hidden, f"A sentence in a variable cannot be seen by the test of missing words: {hidden}"


def test_every_sentence_has_its_arabic() -> None:
    arabic = catalogue("ar")
    missing = [
        f"{one.where}  {one.one!r}"
        for one in spoken()[0]
        if LATIN.search(re.sub(r"\{\w*\}", "", one.one))
        and (("", one.one) not in arabic or arabic["", one.one].several != one.several)
    ]
    assert not missing, "No Arabic in resources/i18n/ar/*.po for:\n" + "\n".join(missing)


def test_plurals_have_the_six_arabic_forms() -> None:
    short = [entry.where for entry in entries("ar") if entry.several and len(entry.strings) != 6]
    assert not short, f"Arabic counts none, one, two, few, many and others apart: {short}"


def test_no_sentence_is_arabic_in_name_only() -> None:
    latin = [e.where for e in entries("ar") for text in e.strings if LATIN.search(text) and not ARABIC.search(text)]
    assert not latin, f"These Arabic entries hold no Arabic letter: {latin}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_translated_twice_differently(language: str) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    twice = [
        f"{first.where} and {entry.where}: {entry.key[1]!r}"
        for entry in entries(language)
        if (first := seen.setdefault(entry.key, entry)).strings != entry.strings or first.several != entry.several
    ]
    assert not twice, f"One sentence, two translations; which one is shown would depend on file order: {twice}"


def test_the_hub_has_one_name_and_it_is_not_that_of_a_station() -> None:
    """*Markaz* is where a team of the civil defence sits: nobody may look for a server there."""
    other = [e.where for e in entries("ar") if "hub" in e.key[1].split() for text in e.strings if "مركز" in text]
    assert not other, f"The hub is called الخادم المشترك: {other}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_fill_the_same_blanks(language: str) -> None:
    uneven = []
    for entry in entries(language):
        if entry.context:
            continue
        wanted = blanks(entry.key[1]) | blanks(entry.several)
        free = {"count"} if entry.several else set()  # "changes: none", "two changes" need no figure
        uneven += [f"{entry.where}: {text!r}" for text in entry.strings if (blanks(text) ^ wanted) - free]
    assert not uneven, f"A blank in one language only is shown in braces, or loses its value: {uneven}"


@pytest.mark.parametrize("context", KEYED)
def test_keyed_words_exist_in_both_languages(context: str) -> None:
    keys = {lang: {key for (where, key) in catalogue(lang) if where == context} for lang in LANGUAGES}
    apart = keys["ar"] ^ keys["en"]
    assert not apart, f"{context} words in one language only: {sorted(apart)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_and_every_field_has_a_label(language: str) -> None:
    from storage.records import RECORDS

    known = set(catalogue(language))
    wanted = [("kind", name + ending) for name in RECORDS for ending in ("", "+")]
    wanted += [("field", f"{name}.{field}") for name, record in RECORDS.items() for field in record.fields]
    missing = [f"{context} {key}" for context, key in wanted if (context, key) not in known]
    assert RECORDS, "no record kinds were found"
    assert not missing, f"No {language} label for: {missing}"


@pytest.mark.parametrize("context", ("field", "hint"))
def test_no_label_is_left_of_a_field_that_is_gone(context: str) -> None:
    from storage.records import RECORDS

    fields = {f"{name}.{field}" for name, record in RECORDS.items() for field in (*record.fields, *record.derived)}
    left = sorted({key for (where, key) in catalogue("en") if where == context} - fields)
    assert not left, f"{context} words that belong to no field: {left}"


def test_every_code_has_both_labels() -> None:
    bare = []
    for path in sorted((ROOT / "resources" / "codes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                if not all((row.get(f"label::{language}") or "").strip() for language in LANGUAGES):
                    bare.append(f"{path.name}:{number}")
    assert not bare, f"A code without a label would be shown raw: {bare}"


def test_no_code_stands_twice_in_its_list() -> None:
    for path in sorted((ROOT / "resources" / "codes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            codes = [row["code"] for row in csv.DictReader(file)]
        assert len(codes) == len(set(codes)), f"{path.name} holds {len(codes) - len(set(codes))} codes twice"
        assert all(codes), f"{path.name} has a row without a code"


def test_no_sentence_scolds_or_shouts() -> None:
    loud = [f"{one.where} {one.one!r}" for one in spoken()[0] if SCOLDING.search(one.one)]
    loud += [entry.where for entry in entries("ar") if any("!" in text for text in entry.strings)]
    assert not loud, f"Say what happened, what is safe and what can be done next (look.md §11): {loud}"


def test_the_reader_hears_what_is_said() -> None:
    """The source reader finds literals, choices and plurals, and reports a variable and an f-string."""
    source = (
        "say('A {x}', x=1)\nwords.n('one', 'many', 3)\nmessage('B' if y else 'C')\nwords.say(known)\n"
        "say(sentence)\nmessage(f'D {x}')\nwords.t(text)\ndef say(text):\n    return words().t(text)\n"
    )
    found, hidden = spoken_in(source, "m.py")
    assert [(one.one, one.several) for one in found] == [("A {x}", ""), ("one", "many"), ("B", ""), ("C", "")]
    assert hidden == ["m.py:5", "m.py:6", "m.py:7"]


def test_the_reader_of_catalogues_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "room.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: ar\\n"\n\n#, fuzzy\nmsgid "A"\nmsgstr "أ"\n\n'
        'msgctxt "field"\nmsgid "victim.sex"\nmsgstr ""\n"الـ"\n"جنس"\n\n'
        'msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "لا"\nmsgstr[1] "يوم"\n',
        encoding="utf-8",
    )
    header, fuzzy, keyed, plural = read(path)
    assert header.key == ("", "")
    assert not fuzzy.done
    assert (keyed.key, keyed.strings, keyed.done) == (("field", "victim.sex"), ["الـجنس"], True)
    assert (plural.several, plural.strings) == ("{count} days", ["لا", "يوم"])
    assert blanks("{count} of {name:>3} {{x}}") == {"count", "name"}


def test_no_thing_at_all_is_said_in_words_not_as_a_nought() -> None:
    change = ("{count} new change was taken in.", "{count} new changes were taken in.")
    none = "No new change was taken in."
    assert Words("en").n(*change, 0, none=none) == none
    assert Words("en").n(*change, 2, none=none) == "2 new changes were taken in."
    assert Words("ar").n(*change, 0, none=none) == "لم يدخل أي تغيير جديد."


def test_what_is_isolated_is_not_isolated_once_more() -> None:
    for language, word in (("ar", "12/07"), ("en", "أريحا")):
        words = Words(language)
        once = words.ltr(word)
        assert once != word and words.ltr(once) == once
    two = Words("ar").ltr("1") + " " + Words("ar").ltr("2")
    assert Words("ar").ltr(two) == f"\u2066{two}\u2069", "two pieces, each isolated, are no isolated one"


def test_a_rescuer_is_no_paramedic_in_arabic() -> None:
    for name in ("team-role", "source-kind"):
        assert code_list(name).label("rescuer", "ar") == "متطوع إنقاذ"
    assert not [entry for entry in entries("ar") if any("مسعف" in text for text in entry.strings)]
