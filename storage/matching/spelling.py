"""How Arabic and Latin names are written: one plain spelling, whole words, and the consonants both scripts share.

Everything here is pure and made of translate tables and compiled expressions; what is worth it is remembered per
word. `storage/matching/names.py` is the door: others import from there.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_SKELETON = 12

# --------------------------------------------------------------------------------------------- folding

_SAME_LETTER = {
    **dict.fromkeys("ٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېےێۍ", "ي"),
    **dict.fromkeys("ةہھەۃ", "ه"),
    **dict.fromkeys("ۆۇۋۊۅۉۈٶٷ", "و"),
    **dict.fromkeys("کڪګگڭڬ", "ك"),
    **dict.fromkeys("پٻ", "ب"),
    **dict.fromkeys("چڃڄ", "ج"),
    **dict.fromkeys("ٹټٺ", "ت"),
    **dict.fromkeys("ڈډڊ", "د"),
    **dict.fromkeys("ڑړڕ", "ر"),
    **dict.fromkeys("ژڗ", "ز"),
    **dict.fromkeys("ښڜ", "ش"),
    **dict.fromkeys("ڤڥڢ", "ف"),
    **dict.fromkeys("ڨ", "ق"),
    **dict.fromkeys("ڵڶڷ", "ل"),
    **dict.fromkeys("ںڼڻ", "ن"),
    "ڠ": "غ",
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ə": "e",
}
# Hamza and ayn signs, primes and every kind of apostrophe, tatweel: written or not, it is the same name.
_NOTHING = set("ʿʾʼʻʽʹʺˈˊˋ'’‘‛`′‵´ـٴ")


class _Plain(dict[int, str | None]):
    """The translate table of `fold`; a character is judged once, when it is first met."""

    def __missing__(self, point: int) -> str | None:
        """What one character becomes: a letter, an ASCII digit, a space or nothing."""
        self[point] = plain = self._judge(chr(point))
        return plain

    @staticmethod
    def _judge(char: str) -> str | None:
        if char in _NOTHING:
            return None
        if char in _SAME_LETTER:
            return _SAME_LETTER[char]
        category = unicodedata.category(char)
        if category[0] == "M" or category == "Cf":
            return None
        if category == "Nd":
            return str(unicodedata.decimal(char))
        return char if category[0] == "L" else " "


_PLAIN = _Plain()


def fold(text: str) -> str:
    """The plain spelling of a text: what two people typing the same name differently have in common.

    Lower case, no diacritics, tatweel or invisible marks; one alif, one ya, one ha; ASCII digits; single spaces.
    Folding what is folded changes nothing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("´", "").replace("ß", "ss"))
    return " ".join(text.lower().translate(_PLAIN).split())


_FOREIGN = str.maketrans(
    {**dict.fromkeys("şšșŞŠȘ", "sh"), **dict.fromkeys("çčÇČ", "ch"), **dict.fromkeys("ğġĞĠ", "gh")}
    | {**dict.fromkeys("ḫẖḪ", "kh"), **dict.fromkeys("ḏḎ", "dh"), **dict.fromkeys("ṯṮ", "th")}
    | {**dict.fromkeys("žŽ", "zh"), **dict.fromkeys("ǧǦ", "j")}
)


def spelled_out(text: str) -> str:
    """A text with the single letters of Kurdish, Turkish and scholars written as two: `Şêxo` → `shêxo`."""
    return text if text.isascii() else text.translate(_FOREIGN)


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


# --------------------------------------------------------------------------------------------- whole words


