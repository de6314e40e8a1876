"""Full-text search over names in both scripts, codes and places: FTS5 on the embedded file, tsvector on PostgreSQL.

The two engines differ only here. Each searchable kind has an index table whose row number is the record's. What is
indexed are tokens of ``names.search_tokens``: folded words in their own script and consonant skeletons that both
scripts share, which is how a Latin query finds an Arabic name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, TableClause, bindparam, column, table, text

from storage.database.rows import well_formed
from storage.fields.field import Field
from storage.lists.terms import begun_words, create_terms, note_terms
from storage.matching.names import query_tokens, search_tokens, words_of
from storage.places.gazetteer import PlaceBook
from storage.records import RECORDS

LONGEST_TEXT, LONGEST_WORD, MOST_WORDS = 2_000, 100, 2_000
"""Letters of a text, letters of a word and words of a record that are indexed; PostgreSQL holds words of 2 KB."""

FTS = (
    "fts5(body, content='', contentless_delete=1, detail=none, tokenize=\"unicode61 remove_diacritics 0\", "
    "prefix='1 2 3')"
)
"""How the embedded file parts texts into words and keeps them."""

MOST_TYPED = 12
"""Words of a query that count; FTS5 reads no deeper expression than 256."""

_NONE: Mapping[str, Sequence[Any]] = MappingProxyType({})
SEARCHABLE = ("victim", "incident", "place", "facility", "movement", "source")


def create_indexes(connection: Connection) -> None:
    """Make the index tables (called by the first migration)."""
    for kind in SEARCHABLE:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"CREATE VIRTUAL TABLE search_{kind} USING {FTS}"))
            create_terms(connection, kind)
        else:
            connection.execute(text(f"CREATE TABLE search_{kind} (n BIGINT PRIMARY KEY, body TSVECTOR NOT NULL)"))
            connection.execute(text(f"CREATE INDEX search_{kind}_body ON search_{kind} USING GIN (body)"))


def body_of(
    kind: str,
    row: Mapping[str, Any],
    book: PlaceBook,
    where: str | None = None,
    rivals: Mapping[str, Sequence[Any]] = _NONE,
) -> str:
    """The tokens of one record, from its canonical values and, of a victim, the place it was harmed in.

    ``rivals``: what teams wrote against each other; whoever knows one of these names looks for the record by it.
    """
    texts: list[str] = []
    own = ""
    searched = _searched(kind)
    told = [(item, row.get(item.name)) for item in searched]
    told += [(item, one) for item in searched if item.name in rivals for one in rivals[item.name]]
    for item, value in told:
        if value is None or not well_formed(item, value):
            continue
        word = item.kind.word
        if item.name == "code" and kind != "place":
            own = str(value)[:LONGEST_TEXT]
        elif word == "name":
            texts += _name_texts(value)
        elif word == "names":
            texts += [part for name in value for part in _name_texts(name)]
        elif word == "texts":
            texts += value
        elif word == "placeref":
            texts += _place_texts(book, value)
        elif word != "code":
            texts.append(str(value))
    if kind == "victim":
        texts += _place_texts(book, where)
    tokens = search_tokens(*[text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] for text in texts], once=own)
    if max(map(len, tokens), default=0) > LONGEST_WORD:
        tokens = tuple(token for token in tokens if len(token) <= LONGEST_WORD)
    return " ".join(tokens[:MOST_WORDS])


@lru_cache(maxsize=32)
def _searched(kind: str) -> tuple[Field[Any], ...]:
    return tuple(item for item in RECORDS[kind].fields.values() if item.search)


def indexed_fields(kind: str) -> frozenset[str]:
    """The fields whose words are indexed."""
    return frozenset(item.name for item in _searched(kind))


def _name_texts(name: Mapping[str, Any]) -> list[str]:
    scripts = [found for script in ("ar", "la") if isinstance(found := name.get(script), dict)]
    nick = name.get("nick")
    # Each part by itself: neighbours written as one word (Kafr Nabl, Kafranbel) are found within a part, and joining
    # a given name to a father's would fill the vocabulary with words nobody types.
    parts = [part for script in scripts for part in script.values() if isinstance(part, str)]
    return [*filter(None, parts), *([nick] if isinstance(nick, str) else [])]


def _place_texts(book: PlaceBook, place: str | None) -> list[str]:
    facts = book.get(place)
    return [*facts.names[:2], *facts.contested, facts.code] if facts else []


def write_index(connection: Connection, kind: str, bodies: Iterable[tuple[int, str]], *, fresh: bool) -> None:
    """Put records into the index; ``fresh`` rows have no entry that must go first."""
    rows = list(bodies)
    if not rows:
        return
    lite = connection.dialect.name == "sqlite"
    if not fresh:
        drop_index(connection, kind, [n for n, _ in rows])
    if lite:
        note_terms(connection, kind, (body for _, body in rows))
        connection.exec_driver_sql(f"INSERT INTO search_{kind} (rowid, body) VALUES (?, ?)", rows)
        return
    insert = text(f"INSERT INTO search_{kind} (n, body) VALUES (:n, to_tsvector('simple', :body))")
    connection.execute(insert, [{"n": n, "body": body} for n, body in rows])


def drop_index(connection: Connection, kind: str, numbers: Iterable[int]) -> None:
    """Take records, by their numbers, out of the index."""
    key = "rowid" if connection.dialect.name == "sqlite" else "n"
    connection.execute(text(f"DELETE FROM search_{kind} WHERE {key} = :n"), [{"n": n} for n in numbers])


def hits(kind: str, match: str) -> tuple[TableClause, ColumnElement[bool]]:
    """The FTS5 index as a table to start from, and the condition on it: its hits come newest first without sorting."""
    index = table(f"search_{kind}", column("rowid"))
    words: BindParameter[str] = bindparam("match", match, unique=True)
    return index, text(f"search_{kind} MATCH :match").bindparams(words)  # type: ignore[return-value]


def match_clause(
    kind: str, typed: str, connection: Connection, *, exact: bool = False
) -> tuple[str, dict[str, str]] | None:
    """An SQL condition on ``n`` for what is typed so far, with its parameters; None when nothing was typed.

    ``exact``: only the spelling typed, not its kin in either script.
    """
    typed = typed[:LONGEST_TEXT]
    groups = [(word,) for word in words_of(typed)] if exact else list(query_tokens(typed))
    groups = [kept for group in groups if (kept := _clean(group))][:MOST_TYPED]
    if kind not in SEARCHABLE or not groups:
        return None
    if connection.dialect.name == "sqlite":
        words = " AND ".join("(" + " OR ".join(_asked(connection, kind, group)) + ")" for group in groups)
        return f"n IN (SELECT rowid FROM search_{kind} WHERE search_{kind} MATCH :match)", {"match": words}
    words = " & ".join("(" + " | ".join(f"'{token}':*" for token in group) + ")" for group in groups)
    return f"n IN (SELECT n FROM search_{kind} WHERE body @@ to_tsquery('simple', :match))", {"match": words}


def _asked(connection: Connection, kind: str, group: Sequence[str]) -> Iterator[str]:
    for token in group:
        words = begun_words(connection, kind, token)
        if words is None:
            yield f'"{token}"*'
        else:
            yield from (f'"{word}"' for word in words or [token])


def _clean(group: Sequence[str]) -> tuple[str, ...]:
    """Words of letters and digits only, short enough to be in an index: nothing the engines' query languages know."""
    return tuple(word for word in group if word.isalnum() and len(word) <= LONGEST_WORD)


def matching(kind: str, typed: str, connection: Connection, *, exact: bool = False) -> ColumnElement[bool] | None:
    """:func:`match_clause` as a condition that may stand beside others of its kind; None when nothing was typed."""
    clause = match_clause(kind, typed, connection, exact=exact)
    if clause is None:
        return None
    words: BindParameter[str] = bindparam("match", clause[1]["match"], unique=True)
    return text(clause[0]).bindparams(words)  # type: ignore[return-value]
