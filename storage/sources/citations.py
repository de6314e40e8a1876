"""How a source is used for one fact: the credibility of that piece of information (1 to 6), and what was quoted.

Reliability (A to F) belongs to the source, credibility to each use of it (Admiralty code, NATO AJP-2.1); together they
are the usual two signs, ``B2``. One use is one ``citation`` record whose identity follows from what it joins, so that
two laptops that judge the same use write the same record and disagree openly instead of keeping two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from storage.edits import Edit, Entry, Seen

USES = UUID("3c0f4f64-2d0b-5a55-9a0e-6f8b1c7d2e41")
"""Namespace of the ids of uses."""
REPLACED = "another source"
"""Why a use is withdrawn when the record names another source."""


def citation_id(record: str, source: str, about: str = "") -> str:
    """The record id of the use of ``source`` for ``record`` (``about``: one field of it, "" for the whole)."""
    return uuid5(USES, f"{record}/{source}/{about}").hex


@dataclass(frozen=True)
class Use:
    """The use of a source for a record.

    Attributes:
        source: id of the source, "" when the record names none.
        credibility: code ``1`` to ``6``, "" when nobody judged it.
        quote: the words it rests on.
    """

    source: str = ""
    credibility: str = ""
    quote: str = ""


def uses(citations: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """The standing uses of sources by (source, about); of several for one pair the newest written counts."""
    found: dict[tuple[str, str], Entry] = {}
    for one in citations:
        if one.values.get("source") and not one.values.get("withdrawn"):
            found[str(one.values["source"]), str(one.values.get("about") or "")] = one
    return found


def use_of(citations: Iterable[Entry], source: str, about: str = "") -> Use:
    """What is known of one use."""
    found = uses(citations).get((source, about))
    if found is None:
        return Use(source)
    return Use(source, str(found.values.get("credibility") or ""), str(found.values.get("quote") or ""))


def use_edits(
    record: str, before: Use, after: Use, *, about: str = "", seen: Mapping[str, Seen] | None = None
) -> list[Edit]:
    """What to save so that ``after`` stands where ``before`` stood; hand them to the same ``save`` as the record.

    Args:
        record: id of the claim, outcome, movement … that names the source.
        before: what the register has; after: what a person wants.
        about: the field the source is named for, "" for the whole record.
        seen: the heads a person had before the eyes, by id of the citation.
    """
    known, found = seen or {}, []
    if before.source and before.source != after.source and (before.credibility or before.quote):
        old = citation_id(record, before.source, about)
        found.append(Edit("citation", old, {"withdrawn": REPLACED}, known.get(old), REPLACED))
    had = before if before.source == after.source else Use(after.source)
    if not after.source or had == after:
        return found
    mine = citation_id(record, after.source, about)
    values: dict[str, Any] = {"source": after.source, "record_id": record, "withdrawn": None}
    values |= {"about": about or None, "credibility": after.credibility or None, "quote": after.quote or None}
    found.append(Edit("citation", mine, values, known.get(mine)))
    return found
