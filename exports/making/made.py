"""What came of making a file: where it lies, what is in it, and what the log of disclosures keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exports.workbook.about import Facts


@dataclass(frozen=True)
class Report:
    """What was exported.

    Attributes:
        path: the finished file.
        rows: records by sheet title.
        sha256: of the file, for the log of disclosures.
        cut_texts: texts longer than a cell.
        left_out: withdrawn records that are not in the file.
        facts: what part of the register, for whom, at which journal position, when.
        language: of its words. hidden: sentences that say what was hidden or put together.
        key: of the ids in the file, b"" when they are the register's own; it belongs sealed into the log.
        file_format, shape: what was made (:class:`exports.making.manner.Manner`).
        protected: the file lies in an encrypted container.
        remarks: what the person should know of it: words of a template nobody knows, how many tables there are.
    """

    path: Path
    rows: dict[str, int]
    sha256: str
    cut_texts: int
    left_out: int
    facts: Facts
    language: str
    hidden: tuple[str, ...] = ()
    key: bytes = b""
    file_format: str = "xlsx"
    shape: str = "coordinator"
    protected: bool = False
    remarks: tuple[str, ...] = ()
