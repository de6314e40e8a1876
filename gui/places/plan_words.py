"""What a table of places would do, in words."""

from __future__ import annotations

from gui.say import ltr, rtl, say, say_n, words
from storage import PackItem, PackPlan, PlaceBook


def sort_words(what: str) -> str:
    """The heading over items of one sort."""
    return {
        "renamed": say("The table calls them otherwise"),
        "moved": say("The table puts them elsewhere"),
        "recoded": say("Perhaps here already, under another code"),
        "withdrawn": say("No longer in the table"),
        "back": say("In the table again"),
        "collision": say("The code means another place here; nothing is changed"),
        "refused": say("Rows left out"),
    }[what]


def counts_words(plan: PackPlan) -> str:
    """One sentence: how many are new, as they are, asked about, left out."""
    counts = plan.counts()
    asked = sum(item.asked for item in plan.items)
    parts = [say_n("{count} new place", "{count} new places", counts["new"])]
    if counts["same"]:
        parts.append(say_n("{count} as it is", "{count} as they are", counts["same"]))
    if asked:
        parts.append(say_n("{count} question for you", "{count} questions for you", asked))
    if counts["refused"]:
        parts.append(say_n("{count} row left out", "{count} rows left out", counts["refused"]))
    return f"{ltr(plan.table.label)}: {say(', ').join(parts)}"


def item_words(item: PackItem, book: PlaceBook) -> list[str]:
    """The four cells of a line: the place with what rests on it, its code, how it stands here, how in the table."""
    row = item.row
    names = [row.name_ar, row.name_en] if row is not None else [item.before]
    name = next((one for one in (names if rtl() else names[::-1]) if one), "") or (row.name_other if row else "")
    if item.resting:
        resting = say_n("{count} record rests on it", "{count} records rest on it", item.resting)
        name = f"{name} · {resting}"
    code = row.code if row is not None else item.after
    return [name, ltr(code), *_sides(item, book)]


def _sides(item: PackItem, book: PlaceBook) -> tuple[str, str]:
    """How it stands here, and how in the table."""
    if item.what == "recoded":
        here = _called(item.place, item.before, book)
        told = ltr(item.after)
        same = (
            say("{place}: surely the same", place=told) if item.sure else say("{place}: may be the same", place=told)
        )
        return here, same
    if item.what == "moved":
        sides = [(found.id if (found := book.by_code(code)) else "", code) for code in (item.before, item.after)]
        return _called(*sides[0], book), _called(*sides[1], book)
    if item.what == "withdrawn":
        return item.before, ""
    return (ltr(item.before), ltr(item.after)) if item.what == "back" else (item.before, item.after)


def _called(place: str, code: str, book: PlaceBook) -> str:
    facts = book.get(place)
    return f"{facts.name(words().language)} ({ltr(code)})" if facts is not None and code else ltr(code)
