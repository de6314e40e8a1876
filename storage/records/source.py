"""Sources (who says so), their use for single facts, and files attached to records."""

from __future__ import annotations

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Day, Moment, Note, Number, Phone, Ref, Text
from storage.records.record import Record

P, S = Merge.PROTECTED, Merge.SET
PAR, SEAL = Privacy.PARTNER, Privacy.SEALED


class Source(Record, word="source"):
    """Who or what a fact rests on. Identity and contact never leave the register."""

    sparse = (("same_group_as",),)

    code = field(Text(), privacy=PAR, search=True, hxl="#meta+source+code")
    kind = field(Code("source-kind"), P, PAR, hxl="#meta+source+type")
    title = field(Text(), search=True, hxl="#meta+source")
    reference = field(Text(), search=True)
    link = field(Text())
    dated = field(Day())
    reliability = field(Code("reliability"), P, PAR)
    identity = field(Text(), P, SEAL)
    contact = field(Phone(), P, SEAL)
    contact_again = field(Code("answer"))
    may_be_quoted = field(Code("answer"), P)
    same_group_as = field(Ref("source"), P)
    notes = field(Note())


class Citation(Record, word="citation"):
    """The use of a source for one record, with the credibility of this piece of information (1 to 6)."""

    indexes = (("record_id",), ("source",))

    source = field(Ref("source"), P)
    record_id = field(Ref("*"), P)
    about = field(Text())
    credibility = field(Code("credibility"), P, PAR)
    quote = field(Note())


class Attachment(Record, word="attachment"):
    """A photo, video, sound or document; the file itself lies encrypted beside the database."""

    indexes = (("record_id",), ("sha256",))

    record_id = field(Ref("*"), P)
    media = field(Code("media"), privacy=PAR)
    title = field(Text())
    file_name = field(Text())
    sha256 = field(Text(), P)
    size = field(Number())
    taken = field(Moment())
    position = field(Text(), P, SEAL)
    added = field(Moment())
    notes = field(Note())


class Custody(Record, word="custody"):
    """One line of the log of an attached file: who added it, opened it, exported it, received it, and on which laptop.

    Only ever added: ``save`` refuses to change one. ``device`` has 12 hex digits; ``sha256`` and ``recipient`` tell
    what left, and for whom.
    """

    indexes = (("attachment",),)

    attachment = field(Ref("attachment"), P)
    act = field(Code("custody-act"), P)
    moment = field(Moment())
    device = field(Text())
    recipient = field(Text())
    sha256 = field(Text())
    notes = field(Note())
