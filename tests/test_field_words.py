"""Laws of the labels: each field and record kind has its words in both languages, no two columns of a sheet alike."""

from __future__ import annotations

import re

import pytest

from storage.fields.words import LANGUAGES, Words
from storage.records import RECORDS

ARABIC = re.compile(r"[\u0621-\u064a]")
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def keys(word: str) -> list[str]:
    return [item.key for item in RECORDS[word].fields.values()]


@BOTH
@pytest.mark.parametrize("word", RECORDS)
def test_every_field_has_a_label_in_both_languages(word: str, language: str) -> None:
    words = Words(language)
    missing = [key for key in keys(word) if not words.knows(key, "field")]
    assert not missing
    assert all(bool(ARABIC.search(words.field(key))) == (language == "ar") for key in keys(word))


@BOTH
@pytest.mark.parametrize("word", RECORDS)
def test_no_two_fields_of_a_record_carry_the_same_label(word: str, language: str) -> None:
    labels = [Words(language).field(key) for key in keys(word)]
    assert len(labels) == len(set(labels)), sorted(labels)


@BOTH
def test_every_kind_of_record_has_its_name_for_one_and_for_several(language: str) -> None:
    words = Words(language)
    names = {word: (words.kind(word), words.kind(word, several=True)) for word in RECORDS}
    assert all(one not in (word, "") and many not in (f"{word}+", "") for word, (one, many) in names.items())
    assert len({many for _, many in names.values()}) == len(names)


def test_a_hint_stands_in_both_languages_or_in_none() -> None:
    english, arabic = Words("en"), Words("ar")
    every = [key for word in RECORDS for key in keys(word)]
    assert [key for key in every if english.hint(key)] == [key for key in every if arabic.hint(key)]
    assert english.hint("claim.killed")


@BOTH
def test_labels_are_short_enough_for_a_form(language: str) -> None:
    words = Words(language)
    assert max(len(words.field(key)) for word in RECORDS for key in keys(word)) <= 40


@BOTH
def test_words_are_calm(language: str) -> None:
    words = Words(language)
    for key in (key for word in RECORDS for key in keys(word)):
        text = f"{words.field(key)} {words.hint(key)}"
        assert "!" not in text and not re.search(r"\b(error|invalid|failed|null)\b", text, re.IGNORECASE), key
