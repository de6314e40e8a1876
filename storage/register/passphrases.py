"""How hard a passphrase is to guess, in words; shown while typing, never a silent minimum.

``zxcvbn`` knows English and keyboards but no Arabic words, so phrases in Arabic letters are also counted by words:
an unrelated word is worth about one in 20,000, a repeated word nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from storage.messages import Message, message
from storage.register.vault import folded

LONGEST = 64
"""Signs that are looked at; more cannot make it weaker, and the measuring would become slow."""
WORD = math.log10(20_000)
STEPS = (5.0, 8.0, 11.0, 14.0)
"""Powers of ten of guesses from which the score is 1, 2, 3, 4. At 100 guesses a second (a good graphics card on
Argon2id with 64 MiB), 10^11 last thirty years."""
_COMMON = """
الله محمد احمد أحمد علي حسن حسين عمر خالد يوسف مصطفى فاطمة عائشة سوريا سورية ادلب إدلب حماة حلب دمشق الشام
حرية الحرية الثورة ثورة الدفاع المدني الخوذ البيضاء كلمة السر سر مرور كلمةالسر بسم الرحمن الرحيم الحمد لله اكبر
أكبر ان شاء إن ضصثقف شسيبل ئءؤرلا
"""
COMMON = frozenset(_COMMON.split())
EXAMPLES = frozenset({"نافذة جسر ملح قنديل", "window bridge salt lantern", "correct horse battery staple", "practice"})
"""Phrases shown as examples, by us and by others: everyone knows them."""
_ARABIC = re.compile(r"[\u0600-\u06ff]+|[0-9]+|[^\u0600-\u06ff0-9\s]+")


@dataclass(frozen=True)
class Strength:
    """``score`` 0–4, ``count`` words typed, ``words`` the sentence to show."""

    score: int
    count: int
    words: Message


def strength(passphrase: str, *, about: Iterable[str] = ()) -> Strength:
    """Measures a passphrase; ``about`` are words a guesser would try first (team, person, places)."""
    from zxcvbn import zxcvbn  # its word lists take a moment to load: not at start-up

    text = folded(passphrase)
    count = len(text.split())
    if not text:
        return Strength(0, 0, message("Type a passphrase: a few words only you would put together."))
    known = [*COMMON, *(folded(word) for word in about)]
    power = float(zxcvbn(text[:LONGEST], user_inputs=known)["guesses_log10"])
    power = 0.0 if text.lower() in EXAMPLES else min(power, _by_words(text, set(known)))
    score = sum(power >= step for step in STEPS)
    return Strength(score, count, _sentence(score))


def _by_words(text: str, known: set[str]) -> float:
    """The power of ten by distinct words, for a text with Arabic letters; infinite for others."""
    if not re.search(r"[\u0600-\u06ff]", text):
        return math.inf
    power = 0.0
    for part in set(_ARABIC.findall(text)):
        if part.isdigit():
            power += min(len(part), 4) * 0.75 + max(0, len(part) - 4)
        elif part in known:
            power += 2
        else:
            power += min(WORD, 1.2 * len(part))
    return power


def _sentence(score: int) -> Message:
    return (
        message("Guessed within minutes. Take four words that have nothing to do with each other."),
        message("Easy to guess. Add words that have nothing to do with each other."),
        message("Could be guessed with patience. One or two more words make it good."),
        message("Good: hard to guess."),
        message("Very good: very hard to guess."),
    )[score]
