"""What a person is typing and what the window remembers: kept in the encrypted file, never journalled, never sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.core import Core
from storage.database.jsontext import pack, unpack
from storage.database.rows import Columns
from storage.database.tables import draft, setting
from storage.edits import Draft


class Drafting(Core):
    """Drafts of open forms and remembered settings."""

    def keep_draft(self, kept: Draft) -> None:
        """Write a draft to disk; called while a person types, so it is one small committed row."""
        row = {
            "kind": kept.kind,
            "record": kept.record,
            "content": pack(dict(kept.content)),
            "touched": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "open": int(kept.open),
        }
        with self.database.writing() as connection:
            done = connection.execute(update(draft).where(draft.c.id == kept.id).values(row))
            if not done.rowcount:
                connection.execute(insert(draft), {**row, "id": kept.id})

    def drafts(self) -> list[Draft]:
        """All drafts, the latest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(draft).order_by(draft.c.touched.desc())).mappings().all()
        return [draft_of(row) for row in rows]

    def drop_draft(self, form: str) -> None:
        """Forget a draft: it was saved, or its author threw it away."""
        with self.database.writing() as connection:
            connection.execute(delete(draft).where(draft.c.id == form))

    def setting(self, name: str, default: Any = None) -> Any:
        """What the window remembers under this name (any JSON value)."""
        with self.database.reading() as connection:
            value = connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
        return default if value is None else unpack(value)

    def set_setting(self, name: str, value: Any) -> None:
        """Remember a value under this name."""
        text = pack(value)
        with self.database.writing() as connection:
            done = connection.execute(update(setting).where(setting.c.name == name).values(value=text))
            if not done.rowcount:
                connection.execute(insert(setting), {"name": name, "value": text})


def draft_of(row: Columns) -> Draft:
    """A kept draft from its row."""
    touched = datetime.fromisoformat(row["touched"])
    return Draft(row["id"], row["kind"], row["record"], unpack(row["content"]), touched, bool(row["open"]))
