"""Names as people write, type and search them: in Arabic or Latin letters, in any of their spellings.

Pure functions on text; nothing here knows a record or a database. `fold`, `words_of` and `skeleton` say what a name
is; `search_tokens` and `query_tokens` say how it is found; `similar`, `why_it_matches` and `place_rank` say how well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from storage.matching.likeness import alike, coarse, similar, similar_words, why_it_matches
from storage.matching.spelling import begun, fold, is_arabic, readings, skeleton, spelled_out, vowels, words_of

__all__ = [
    "coarse",
    "fold",
    "forget",
    "is_arabic",
    "place_rank",
    "query_tokens",
    "ranker",
    "readings",
    "search_tokens",
    "similar",
    "skeleton",
    "why_it_matches",
    "words_of",
]

# A skeleton stands in the index as one word that no text can contain: 0 + skeleton + 9. The 9 closes it, so that a
# prefix search can still ask for exactly this skeleton.
MARK, END = "0", "9"
MOST_ALTERNATIVES = 8

_DIGIT = re.compile(r"\d")
_PLACE_HEAD = re.compile(r"(كفر|k[ae]?f[ae]?r)(?:[ae](?=n[a-z]))?(.{3,})")
_KUNYA = re.compile(r"(?:ابو|ام|abu|um)(.{4,})")
_HEADS = frozenset(("عبد", "ابو", "ام", "abd", "abdul", "abdel", "abu", "abou", "um", "umm"))
_ARTICLE_BEGUN = re.compile(r"ا|[aeu](?:l|sh|[rsnztd])?")
_TWO_HALVES = re.compile(r"(.{3,}?)(?:ال(?=دين$)|u(?=ddin$)|(?=الله$)|(?=allah$))(.+)")


def forget() -> None:
    """Drop every remembered name; :func:`storage.matching.matching.forget` does it for all of the room."""
    for remembered in (words_of, readings, begun, vowels, _tokens_of, _word_tokens, alike, _place_forms):
        remembered.cache_clear()


# --------------------------------------------------------------------------------------------- finding


def _marked(word: str) -> list[str]:
    return [f"{MARK}{read}{END}" for read in readings(word)]


def _code_tokens(chunk: str) -> list[str]:
    """What may be typed of a record code: `INC-2019-0704-017` → `inc20190704017`, `0704017`, `2019` …"""
    parts = fold(chunk).split()
    tokens = ["".join(parts[at:]) for at in range(len(parts))] + parts
    if len(parts) == 1 and parts[0].isascii():
        tokens.append(parts[0].lstrip("abcdefghijklmnopqrstuvwxyz"))
    return [token for token in tokens if token]


@lru_cache(maxsize=65_536)
def _word_tokens(word: str) -> tuple[str, ...]:
    tokens = [word, *_marked(word)]
    for pattern in (_KUNYA, _PLACE_HEAD, _TWO_HALVES):
        if found := pattern.fullmatch(word):
            tokens += [token for part in found.groups() for token in (part, *_marked(part))]
    return tuple(tokens)


def _name_tokens(text: str) -> list[str]:
    words = words_of(text)
    tokens = [token for word in words for token in _word_tokens(word)]
    for before, after in pairwise(words):
        one, two = skeleton(before), skeleton(after)
        if one and two:
            tokens.append(f"{MARK}{(one + two)[:12]}{END}")
            if before[-1] == "ه":  # معرة النعمان is written Maarrat: the t sounds before another word
                tokens.append(f"{MARK}{one}t{END}")
    return tokens


@lru_cache(maxsize=65_536)
def _tokens_of(text: str) -> tuple[str, ...]:
    tokens: list[str] = []
    if _DIGIT.search(text):
        chunks = text.split()
        for chunk in chunks:
            if _DIGIT.search(chunk):
                tokens += _code_tokens(chunk)
        text = " ".join(chunk for chunk in chunks if not _DIGIT.search(chunk))
    tokens += _name_tokens(text)
    if (foreign := spelled_out(text)) != text:
        tokens += _name_tokens(foreign)
    return tuple(dict.fromkeys(tokens))


def search_tokens(*texts: str, once: str = "") -> tuple[str, ...]:
    """The words under which a record is found: its folded words, their skeletons (`0mhmd9`), its codes.

    Give each name part or text by itself: only words of one text are also joined (Kafr Nabl is found as Kafranbel).
    Every token is one word to FTS5's unicode61 and to PostgreSQL's `simple`. `once` is a text no other record has,
    which is not worth remembering: a hundred thousand codes would drive out all names.
    """
    if once:
        return tuple(dict.fromkeys(chain(_tokens_of.__wrapped__(once), search_tokens(*texts))))
    if len(texts) == 1:
        return _tokens_of(texts[0])
    return tuple(dict.fromkeys(chain.from_iterable(map(_tokens_of, filter(None, texts)))))


def query_tokens(text: str) -> tuple[tuple[str, ...], ...]:
    """What to look for, for a text as typed so far: for every word its alternatives, the likeliest first.

    A record is found when for every word one alternative is among its `search_tokens`. The alternatives of the last
    word are beginnings (match `alternative*`); those of the words before it are whole, but may be matched as
    beginnings too, which forgives `moh kha`. A space after the last word makes it whole. Nothing to look for: ().
    """
    typed: list[tuple[str, bool]] = []
    names: list[str] = []
    for chunk in text.split():
        if _DIGIT.search(chunk):
            typed += [(word, True) for word in _typed_words(names)]
            names = []
            typed.append(("".join(fold(chunk).split()), False))
        else:
            names.append(chunk)
    typed += [(word, True) for word in _typed_words(names)]
    # A space ends a word, but not Abd or Abu: they wait for the rest of their name.
    last = len(typed) - 1 if not text[-1:].isspace() or (typed and typed[-1][0] in _HEADS) else -1
    return tuple(
        (_beginnings(word) if at == last else _wholes(word)) if is_name else (word,)
        for at, (word, is_name) in enumerate(typed)
        if word
    )


def _typed_words(chunks: list[str]) -> tuple[str, ...]:
    """The words of the name typed so far; an article that waits for its word is not yet one."""
    plain = fold(" ".join(chunks)).split()
    while plain and (plain[-1] == "ال" or (len(plain) > 1 and _waits(plain[-1], plain[-2]))):
        plain.pop()
    words = words_of(" ".join(plain))
    foreign = words_of(spelled_out(" ".join(chunks)))
    # The letters of Kurdish and of scholars (ş, ç, ḫ) tell more than their bare forms: they travel along after a bar.
    if len(foreign) == len(words) and foreign != words:
        return tuple(word if word == other else f"{word}|{other}" for word, other in zip(words, foreign, strict=True))
    return words


def _waits(word: str, before: str) -> bool:
    """Whether a last word is an article, or the beginning of one after Abd, whose word is still to come."""
    return word in ("al", "el", "ul") or (before in _HEADS and _ARTICLE_BEGUN.fullmatch(word) is not None)


def _wholes(typed: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in typed.split("|"):
        found += [word, *_marked(word)]
        if len(word) > 4 and word[:2] in ("al", "el"):
            found += [word[2:], *_marked(word[2:])]
    return tuple(dict.fromkeys(found))[:MOST_ALTERNATIVES]


def _beginnings(typed: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in typed.split("|"):
        opened = [MARK + start for start in begun(word)]
        closed = [token for token in _marked(word) if not token.startswith(tuple(opened))]
        found += [word, *opened, *closed]
        if word[:2] in ("ال", "al", "el") and len(word) > 2 + word.isascii():
            found += [word[2:], *(MARK + start for start in begun(word[2:]))]
    return tuple(dict.fromkeys(found))[:MOST_ALTERNATIVES]


# --------------------------------------------------------------------------------------------- places


@lru_cache(maxsize=65_536)
def _place_forms(name: str) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    """A place name ready to be compared: its words run together, its words, its skeleton, that of each word."""
    words = words_of(name)
    heard = tuple(skeleton(word) for word in words)
    return "".join(words), words, "".join(heard)[:12], heard


@dataclass(frozen=True)
class _Typed:
    """What is typed, read once for all the names it is compared with.

    Attributes:
        whole, words, heard: as of a name.
        starts: skeletons its last word may be the beginning of, those of the words before it in front.
        consonants: the skeleton of each word; a word without any answers nothing.
        slips: how many letters may be wrong; arabic: in which script it is.
    """

    whole: str
    words: tuple[str, ...]
    heard: str
    starts: tuple[str, ...]
    consonants: tuple[str, ...]
    slips: int
    arabic: bool

    @classmethod
    def of(cls, query: str) -> _Typed:
        """What is typed so far."""
        whole, words, heard, each = _place_forms(query)
        last = words[-1] if words else ""
        before = heard[: len(heard) - len(skeleton(last))]
        starts = tuple(before + start for start in begun(last)) if last else ()
        slips = 0 if len(whole) < 4 else 1 if len(whole) < 7 else 2
        return cls(whole, words, heard, starts, tuple(one or "-" for one in each), slips, is_arabic(whole))


def place_rank(query: str, names: Sequence[str], code: str) -> float:
    """How well a place answers what is typed so far: 1 for its whole name or code, 0 for no answer.

    `names` are all its names and aliases in either script. Beginnings count before middles, the same letters before
    the same consonants, and those before slips of the hand.
    """
    return ranker(query)(names, (code,))


def ranker(query: str) -> Callable[[Sequence[str], Sequence[str]], float]:
    """:func:`place_rank` for many places: what is typed is read once. Given all names and all codes of a place."""
    typed = _Typed.of(query)
    if not typed.whole:
        return lambda names, codes: 0.0
    digits = _DIGIT.search(query) is not None

    def rank(names: Sequence[str], codes: Sequence[str]) -> float:
        plain = ["".join(fold(code).split()) for code in codes]
        if digits:
            return max((_code_rank(typed.whole, code) for code in plain), default=0.0)
        best = 0.95 if typed.whole in plain else 0.5 if any(code.startswith(typed.whole) for code in plain) else 0.0
        for name in names:
            best = max(best, _place_name_rank(typed, name))
        return best

    return rank


def _code_rank(typed: str, code: str) -> float:
    return 1.0 if typed == code else 0.9 if code.startswith(typed) else 0.6 * (typed in code)


def _place_name_rank(typed: _Typed, name: str) -> float:
    whole, parts, sounds, each = _place_forms(name)
    if whole.startswith(typed.whole):
        return 1.0 if whole == typed.whole else 0.9 + 0.05 * len(typed.whole) / len(whole)
    if _all_begin(parts, typed.words):
        return 0.8 + 0.05 * len(typed.whole) / len(whole)
    if typed.heard and sounds:
        if sounds == typed.heard and len(typed.heard) > 1:
            return 0.78 + 0.1 * similar_words(typed.words, parts)
        if sounds.startswith(typed.starts):
            return 0.6 + 0.15 * len(typed.heard) / len(sounds)
        if _all_begin(each, typed.consonants):
            return 0.55
    return _by_slips(typed, whole, sounds)


def _all_begin(parts: tuple[str, ...], beginnings: tuple[str, ...]) -> bool:
    """Whether each beginning is that of some part."""
    for beginning in beginnings:
        for part in parts:
            if part.startswith(beginning):
                break
        else:
            return False
    return True


def _by_slips(typed: _Typed, whole: str, sounds: str) -> float:
    """A place found in spite of a slip or two: among the beginnings of its name, by letters or by consonants."""
    long, allowed, heard = len(typed.whole), typed.slips, typed.heard
    if allowed and typed.arabic == is_arabic(whole):
        starts = {whole[: long + more] for more in (-1, 0, 1)}
        slips = min(OSA.distance(typed.whole, start, score_cutoff=allowed) for start in starts)
        if slips <= allowed:
            return 0.5 - 0.08 * slips + 0.05 * long / max(len(whole), long)
    if len(heard) > 3 and OSA.distance(heard, sounds[: len(heard)], score_cutoff=1) <= 1:
        return 0.35
    return 0.0
