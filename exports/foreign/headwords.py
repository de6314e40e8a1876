"""What columns of other people's tables are usually called, and which field is meant by it. Data, in ``resources``."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from exports.foreign.aims import BESIDE, KINDS, REPEATS, Aim, aims_of
from storage import CODES, LANGUAGES, Words, fold

RESOURCES = CODES.parent / "foreign"
_TAG = re.compile(r"^#\s*[a-zA-Z][\w]*(?:\s*\+\s*[\w]+)*\s*$")
_NUMBERED = re.compile(r"^\s*(?:[\(\[]?[0-9٠-٩]{1,3}[\)\].:\-–/]+|[سQq][0-9٠-٩]{1,3}[.:\-]?)\s*")
_ASIDE = re.compile(r"[\(\[].{0,60}?[\)\]]")


@lru_cache(maxsize=1)
def words_of_fields() -> dict[tuple[str, str], tuple[str, ...]]:
    """(field, part) → folded words, labels of the program's own forms among them."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    with (RESOURCES / "headers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = (fold(word) or word.strip() for word in row["words"].split("|"))
            found[row["field"], row["part"]] += [word for word in words if word]
    for aim in _all():
        if aim.part == "":
            own = [fold(Words(language).field(aim.field)) for language in LANGUAGES]
            found[aim.target] += [word for word in (*own, fold(aim.name)) if word]
    return {target: tuple(dict.fromkeys(words)) for target, words in found.items()}


def _all() -> list[Aim]:
    own = [aim for kind in KINDS for aim in aims_of(kind)]
    return own + [aim for above, under in REPEATS.items() for kind in under for aim in aims_of(kind, under=above)]


@dataclass(frozen=True)
class Vocabulary:
    """The words of one kind: whole words, and by their parts."""

    whole: dict[str, tuple[tuple[str, str], ...]]
    tags: tuple[tuple[str, frozenset[str], tuple[str, str]], ...]


@lru_cache(maxsize=32)
def vocabulary(kind: str, under: str = "") -> Vocabulary:
    """The words that columns of such a table may be called by."""
    mine = {aim.target for aim in aims_of(kind, under=under)}
    whole: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for target, words in words_of_fields().items():
        for word in words if target in mine else ():
            whole[word].append(target)
    return Vocabulary({word: tuple(targets) for word, targets in whole.items()}, _tags(kind, frozenset(mine)))


def _tags(kind: str, mine: frozenset[tuple[str, str]]) -> tuple[tuple[str, frozenset[str], tuple[str, str]], ...]:
    found = []
    with (RESOURCES / "hxl.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            target = (kind if row["field"] == "*" else row["field"], row["part"])
            if target in mine:
                found.append((*tag_parts(row["tag"]), target))
    return tuple(found)


def tag_parts(tag: str) -> tuple[str, frozenset[str]]:
    """``#affected+f+killed`` → ``affected``, {``f``, ``killed``}."""
    first, *attributes = re.sub(r"\s+", "", tag.lower()).lstrip("#").split("+")
    return first, frozenset(attributes)


def is_tag(text: object) -> bool:
    """Whether a cell is a tag of the Humanitarian Exchange Language."""
    return isinstance(text, str) and text.startswith("#") and bool(_TAG.match(text))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(word for words in words_of_fields().values() for word in words)


@lru_cache(maxsize=4096)
def is_known(label: str) -> bool:
    """Whether a cell reads like the head of a column, of whatever kind of table."""
    return any(word in _known() for word in spellings(label))


@lru_cache(maxsize=4096)
def spellings(label: str) -> tuple[str, ...]:
    """What a head may be looked up by, the most telling first: all of it, without numbers, its last part."""
    plain = _NUMBERED.sub("", label)
    bare = _ASIDE.sub(" ", plain)
    last = re.split(r"\s/\s|/|::|\n|\.(?=[a-z_])", bare)[-1]
    inside = re.findall(r"[\(\[](.{2,60}?)[\)\]]", plain)
    sides = [part for part in re.split(r"\s[-–|/]\s", bare) if part.strip()]
    found = (label, plain, bare, last, *sides, *inside)
    return tuple(dict.fromkeys(word for word in map(fold, found) if word))


def beside(kind: str) -> tuple[str, ...]:
    """The kinds whose facts may stand in one row with a kind."""
    return (kind, *BESIDE.get(kind, ()))
