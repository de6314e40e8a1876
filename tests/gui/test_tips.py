"""What stands under the pointer is what somebody wrote, and nothing is fetched for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument

from gui.tips import tip

GUI = Path(__file__).parents[2] / "gui"
HOSTILE = (
    '<img src="//192.0.2.1/x.png">a',
    "<b>Khan 1</b>",
    "a < b",
    "&lt;b>x",
    "first\n<i>second</i>",
    "قصف <u>السوق</u>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_mark_up_is_shown_as_it_was_written(text: str) -> None:
    document = QTextDocument()
    document.setHtml(tip(text))
    assert document.toPlainText() == text


@pytest.mark.parametrize("text", ["", "Khan Shaykun", "قصف على السوق\n٣ قتلى", "R&D"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert tip(text) == text


def test_every_tooltip_is_of_our_own_words_or_made_plain() -> None:
    wrong = []
    for path in GUI.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr == "setToolTip":
                told = ast.unparse(call.args[-1])
            elif ast.unparse(call.func) == "QToolTip.showText":
                told = ast.unparse(call.args[1])
            else:
                continue
            if (
                not told.startswith(("tip(", "say("))
                and told != "TURN"
                and ".told(" not in told
                and " else say(" not in told
            ):
                wrong.append(f"{path.name}: {told}")
    assert wrong == []
