"""The log of disclosures: every finished file is written down in the register, whoever made it and by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.leaving.landing import named, older_kept
from storage import DayValue, Edit

if TYPE_CHECKING:
    from exports.making.made import Report
    from storage import Store


PAPER = "paper"
"""Stands in the log where a file has its format."""


def logged(store: Store, target: Path, make: Callable[[], Report], passphrase: str = "") -> Report:
    """Make the file ``target`` and write it into the log: if either fails, an older one of that name is as it was.

    Raises:
        UserError: what ``make`` raises; ``not-allowed``, ``no-passphrase``, ``disk-full``, ``cannot-write``.
    """
    with older_kept(named(target, passphrase)):
        report = make()
        disclose(store, report)
    return report


def disclose(store: Store, report: Report) -> str:
    """Write down what left, at which level, for whom, why and in what manner; the id of the record.

    The name of the file is kept without its folder. A file that cannot be written down does not stay.
    """
    try:
        return write_down(store, report)
    except BaseException:
        report.path.unlink(missing_ok=True)
        raise


def write_down(store: Store, report: Report) -> str:
    """Write down what leaves; of what goes on paper there is neither a name nor a hash."""
    facts, sharing = report.facts, report.facts.sharing
    period = facts.period
    values: dict[str, Any] = {
        "level": sharing.level.value,
        "recipient": sharing.recipient.strip() or None,
        "purpose": sharing.purpose.strip() or None,
        "format": report.file_format,
        "shape": report.shape,
        "language": report.language,
        "first": DayValue.on(period.first) if period.first else None,
        "last": DayValue.on(period.last) if period.last else None,
        "place": period.place,
        "file_name": report.path.name or None,
        "sha256": report.sha256 or None,
        "rows": sum(report.rows.values()),
        "position": facts.position,
        "made": facts.made.replace(microsecond=0),
        "protected": "yes" if report.protected else "no",
        "hidden": "\n".join(report.hidden) or None,
        "key": report.key.hex() or None,
        "status": "complete",
    }
    told = {name: value for name, value in values.items() if value is not None}
    return store.save([Edit("disclosure", None, told)]).ids[0]
