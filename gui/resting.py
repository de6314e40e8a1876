"""Waiting until the hand rests: what follows from typing and choosing is done once, not with every key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


def rested(milliseconds: float) -> int:
    """How long a rest takes here."""
    return max(1, round(milliseconds * Rest.share))


class Rest(QTimer):
    """Rings once when it was not started anew for a while."""

    share = 1.0
    """Of every rest. Tests, whose hand never rests, take a tenth: a minute of their run was spent waiting."""

    def __init__(self, owner: QObject, milliseconds: float) -> None:
        super().__init__(owner, singleShot=True, interval=rested(milliseconds))
