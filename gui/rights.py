"""What this laptop may do, for the windows: what they offer, and in which words they say why not.

The register itself decides, whenever something is written (``storage/sync/rights.py``); a window only saves people the
way to a refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.jobs import Job
from gui.say import say, words
from gui.widgets import words_label

if TYPE_CHECKING:
    from gui.open_register import OpenRegister

VERIFY, SETTLE, SHARE, CERTIFY = "verify", "settle", "share", "certify"
MEMBERSHIP = frozenset({"organisation", "certificate", "revocation"})


def offered(button: QWidget, rights: Rights, act: str) -> QWidget:
    """The button, or in its place who may press it."""
    if rights.may(act):
        return button
    button.deleteLater()
    told = words_label(rights.refusal(act)[0], "hint")
    told.setToolTip(rights.told(act))
    return told


class Rights(QObject):
    """The role of this laptop, kept at hand so that no window waits for it.

    Attributes:
        role: a code of ``team-role``; "" where nobody binds this register, ``revoked`` when it was taken out.

    Signals:
        changed(): it has another role now.
    """

    changed = Signal()

    def __init__(self, opened: OpenRegister) -> None:
        super().__init__(opened)
        self.role = ""
        self._open = opened
        opened.changed.connect(self._moved)

    def may(self, act: str) -> bool:
        """Whether this laptop may ``verify``, ``settle``, ``share`` or ``certify``."""
        if not self.role:
            return True
        from storage import may

        return may(self.role, act)

    def refusal(self, act: str) -> tuple[str, str]:
        """Why it may not, and what can be done instead."""
        if self.role == "revoked":
            return say("This laptop was taken out of the organisation."), say(
                "It records and saves as before. Ask a coordinator to certify it again."
            )
        this = say("This laptop: {role}.", role=words().code("team-role", self.role))
        told = {
            VERIFY: (
                say("Only a verifier or a coordinator marks something as verified."),
                say("It waits in Review for them."),
            ),
            SETTLE: (
                say("Only a verifier or a coordinator decides between teams."),
                say("Add a note, if you know more; it travels to them."),
            ),
            SHARE: (
                say("Only a coordinator gives files to others."),
                say("A file for our own teams you can make yourself."),
            ),
            CERTIFY: (
                say("Only a coordinator certifies laptops and takes them out."),
                say("Ask one of them."),
            ),
        }
        what, then = told[act]
        return what, f"{this} {then}"

    def told(self, act: str) -> str:
        """The same in one line."""
        return " ".join(self.refusal(act))

    def read_again(self) -> None:
        """Something about who belongs has changed."""
        if self._open.is_open:
            Job(self._open.store.role).then(self._take).start(self)

    def _moved(self, outcome: Any) -> None:
        if MEMBERSHIP & getattr(outcome, "kinds", frozenset()):
            self.read_again()

    def _take(self, role: str) -> None:
        if role != self.role:
            self.role = role
            self.changed.emit()
