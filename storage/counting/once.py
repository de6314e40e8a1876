"""Nobody is counted twice: records of victims, put together by links and groups, as people who count once. Pure.

* ``same_person_as``: the records are one person, whose outcome is that of the account dated last; of accounts of one
  day the one that knows more (*killed* more than *missing*), then the record entered first.
* ``identified_as``: the record it leads to tells who it was and what became of them; the first account stays readable.
* While teams disagree about a *field*, the safe side: missing until all agree that the person was found, and nobody
  is dead for certain who may be alive. Then the lowest number leaves the person out and the highest holds them.
* A group shrinks by the people named out of it, each once.

Circles, links to nothing and links of a record to itself do no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.counting.figures import GROUPS, Ends
from storage.counting.joined import Classes, Pair

KNOWS = ("", "safe", "missing", "under_rubble", "detained", "abducted", "rescued", "injured", "killed")
"""Outcomes by how much they say; of two accounts of one day the later in this list stands."""
ONE = (1, 1)
Traits = frozenset[str]


@dataclass(frozen=True)
class Account:
    """A standing record of a victim, as far as figures need it.

    Attributes:
        incident: the standing incident it belongs to, "" when there is none.
        day, area: its own, which count when it has no incident.
        outcomes: one, or the rivals while the field is disputed.
        dated: the day of the outcome (ISO), "" when nobody said.
        people: how many a group was said to be; a person is ``ONE``.
        of_group: the group this person (or part of a group) was named out of.
        traits: groups of people it surely belongs to (``children``, ``women``, ``rescuers`` …).
    """

    id: str
    incident: str = ""
    day: str = ""
    area: str = ""
    outcomes: frozenset[str] = frozenset()
    dated: str = ""
    people: Ends = ONE
    group: bool = False
    of_group: str = ""
    traits: Traits = frozenset()


@dataclass(frozen=True)
class Counted:
    """A person, or what is left of a group, that counts once.

    Attributes:
        account: the account that tells the outcome; accounts: ids of all of them.
        incident: where the person counts, "" for nowhere but the account's own day and area.
        people: how many, the members of a group that were named taken off.
    """

    account: Account
    accounts: tuple[str, ...]
    incident: str
    people: tuple[int, int | None]

    def share(self, figure: str, group: str = "") -> tuple[int, int | None]:
        """How many people it adds to a figure (``killed``, ``injured``, ``missing`` or an outcome)."""
        account = self.account
        if group and group not in account.traits:
            return 0, 0
        figures = {GROUPS.get(outcome, outcome) for outcome in account.outcomes}
        if figures == {figure} or (figure == "missing" and figure in figures):
            return self.people
        return (0, self.people[1]) if figure in figures else (0, 0)


def count_once(accounts: Iterable[Account], same: Iterable[Pair], identified: Iterable[Pair]) -> list[Counted]:
    """People and groups, each once, sorted by the account that tells their outcome.

    Args:
        accounts: all standing records of the people asked about, members of their groups included.
        same: standing links ``same_person_as``; identified: (first account, who it was).
    """
    known = {account.id: account for account in accounts}
    found_out = [(one, two) for one, two in identified if one in known and two in known and one != two]
    one_person = Classes([(one, two) for one, two in same if one in known and two in known] + found_out)
    together: dict[str, list[Account]] = defaultdict(list)
    for record in sorted(known):
        together[one_person.of(record)].append(known[record])
    members = _members(known, one_person)
    earlier = {one for one, _ in found_out}
    leads = {person: _lead(accounts, earlier) for person, accounts in together.items()}
    people = []
    for person, accounts in together.items():
        named = [_in_order(leads[one].people) for one in sorted(members.get(person, ()))]
        people.append(_counted(accounts, leads[person], named))
    return sorted(people, key=lambda one: one.account.id)


def _members(known: Mapping[str, Account], one_person: Classes) -> dict[str, set[str]]:
    """The people named out of each group, by what stands for them; nobody is a member of themselves."""
    members: dict[str, set[str]] = defaultdict(set)
    for account in known.values():
        if account.of_group in known:
            group, person = one_person.of(account.of_group), one_person.of(account.id)
            if group != person:
                members[group].add(person)
    return members


def _lead(accounts: Sequence[Account], earlier: set[str]) -> Account:
    """The account that tells what became of a person."""
    told = [account for account in accounts if account.id not in earlier] or accounts
    return min(told, key=lambda one: (_newest_first(one.dated), -_knowledge(one), one.id))


def _counted(accounts: Sequence[Account], lead: Account, named: Sequence[tuple[int, int | None]]) -> Counted:
    incident = lead.incident or next((one.incident for one in accounts if one.incident), "")
    people = _less(_in_order(lead.people), named) if lead.group else _in_order(lead.people)
    return Counted(lead, tuple(account.id for account in accounts), incident, people)


def _newest_first(day: str) -> tuple[int, ...]:
    return (*(-ord(sign) for sign in day), 1)


def _knowledge(account: Account) -> int:
    return max((KNOWS.index(one) for one in account.outcomes if one in KNOWS), default=0)


def _in_order(people: Ends) -> tuple[int, int | None]:
    low = max(0, people[0] or 0)
    return low, None if people[1] is None else max(low, people[1])


def _less(people: tuple[int, int | None], named: Sequence[tuple[int, int | None]]) -> tuple[int, int | None]:
    """What is left of a group when so many people of it are named; never fewer than nobody."""
    low, high = people
    most = sum(one[0] if one[1] is None else one[1] for one in named)
    rest = max(0, low - most)
    return rest, None if high is None else max(rest, high - sum(one[0] for one in named))


def traits_of(
    *, child: int | None, sex: str, years_min: int | None, band: str, status: str, roles: Iterable[str]
) -> Traits:
    """The groups a claim may speak of that a person belongs to, as far as it is known.

    Women are female and not known to be children, as in the derived ``named_women``; men likewise. Elderly is 60 and
    over (UN, WHO), or the age band of that name.
    """
    found = {ROLES[role] for role in roles if role in ROLES}
    found |= {STATUSES[status]} if status in STATUSES else set()
    if child:
        found |= {"children"} | ({"boys"} if sex == "male" else {"girls"} if sex == "female" else set())
    else:
        found |= {"men"} if sex == "male" else {"women"} if sex == "female" else set()
    if band == "elderly" or (years_min is not None and years_min >= ELDERLY):
        found.add("elderly")
    return frozenset(found)


ELDERLY = 60
ROLES = {"health_worker": "health_workers", "rescuer": "rescuers", "teacher": "teachers", "journalist": "journalists"}
STATUSES = {"civilian": "civilians", "combatant": "combatants"}
PEOPLE = (
    "children", "boys", "girls", "women", "men", "elderly", "civilians", "combatants",
    "health_workers", "rescuers", "teachers", "journalists",
)  # fmt: skip
"""The groups of people claims speak of, in the order they are shown."""
