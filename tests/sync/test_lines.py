"""Laws of a line: a change has one way of being written, and the quick reader takes just what the exact one does."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from storage.errors import UserError
from storage.journal.change import Change
from storage.sync import lines
from storage.sync.lines import NAMES, change_of, line_of

_ids = some.binary(min_size=16, max_size=16)
_names = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)
_values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**70), 2**70) | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(some.characters(exclude_categories=["Cs"])),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(_names, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@some.composite
def changes(draw: Any) -> Change:
    fields = draw(some.dictionaries(_names, _values, max_size=4))
    seen = draw(some.lists(_ids, max_size=2, unique=True))
    over = {name: tuple(sorted(seen)) for name in draw(some.sets(_names, max_size=3))} if seen else {}
    number, stamp = draw(some.integers(0, 2**63 - 1)), draw(_ids)
    return Change(stamp, draw(_names), draw(_ids), fields, over, draw(_ids), draw(_names), draw(_ids), number)


@settings(max_examples=100, deadline=None)
@given(changes())
def test_a_change_comes_back_as_it_was_written(change: Change) -> None:
    assert change_of(line_of(change)) == change


def _told(line: bytes) -> bool:
    try:
        change_of(line)
    except UserError:
        return False
    return True


def _exactly(line: bytes) -> bool:
    try:
        return lines._read_exactly(line) is not None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


@settings(max_examples=200, deadline=None)
@given(changes(), some.data())
def test_the_quick_reader_refuses_what_the_exact_one_refuses(change: Change, data: Any) -> None:
    line = line_of(change)
    told = orjson.loads(line)
    if line[:1] == b" ":
        return  # only the exact one reads it
    name = data.draw(some.sampled_from([*NAMES, "new"]))
    harm = some.sampled_from([None, "", "A" * 32, "ab " * 11, 0, -1, 1.0, 2**63, True, [], {}, {"": 1}, {"a": ["b"]}])
    harmed = orjson.dumps({**told, name: data.draw(harm | some.just(told.get(name)))})
    assert _told(harmed) == _exactly(harmed)


GOOD = line_of(
    Change(b"s" * 16, "victim", b"r" * 16, {"sex": "male"}, {"sex": (b"a" * 16, b"b" * 16)}, save=b"s" * 16, number=7)
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"stamp":"7373', b'"stamp":" 373'),
        (b'"record":"7272', b'"record":"7A72'),
        (b'"number":7', b'"number":7.0'),
        (b'"number":7', b'"number":07'),
        (b'"fields":{"sex":"male"}', b'"fields":{"sex":"male","sex":"male"}'),
        (b'"fields":{"sex":"male"}', b'"fields":{"":"male"}'),
        (b'"fields":{"sex":"male"}', b'"fields":{"s\\u0000":"male"}'),
        (b'"sex":"male"', b'"sex": "male"'),
        (b'"sex":"male"', b'"s\\u0065x":"male"'),
        (b'["sex"]', b'["sex","sex"]'),
        (b'["sex"]', b'["sex","age"]'),
        (b'["sex"]', b"[]"),
        (b'["sex"]', b'"sex"'),
        (b'"save":"' + b"73" * 16, b'"save":"'),
        (b'"why":""', b'"why":"\\u0000"'),
        (b'"why":""', b'"why":"","new":1'),
    ],
)
def test_a_line_that_would_be_written_otherwise_is_refused(before: bytes, after: bytes) -> None:
    assert _told(GOOD) and before in GOOD
    with pytest.raises(UserError) as refused:
        change_of(GOOD.replace(before, after, 1))
    assert refused.value.kind == "malformed-changes"


def test_values_that_were_replaced_stand_in_their_order() -> None:
    first, second = b"61" * 16, b"62" * 16
    turned = GOOD.replace(first, b"-").replace(second, first).replace(b"-", second)
    assert turned != GOOD
    assert not _told(turned)
