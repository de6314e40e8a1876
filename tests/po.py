"""Reading catalogues as they are written, entry by entry, so that tests can name the file and the line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

I18N = Path(__file__).resolve().parents[1] / "resources" / "i18n"
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")$')


@dataclass
class Entry:
    """One entry of a ``.po`` file."""

    where: str
    fuzzy: bool = False
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> str:
        return self.parts.get("msgctxt", "")

    @property
    def key(self) -> tuple[str, str]:
        """Context and English sentence."""
        return self.context, self.parts.get("msgid", "")

    @property
    def several(self) -> str:
        """The English plural, "" for a sentence without numbers."""
        return self.parts.get("msgid_plural", "")

    @property
    def strings(self) -> list[str]:
        """The translation; of a plural, its forms in order."""
        return [text for name, text in sorted(self.parts.items()) if name.startswith("msgstr")]

    @property
    def done(self) -> bool:
        return not self.fuzzy and bool(self.strings) and all(self.strings)


def entries(language: str, folder: Path = I18N) -> list[Entry]:
    """All entries of a language in every room, headers left out, doubles kept."""
    return [
        entry for path in sorted((folder / language).glob("*.po")) for entry in read(path) if entry.key != ("", "")
    ]


def read(path: Path) -> Iterator[Entry]:
    """The entries of one file, in order."""
    current, last = Entry(""), ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        found = _KEYWORD.match(text)
        starts = text.startswith("#,") or (found and found[1] in {"msgctxt", "msgid"} and last != "msgctxt")
        if starts and current.parts:
            yield current
            current = Entry("")
        if text.startswith("#,"):
            current.fuzzy = "fuzzy" in text
        elif found:
            last = found[1]
            current.where = current.where or f"{path.parent.name}/{path.name}:{number}"
            current.parts[last] = ast.literal_eval(found[2])
        elif text.startswith('"'):
            current.parts[last] += ast.literal_eval(text)
    if current.parts:
        yield current
