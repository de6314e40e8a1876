"""Reasons: why a person went past a soft rule, one reason a rule. Never typed as text, so no grammar of its own."""

from __future__ import annotations

from dataclasses import dataclass

from storage.fields.kind import Kind, Reading


@dataclass(frozen=True)
class Reasons(Kind[dict[str, str]]):
    """A mapping from the name of a soft rule to the reason given for overriding it."""

    def parse(self, text: str, reading: Reading) -> dict[str, str] | None:
        """Lines ``rule: reason``, as :meth:`show` writes them; a line without a rule stands under ``note``."""
        found: dict[str, str] = {}
        for line in text.splitlines():
            rule, colon, reason = line.partition(": ")
            if line.strip():
                found[rule.strip() if colon else "note"] = reason.strip() if colon else line.strip()
        return found or None

    def show(self, value: dict[str, str] | None, reading: Reading) -> str:
        """One line a rule."""
        return "\n".join(f"{rule}: {reason}" for rule, reason in (value or {}).items())
