"""A database of a server lent to one test after the other and emptied in between: a copy costs more than most laws."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import URL

from storage.database.database import Database

_FULL = """SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
_FILL = """SELECT string_agg(line, '; ') FROM (
    SELECT format('INSERT INTO public.%1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM first_%1$s', relname, (
        SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
         WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')) AS line
      FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    UNION ALL SELECT format('SELECT setval(%L, %s)', schemaname || '.' || sequencename, last_value)
      FROM pg_sequences WHERE last_value IS NOT NULL
)"""
"""The statements that put the first rows back, which lie beside in temporary tables of the line."""
_SHAPE = """SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
    SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema !~ '^(pg_|information_)'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^pg_'
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', pronamespace::regnamespace, proname) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', relnamespace::regnamespace, relname, relacl::text) FROM pg_class
     WHERE oid >= 16384 AND relnamespace::regnamespace::text !~ '^pg_'
)"""
"""Everything a database is made of but its rows."""


class Lent:
    """Gives a database as founding finds it; the one given before must be closed."""

    def __init__(self, make: Callable[[], URL]) -> None:
        self._make = make
        self._url: URL | None = None
        self._line: psycopg.Connection[TupleRow] | None = None
        self._shape = self._fill = ""

    def take(self) -> Database:
        """The same database again when it can be emptied; another when a test changed more than rows."""
        if self._url is None or self._line is None or not self._emptied(self._line):
            self.close()
            self._url = self._make()
            self._line = psycopg.connect(self._url.set(drivername="postgresql").render_as_string(hide_password=False))
            with self._line.transaction():
                self._shape = _told(self._line, _SHAPE)
                for name in _names(self._line, _FULL):
                    self._line.execute(f"CREATE TEMP TABLE first_{name} AS TABLE public.{name}".encode())
                self._fill = _told(self._line, _FILL)
        return Database.on_server(self._url)

    def close(self) -> None:
        """Let go of the server."""
        if self._line is not None:
            self._line.close()

    def _emptied(self, line: psycopg.Connection[TupleRow]) -> bool:
        try:
            with line.transaction():
                if _told(line, _SHAPE) != self._shape:
                    return False
                line.execute("SET LOCAL lock_timeout = '2s'")
                line.execute(f"TRUNCATE {', '.join(_names(line, _FULL))} RESTART IDENTITY CASCADE".encode())
                line.execute(self._fill.encode())
        except psycopg.Error:  # locked by a test that failed, dropped, cut off
            return False
        return True


def _told(line: psycopg.Connection[TupleRow], query: str) -> str:
    found = line.execute(query.encode()).fetchone()
    return str(found[0] or "") if found else ""


def _names(line: psycopg.Connection[TupleRow], query: str) -> list[str]:
    return [str(row[0]) for row in line.execute(query.encode()).fetchall()]
