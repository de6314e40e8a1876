"""Under which numbers nobody is let in, in words."""

from __future__ import annotations

from storage.errors import UserError
from storage.messages import message


def was_taken_out() -> UserError:
    """A laptop that was taken out asks under its old number: ``was-taken-out``."""
    return UserError(
        "was-taken-out",
        message("This laptop was taken out of the organisation, and nobody is let in again under an old number."),
        message("On that laptop, ask to join as a new one: nothing it recorded is lost. Then certify that request."),
    )


def number_of_another(name: str) -> UserError:
    """A request under the number of a laptop that belongs, with other keys: ``number-of-another``."""
    return UserError(
        "number-of-another",
        message(
            "This request comes under the number of “{name}”, but with other keys. Nobody was certified.", name=name
        ),
        message("On that laptop, ask to join as a new one, and compare the numbers with the person who sits there."),
    )
