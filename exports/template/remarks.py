"""What a person should know of a filled template: names nobody knows, columns that do not leave, cells left alone."""

from __future__ import annotations

from exports.cells import plain
from exports.workbook.about import practice_text
from storage import Words


class Remarks:
    """Sentences about one template, each once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._unknown: list[str] = []
        self._hidden: list[str] = []
        self._formulas: list[str] = []
        self._nowhere: list[str] = []
        self._perhaps: set[tuple[str, str]] = set()

    def unknown_name(self, name: str) -> None:
        """A name of ours that means nothing."""
        self._unknown.append(name)

    def perhaps_unknown(self, table: str, head: str) -> None:
        """A column that is not one of ours; it may be the coordinator's own formula."""
        self._perhaps.add((table, head))

    def settle(self, table: str, head: str) -> None:
        """It is no formula either: nobody knows it."""
        if (table, head) in self._perhaps:
            self._unknown.append(f"{table}[{head}]")

    def not_told(self, name: str) -> None:
        """Something that does not leave at this level."""
        self._hidden.append(name)

    def has_formula(self, name: str) -> None:
        """A named cell that computes something itself."""
        self._formulas.append(name)

    def nowhere(self, name: str) -> None:
        """A name without a cell."""
        self._nowhere.append(name)

    def practice(self, practice: object) -> list[str]:
        """The warning of the practice register."""
        return [practice_text(self._words)] if practice else []

    def lines(self) -> list[str]:
        """What to say."""
        say = self._words.t
        told = (self._unknown, self._hidden, self._formulas, self._nowhere)
        unknown, hidden, formulas, nowhere = (self._listed(names) for names in told)
        found = [
            (unknown, say("Not known here, nothing was filled in: {names}.", names=unknown)),
            (hidden, say("Left empty, since it does not leave at this level: {names}.", names=hidden)),
            (formulas, say("Left alone, since a formula stands there: {names}.", names=formulas)),
            (nowhere, say("These names point to no cell: {names}.", names=nowhere)),
        ]
        return [plain(sentence) for names, sentence in found if names]

    def _listed(self, names: list[str]) -> str:
        return ("، " if self._words.rtl else ", ").join(dict.fromkeys(names))