def _these(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DROPPED = _these("بن ابن بنت bin ibn ben bint")
# Names that begin with the letters of the article but do not carry it.
_NO_ARTICLE = _these(
    "الياس الهام الاء الا الين الينا البير البرت البيرت الما الماس الماظ الكسندر الكسان اليسار الفت الفريد اليف "
    "اليان التون التان الوان اليزابيث الكترا العازر"
)
_NO_LATIN_ARTICLE = _these("albert alfred alfonso almaza elvira elmira")
_ARTICLES = _these("al el ul il")
_ASSIMILATED = re.compile(r"[aeiu](sh|th|dh|ch|[nrsdtz])")
_GLUED_ARTICLE = re.compile(r"[ae]l(?=(?:sh|kh|gh|th|dh)[a-z]{3}|[bcdfghjkmnpqrstwyz][a-z]{4})")
_ABD = _these("abd abdu abdo abdul abdel abdal abdil abdoul abdol")
_ABD_AND_ARTICLE = re.compile(r"abd(?:ou|[aeiou])(?:l(?=[a-z]{2})|(sh|[rsnztd])(?=\1))")
_ABDULLAH = re.compile(r"abd(?:ou|[aeiou])l+[ae]h?")
_DIN = re.compile(r"(?:[aeiou](?:l|d|ld)?)?d(?:i|ee|y|ie|ei)ne?")
_ENDS_IN_DIN = re.compile(r"(?<=[a-z]{2})[aeiou](?:ld|dd)(?:i|ee|y|ie|ei)ne?$")
_ALLAH = _these("الله allah ullah ollah")
_ABU = _these("ابو abu abou abo abul aboul")
_UMM = _these("ام um umm oum oumm om")


def _without_article(word: str) -> str:
    if word.startswith("ال"):
        if len(word) > 3 and word not in _NO_ARTICLE and not word.startswith("الله"):
            return word[2:]
        return word
    if word[:2] in ("al", "el") and word not in _NO_LATIN_ARTICLE:
        return _GLUED_ARTICLE.sub("", word, count=1) if _GLUED_ARTICLE.match(word) else word
    return word


def _is_article(word: str, following: str) -> bool:
    if word == "ال" or word in _ARTICLES:
        return True
    found = _ASSIMILATED.fullmatch(word)
    return found is not None and following.startswith(found[1])


def _latin_compound(word: str) -> str:
    """One spelling of what is written together: `abdelrahman` → `abdulrahman`, `noureddine` → `nouruddin`."""
    if word.startswith("abd"):
        if _ABDULLAH.fullmatch(word):
            return "abdullah"
        word = _ABD_AND_ARTICLE.sub("abdul", word, count=1)
    return _ENDS_IN_DIN.sub("uddin", word) if word[-1:] in "ne" else word


def _joined(head: str, rest: str) -> str:
    """The head of a compound (Abd, Abu, Umm) joined to the whole word it belongs to."""
    if head in _ABU:
        return ("ابو" if is_arabic(head) else "abu") + rest
    if head in _UMM:
        return ("ام" if is_arabic(head) else "um") + rest
    if is_arabic(head):
        return head + rest
    return "abdullah" if rest in _ALLAH else "abdul" + rest


def _is_head(word: str, following: str) -> bool:
    """Whether a word cannot stand alone before this one: Abu, Umm, and Abd before one of the ninety-nine names."""
    if not following or following.isdigit() or is_arabic(word) != is_arabic(following):
        return False
    if word == "عبد":
        return following.startswith("ال") or following == "ربه"
    return word in _ABU or word in _UMM or word in _ABD


def _continues(word: str, before: str) -> bool:
    """Whether a word is the second half of the name before it: nasr *allah*, nour *al-din*."""
    if is_arabic(word) != is_arabic(before):
        return False
    return word in _ALLAH or word == "الدين" or _DIN.fullmatch(word) is not None


def _whole(word: str) -> str:
    """One word without its article, its compound spelled one way."""
    if not is_arabic(word):
        return _latin_compound(_without_article(word))
    if word.startswith("ابوال") and len(word) > 6:
        return "ابو" + word[5:]
    return _without_article(word)


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a name: compounds joined, the article and bin/ibn left out, a lone hamza dropped.

    `عبد الله` → `عبدالله`; `Abd al-Rahman`, `Abdul Rahman` → `abdulrahman`; `أبو الظهور` → `ابوظهور`. A text that is
    nothing but an article or a *bin* is kept, so that nothing typed disappears.
    """
    parts = fold(text).replace("ء", "").split()
    if len(parts) < 2:
        return tuple(_whole(part) for part in parts)
    words: list[str] = []
    heads: list[str] = []
    for word, following in zip(parts, [*parts[1:], ""], strict=True):
        if word in _DROPPED and (following or words):
            continue
        if following and not (heads and word == "ال") and _is_article(word, following):
            continue
        if words and not heads and _continues(word, words[-1]):
            words[-1] += word if is_arabic(word) else ("allah" if word in _ALLAH else "uddin")
        elif _is_head(word, following):
            heads.append(word)
        else:
            whole = word if heads and heads[-1] == "عبد" else _whole(word)
            while heads:
                whole = _joined(heads.pop(), whole)
            words.append(whole)
    return tuple(words)


# --------------------------------------------------------------------------------------------- consonants

# Known short and foreign forms, spelled out before the consonants are read.
SHORT_FORMS = {
    **dict.fromkeys(_these("mhd md mohd moh muh mohmd mehmet mehmed mahomet mamadou mhmt"), "mohammad"),
    **dict.fromkeys(_these("ahmet ahmt"), "ahmad"),
    **dict.fromkeys(_these("abd abdo abdou abdu"), "abdo"),
    **dict.fromkeys(_these("ibr ibrm"), "ibrahim"),
    **dict.fromkeys(_these("hus hsn huss"), "hussein"),
    **dict.fromkeys(_these("halit halid"), "khaled"),
    **dict.fromkeys(_these("huseyin husein"), "hussein"),
    **dict.fromkeys(_these("omer"), "omar"),
    **dict.fromkeys(_these("mahmud mahmood mhmud"), "mahmoud"),
    **dict.fromkeys(_these("yhya yahia yehia yehya"), "yahya"),
}
# Words whose letters mislead: a final h that is sounded, an s and an h that are not sh.
_PARTED = (
    (re.compile(r"^fath(?=[aeiuy])"), "fat·h"),
    (re.compile(r"^ish(?=a+[qk])"), "is·h"),
    (re.compile(r"^adham"), "ad·ham"),
    (re.compile(r"^mi[td]hat"), "mid·hat"),
)
_ALWAYS = {"طه": "th", "taha": "th", "yahya": "yh", "يحيي": "yh"}

# Private signs for letters read in several ways, and their first, second and third reading.
_READ = (
    str.maketrans({"T": "s", "G": "g", "D": "d", "C": "c", "Q": "g", "S": "s", "Z": "z", "X": "x", "K": "k", "·": ""}),
    str.maketrans(
        {"T": "d", "G": "k", "D": "z", "C": "j", "Q": "k", "S": "j", "Z": "d", "X": "ks", "K": "x", "·": ""}
    ),
    str.maketrans({"T": "t", "G": "g", "D": "d", "C": "c", "Q": "j", "S": "k", "Z": "z", "X": "x", "K": "k", "·": ""}),
)
_AMBIGUOUS = re.compile("[TGDCQSZXK]")

_LATIN_LETTERS = {
    **{"sch": "c", "tch": "C", "sh": "c", "ch": "C", "kh": "x", "gh": "G", "dh": "D", "th": "T", "ph": "f"},
    **{"dj": "j", "zh": "z", "g": "Q", "q": "k", "p": "b", "v": "f", "x": "X", "k": "K", "ck": "K"},
}
_LATIN = re.compile(r"sch|tch|[skgdtpc]h|dj|zh|ck|c(?=[eiy])|[gqpvxck]")
_DOUBLED = re.compile(r"([a-z])\1+")
_DOUBLED_DIGRAPH = re.compile(r"(sh|kh|gh|dh|th)\1")
_OUA = re.compile(r"^ou(?=[aei])")
_VOWELS = str.maketrans("", "", "aeiouwy")
# Final h of these is the ح of the root; of all others it is the unsounded ة or ه.
_SOUNDED_H = re.compile(
    r"(?:sal[ei]|sal+a|fal[ae]|fara|naja|raba|sama|misba|mosba|fat+a|m[uo]fle|jar+a|wad+a|saba|same|nase|raje|"
    r"n?[ou]u|n?[ou])h$"
)
_ARABIC_LETTERS = str.maketrans(
    dict(zip("بتثجحخدرزسشصطغفقكلمنه", "btsjhxdrzscstgfkklmnh", strict=True))
    | {"ذ": "D", "ظ": "Z", "ض": "D"}
    | dict.fromkeys("اويعءآأإؤئىة")
)
_FIRST_ARABIC = {"ي": "y", "و": "w", **dict.fromkeys("اعء", "a")}


def _parted(word: str) -> str:
    for found, parted in _PARTED:
        word = found.sub(parted, word)
    return word


def _latin_consonants(word: str) -> str:
    word = _OUA.sub("w", _DOUBLED.sub(r"\1", _DOUBLED_DIGRAPH.sub(r"\1", _parted(word))))
    first = word[:1] if word[:1] in "wy" else ("a" if word[:1] in "aeiou" else "")
    signs = _LATIN.sub(lambda found: _LATIN_LETTERS.get(found[0], "S") if found[0] != "c" else _c(found), word)
    return first + signs.translate(_VOWELS)


def _c(found: re.Match[str]) -> str:
    """C is s before e, i and y, otherwise k; Kurdish writers mean j."""
    return "S" if found.string[found.end() : found.end() + 1] in tuple("eiy") else "K"


def _arabic_plain(word: str) -> str:
    """An Arabic word as it sounds: one l in Allah, one m in Umm Muhammad, no article inside a compound."""
    word = word.replace("لل", "ل").replace("عبدال", "عبدل")
    if word.startswith("امم"):
        word = "ام" + word[3:]
    if word.endswith("الدين") and len(word) > 6:
        word = word[:-5] + "دين"
    return word[:-1] + "ا" if len(word) > 2 and word.endswith("ه") else word


def _arabic_consonants(word: str) -> str:
    word = _arabic_plain(word)
    return _FIRST_ARABIC.get(word[0], "") + word.translate(_ARABIC_LETTERS)


# Ma'arrat an-Nu'man is written معرة: the t sounds before another word only.
_CONSTRUCT = re.compile(r"^[a-z]{2,}[ae]t$")


@lru_cache(maxsize=131_072)
def readings(word: str) -> tuple[str, ...]:
    """The consonant skeletons a folded word may have, the likeliest first; empty for digits and other scripts.

    Two names can be the same when a reading of one is a reading of the other.
    """
    word = SHORT_FORMS.get(word, word)
    if word in _ALWAYS:
        return (_ALWAYS[word],)
    if is_arabic(word):
        signs = [_arabic_consonants(word)]
    elif word.isascii() and word.isalpha():
        signs = [_latin_consonants(word)]
        if len(word) > 3 and word[-1] == "h" and word[-2] in "aeiou" and signs[0][-1:] == "h":
            signs.insert(0 if not _SOUNDED_H.search(word) else 1, signs[0][:-1])
    else:
        return ()
    if _CONSTRUCT.search(word):
        signs.append(signs[0][:-1])
    found = [sign.translate(_READ[0]) for sign in signs]
    if _AMBIGUOUS.search(signs[0]):
        found += [sign.translate(table) for table in _READ[1:] for sign in signs]
    return tuple(dict.fromkeys(text[:LONGEST_SKELETON] for text in found if text and text.isascii()))[:4]


# What the last letter typed may still become: s → sh, k → kh, c → ch, d → dh, t → th, p → ph.
_MAY_BECOME = {"s": ("c",), "c": ("s", "c", "j"), "d": ("z",), "t": ("s", "d"), "p": ("f",), "o": (), "g": ()}


@lru_cache(maxsize=16_384)
def begun(word: str) -> tuple[str, ...]:
    """The skeletons with which a folded word still being typed may begin, the likeliest first."""
    if is_arabic(word):
        kept = word + "ا" if word.endswith("ه") else word
        return tuple(dict.fromkeys(_arabic_consonants(kept).translate(table) for table in _READ[:2]))
    if not (word.isascii() and word.isalpha()):
        return ()
    signs = _latin_consonants(word)
    found = [signs.translate(table) for table in _READ]
    found += [found[0][:-1] + last for last in _MAY_BECOME.get(word[-1], ()) if found[0]]
    if word in ("o", "ou"):
        found.append("w")
    return tuple(dict.fromkeys(text[:LONGEST_SKELETON] for text in found if text and text.isascii()))


_NOT_VOWEL = re.compile("[^aeiouwy]")
_NOT_LONG = re.compile("[^aiu]")
_LONG_VOWELS = str.maketrans({"ا": "a", "و": "u", "ي": "i", "ع": None, "ء": None})


@lru_cache(maxsize=65_536)
def vowels(word: str) -> tuple[str, ...]:
    """What stands between the consonants of a folded word: all vowels in Latin, the long ones (a, i, u) in Arabic.

    One longer than its skeleton, a leading vowel aside, so that two words of one skeleton can be laid side by side.
    """
    word = SHORT_FORMS.get(word, word)
    if is_arabic(word):
        plain = _arabic_plain(word)
        plain = plain[1:] if plain[0] in "اويع" else plain
        return tuple(_NOT_VOWEL.split(_NOT_LONG.sub("-", plain.translate(_LONG_VOWELS))))
    plain = _parted(word).replace("ee", "ei").replace("oo", "ou")
    plain = _DOUBLED.sub(r"\1", _DOUBLED_DIGRAPH.sub(r"\1", plain))
    plain = plain[1:] if plain[:1] in ("w", "y") else plain
    return tuple(_NOT_VOWEL.split(_LATIN.sub("-", plain).replace("·", "")))


def skeleton(word: str) -> str:
    """The consonants one folded word has in either script, ASCII, at most twelve: `محمد`, `mohamed` → `mhmd`.

    A leading vowel, ayn or hamza is `a`, sh is `c`, kh is `x`; long and short vowels, ayn and hamza inside, and a
    silent final h are left out. Empty when the word has none (digits, other scripts).
    """
    read = readings(word)
    return read[0] if read else ""
