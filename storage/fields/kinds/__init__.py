"""All kinds of value and the values they hold."""

from storage.fields.kinds.ages import Age, AgeValue
from storage.fields.kinds.choices import Code, Codes
from storage.fields.kinds.counts import Count, Number, Range
from storage.fields.kinds.days import Day, DayValue
from storage.fields.kinds.moments import Moment
from storage.fields.kinds.names import Name, Names, NameValue, Parts
from storage.fields.kinds.positions import Position, PositionValue
from storage.fields.kinds.references import PlaceRef, Ref, Refs
from storage.fields.kinds.text import Note, Phone, Text
from storage.fields.kinds.times import Time, TimeValue

__all__ = [
    "Age",
    "AgeValue",
    "Code",
    "Codes",
    "Count",
    "Day",
    "DayValue",
    "Moment",
    "Name",
    "NameValue",
    "Names",
    "Note",
    "Number",
    "Parts",
    "Phone",
    "PlaceRef",
    "Position",
    "PositionValue",
    "Range",
    "Ref",
    "Refs",
    "Text",
    "Time",
    "TimeValue",
]
