"""Code lists: CSV files that only grow. Retired codes stay readable, unknown ones are kept and shown raw.

A list is ``resources/codes/<name>.csv`` with the columns ``code,label::en,label::ar,retired,notes`` (XLSForm style
headings); ``notes`` cites the standard a code comes from. Some lists carry more columns (``letter::ar`` …), readable
through :attr:`CodeItem.more`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

CODES = Path(__file__).resolve().parents[2] / "resources" / "codes"
OTHER = "other:"


@dataclass(frozen=True)
class CodeItem:
    """One code of a list with its labels."""

    code: str
    labels: dict[str, str]
    retired: bool = False
    notes: str = ""
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeList:
    """All codes of one list, in the order of the file."""

    name: str
    items: dict[str, CodeItem]

    def label(self, code: str, language: str) -> str:
        """The label; ``other:text`` gives the text, an unknown code itself."""
        if code.startswith(OTHER):
            return code[len(OTHER) :]
        item = self.items.get(code)
        return item.labels.get(language) or item.labels["en"] if item else code

    def offered(self) -> list[CodeItem]:
        """The codes a person may still choose."""
        return [item for item in self.items.values() if not item.retired]


@lru_cache(maxsize=128)
def code_list(name: str) -> CodeList:
    """The list called ``name``; an empty list when no file of that name exists."""
    path = CODES / f"{name}.csv"
    items: dict[str, CodeItem] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known = {"code", "retired", "notes"}
                labels = {key[7:]: text for key, text in row.items() if key.startswith("label::")}
                more = {k: v for k, v in row.items() if k not in known and not k.startswith("label::") and v}
                items[row["code"]] = CodeItem(
                    row["code"], labels, bool(row.get("retired")), row.get("notes") or "", more
                )
    return CodeList(name, items)
