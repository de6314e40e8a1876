"""Every visible word in the user's language: gettext catalogues, labels of fields and codes. No Qt.

Catalogues are ``resources/i18n/<language>/*.po`` (one file a room, so that two people can write at once). They are
read once a language into one table; a compiled copy beside them makes the next start quick. The keys:

* sentences and window words: the English text itself (English needs no entry);
* field labels: context ``field``, key ``victim.sex``; one-line hints: context ``hint``, same key;
* record kinds: context ``kind``, keys ``victim`` and ``victim+`` (several).

Code labels are columns of ``resources/codes/*.csv``.
"""

from __future__ import annotations

import gettext
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from storage.messages import Message

I18N = Path(__file__).resolve().parents[2] / "resources" / "i18n"
LANGUAGES = ("ar", "en")
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
}
LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
_LATIN = re.compile(r"[0-9A-Za-z]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


class Words:
    """The words of one language.

    Attributes:
        language: ``"ar"`` or ``"en"``.
        rtl: whether the window is mirrored.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.rtl = self.language == "ar"
        self._catalogue = _catalogue(self.language)

    def t(self, text: str, **params: Any) -> str:
        """The sentence ``text`` (English, the key) in this language, values filled in."""
        found = self._catalogue.gettext(text) if text else ""
        return self._fill(found, params)

    def n(self, one: str, many: str, count: int, *, none: str = "", **params: Any) -> str:
        """A sentence that depends on a number; Arabic has six forms. ``{count}`` is filled in.

        ``none``: the English for no thing at all, where "0 changes" is no way to say it; Arabic has a form for it.
        """
        found = none if none and not count and not self.rtl else self._catalogue.ngettext(one, many, count)
        return self._fill(found, {"count": count, **params})

    def say(self, message: Message) -> str:
        """A message of the storage floor as a sentence."""
        params = {
            key: self.say(value) if isinstance(value, Message) else value for key, value in message.params.items()
        }
        return self.t(message.text, **params)

    def field(self, key: str) -> str:
        """The label of a field, by its key ``victim.sex``."""
        return self._keyed("field", key)

    def hint(self, key: str) -> str:
        """A one-line hint of a field, or "" when none was written."""
        found = self._catalogue.pgettext("hint", key)
        return "" if found == key else found

    def kind(self, record: str, *, several: bool = False) -> str:
        """The name of a record kind: *victim* or *victims*."""
        return self._keyed("kind", record + "+" if several else record)

    def code(self, list_name: str, code: str) -> str:
        """The label of a code; an unknown code of a newer team is shown raw, ``other:text`` as its text."""
        from storage.fields.codes import code_list  # the unlock page shows no codes

        return code_list(list_name).label(code, self.language)

    def knows(self, text: str, context: str = "") -> bool:
        """Whether a catalogue of this language has the key (for the test of missing words)."""
        if context:
            return self._catalogue.pgettext(context, text) != text
        return self._catalogue.gettext(text) != text

    def ltr(self, text: str) -> str:
        """A value isolated from a sentence of the other direction, so that neither of them jumps; once is enough."""
        if text[:1] in (LRI, FSI) and text.find(PDI) == len(text) - 1:
            return text
        if self.rtl and _LATIN.search(text) and not _ARABIC.search(text):
            return f"{LRI}{text}{PDI}"
        if not self.rtl and _ARABIC.search(text):
            return f"{FSI}{text}{PDI}"
        return text

    def _keyed(self, context: str, key: str) -> str:
        return self._catalogue.pgettext(context, key)

    def _fill(self, text: str, params: dict[str, Any]) -> str:
        if not params:
            return text
        return text.format(**{key: self.ltr(str(value)) for key, value in params.items()})


@lru_cache(maxsize=4)
def _catalogue(language: str) -> gettext.NullTranslations:
    """All ``.po`` files of a language as one table; compiled anew when a file is newer than the compiled copy."""
    folder = I18N / language
    sources = sorted(folder.glob("*.po"))
    compiled = folder / "all.mo"
    if not sources:
        return gettext.NullTranslations()
    if not compiled.exists() or compiled.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        return _compile(sources, compiled, language)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _compile(sources: list[Path], compiled: Path, language: str) -> gettext.NullTranslations:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=language)
    if language in PLURALS:  # Babel counts the Arabic forms in another order than gettext's files
        whole.mime_headers = [("Plural-Forms", PLURALS[language])]
    for path in sources:
        with path.open("rb") as file:
            for entry in read_po(file, locale=language):
                if entry.id:
                    whole.add(entry.id, entry.string, context=entry.context)
    data = BytesIO()
    write_mo(data, whole)
    try:  # a read-only folder costs time at each start, nothing else
        part = compiled.with_suffix(f".{os.getpid()}.part")  # two first starts at once each write their own
        part.write_bytes(data.getvalue())
        part.replace(compiled)
    except OSError:
        pass
    data.seek(0)
    return gettext.GNUTranslations(data)
