"""What the laws of several laptops begin with: two registers that belong together, and their hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.builders import a_store
from tests.sync.hubs import a_hub
from tests.sync.test_segments import joined


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A coordinator's register and a rescuer's that joined."""
    ours, theirs = a_store(tmp_path, team="Ariha 2"), a_store(tmp_path, team="Khan 1")
    joined(theirs, ours)
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def hub(postgres: str, pair: tuple[Store, Store]) -> str:
    """A hub both are admitted to."""
    return a_hub(postgres, *pair)
