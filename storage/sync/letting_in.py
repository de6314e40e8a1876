"""Letting a laptop in: certified, and its answer written, both or neither."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storage.database.files import whole_file
from storage.edits import Outcome

if TYPE_CHECKING:
    from storage.store import Store
    from storage.sync.belonging import Request

ROOM = 1 << 14
"""Bytes held for an answer before anybody is certified: it has a few thousand."""


def let_in(store: Store, asked: Request, role: str, answer: Path) -> Outcome:
    """Certify a laptop and write its answer; one that stands under this role already is only answered again.

    Nobody is certified when the answer has no place to stand.

    Raises:
        UserError: as :meth:`storage.sync.belonging.Belonging.certify`, and what the disk says.
    """
    known = store.membership().of(asked.device)
    same = known is not None and not known.revoked and (known.role, known.signing) == (role, asked.signing)
    with whole_file(answer) as file:
        file.write(bytes(ROOM))
        file.flush()
        outcome = Outcome() if same else store.certify(asked, role)
        file.seek(0)
        file.write(store.grant(asked).encode())
        file.truncate()
    return outcome
