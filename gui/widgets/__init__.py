"""The small parts every screen is made of: buttons with their keys, fields with labels, notes, chips, choices."""

from gui.widgets.buttons import BigButton, Button, IconButton, LinkButton
from gui.widgets.chips import Chip, Tag
from gui.widgets.choice import Segmented
from gui.widgets.fields import Labelled, PassphraseField, Says
from gui.widgets.focus import FocusRing
from gui.widgets.keys import KeyBox, key_text, on_key
from gui.widgets.layout import (
    card,
    clear,
    column,
    heading,
    icon_label,
    label,
    leading,
    polish,
    row,
    rule,
    scrolled,
    spacer,
    words_label,
)
from gui.widgets.notes import Note

__all__ = [
    "BigButton",
    "Button",
    "Chip",
    "FocusRing",
    "IconButton",
    "KeyBox",
    "Labelled",
    "LinkButton",
    "Note",
    "PassphraseField",
    "Says",
    "Segmented",
    "Tag",
    "card",
    "clear",
    "column",
    "heading",
    "icon_label",
    "key_text",
    "label",
    "leading",
    "on_key",
    "polish",
    "row",
    "rule",
    "scrolled",
    "spacer",
    "words_label",
]
