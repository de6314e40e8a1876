"""The three kinds of error: wrong input, the world, our bug. Only the first two have classes.

*Wrong input* is :class:`BadValue` (beside a field) or a ``Problem`` of the rules. *The world* (disk full, bad stick,
locked register, newer file) is :class:`UserError`. Everything else is a bug and travels as the exception it is.
"""

from __future__ import annotations

from storage.messages import Message


class BadValue(ValueError):
    """Typed text that is not a value of its kind; ``message`` says what is wrong and the way out.

    ``offer`` is the text that was probably meant ("3-5" for "5-3"), for a repair with one key; "" when there is none.
    """

    def __init__(self, message: Message, offer: str = "") -> None:
        super().__init__(message.text)
        self.message = message
        self.offer = offer


class UserError(Exception):
    """Something in the world stopped the work: one sentence what happened, one what to do.

    ``kind`` is a stable word for tests and logs (``"disk-full"``, ``"newer-schema"``, ``"wrong-passphrase"`` …).
    """

    def __init__(self, kind: str, what: Message, todo: Message) -> None:
        super().__init__(f"{kind}: {what.text}")
        self.kind = kind
        self.what = what
        self.todo = todo


class Cancelled(Exception):
    """The person stopped the work; what was there before is as it was."""
