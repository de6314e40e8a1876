"""What the index of search holds, read back word by word, beside what it would hold of records written into it now.

Both are added up in one number a record: the words of a million people are twenty million, and are looked at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, column, func, select, table, text

from storage.database.inserting import driver
from storage.lists.search import FTS, drop_index, write_index
from storage.lists.terms import note_terms, unknown_terms

Held = Mapping[int, int]
"""The words of each record, by its number, in one number."""
_ALL = (1 << 64) - 1
_WANTED = text(
    "SELECT n, unnest(tsvector_to_array(to_tsvector('simple', body))) "
    "FROM unnest(CAST(:ns AS bigint[]), CAST(:bodies AS text[])) AS w(n, body)"
)


def words_held(connection: Connection, kind: str) -> tuple[Held, set[str]]:
    """What the index holds of each record, and the different words of all.

    ``connection`` is one that writes: the embedded file is asked through a table that is gone when this ends.
    """
    if connection.dialect.name != "sqlite":
        index = table(f"search_{kind}", column("n"), column("body"))
        return _added_up(connection.execute(select(index.c.n, func.unnest(func.tsvector_to_array(index.c.body)))))
    raw = driver(connection)
    raw.execute(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'search_{kind}', 'instance')")
    try:
        return _added_up(raw.execute("SELECT doc, term FROM temp.held"))
    finally:
        raw.execute("DROP TABLE temp.held")


def words_wanted(connection: Connection, bodies: Sequence[tuple[int, str]]) -> Held:
    """What the index would hold of these records, parted into words by the very same means."""
    if connection.dialect.name != "sqlite":
        asked = {"ns": [n for n, _ in bodies], "bodies": [body for _, body in bodies]}
        return _added_up(connection.execute(_WANTED, asked))[0]
    with closing(sqlcipher.connect(":memory:", isolation_level=None)) as raw:  # nothing of it reaches a disk
        raw.execute(f"CREATE VIRTUAL TABLE made USING {FTS}")
        raw.execute("CREATE VIRTUAL TABLE held USING fts5vocab('made', 'instance')")
        raw.executemany("INSERT INTO made (rowid, body) VALUES (?, ?)", bodies)
        return _added_up(raw.execute("SELECT doc, term FROM held"))[0]


def forgotten_words(connection: Connection, kind: str, words: Iterable[str]) -> list[str]:
    """Words of the index that its vocabulary does not know: whoever types their beginning would find nothing."""
    return unknown_terms(connection, kind, words) if connection.dialect.name == "sqlite" else []


def index_again(
    connection: Connection, kind: str, bodies: Sequence[tuple[int, str]], gone: Iterable[int], words: Sequence[str]
) -> None:
    """Write these records into the index anew, take out the numbers that no record has, teach it forgotten words."""
    nobody = list(gone)
    if nobody:
        drop_index(connection, kind, nobody)
    write_index(connection, kind, bodies, fresh=False)
    if words:
        note_terms(connection, kind, words)


def _added_up(rows: Iterable[Sequence[Any]]) -> tuple[Held, set[str]]:
    found, words = defaultdict[int, int](int), set[str]()
    for n, word in rows:
        found[n] = (found[n] + hash(word)) & _ALL
        words.add(word)
    return found, words


def apart(stands: Held, wanted: Held, numbers: Iterable[int]) -> Iterator[int]:
    """The numbers of which the index holds other words than it should."""
    return (n for n in numbers if stands.get(n, 0) != wanted.get(n, 0))
