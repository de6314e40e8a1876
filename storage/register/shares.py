"""A secret parted among people (SLIP-39): some of them together have it, fewer have nothing at all.

A share is a line of English words, in every language of the program: the standard's list is made so that four letters
tell each word, and any tool that knows SLIP-39 puts the secret together again, in twenty years as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.errors import BadValue, UserError
from storage.messages import Message, message

FEWEST, MOST = 2, 16
"""Of two people at least each knows only a part; the standard has room for sixteen."""
_AROUND = 7
"""Words of a share that are not the secret: which one it is, how many are needed, the check."""


@dataclass(frozen=True)
class Pile:
    """Shares as people bring them: lines of words.

    Attributes:
        shares: those read so far, each once; needed: how many are needed, 0 before the first.
    """

    shares: tuple[str, ...] = ()
    needed: int = 0

    @property
    def complete(self) -> bool:
        """Whether the secret can be put together."""
        return 0 < self.needed <= len(self.shares)


def part(secret: bytes, needed: int, people: int) -> list[str]:
    """One share for each of so many people, any ``needed`` of whom have the secret.

    Raises:
        BadValue: numbers that make no sense.
    """
    if not FEWEST <= needed <= people <= MOST:
        raise BadValue(
            message(
                "Of {people} people {needed} cannot be needed: at least {least}, and no more than there are.",
                people=people, needed=needed, least=FEWEST,
            )
        )  # fmt: skip
    from shamir_mnemonic import generate_mnemonics

    return list(generate_mnemonics(1, [(needed, people)], secret)[0])


def looks_like_shares(text: str) -> bool:
    """Whether somebody typed words, in any case, rather than the groups of a key, whose four signs may be letters."""
    typed = re.split(r"[\W_]+", unicodedata.normalize("NFKC", text))
    words = [one for one in typed if one.isascii() and one.isalpha()]
    return len(words) > LEAST_WORDS and any(len(word) > GROUP for word in words)


def pile_of(text: str, length: int) -> Pile:
    """The shares in a text, of secrets of so many bytes: in lines or in one, numbered or not, in any case.

    Raises:
        BadValue: a slip in writing, with the number of the share; or shares of different secrets.
    """
    from shamir_mnemonic import MnemonicError, Share

    each = _AROUND + -(-length * 8 // 10)
    words, found = _words(text), list[tuple[str, Share]]()
    for at in range(0, len(words), each):
        line = " ".join(words[at : at + each])
        number = len(found) + 1
        try:
            found.append((line, Share.from_mnemonic(line)))
        except MnemonicError:
            raise BadValue(_not_right(words[at : at + each], number, each)) from None
    if len({share.identifier for _, share in found}) > 1:
        raise BadValue(message("These shares are of different secrets. Use those that were made together."))
    shares = tuple({share.index: line for line, share in found}.values())
    return Pile(shares, found[0][1].member_threshold if found else 0)


def together(pile: Pile) -> bytes:
    """The secret.

    Raises:
        UserError: ``too-few-shares``.
    """
    if not pile.complete:
        raise UserError(
            "too-few-shares",
            message("{count} of {needed} shares are here.", count=len(pile.shares), needed=pile.needed),
            message("Ask the others who hold one. Nothing was changed."),
        )
    from shamir_mnemonic import combine_mnemonics

    return bytes(combine_mnemonics(pile.shares[: pile.needed]))


def numbered(shares: Sequence[str]) -> Iterable[str]:
    """The shares as they stand in a file: number and words."""
    return (f"{number}. {share}" for number, share in enumerate(shares, 1))


def _words(text: str) -> list[str]:
    """The words of a text in small letters; numbers, dots and marks of direction left out."""
    signs = unicodedata.normalize("NFKC", text)
    return "".join(sign.lower() if sign.isascii() and sign.isalpha() else " " for sign in signs).split()


def _not_right(words: Sequence[str], number: int, each: int) -> Message:
    for place, word in enumerate(words, 1):
        if word not in _known():
            return message("Share {number}, word {place}: “{word}” is not one of the words. Look again.",
                           number=number, place=place, word=word)  # fmt: skip
    if len(words) < each:
        return message("Share {number} has {count} words so far, of {each}.",
                       number=number, count=len(words), each=each)  # fmt: skip
    return message("The words of share {number} do not fit together: one is wrong, or two changed places.",
                   number=number)  # fmt: skip


def _known() -> frozenset[str]:
    from shamir_mnemonic.wordlist import WORDLIST

    return frozenset(WORDLIST)


LEAST_WORDS = 12
"""A recovery key has eight groups; so many words are shares,"""
GROUP = 4
"""unless none is longer than a group: the signs of a key may be all letters, and stand apart."""
