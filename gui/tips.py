"""Words under the pointer."""

from __future__ import annotations

from html import escape


def tip(text: str) -> str:
    """Words for a tooltip that are never read as mark-up.

    Qt takes what looks like HTML for HTML, there as well: a title or a cell that somebody outside wrote could hide the
    rest of the words, or name a picture on another computer, which is asked for it and so learns of this one.
    """
    if "<" not in text and "&lt;" not in text:
        return text
    return f"<span>{escape(text, quote=False)}</span>".replace("\n", "<br>")
