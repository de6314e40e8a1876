"""Names as people write, type and search them: in Arabic or Latin letters, in any of their spellings.

Pure functions on text; nothing here knows a record or a database. `fold`, `words_of` and `skeleton` say what a name
is; `search_tokens` and `query_tokens` say how it is found; `similar`, `why_it_matches` and `place_rank` say how well.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from storage.spelling import SHORT_FORMS, begun, fold, is_arabic, readings, skeleton, vowels, words_of

__all__ = [
    "coarse",
    "fold",
    "forget",
    "is_arabic",
    "place_rank",
    "query_tokens",
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
_FOREIGN = str.maketrans(
    {**dict.fromkeys("şšșŞŠȘ", "sh"), **dict.fromkeys("çčÇČ", "ch"), **dict.fromkeys("ğġĞĠ", "gh")}
    | {**dict.fromkeys("ḫẖḪ", "kh"), **dict.fromkeys("ḏḎ", "dh"), **dict.fromkeys("ṯṮ", "th")}
    | {**dict.fromkeys("žŽ", "zh"), **dict.fromkeys("ǧǦ", "j")}
)
_PLACE_HEAD = re.compile(r"(كفر|k[ae]?f[ae]?r)(?:[ae](?=n[a-z]))?(.{3,})")
_KUNYA = re.compile(r"(?:ابو|ام|abu|um)(.{4,})")
_TWO_HALVES = re.compile(r"(.{3,}?)(?:ال(?=دين$)|u(?=ddin$)|(?=الله$)|(?=allah$))(.+)")


def forget() -> None:
    """Drop every remembered name: to be called when the register is locked."""
    for remembered in (words_of, readings, begun, vowels, _tokens_of, _word_tokens, _alike, _place_forms):
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
    if not text.isascii() and (foreign := text.translate(_FOREIGN)) != text:
        tokens += _name_tokens(foreign)
    return tuple(dict.fromkeys(tokens))


def search_tokens(*texts: str) -> tuple[str, ...]:
    """The words under which a record is found: its folded words, their skeletons (`0mhmd9`), its codes.

    Give each name part or text by itself: only words of one text are also joined (Kafr Nabl is found as Kafranbel).
    Every token is one word to FTS5's unicode61 and to PostgreSQL's `simple`.
    """
    if len(texts) == 1:
        return _tokens_of(texts[0])
    return tuple(dict.fromkeys(token for text in texts if text for token in _tokens_of(text)))


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
    last = len(typed) - 1 if not text[-1:].isspace() else -1
    return tuple(
        (_beginnings(word) if at == last else _wholes(word)) if is_name else (word,)
        for at, (word, is_name) in enumerate(typed)
        if word
    )


def _typed_words(chunks: list[str]) -> tuple[str, ...]:
    """The words of the name typed so far; an article that waits for its word is not yet one."""
    plain = fold(" ".join(chunks)).split()
    while plain and (plain[-1] == "ال" or (len(plain) > 1 and plain[-1] in ("al", "el", "ul"))):
        plain.pop()
    words = words_of(" ".join(plain))
    foreign = words_of(" ".join(chunks).translate(_FOREIGN)) if chunks else ()
    # The letters of Kurdish and of scholars (ş, ç, ḫ) tell more than their bare forms: they travel along after a bar.
    if len(foreign) == len(words) and foreign != words:
        return tuple(word if word == other else f"{word}|{other}" for word, other in zip(words, foreign, strict=True))
    return words


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


# --------------------------------------------------------------------------------------------- likeness

_SAME_SOUND = str.maketrans("ظذث", "ضدس")
_SAME_SHAPE = str.maketrans("تثنيجخذزشضظغقةؤئ", "ببببححدرسصطعفهوب")
_ALSO = {"e": "ai", "o": "u", "y": "i", "w": "u", "u": "u", "i": "i", "a": "a"}
_LONG = re.compile("ou|oo|ee|ii|aa|uu|[ae][iy]|[ao]w|au")


def _missed(written: str, heard: str) -> float:
    """How far the long vowels of an Arabic word (`written`) are from the vowels of a Latin one at the same place."""
    rest = heard
    for vowel in written:
        at = next((at for at, char in enumerate(rest) if vowel in _ALSO[char]), -1)
        if at < 0:
            return 1.0
        rest = rest[at + 1 :]
    return 1.0 if not written and _LONG.search(heard) else 0.0


def _apart(one: str, two: str) -> float:
    """How far the vowels of two Latin words are apart at the same place."""
    if one == two:
        return 0.0
    a, b = ("".join(dict.fromkeys(_ALSO[char][-1] if char != "e" else "e" for char in text)) for text in (one, two))
    if a == b or {a, b} in ({"e", "a"}, {"e", "i"}, {"ei", "ai"}, {"ei", "i"}, {"ae", "ai"}, {"ia", "iia"}):
        return 0.0
    if not a or not b:
        return 1.0 if _LONG.search(one + two) else 0.5
    return 0.5 if "e" in a + b else 1.0


_BY_DISTANCE = (0.97, 0.95, 0.86, 0.81, 0.72, 0.68, 0.62)


def _same_skeleton(one: str, two: str) -> float:
    """The likeness of two words that share their consonants, by what stands between them."""
    first, second = vowels(one), vowels(two)
    if len(first) != len(second):
        return 0.86
    if is_arabic(one) and is_arabic(two):
        apart = sum(a != b for a, b in zip(first, second, strict=True))
        return (0.93, 0.75, 0.6, 0.5)[min(apart, 3)]
    if is_arabic(one) != is_arabic(two):
        written, heard = (first, second) if is_arabic(one) else (second, first)
        pairs = list(zip(written, heard, strict=True))
        if pairs and pairs[-1][0] == "i":  # ى and ي are one letter once folded: Mona and Ali both end in it
            pairs[-1] = ("", "")
        return _BY_DISTANCE[min(6, int(2 * sum(_missed(a, b) for a, b in pairs)))]
    return _BY_DISTANCE[min(6, int(2 * sum(_apart(a, b) for a, b in zip(first, second, strict=True))))]


def coarse(read: str) -> str:
    """A skeleton with the letters merged that are mistaken for each other: z/d, kh/h, g/k; no final h."""
    return (read.rstrip("h") or read).translate(_COARSE)


_COARSE = str.maketrans("zxgq", "dhkk")


def _by_typing(one: str, two: str) -> float:
    """The likeness of two different words by slips of the hand, in the same script."""
    slips, longest = OSA.distance(one, two), max(len(one), len(two))
    if slips == 1 and longest > 3:
        return 0.86 if longest > 5 else 0.8 if longest == 5 else 0.72
    if slips == 2 and longest > 6:
        return 0.78
    return 0.6 * (1 - slips / longest)


@lru_cache(maxsize=131_072)
def _alike(one: str, two: str) -> float:
    """The likeness of two folded words in either script."""
    if one == two:
        return 1.0
    arabic = is_arabic(one)
    same_script = arabic == is_arabic(two)
    if same_script and arabic:
        if one.translate(_SAME_SOUND) == two.translate(_SAME_SOUND):
            return 0.93
        if one.translate(_SAME_SHAPE) == two.translate(_SAME_SHAPE):
            return 0.85
    first, second = readings(one), readings(two)
    if not set(first).isdisjoint(second):
        return _same_skeleton(one, two)
    typed = _by_typing(one, two) if same_script else 0.0
    if not first or not second:
        return typed
    if len(one) == 1 or len(two) == 1:
        return 0.7 if first[0][0] == second[0][0] else 0.0
    a, b = coarse(first[0]), coarse(second[0])
    if a == b:
        return max(typed, 0.82)
    slips, longest = OSA.distance(a, b), max(len(a), len(b))
    heard = (0.78 if longest > 4 else 0.68) if slips == 1 and longest > 3 else 0.55 * (1 - slips / longest)
    return max(typed, heard) if not (same_script and arabic) else typed


def similar(a: str, b: str) -> float:
    """How alike two names are, 0 to 1, in either script, whatever the order of their words.

    1: the same plain spelling; from .93: the same name in another spelling or script; from .78: close, ask a person;
    below .6: another name. Words that only one of them has cost little, for people leave words out.
    """
    return _similar_words(words_of(a), words_of(b))


def _similar_words(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    if len(one) == 1 and len(two) == 1:
        return _alike(one[0], two[0])
    short, long = sorted((one, two), key=lambda words: (len(words), words))
    pairs = sorted(
        ((_alike(a, b), -abs(i - j), i, j) for i, a in enumerate(short) for j, b in enumerate(long)), reverse=True
    )
    total, used_i, used_j, matched = 0.0, set[int](), set[int](), list[tuple[int, int]]()
    for likeness, _, i, j in pairs:
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            matched.append((i, j))
            total += likeness
    likeness = total / len(short) * (0.8 + 0.2 * len(short) / len(long))
    order = [j for _, j in sorted(matched)]
    if order != sorted(order):
        likeness *= 0.97
    if len(one) + len(two) < 5 and set(_joined(one)) & set(_joined(two)):
        likeness = max(likeness, 0.93)
    return min(likeness, 1.0)


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    read = tuple(readings(word) for word in words)
    first = "".join(some[0] for some in read if some)
    return (first, first.replace("a", "")) if first else ()


def why_it_matches(query: str, name: str) -> str:
    """Why a name was found, by its weakest word: `same`, `order`, `other_script`, `short_form` or `close`."""
    typed, words = words_of(query), words_of(name)
    reasons = {_why(word, words, is_last=at == len(typed) - 1) for at, word in enumerate(typed)}
    for reason in ("close", "short_form", "other_script"):
        if reason in reasons:
            return reason
    places = [next((at for at, word in enumerate(words) if word.startswith(part)), 0) for part in typed]
    return "same" if places == sorted(places) else "order"


def _why(typed: str, words: tuple[str, ...], *, is_last: bool) -> str:
    if any(word == typed or (is_last and word.startswith(typed)) for word in words):
        return "same"
    if typed in SHORT_FORMS or any(word in SHORT_FORMS and _alike(typed, word) > 0.9 for word in words):
        return "short_form"
    arabic = is_arabic(typed)
    others = [word for word in words if is_arabic(word) != arabic]
    starts = begun(typed) if is_last else ()
    for word in others:
        if _alike(typed, word) > 0.9 or any(read.startswith(starts) for read in readings(word) if starts):
            return "other_script"
    return "close"


# --------------------------------------------------------------------------------------------- places


@lru_cache(maxsize=65_536)
def _place_forms(name: str) -> tuple[str, tuple[str, ...], str]:
    """A place name ready to be compared: its words run together, its words, its skeleton."""
    words = words_of(name)
    return "".join(words), words, "".join(skeleton(word) for word in words)[:12]


def place_rank(query: str, names: Sequence[str], code: str) -> float:
    """How well a place answers what is typed so far: 1 for its whole name or code, 0 for no answer.

    `names` are all its names and aliases in either script. Beginnings count before middles, the same letters before
    the same consonants, and those before slips of the hand.
    """
    typed, words, heard = _place_forms(query)
    if not typed:
        return 0.0
    plain_code = "".join(fold(code).split())
    if _DIGIT.search(query):
        return 1.0 if typed == plain_code else 0.9 if plain_code.startswith(typed) else 0.6 * (typed in plain_code)
    best = 0.95 if plain_code == typed else 0.5 if plain_code.startswith(typed) else 0.0
    for name in names:
        best = max(best, _place_name_rank(typed, words, heard, name))
    return best


def _place_name_rank(typed: str, words: tuple[str, ...], heard: str, name: str) -> float:
    whole, parts, sounds = _place_forms(name)
    if whole == typed:
        return 1.0
    if whole.startswith(typed):
        return 0.9 + 0.05 * len(typed) / len(whole)
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 0.8 + 0.05 * len(typed) / len(whole)
    if heard and sounds:
        if sounds == heard and len(heard) > 1:
            return 0.78 + 0.1 * _similar_words(words, parts)
        starts = begun(words[-1])
        before = heard[: len(heard) - len(skeleton(words[-1]))]
        if any(sounds.startswith(before + start) for start in starts):
            return 0.6 + 0.15 * len(heard) / len(sounds)
        if all(any(skeleton(part).startswith(skeleton(word) or "-") for part in parts) for word in words):
            return 0.55
    return _by_slips(typed, heard, whole, sounds)


def _by_slips(typed: str, heard: str, whole: str, sounds: str) -> float:
    """A place found in spite of a slip or two: among the beginnings of its name, by letters or by consonants."""
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 7 else 2
    if is_arabic(typed) == is_arabic(whole):
        starts = {whole[: len(typed) + more] for more in (-1, 0, 1)}
        slips = min((OSA.distance(typed, start, score_cutoff=allowed) for start in starts), default=9)
        if slips <= allowed:
            return 0.5 - 0.08 * slips + 0.05 * len(typed) / max(len(whole), len(typed))
    if len(heard) > 3 and OSA.distance(heard, sounds[: len(heard)], score_cutoff=1) <= 1:
        return 0.35
    return 0.0
