"""Judgements: that a person looked at something the program asked about, and what they said."""

from __future__ import annotations

from typing import ClassVar

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Ref, Text
from storage.records.record import Record, Sql

P = Merge.PROTECTED
PAR = Privacy.PARTNER


class Review(Record, word="review"):
    """That a question about a record was looked at (MRM: *verification*; OHCHR: *review of information*).

    ``about`` names the question (``rule:age_is_possible``, ``fit``, ``unverified`` …), ``what`` is a fingerprint of
    what was judged: when that changes, the question comes back. Judgements are records, so they travel and are taken
    back like anything else. ``holds`` is 1 while what was judged still stands.
    """

    derived: ClassVar[dict[str, Sql]] = {"holds": "int"}
    indexes = (("record_id",), ("holds", "verdict", "about", "record_id"))

    record_id = field(Ref("*"), P, PAR)
    record_kind = field(Text(), P, PAR)
    about = field(Text(), P, PAR)
    verdict = field(Code("review-verdict"), P, PAR)
    what = field(Text(), P, PAR)
    reason = field(Text(), P)
