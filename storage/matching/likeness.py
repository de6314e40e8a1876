"""How alike two names sound and look: in either script, in other spellings, with slips of the hand."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from storage.matching.spelling import SHORT_FORMS, begun, is_arabic, readings, spelled_out, vowels, words_of

_SAME_SOUND = str.maketrans("ظذث", "ضدس")
_SAME_SHAPE = str.maketrans("تثنيجخذزشضظغقةؤئ", "ببببححدرسصطعفهوب")
_ALSO = {"e": "ai", "o": "u", "y": "i", "w": "u", "u": "u", "i": "i", "a": "a"}
_LONG = re.compile("ou|oo|ee|ii|aa|uu|[ae][iy]|[ao]w|au")


def _missed(written: str, heard: str, *, at: int) -> float:
    """How far the long vowels of an Arabic word (`written`) are from the vowels of a Latin one at the same place."""
    rest = heard.replace("ei", "i").replace("ey", "i")
    for vowel in written:
        found = next((place for place, char in enumerate(rest) if vowel in _ALSO[char]), -1)
        if found < 0:
            return 1.0
        rest = rest[found + 1 :]
    # After the first consonant ou is only the French way to write u: Houda is هدى.
    too_long = not written and at > 0 and _LONG.search(heard) is not None and (heard != "ou" or at > 1)
    return 1.0 if too_long else 0.0


_CLOSE_VOWELS = [{"e", "a"}, {"e", "i"}, {"ei", "ai"}, {"ei", "i"}, {"ia", "eia"}, {"ua", "uia"}, {"a", ""}]


def _apart(one: str, two: str, *, first: bool) -> float:
    """How far the vowels of two Latin words are apart at the same place; a leading short one says little."""
    if one == two:
        return 0.0
    a, b = ("".join(dict.fromkeys("e" if char == "e" else _ALSO[char][-1] for char in text)) for text in (one, two))
    if a == b or {a, b} in (_CLOSE_VOWELS if first else _CLOSE_VOWELS[:-1]):
        return 0.0
    if (_LONG.search(one) is None) != (_LONG.search(two) is None):
        return 1.0
    return 0.5 if not a or not b or "e" in a + b else 1.0


_BY_DISTANCE = (0.97, 0.95, 0.82, 0.78, 0.70, 0.66, 0.62)


def _silent_end(word: str, other: str) -> bool:
    """Whether the last letter of a Latin word stands for the ة its other spelling has or leaves out."""
    return word[-1] == "h" or (word[-1] == "t" and other[-1] == "ه")


def _same_skeleton(one: str, two: str) -> float:
    """The likeness of two words that share their consonants, by what stands between them."""
    first, second = vowels(one), vowels(two)
    if len(first) > len(second) and _silent_end(one, two):
        first = first[:-1]
    elif len(second) > len(first) and _silent_end(two, one):
        second = second[:-1]
    if len(first) != len(second):
        return 0.82
    if is_arabic(one) and is_arabic(two):
        unlike = sum(a != b for a, b in zip(first, second, strict=True))
        return (0.93, 0.75, 0.6, 0.5)[min(unlike, 3)]
    if is_arabic(one) != is_arabic(two):
        written, heard = (first, second) if is_arabic(one) else (second, first)
        pairs = list(zip(written, heard, strict=True))
        if pairs[-1][0].endswith("i"):  # ى and ي are one letter once folded: Mona and Ali both end in it
            pairs[-1] = (pairs[-1][0][:-1], pairs[-1][1][:-1])
        apart = sum(_missed(a, b, at=at) for at, (a, b) in enumerate(pairs))
    else:
        apart = sum(_apart(a, b, first=at == 0) for at, (a, b) in enumerate(zip(first, second, strict=True)))
    return _BY_DISTANCE[min(6, int(2 * apart))]


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


# Abd al-Rahman and Abd al-Rahim, Abu Ahmad and Abu Muhammad are compared by what tells them apart.
_HEAD = re.compile(r"(?:(عبدال(?!ه$)|abdul(?!lah$))|(ابو(?=.{3})|abu(?=.{3}))|(ام(?=.{4})|um(?=.{4})))")


@lru_cache(maxsize=131_072)
def alike(one: str, two: str) -> float:
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
    if (head := _HEAD.match(one)) and (other_head := _HEAD.match(two)) and head.lastindex == other_head.lastindex:
        return alike(one[head.end() :], two[other_head.end() :])
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
    likeness = similar_words(words_of(a), words_of(b))
    if likeness < 0.93 and ((one := spelled_out(a)) != a or spelled_out(b) != b):
        likeness = max(likeness, similar_words(words_of(one), words_of(spelled_out(b))))
    return likeness


def similar_words(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """The likeness of two names given as their `words_of`."""
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    if len(one) == 1 and len(two) == 1:
        return alike(one[0], two[0])
    short, long = sorted((one, two), key=lambda words: (len(words), words))
    pairs = sorted(
        ((alike(a, b), -abs(i - j), i, j) for i, a in enumerate(short) for j, b in enumerate(long)), reverse=True
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
    if typed in SHORT_FORMS or any(word in SHORT_FORMS and alike(typed, word) > 0.9 for word in words):
        return "short_form"
    arabic = is_arabic(typed)
    others = [word for word in words if is_arabic(word) != arabic]
    starts = begun(typed) if is_last else ()
    for word in others:
        if alike(typed, word) > 0.9 or any(read.startswith(starts) for read in readings(word) if starts):
            return "other_script"
    return "close"
