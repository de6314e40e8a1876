"""The inbox as the store reads it: what asks for a person, counted by small indexes and read a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from storage.database.counted import PROPOSED, WAITING
from storage.database.rows import id_bytes
from storage.database.tables import draft, tables
from storage.drafts import draft_of
from storage.edits import Draft
from storage.journal.clock import stamp_time
from storage.journal.journal import chunks
from storage.lists.listing import Row
from storage.review.confirming import WaitingFile
from storage.review.conflicts import Conflicts
from storage.review.inbox import (
    ACCEPTED,
    CONFIRM,
    CONFLICT,
    DONE,
    DOUBTED,
    DRAFT,
    DRAFTED,
    FIT,
    GROUPS,
    JUDGED,
    LATER,
    PROPOSAL,
    RULE,
    STANDS,
    TO_VERIFY,
    UNENTITLED,
    UNVERIFIED,
    VERIFIABLE,
    Question,
    group_of,
    question,
)
from storage.review.items import PUT_OFF, TODO, TYPED, WHOLE_FILE, Counts, Item
from storage.review.wishes import EVERYTHING, Wish

_REVIEW = tables["review"].c
MOST_BUILT = 200
_built: dict[tuple[Any, ...], Select[Any]] = {}


class Asking(Conflicts):
    """Reading the inbox."""

    def inbox_counts(self, wish: Wish = EVERYTHING) -> Counts:
        """Counts by group. Without a filter only small indexes are read."""
        with self.database.reading() as connection:
            raised = {group: self._count(connection, group, wish) for group in GROUPS}
            narrow = bool(wish.team or wish.place)
            later, judged = self._judged_within(connection, wish) if narrow else self._judged(connection)
            todo = {group: max(0, raised[group] - judged.get(group, 0)) for group in GROUPS}
            todo[DRAFT] += len(self._typed(connection, wish))
            todo[CONFLICT] = self.count_conflicts(connection, wish)
            later[CONFLICT] = self.count_conflicts(connection, wish, PUT_OFF) if later[CONFLICT] else 0
            settled = connection.execute(self._settled(wish).with_only_columns(func.count())).scalar() or 0
            files = self.count_files(connection, wish) if todo[CONFIRM] else 0
            return Counts(todo, later, settled, files)

    def inbox(
        self, group: str, wish: Wish = EVERYTHING, segment: str = TODO, *, start: int = 0, limit: int = 100
    ) -> list[Item]:
        """A page of the questions of one group, newest or oldest entries first.

        Forms closed before they could be saved stand before the first page of drafts, files before that of their rows;
        ``start`` does not count them.
        """
        with self.database.reading() as connection:
            if group == CONFLICT:
                items = self.conflict_items(connection, wish, segment, start, limit)
                return self._put_off(connection, items) if segment == PUT_OFF else items
            query = self._pages(group, wish, segment, start + limit).offset(start).limit(limit)
            found = connection.execute(query).all()
            rows = self._rows(connection, [(one.kind, bytes(one.id)) for one in found])
            reviews = self._reviews(connection, [bytes(one.id).hex() for one in found]) if segment == PUT_OFF else {}
            first = group == DRAFT and segment == TODO and start == 0
            before = self._typed(connection, wish) if first else []
            items = [*before, *(_item(one, rows, reviews) for one in found)]
        files = self.waiting_files(wish) if (group, segment, start) == (CONFIRM, TODO, 0) else ()
        return [*map(_file_item, files), *items]

    def judgements(self, wish: Wish = EVERYTHING, group: str = "", *, start: int = 0, limit: int = 100) -> list[Item]:
        """What people settled, newest first (or oldest); each can be taken back."""
        with self.database.reading() as connection:
            query = self._settled(wish)
            if group:
                query = query.where(
                    or_(_REVIEW.about == group, _REVIEW.about.startswith(f"{group}:", autoescape=True))
                )
            order = _REVIEW.n.desc() if wish.newest else _REVIEW.n
            found = connection.execute(query.order_by(order).offset(start).limit(limit)).mappings().all()
            wanted = [(one["record_kind"], id_bytes(one["record_id"]) or b"") for one in found]
            rows = self._rows(connection, [(kind, record) for kind, record in wanted if kind in tables])
            return [_judged_item(one, rows) for one in found]

    def questions_of(self, kind: str, record: str, about: str) -> Question | None:
        """One question of a record as it stands now; None when it no longer asks."""
        table, identity = tables[kind], id_bytes(record) or b""
        with self.database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == identity)).mappings().first()
            return question(kind, row, about)

    # ---- what is raised

    def _raised(self, group: str, kind: str) -> tuple[Any, ColumnElement[str], list[ColumnElement[bool]]]:
        """Where the questions of a group and kind stand: tables, what each is about, conditions."""
        table = tables[kind]
        if group == CONFIRM:
            return table, literal(CONFIRM), [table.c.waiting == 1]
        if group == DRAFT:
            return table, literal(DRAFT), [table.c.drafted == 1, *self._by_itself(kind)]
        if group == FIT:
            return table, literal(FIT), [table.c.misfit.isnot(None)]
        if group == UNENTITLED:
            return table, literal(UNENTITLED), [table.c.unentitled == 1]
        if group == UNVERIFIED:
            return table, literal(UNVERIFIED), [table.c.unverified == 1]
        if group == PROPOSAL:
            open_ = or_(table.c.status.is_(None), table.c.status.notin_(("verified", "draft", PROPOSED)))
            standing = func.coalesce(table.c.withdrawn, null()).is_(None)  # by the index of proposals, not by this one
            return table, literal(PROPOSAL), [table.c.proposed_by.isnot(None), open_, standing]
        each = self._each_reason(table)
        return table.join(each, literal(1) == 1), literal(f"{RULE}:") + each.c.key, [table.c.doubted.isnot(None)]

    def _by_itself(self, kind: str) -> list[ColumnElement[bool]]:
        """People of an incident that is a draft itself are finished with it."""
        if kind != "victim":
            return []
        victim, incident = tables["victim"].c, tables["incident"].c
        drafts = select(self._hex(incident.id)).where(incident.drafted == 1)
        return [or_(victim.incident.is_(None), victim.incident.notin_(drafts))]

    def _each_reason(self, table: Any) -> Any:
        text = table.c.overrides
        if self.database.dialect == "sqlite":
            whole = case((and_(func.json_valid(text) == 1, func.json_type(text) == "object"), text), else_="{}")
            return func.json_each(whole).table_valued("key", "value", name="each_reason")
        whole = case((text.startswith("{"), cast(text, JSON)), else_=cast(literal("{}", Text()), JSON))
        return func.json_each_text(whole).table_valued("key", "value", name="each_reason").lateral()

    # ---- counting

    def _count(self, connection: Connection, group: str, wish: Wish) -> int:
        total = 0
        for kind in KINDS[group]:
            query = self._built(wish, ("count", group, kind), partial(self._counting, group, kind, wish))
            total += connection.execute(query).scalar() or 0
        return total

    def _counting(self, group: str, kind: str, wish: Wish) -> Select[Any]:
        if group == UNVERIFIED and wish.place and not wish.team:  # all of it stands in the index of sums
            return select(func.count()).where(*self._waiting(), *self._wished(kind, wish))
        if group == RULE:  # each of several reasons is a question of its own
            many = func.sum(tables[kind].c.doubted)
            return select(many).where(tables[kind].c.doubted.isnot(None), *self._wished(kind, wish))
        return self._page(group, kind, wish, "").with_only_columns(func.count())

    def _built(self, wish: Wish, key: tuple[Any, ...], build: Callable[[], Select[Any]]) -> Select[Any]:
        """A statement; one that asks for everything holds nothing but names of columns, and is put together once."""
        if wish.team or wish.place:
            return build()
        whole = (self.database.dialect, *key)
        if whole not in _built:
            if len(_built) >= MOST_BUILT:  # how much of a group was scrolled to is a part of its key
                _built.clear()
            _built[whole] = build()
        return _built[whole]

    def _judged(self, connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
        """Questions put off, and questions judged at all, by group; several judgements of one count once."""
        each = (
            select(_REVIEW.about, func.min(_REVIEW.verdict).label("verdict"))
            .where(_REVIEW.holds == STANDS)
            .group_by(_REVIEW.about, _REVIEW.record_id)
            .subquery()
        )
        rows = connection.execute(select(each, func.count().label("many")).group_by(each.c.about, each.c.verdict))
        later: dict[str, int] = dict.fromkeys(GROUPS, 0)
        judged: dict[str, int] = dict.fromkeys(GROUPS, 0)
        for row in rows:
            group = group_of(row.about)
            judged[group] = judged.get(group, 0) + row.many
            later[group] = later.get(group, 0) + (row.many if row.verdict == LATER else 0)
        return later, judged

    def _waiting(self) -> list[ColumnElement[bool]]:
        """What ``incident.unverified`` says, in columns of the index that figures are summed by."""
        incident = tables["incident"].c
        open_ = or_(incident.verification.is_(None), incident.verification.notin_(JUDGED))
        return [incident.withdrawn.is_(None), incident.status.in_(TO_VERIFY), open_]

    def _judged_within(self, connection: Connection, wish: Wish) -> tuple[dict[str, int], dict[str, int]]:
        """The same for a team or a place: judgements are few, so they are looked through one by one."""
        columns = (_REVIEW.about, _REVIEW.record_id, func.min(_REVIEW.verdict).label("verdict"))
        query = select(*columns).where(_REVIEW.holds == STANDS).group_by(_REVIEW.about, _REVIEW.record_id)
        rows = connection.execute(query).all()
        later: dict[str, int] = dict.fromkeys(GROUPS, 0)
        judged: dict[str, int] = dict.fromkeys(GROUPS, 0)
        for group, kinds in KINDS.items():
            mine = [row for row in rows if group_of(row.about) == group]
            within = {one for kind in kinds for one in self._within(connection, kind, wish, mine)} if mine else set()
            judged[group] = sum(row.record_id in within for row in mine)
            later[group] = sum(row.record_id in within and row.verdict == LATER for row in mine)
        return later, judged

    def _within(self, connection: Connection, kind: str, wish: Wish, rows: Sequence[Any]) -> set[str]:
        table, found = tables[kind], set[str]()
        for part in chunks(record for row in rows if (record := id_bytes(row.record_id))):
            query = select(table.c.id).where(table.c.id.in_(part), *self._wished(kind, wish))
            found |= {bytes(one.id).hex() for one in connection.execute(query)}
        return found

    def _pages(self, group: str, wish: Wish, segment: str, most: int) -> Select[Any]:
        key = ("page", group, segment, most, wish.newest)
        return self._built(wish, key, partial(self._ordered, group, wish, segment, most))

    def _ordered(self, group: str, wish: Wish, segment: str, most: int) -> Select[Any]:
        """The questions of a group in order. Where an index has that order already, no more than ``most`` are read."""
        parts = []
        for kind in KINDS[group]:
            page = self._page(group, kind, wish, segment)
            number = tables[kind].c.n
            entered = number.desc() if wish.newest else number
            for some in self._in_order(group, kind):
                parts.append(page.where(some).order_by(entered).limit(most))
            if group == RULE:  # the few with several reasons: put in order they would be looked for in the whole table
                parts.append(page.where(tables[kind].c.doubted > 1))
        whole = union_all(*(select(one.subquery()) for one in parts)).subquery()
        order = whole.c.born.desc() if wish.newest else whole.c.born
        return select(whole).order_by(order, whole.c.about)

    def _in_order(self, group: str, kind: str) -> list[ColumnElement[bool]]:
        """Conditions that part a group so that in each part its index has the order of entry."""
        columns = tables[kind].c
        if group == FIT:
            return [columns.misfit == one for one in ("fewer", "more")]
        return [columns.doubted == 1] if group == RULE else [true()]

    def _page(self, group: str, kind: str, wish: Wish, segment: str) -> Select[Any]:
        whole, about, conditions = self._raised(group, kind)
        table = tables[kind]
        query = select(literal(kind).label("kind"), table.c.id, table.c.born, about.label("about"))
        key = self._hex(table.c.id) + about
        if segment:
            same = and_(_REVIEW.holds == STANDS, _of_group(group))
            judged = select(_REVIEW.record_id + _REVIEW.about).where(same)
            if segment == PUT_OFF:
                key_of = (_REVIEW.record_id, _REVIEW.about)
                judged = judged.group_by(*key_of).having(func.min(_REVIEW.verdict) == LATER)
                conditions = [*conditions, key.in_(judged)]
            else:
                conditions = [*conditions, key.notin_(judged)]
        return query.select_from(whole).where(*conditions, *self._wished(kind, wish))

    def _settled(self, wish: Wish) -> Select[Any]:
        query = select(tables["review"]).where(_REVIEW.holds.in_((STANDS, DONE)), _REVIEW.verdict == ACCEPTED)
        if wish.team:
            query = query.where(_REVIEW.team == wish.team)
        if wish.place:
            inside = [self._inside(kind, wish) for kind in (*DRAFTED, "claim", "place")]
            query = query.where(or_(*inside))
        return query

    def _typed(self, connection: Connection, wish: Wish) -> list[Item]:
        if wish.place or wish.team not in ("", self.me.team):
            return []  # what is typed has no place yet, and is ours
        rows = connection.execute(select(draft).order_by(draft.c.touched.desc())).mappings().all()
        whose = {row["id"]: row["record"] or row["id"] for row in rows}
        known: set[str] = set()
        for kind in DRAFTED if rows else ():
            table = tables[kind].c
            ids = [record for one in whose.values() if (record := id_bytes(one))]
            some = connection.execute(select(table.id).where(table.drafted == 1, table.id.in_(ids)))
            known |= {bytes(one.id).hex() for one in some}
        return [_typed_item(draft_of(row)) for row in rows if whose[row["id"]] not in known]

    def _inside(self, kind: str, wish: Wish) -> ColumnElement[bool]:
        table, place = tables[kind].c, Wish(place=wish.place)
        return _REVIEW.record_id.in_(select(self._hex(table.id)).where(*self._wished(kind, place)))

    # ---- reading

    def _rows(self, connection: Connection, wanted: Sequence[tuple[str, bytes]]) -> dict[tuple[str, str], Row]:
        found: dict[tuple[str, str], Row] = {}
        for kind in {kind for kind, _ in wanted}:
            table, ids = tables[kind], [record for one, record in wanted if one == kind]
            for row in connection.execute(select(table).where(table.c.id.in_(ids))).mappings():
                found[kind, bytes(row["id"]).hex()] = Row(kind, row, "", {})
        return found

    def _put_off(self, connection: Connection, items: Sequence[Item]) -> list[Item]:
        reviews = self._reviews(connection, [item.record for item in items])
        return [_with_review(item, reviews.get((item.record, item.question.about))) for item in items]

    def _reviews(self, connection: Connection, records: list[str]) -> dict[tuple[str, str], Any]:
        same = and_(_REVIEW.holds == STANDS, _REVIEW.verdict == LATER, _REVIEW.record_id.in_(records))
        rows = connection.execute(select(tables["review"]).where(same).order_by(_REVIEW.n)).mappings()
        return {(row["record_id"], row["about"]): row for row in rows}


KINDS: dict[str, tuple[str, ...]] = {
    CONFLICT: (),  # any kind: they stand in a table of their own
    CONFIRM: WAITING,
    DRAFT: DRAFTED,
    RULE: DOUBTED,
    FIT: ("incident",),
    PROPOSAL: ("place",),
    UNENTITLED: VERIFIABLE,
    UNVERIFIED: ("incident",),
}
"""The kinds of record that ask a group of questions."""


def _file_item(one: WaitingFile) -> Item:
    when = one.taken or datetime.now(UTC)
    return Item("file", one.sha256, Question(WHOLE_FILE, ""), None, when, who=one.author, file=one)


def _typed_item(kept: Draft) -> Item:
    when = kept.touched or datetime.now(UTC)
    return Item(kept.kind, kept.record or kept.id, Question(TYPED, ""), None, when, draft=kept)


def _of_group(group: str) -> ColumnElement[bool]:
    if group == RULE:
        return and_(_REVIEW.about >= f"{RULE}:", _REVIEW.about < f"{RULE};")
    return _REVIEW.about == group


def _item(one: Any, rows: Mapping[tuple[str, str], Row], reviews: Mapping[tuple[str, str], Any]) -> Item:
    record = bytes(one.id).hex()
    row = rows.get((one.kind, record))
    asked = question(one.kind, row.columns if row is not None else None, one.about) or Question(one.about, "")
    review = reviews.get((record, one.about))
    item = Item(one.kind, record, asked, row, stamp_time(bytes(one.born)))
    return _with_review(item, review)


def _with_review(item: Item, review: Any) -> Item:
    if review is None:
        return item
    return replace(
        item, review=bytes(review["id"]).hex(), verdict=LATER, reason=review["reason"] or "",
        who=review["author"] or "",
    )  # fmt: skip


def _judged_item(one: Any, rows: Mapping[tuple[str, str], Row]) -> Item:
    kind, record = one["record_kind"] or "", one["record_id"] or ""
    return Item(
        kind, record, Question(one["about"] or "", one["what"] or ""), rows.get((kind, record)),
        stamp_time(bytes(one["born"])), bytes(one["id"]).hex(), ACCEPTED, one["reason"] or "", one["author"] or "",
    )  # fmt: skip
