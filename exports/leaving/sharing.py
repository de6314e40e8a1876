"""For whom a file is, and what it says of that: on *About*, above its sheets, on paper."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exports.cells import plain
from storage import SHARE, SMALLEST_CELL, Level, PublicTables, UserError, Words, message, require_right

if TYPE_CHECKING:
    from storage import Frozen


@dataclass(frozen=True)
class Sharing:
    """For whom a file is made, and why.

    Attributes:
        level: internal, partner or public; recipient, purpose: told whenever it leaves the organisation.
        delay: a public file leaves out the newest so many days.
    """

    level: Level = Level.INTERNAL
    recipient: str = ""
    purpose: str = ""
    delay: int = 0

    @property
    def outside(self) -> bool:
        """Whether it is for others than our own teams."""
        return self.level is not Level.INTERNAL

    def checked(self) -> Sharing:
        """Itself, when everything is told that the log of disclosures needs.

        Raises:
            UserError: ``no-recipient``, ``no-purpose``.
        """
        if self.outside and not self.recipient.strip():
            raise UserError(
                "no-recipient",
                message("Nobody has said who gets this file. The register keeps a log of what left it, and for whom."),
                message("Name the organisation or person; for a public file, where it is published."),
            )
        if self.outside and not self.purpose.strip():
            raise UserError(
                "no-purpose",
                message("Nobody has said what this file is for. The register keeps a log of what left it, and why."),
                message("Say in a few words what the recipient needs it for."),
            )
        return self

    def require_right(self, source: Frozen) -> None:
        """Before anything is written: files for others are given by those who may.

        Raises:
            UserError: ``not-allowed``.
        """
        if self.outside:
            require_right(source, SHARE)


def level_text(sharing: Sharing, words: Words) -> str:
    """The level as *About* explains it."""
    say = words.t
    return plain(
        {
            Level.INTERNAL: say("Internal: for the team only. It holds names. Do not leave it lying about."),
            Level.PARTNER: say("Partner: for the recipient only. Do not pass it on."),
            Level.PUBLIC: say("Public: it may be passed on and published."),
        }[sharing.level]
    )


def banner_text(sharing: Sharing, words: Words) -> str:
    """What stands above each sheet of a file for others, "" for one of our own."""
    if sharing.level is Level.PARTNER:
        return plain(words.t("For {recipient} only. Do not pass it on.", recipient=sharing.recipient.strip()))
    return plain(words.t("Public")) if sharing.level is Level.PUBLIC else ""


def warning_text(sharing: Sharing, words: Words) -> str:
    """What stands below each printed page."""
    if sharing.level is Level.INTERNAL:
        return plain(words.t("Contains names. Do not leave lying about."))
    return banner_text(sharing, words) if sharing.level is Level.PARTNER else ""


def what_was_hidden(
    sharing: Sharing, words: Words, tallies: Counter[str], tables: PublicTables | None = None
) -> list[str]:
    """Sentences that say what was hidden, made coarser or put together."""
    told = {Level.INTERNAL: _internal, Level.PARTNER: _partner, Level.PUBLIC: _public}[sharing.level]
    sentences = told(words, tallies, tables or PublicTables())
    if sharing.level is Level.PUBLIC and sharing.delay:
        sentences.append(
            words.n("The newest {count} day is not in it.", "The newest {count} days are not in it.", sharing.delay)
        )
    return [plain(one) for one in sentences]


def _internal(words: Words, tallies: Counter[str], tables: Any) -> list[str]:
    return [words.t("Never in this file: who the witnesses are, exact positions, arrival places, document numbers.")]


def _partner(words: Words, tallies: Counter[str], tables: Any) -> list[str]:
    found = [
        words.t("Not in this file: who the sources are, phones, narratives and notes, homes, arrival places."),
        words.t("Names stand only where the person or the family allowed it."),
        words.t("Positions are those of the middle of the community; other ages than those allowed are age groups."),
        words.t("Ids and numbers of people belong to this file alone and cannot be joined with another file."),
    ]
    if tallies["names_hidden"]:
        found.insert(2, words.n("{count} name was left out.", "{count} names were left out.", tallies["names_hidden"]))
    if tallies["unsure"]:
        found.append(
            words.n(
                "Teams disagree about {count} record; it is told on the safe side and never as verified.",
                "Teams disagree about {count} records; they are told on the safe side and never as verified.",
                tallies["unsure"],
            )
        )
    return found


def _public(words: Words, tallies: Counter[str], tables: PublicTables) -> list[str]:
    found = [
        words.t("Nobody is named. Not in this file: names of facilities, positions, hours, places within a district."),
        words.t(
            "Where fewer than {count} people share district, sex, age group and month, they are put together.",
            count=SMALLEST_CELL,
        ),
        words.t("“Several” means such people; each person stands in one row only, so that rows can be added up."),
    ]
    if tables.rolled:
        found.append(
            words.n("{count} small group was put together with others.",
                    "{count} small groups were put together with others.", tables.rolled)
        )  # fmt: skip
    return found


def protection_text(sharing: Sharing, words: Words, *, protected: bool) -> str:
    """Whether a passphrase stands before a file, said plainly; "" for what everybody may read anyway."""
    if protected:
        return plain(
            words.t("Protected: it opens only with its passphrase, with any program that knows the format age.")
        )
    if sharing.level is Level.PUBLIC:
        return ""
    return plain(words.t("Not protected: whoever gets hold of this file can read it."))


def keep_text(sharing: Sharing, words: Words) -> str:
    """Who may have a page in the hand, as it stands at its foot; "" for everybody."""
    say = words.t
    return {
        Level.INTERNAL: say("Internal: for our own teams only."),
        Level.PARTNER: say("For {recipient} only. Do not pass it on.", recipient=sharing.recipient.strip()),
        Level.PUBLIC: "",
    }[sharing.level]
