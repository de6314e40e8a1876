"""How often a law is tried: a few times in the quick run, which everybody waits for; often in the release run."""

from __future__ import annotations

import os

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))


def rounds(quick: int, release: int) -> int:
    """So many."""
    return release if RELEASE else quick
