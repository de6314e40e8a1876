"""The root key on the command line: its shares made, the key restored from them, or taken from this laptop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from storage import Store

WAYS = ("shares", "restore", "forget")
LARGEST = 1 << 16


def add_root_verb(verb: Any, words: Words) -> None:
    """``root`` and what can follow it."""
    say = words.t
    root = verb("root", say("the root key of the organisation: shares of it, and restoring it from them"))
    root.add_argument("way", choices=WAYS, help=say("make shares, restore the key, or take it from this laptop"))
    root.add_argument("files", metavar="FILE", nargs="*", type=Path, help=say("text files with the words of shares"))
    root.add_argument("--need", metavar="NUMBER", type=int, default=2, help=say("how many shares are needed"))
    root.add_argument("--of", metavar="NUMBER", type=int, default=3, help=say("how many people get one"))
    root.add_argument(
        "--into", metavar="DIR", type=Path, help=say("one new text file a share, instead of showing them")
    )


def root_lines(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Do what was asked and tell it."""
    if asked["way"] == "shares":
        yield from _shares(store, asked, words)
    elif asked["way"] == "restore":
        store.restore_root(_typed(asked["files"]))
        yield words.t("The root key is on this laptop. It certifies coordinators again.")
    else:
        store.forget_root(_typed(asked["files"]))
        yield words.t("The root key is no longer on this laptop. The shares bring it back.")


def _shares(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import write_whole

    needed, people, folder = asked["need"], asked["of"], asked["into"]
    shares = store.root_shares(needed, people)
    yield words.t("Any {needed} of these {count} shares together give the root key. They are kept nowhere here.",
                  needed=needed, count=people)  # fmt: skip
    for number, share in enumerate(shares, 1):
        if folder is None:
            yield f"{number}. {share}"
        else:
            file = folder / f"sijill-share-{number}-{people}.txt"
            if file.exists():
                raise UserError(
                    "share-exists",
                    message("There is a file called {file} already.", file=file.name),
                    message("Name an empty folder; shares made at different times do not fit together."),
                )
            write_whole(file, f"{number}. {share}\n".encode())
            yield str(file)


def _typed(files: list[Path]) -> str:
    """The words in these files, one below the other."""
    from storage import translated

    found = []
    for file in files:
        with translated(), file.open("rb") as source:
            found.append(source.read(LARGEST).decode("utf-8", "replace"))
    if not "".join(found).strip():
        raise UserError(
            "no-shares",
            message("There are no shares."),
            message("Name the text files that hold their words."),
        )
    return "\n".join(found)
