"""Who is named in a text somebody typed freely, before it leaves: people of the register, sources, our own people.

A text that leaves is read by others than its writer meant. What is found is shown to the person, who decides; nothing
is taken out by itself, because a name may be one a family wants told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import orjson
from sqlalchemy import Connection, select, text

from storage.core import Core
from storage.database.tables import tables
from storage.lists.search import match_clause
from storage.matching.likeness import alike
from storage.matching.spelling import fold, words_of

MOST_WORDS, MOST_ALIKE = 400, 200
"""Words of a text that are looked at; people with the same two words in their records who are looked at."""
SHORTEST, SURE = 3, 0.9
"""Letters of a word that is looked for in other spellings, and how near these must be."""
DIGITS = 9
"""From so many digits in a row on it may be a telephone or a document."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670])*")
"""Letters with the marks over and under them: `محمّد` is one word."""
_NUMBER = re.compile(r"\+?[0-9][0-9 ()\-]{6,}[0-9]")
_POSITION = re.compile(r"[0-9]{1,3}\.[0-9]{3,}\s*[,;،؛ ]\s*[0-9]{1,3}\.[0-9]{3,}")
_CODE = re.compile(r"\bP-[A-Z0-9]+-[0-9]{4}-[A-Z0-9]+\b")


class Mentioned(Core):
    """What the store tells of a text."""

    def mentioned(self, typed: str) -> list[str]:
        """Names of people, numbers of people, telephones and positions in a text, as they are typed there."""
        with self.database.reading() as connection:
            names = [*_people(connection, typed), *_whole_names(connection, typed)]
        plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed)
        numbers = [one for one in _NUMBER.findall(plain) if sum(sign.isdecimal() for sign in one) >= DIGITS]
        return list(dict.fromkeys((*names, *_CODE.findall(plain), *_POSITION.findall(plain), *numbers)))


def _people(connection: Connection, typed: str) -> Iterator[str]:
    """Pairs of neighbouring words that are two parts of the name of one victim."""
    for first, second in pairwise(list(_WORD.finditer(typed))[:MOST_WORDS]):
        pair = typed[first.start() : second.end()]
        if len(pair) <= len(first[0]) + len(second[0]) + 2 and _is_somebody(connection, pair):
            yield pair


def _is_somebody(connection: Connection, pair: str) -> bool:
    """Whether both words belong to one name, as they are spelled or, when long enough, in other letters."""
    wanted = words_of(pair)
    if len(set(wanted)) < 2:
        return False
    if any(set(wanted) <= words for words in _alike(connection, pair, exact=True)):
        return True
    if min(map(len, wanted)) < SHORTEST:
        return False
    return any(_is_called(wanted, words) for words in _alike(connection, pair, exact=False))


def _alike(connection: Connection, pair: str, *, exact: bool) -> Iterator[set[str]]:
    """The names that have both words, a script at a time."""
    clause = match_clause("victim", pair, connection, exact=exact)
    if clause is None:
        return
    victim = tables["victim"].c
    statement = select(victim.name).where(text(clause[0]).bindparams(**clause[1]), victim.name.isnot(None))
    for cell in connection.execute(statement.limit(MOST_ALIKE)).scalars():
        yield from _scripts(cell)


def _is_called(wanted: Sequence[str], words: set[str]) -> bool:
    """Whether each of these words is another word of a name, spelled in one of the ways people spell it."""
    nearest = [max(((alike(one, word), word) for word in words), default=(0.0, "")) for one in wanted]
    return len({word for _, word in nearest}) == len(wanted) and all(near >= SURE for near, _ in nearest)


def _scripts(cell: str) -> Iterator[set[str]]:
    """The words of a name, in each script it is kept in."""
    found = orjson.loads(cell)
    for script in ("ar", "la"):
        parts = found.get(script) if isinstance(found, dict) else None
        if isinstance(parts, dict):
            yield set(words_of(" ".join(str(part) for part in parts.values())))


def _whole_names(connection: Connection, typed: str) -> Iterator[str]:
    """Sources and our own people, where the whole of their name stands there; a source's number is none."""
    told = f" {' '.join(words_of(typed))} "
    for name in _called(connection):
        if len(fold(name)) > len("abc") and f" {' '.join(words_of(name))} " in told:
            yield name


def _called(connection: Connection) -> Iterable[str]:
    source, person = tables["source"].c, tables["person"].c
    for columns in ((source.title, source.identity), (person.name,)):
        for row in connection.execute(select(*columns)):
            yield from (str(cell) for cell in row if cell)
