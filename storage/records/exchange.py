"""What left the register and what came into it by files: disclosures, mappings of foreign tables, and origins."""

from __future__ import annotations

from storage.fields.field import Merge, Privacy, field
from storage.fields.kinds import Code, Day, Moment, Note, Number, PlaceRef, Ref, Text
from storage.records.record import Record

P = Merge.PROTECTED
PAR = Privacy.PARTNER


class Disclosure(Record, word="disclosure"):
    """That a file with data of the register was made for somebody: what, at which level, for whom, why.

    A log, as *Standards for Casualty Recording* (Every Casualty, standard on sharing) ask for; the hash tells the file
    from any other, its name holds nothing of what is in it. ``key`` turns the ids of the file back into ours.
    """

    level = field(Code("sharing-level"), P)
    recipient = field(Text(), P)
    purpose = field(Text(), P)
    format = field(Text())
    shape = field(Text())
    language = field(Text())
    first = field(Day())
    last = field(Day())
    place = field(PlaceRef())
    file_name = field(Text())
    sha256 = field(Text(), P)
    rows = field(Number())
    position = field(Number())
    made = field(Moment())
    protected = field(Code("answer"))
    hidden = field(Note())
    key = field(Text(), privacy=Privacy.SEALED)


class Mapping(Record, word="mapping"):
    """How the columns and words of a foreign table are understood, so that the next month's file is read alike."""

    name = field(Text(), search=True)
    record_kind = field(Text())
    headers = field(Text())
    content = field(Note())
    notes = field(Note())


class Intake(Record, word="intake"):
    """Where a record came from: the row of a file, told again by its id there, else by its content."""

    indexes = (("record_id",), ("row_key",))

    record_id = field(Ref("*"), P, PAR)
    record_kind = field(Text())
    file_name = field(Text())
    sha256 = field(Text())
    sheet = field(Text())
    row = field(Number())
    row_key = field(Text())
    content = field(Text())
    mapping = field(Ref("mapping"))
