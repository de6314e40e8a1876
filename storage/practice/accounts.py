"""What is written of an incident in words, in Arabic, from the sentences of ``resources/sample/sentences.csv``."""

from __future__ import annotations

from storage.fields.codes import code_list
from storage.fields.kinds import TimeValue
from storage.practice.campaign import Strike
from storage.practice.chance import Chance
from storage.practice.sample import sentences


def narrative(strike: Strike, time: TimeValue, chance: Chance, place: str) -> str:
    """The account of the team: what happened, what was hit, who was harmed, what the team did."""
    parts = [account(strike, time, chance, place)]
    told = sentences("target", strike.target) if strike.attack not in ("explosive_remnant", "shooting") else ()
    parts += [chance.pick(told)] if told else []
    parts += sentences("note", strike.note) if strike.note else ()
    harmed = strike.killed or strike.injured
    parts.append(chance.pick(sentences("response", "harm" if harmed else "none")))
    return " ".join(parts)


def account(strike: Strike, time: TimeValue, chance: Chance, place: str) -> str:
    """The account that may be shared: no names, no people of ours."""
    opening = chance.pick(sentences("opening", strike.attack)).format(place=place, when=_when(time))
    return f"{opening} {_harm(strike)}".strip()


def _when(time: TimeValue) -> str:
    if time.part is not None:
        return code_list("day-part").label(time.part, "ar")
    hour, rest = time.hour or 0, time.minute or 0
    half = (
        "بعد منتصف الليل" if hour < 4 else "فجراً" if hour < 6 else "صباحاً" if hour < 12 else "ظهراً" if hour == 12
        else "بعد الظهر" if hour < 18 else "مساءً"
    )  # fmt: skip
    return f"عند الساعة {hour % 12 or 12}:{rest:02d} {half}"


def _harm(strike: Strike) -> str:
    among = _counted(strike.children, "طفل واحد", "طفلان", "أطفال", "طفلاً")
    killed = _counted(strike.killed, "مدني واحد", "مدنيان", "مدنيين", "مدنياً")
    if strike.killed == strike.children:
        killed, among = among, ""
    injured = _counted(strike.injured, "شخص واحد", "شخصان", "أشخاص", "شخصاً")
    among = f"، بينهم {among}" if among else ""
    if killed and injured:
        return f"قُتل {killed}{among}، وأُصيب {injured}."
    if killed:
        return f"قُتل {killed}{among}."
    return f"أُصيب {injured}." if injured else ""


def _counted(count: int, one: str, two: str, few: str, many: str) -> str:
    """A number with its noun as Arabic has it: one, two, 3 to 10 in the plural, 11 and more in the singular."""
    if count < 3:
        return ("", one, two)[count]
    last = count % 100
    if 3 <= last <= 10:
        return f"{count} {few}"
    return f"{count} {many}"
