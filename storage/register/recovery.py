"""The recovery key as people copy it by hand: eight groups of four, each with its own check character.

31 signs without look-alikes (no 0 O 1 I L). In each group three signs carry the secret and the fourth checks them
*and* the group's place, so that a slip of the pen, two signs swapped or two groups swapped are noticed at once and
the group can be named. 24 free signs are 118 bits: too many to try, so no slow derivation is needed.
"""

from __future__ import annotations

import secrets
import unicodedata

from storage.errors import BadValue
from storage.messages import message
from storage.register.shares import looks_like_shares, part, pile_of, together

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 of them: a prime, so that the check notices every single slip and every swap inside a group."""
GROUPS, LENGTH = 8, 4
SECRET = GROUPS * (LENGTH - 1)
"""Signs of the secret: one byte each."""


def new_recovery_key() -> str:
    """A fresh recovery key, written as ``K7QM-4TXA-…``."""
    bodies = ["".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1)) for _ in range(GROUPS)]
    return "-".join(body + _check(body, place) for place, body in enumerate(bodies))


def shares_of(key: str, needed: int, people: int) -> list[str]:
    """A share of a recovery key for each of so many people; so many of them open the register without it.

    Raises:
        BadValue: numbers that make no sense.
    """
    return part(secret_of(key), needed, people)


def groups(text: str) -> list[str]:
    """The groups of a recovery key as typed so far, in capitals, for a form that shows them in boxes."""
    typed = _clean(text).split()
    if len(typed) == 1:
        whole = typed[0]
        typed = [whole[i : i + LENGTH] for i in range(0, len(whole), LENGTH)]
    return typed


def group_is_right(text: str, place: int) -> bool:
    """Whether one typed group, the ``place``-th (from 0), carries its right check character."""
    group = _clean(text).replace(" ", "")
    return len(group) == LENGTH and all(sign in SIGNS for sign in group) and _check(group[:-1], place) == group[-1]


def secret_of(text: str) -> bytes:
    """The secret in a typed recovery key (any case, spaces, dashes and digits), or in the shares of it.

    Raises:
        BadValue: it cannot be right; the sentence names the first group or word to look at again.
        UserError: ``too-few-shares``.
    """
    if looks_like_shares(text):
        return together(pile_of(text, SECRET))
    typed = groups(text)
    if len(typed) != GROUPS and len("".join(typed)) == GROUPS * LENGTH:
        typed = groups("".join(typed))  # spaces in other places than ours
    for place, group in enumerate(typed[:GROUPS]):
        if not group_is_right(group, place):
            raise BadValue(message("Look at group {group} again: it is not as on the paper.", group=place + 1))
    if len(typed) != GROUPS:
        raise BadValue(
            message(
                "The recovery key has 8 groups of 4 letters and digits; {count} are here so far.", count=len(typed)
            )
        )
    return "".join(group[:-1] for group in typed).encode("ascii")


def key_of(secret: bytes) -> str:
    """The recovery key with this secret, as it stands on the paper."""
    signs, each = secret.decode("ascii"), LENGTH - 1
    bodies = [signs[at : at + each] for at in range(0, len(signs), each)]
    return "-".join(body + _check(body, place) for place, body in enumerate(bodies))


def _check(body: str, place: int) -> str:
    total = place + 1
    for weight, sign in enumerate(body, start=2):
        total += weight * SIGNS.index(sign)
    return SIGNS[-total % len(SIGNS)]


def _clean(text: str) -> str:
    kept = []
    for sign in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(sign)
        if category == "Nd":
            kept.append(str(unicodedata.digit(sign)))
        elif category[0] in "ZPSC":
            kept.append(" " if category != "Cf" else "")  # marks of direction come along when copied from Arabic text
        else:
            kept.append(sign.upper())
    return "".join(kept)
