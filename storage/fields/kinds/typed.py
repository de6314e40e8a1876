"""Text as a rescuer types it, made plain before it is read: marks, spaces, digits, letters that differ only in form.

Three depths: :func:`cleaned` for text that is kept (a name, a note), :func:`tidy` for numbers and codes, and
:func:`folded` for comparing words. Nothing here knows a language beyond the shapes of its letters.
"""

from __future__ import annotations

import re
import unicodedata

LRI, PDI = "\u2066", "\u2069"

_BIDI = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_FORMS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdef\ufe70-\ufefe\uff01-\uffee]")  # letters copied out of PDF files
_JOINED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")  # 1 200 with the space of spreadsheets
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0300-\u036f]")
_FORMAT = re.compile("[\u00ad\u0640\u200c\u200d]")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁃﹣－", "-"),
        **dict.fromkeys("∼～˜", "~"),
        **dict.fromkeys("’‘ʼ′ʻ`´", "'"),
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("º˚", "°"),
        "،": ",",
        "٬": ",",
        "٫": ".",
        "؛": ";",
        "؟": "?",
        "٪": "%",
        "⩾": "≥",
        "⩽": "≤",
    }
)
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئ", "ي"),
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ß": "ss",
    }
)


def cleaned(text: str) -> str:
    """One line of text fit to be kept: no hidden marks, letters in ordinary form, single spaces."""
    return _SPACES.sub(" ", kept(text)).strip()


def kept(text: str) -> str:
    """Text of several lines fit to be kept; its line ends and spaces stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", _BIDI.sub("", text))
    text = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", text)


def ascii_digits(text: str) -> str:
    """Digits of any script as 0–9."""
    return text if text.isascii() else _OTHER_DIGITS.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def tidy(text: str) -> str:
    """Text to be read as a value: digits 0–9, plain dashes and commas, no tatweel, single spaces."""
    text = _FORMAT.sub("", ascii_digits(_JOINED.sub("", _CONTROL.sub("", _BIDI.sub("", text)))))
    text = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _SPACES.sub(" ", text.translate(_PLAIN)).strip()


def folded(text: str) -> str:
    """Text to be compared: tidy, small letters, no vowel marks, one alef, one ya, ta marbuta as ha."""
    text = unicodedata.normalize("NFD", tidy(text).casefold().translate(_ALIKE))
    text = unicodedata.normalize("NFC", _MARKS.sub("", text).translate(_ALIKE))
    return _SPACES.sub(" ", text).strip()


def one_of(*words: str) -> str:
    """A pattern of any of these words (in their ordinary spelling), the longest first."""
    ordered = sorted({folded(word) for word in words}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " ?") for word in ordered) + ")"


def word_set(*words: str) -> frozenset[str]:
    """These words folded, to look typed text up in."""
    return frozenset(folded(word) for word in words)


def is_arabic(text: str) -> bool:
    """Whether the text holds an Arabic letter."""
    return bool(re.search("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]", text))


UNKNOWN = word_set(
    *("?", "??", "???", "unknown", "not known", "unk", "n/k", "nk", "don't know", "no information"),
    *("غير معروف", "غير معروفة", "غير معلوم", "غير معلومة", "مجهول", "مجهولة", "لا نعرف", "لا نعلم", "لا يعرف"),
)
"""Ways to say that it was asked and nobody knows."""
