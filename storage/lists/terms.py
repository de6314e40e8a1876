"""The vocabulary of the search index: which words begin with the letters typed so far.

FTS5 answers a whole word, or a beginning of up to three letters, at once, newest rows first. A longer beginning it
answers by merging all lists of all words that begin so, up to half a second for a common name at a million people. So
a longer beginning is looked up here first and asked as the few whole words it can mean. Words are never removed: one
that no record has any more costs nothing. PostgreSQL's index needs none of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

COVERED = 3
"""Letters of a beginning that the index holds ready (``prefix='1 2 3'``)."""

MOST = 48
"""More words than this are asked as a beginning after all."""


def create_terms(connection: Connection, kind: str) -> None:
    """Make the table of words of one kind."""
    connection.execute(text(f"CREATE TABLE search_{kind}_term (term TEXT PRIMARY KEY) WITHOUT ROWID"))


def note_terms(connection: Connection, kind: str, bodies: Iterable[str]) -> None:
    """Keep the words of records being indexed; record numbers, each unlike all others, are left out."""
    words = {word for body in bodies for word in body.split()}
    rows = [(word,) for word in sorted(words) if len(word) > COVERED and _is_word(word)]
    if rows:
        connection.exec_driver_sql(f"INSERT OR IGNORE INTO search_{kind}_term (term) VALUES (?)", rows)


def unknown_terms(connection: Connection, kind: str, words: Iterable[str]) -> list[str]:
    """Those of these words that should be in the vocabulary and are not."""
    known = set(connection.execute(text(f"SELECT term FROM search_{kind}_term")).scalars())
    return sorted(word for word in words if len(word) > COVERED and _is_word(word) and word not in known)


def begun_words(connection: Connection, kind: str, beginning: str) -> list[str] | None:
    """The whole words that begin so; None when the index should be asked for the beginning itself."""
    if len(beginning) <= COVERED or not _is_word(beginning):
        return None
    query = f"SELECT term FROM search_{kind}_term WHERE term >= :low AND term < :high LIMIT :most"
    bounds = {"low": beginning, "high": beginning + "\U0010ffff", "most": MOST + 1}
    found = list(connection.execute(text(query), bounds).scalars())
    return found if len(found) <= MOST else None


def _is_word(token: str) -> bool:
    """A folded word, or a skeleton between its marks; not a record number."""
    return _WORD.fullmatch(token) is not None


_WORD = re.compile(r"0?\D*9?")
