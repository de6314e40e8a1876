"""Whether the file of a register is sound: what the quick and the thorough check of it find."""

from __future__ import annotations

from typing import Any

from storage.database.faults import translated


def findings(raw: Any) -> list[str]:
    """What a quick check of the file behind a bare connection finds; empty when sound."""
    with translated():
        rows = [str(row[0]) for row in raw.execute("PRAGMA quick_check").fetchall()]
    return [] if rows == ["ok"] else rows


def integrity(raw: Any) -> list[str]:
    """The thorough form: each page's seal (HMAC), the whole structure, and references between tables."""
    with translated():
        seals = [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check").fetchall()]
        rows = [str(row[0]) for row in raw.execute("PRAGMA integrity_check").fetchall()]
        strays = [f"{row[0]} {row[1]} -> {row[2]}" for row in raw.execute("PRAGMA foreign_key_check").fetchall()]
    return seals + ([] if rows == ["ok"] else rows) + strays
