"""What was asked when the program was started, and a short way to read it when only the window is wanted.

The grammar is in ``exports.cli``; building it (every verb, every help text) costs 40 ms, which the window does not
have. What is read here is read the same there: a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage import LANGUAGES, data_home

DONE, COULD_NOT, NOT_UNDERSTOOD, STOPPED = 0, 1, 2, 130
"""What a command answers with."""
PASSPHRASE_FILE = "SIJILL_PASSPHRASE_FILE"
"""The variable that may name a file with the passphrase."""


@dataclass(frozen=True)
class Options:
    """What was asked.

    Attributes:
        verb: "" for the window; ``demo``, ``new``, ``export``, ``check``, ``backup``, ``restore``, ``list`` …
        data: the folder of the registers, or of one register.
        language: ``ar`` or ``en`` when it was given, "" otherwise.
        passphrase_file: the file whose first line is the passphrase, when it was given.
        arguments: what belongs to the verb.
        hub: the address of the hub the window stays connected to, when it was given.
    """

    verb: str
    data: Path
    language: str
    passphrase_file: Path | None
    arguments: dict[str, Any] = field(default_factory=dict)
    hub: str = ""

    @property
    def practice(self) -> bool:
        """Whether the practice register is meant."""
        return self.verb == "demo"


def data_folder(given: str) -> Path:
    """The folder meant by ``--data``; "" is the program's own."""
    return Path(given or data_home()).expanduser().absolute()


def plain_options(argv: Sequence[str]) -> Options | None:
    """The options when only ``--data``, ``--lang``, ``--hub`` and ``demo`` were given, well formed; else None."""
    found = {"--data": "", "--lang": "", "--hub": ""}
    verb, words = "", iter(argv)
    for word in words:
        name, given, value = word.partition("=")
        if word == "demo" and not verb:
            verb = word
        elif name in found:
            found[name] = value if given else next(words, "-")
            if not given and found[name].startswith("-"):
                return None
        else:
            return None
    if found["--lang"] not in ("", *LANGUAGES) or "--lang=" in argv:
        return None
    return Options(verb, data_folder(found["--data"]), found["--lang"], None, hub=found["--hub"])
