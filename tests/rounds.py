"""How often a law is tried: a few times in the quick run, which everybody waits for; often in the release run."""

from __future__ import annotations

import os

RELEASE = bool(os.environ.get("SIJILL_RELEASE"))


def rounds(quick: int, release: int, asked: str = "") -> int:
    """So many; or as many as the variable of the environment called ``asked`` says."""
    return int((asked and os.environ.get(asked)) or (release if RELEASE else quick))
