"""All kinds of record the register keeps."""

from storage.records.exchange import Disclosure, Intake, Mapping
from storage.records.facility import Facility, FacilityDamage, FunctionState
from storage.records.incident import Claim, Incident, Link
from storage.records.membership import Certificate, Organisation, Revocation
from storage.records.place import Movement, Place, Population, VillageState
from storage.records.record import RECORDS, Record
from storage.records.review import Review
from storage.records.source import Attachment, Citation, Custody, Source
from storage.records.team import Actor, Device, Person, Team
from storage.records.victim import OutcomeStep, Victim

__all__ = [
    "RECORDS",
    "Actor",
    "Attachment",
    "Certificate",
    "Citation",
    "Claim",
    "Custody",
    "Device",
    "Disclosure",
    "Facility",
    "FacilityDamage",
    "FunctionState",
    "Incident",
    "Intake",
    "Link",
    "Mapping",
    "Movement",
    "Organisation",
    "OutcomeStep",
    "Person",
    "Place",
    "Population",
    "Record",
    "Review",
    "Revocation",
    "Source",
    "Team",
    "Victim",
    "VillageState",
]
