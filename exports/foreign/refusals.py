"""Why a file from outside is not read: one sentence what, one what to do."""

from __future__ import annotations

from storage import Message, UserError, message

SAVE_AS = message("Open it in a spreadsheet program and save it as .xlsx or .csv.")


def refused(kind: str, what: Message, todo: Message) -> UserError:
    """A file that is not read."""
    return UserError(kind, what, todo)


def not_a_table() -> UserError:
    """No table at all."""
    return refused(
        "not-a-table",
        message("This is neither a workbook (.xlsx, .xls, .ods) nor a text file with columns (.csv)."),
        SAVE_AS,
    )


def locked() -> UserError:
    """It opens with a password only."""
    return refused(
        "locked-table",
        message("This file is locked with a password."),
        message("Open it in a spreadsheet program and save it as .xlsx without a password."),
    )


def too_large() -> UserError:
    """More than fits, or a lie about its size."""
    return refused(
        "too-large",
        message("This file holds more than a table can: too many rows, columns or bytes. Nothing was read."),
        message("Keep only the sheets and columns that are needed, save it as .xlsx, and choose that file."),
    )


def damaged() -> UserError:
    """Something of it is missing or was garbled."""
    return refused(
        "damaged-table",
        message("This file is damaged, or something of it is missing. Nothing was read."),
        message("Copy or download it again."),
    )
