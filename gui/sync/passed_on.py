"""A request that a phone read from the screen and passed on as text: found among what a messenger wrote around it."""

from __future__ import annotations

from storage import Request, UserError, message, read_request

LARGEST = 1 << 16
_QUOTES = str.maketrans("“”„«»", '"' * 5)


def request_in(text: str) -> Request:
    """The request in a text: with words before and after it, cut into lines, with other quotation marks.

    Raises:
        UserError: ``not-a-request``, ``newer-format``.
    """
    inside = text[:LARGEST]
    inside = inside[max(0, inside.find("{")) : inside.rfind("}") + 1]
    lines = "".join(inside.splitlines())
    for one in (inside, lines, lines.translate(_QUOTES)):
        try:
            return read_request(one)
        except UserError as trouble:
            if trouble.kind != "not-a-request":
                raise
    raise UserError(
        "not-a-request",
        message("What was copied is no request to join, or not the whole of it."),
        message(
            "Copy the text that the phone read from the code, from the first brace to the last, and paste it again."
        ),
    )
