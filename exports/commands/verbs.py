"""What each verb of the command line does: through the same doors as the window, with one sentence as its answer."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from exports.commands.placing import place_of
from exports.commands.typed_secrets import passphrase_of, protection
from exports.options import COULD_NOT, DONE, STOPPED, Options
from storage import (
    PRACTICE_PASSPHRASE,
    OpenRegister,
    Register,
    Settings,
    Vault,
    Words,
    founding,
    open_register,
    register_at,
)

if TYPE_CHECKING:
    from exports.report.drawn import Draw

Progress = Callable[[int, int], None]


def run(options: Options, words: Words, draw: Draw | None = None) -> int:
    """Does the verb of ``options``; ``draw`` as for :func:`exports.cli.main`."""
    verbs: dict[str, Callable[[Options, Words], int]] = {
        "demo": demo,
        "new": new,
        "export": export,
        "template": write_template_example,
        "check": check,
        "backup": backup,
        "restore": restore_backup,
        "list": list_records,
        "places": add_places,
        "boundaries": keep_boundaries,
        "basemap": keep_basemap,
        "figures": print_figures,
        "report": lambda options, words: report(options, words, draw),
        "map": lambda options, words: map_picture(options, words, draw),
        "ledger": print_ledger,
        "flows": print_flows,
        "reread": read_back,
        "entry-workbook": write_entry,
        "import": take_in,
        "attach": attached_files,
        "attachments": attached_files,
        "attachment": attached_files,
    }
    return verbs.get(options.verb, several_laptops)(options, words)


def new(options: Options, words: Words) -> int:
    """Begins a register and prints its recovery key, the only time it is ever shown."""
    from storage import Store

    asked = options.arguments
    register = register_at(options.data)
    settings = Settings(language=options.language or "ar")
    _, recovery = Register.create(
        register.folder,
        passphrase_of(options, words, twice=True),
        settings=settings,
        fill=founding(
            lambda database: Store.found(
                database,
                register=asked["name"] or asked["team"],
                team=asked["team"],
                person=asked["person"],
                device=asked["device"],
                country=asked["country"].upper(),
            )
        ),
    )
    print(words.t("The register was made in {folder}", folder=str(register.folder)))
    print(words.t("Recovery key, on paper and away from this computer; it is kept nowhere else:"))
    print(recovery)
    return DONE


def demo(options: Options, words: Words) -> int:
    """Builds the practice register; the window is opened by ``gui.app``."""
    from storage import filled

    register = register_at(options.data, practice=True)
    if register.exists:
        print(words.t("The practice register is already in {folder}", folder=str(register.folder)))
        return DONE
    settings = Settings(language=options.language or "ar", practice=True)
    Register.create(register.folder, PRACTICE_PASSPHRASE, settings=settings, fill=founding(filled))
    print(words.t("The practice register was built in {folder}", folder=str(register.folder)))
    print(words.t("Its passphrase is “{passphrase}”; nothing in it is real.", passphrase=PRACTICE_PASSPHRASE))
    return DONE


def export(options: Options, words: Words) -> int:
    """Writes a file as the window does, and notes in the register what left it."""
    from exports.commands.export import export_lines, manner_of
    from storage import Period

    asked = options.arguments
    manner_of(asked, "")  # what is asked in vain is said before anybody types a passphrase
    with _opened(options, words) as opened:
        passphrase = protection(asked, words)
        place = place_of(opened.store, asked["place"], words.language) if asked["place"] else None
        period = Period(asked["first"], asked["last"], place)
        with _progress() as progress:
            lines = list(export_lines(opened, asked, words, period, passphrase, progress))
    print("\n".join(lines))
    return DONE


def report(options: Options, words: Words, draw: Draw | None) -> int:
    """Writes a situation report, and notes in the register what left it."""
    from exports.commands.report import report_lines

    return _told(options, words, lambda opened, _: report_lines(opened, options.arguments, words, draw))


def map_picture(options: Options, words: Words, draw: Draw | None) -> int:
    """Writes a picture of the map, and notes in the register what left it."""
    from exports.commands.map_picture import map_lines

    return _told(options, words, lambda opened, _: map_lines(opened.store, options.arguments, words, draw))


def write_template_example(options: Options, words: Words) -> int:
    """Writes an example of a template; no register is needed."""
    from exports.template.example import write_example

    write_example(options.arguments["file"], language=words.language)
    print(words.t("The example was written: {file}", file=str(options.arguments["file"])))
    return DONE


def check(options: Options, words: Words) -> int:
    """Checks every page, counts the records, and tells the hash that registers with the same changes share.

    What is computed is worked out anew and laid beside what stands; ``--mend`` puts it right. Not of a damaged file:
    nothing is written into one, and nothing that is read there is vouched for.
    """
    mend = options.arguments["mend"]
    with _opened(options, words) as opened, _progress() as progress:
        store = opened.store
        findings = store.database.integrity()
        strayed = dict(store.strayed(mend=mend, progress=progress).counts) if not findings else {}
        counts, state, position = store.counts(), store.state_hash(), store.position()
        disputes = len(store.conflicts())
        sound, unsound = store.check_attachments()
    if options.arguments["json"]:
        facts = {"counts": counts, "state": state, "conflicts": disputes, "position": position}
        facts["attachments"] = {"sound": sound, "gone_or_damaged": unsound}
        told = {f"{kind}: {name}": count for (kind, name), count in sorted(strayed.items())}
        facts["strayed"] = None if findings else told
        print(json.dumps({"integrity": findings or "ok", **facts}, ensure_ascii=False))
    else:
        print(words.t("The file is damaged.") if findings else words.t("The file is sound."))
        if not findings:
            _tell_strayed(words, strayed, mend=mend)
        for kind, count in counts.items():
            print(f"{words.kind(kind, several=True)}\t{count}")
        if sound or unsound:
            print(words.n("{count} attached file is sound.", "{count} attached files are sound.", sound))
        for one in unsound:
            print(words.t("Gone or damaged on this laptop, and asked for again: {id}", id=one))
        print(words.t("State: {hash}", hash=state))
        print(words.t("Not yet decided between teams: {count}", count=disputes))
    return COULD_NOT if findings or (strayed and not mend) else DONE


def _tell_strayed(words: Words, strayed: Mapping[tuple[str, str], int], *, mend: bool) -> None:
    """What was computed and does not fit the records, by kind; the records themselves are never touched by it."""
    many = sum(strayed.values())
    if not many:
        print(words.t("Lists, figures and search fit the records."))
        return
    if mend:
        print(words.n("{count} computed value was put right.", "{count} computed values were put right.", many))
    else:
        print(words.n("{count} computed value does not fit its record.",
                      "{count} computed values do not fit their records.", many))  # fmt: skip
        print(words.t("The records are sound. “check --mend” computes anew what lists, figures and search rest on."))
    for kind in sorted({kind for kind, _ in strayed}):
        print(f"{words.kind(kind, several=True)}\t{sum(n for (one, _), n in strayed.items() if one == kind)}")


def backup(options: Options, words: Words) -> int:
    """Writes a verified backup."""
    from storage import SUFFIX, write_backup

    target: Path = options.arguments["file"]
    if target.is_dir():
        target = target / (datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ") + SUFFIX)
    with _opened(options, words) as opened, _progress() as progress:
        carries = not options.arguments["without_attachments"]
        info = write_backup(
            opened.register, opened.store.database, target, attachments=carries, progress=progress
        )  # fmt: skip
    print(words.t("The backup was written and read back: {file}", file=str(info.path)))
    if info.attachments:
        told = {"carried": str(info.carried), "all": str(info.attachments)}
        print(words.t("It carries {carried} of {all} attached files.", **told))
    return DONE


def restore_backup(options: Options, words: Words) -> int:
    """Restores a backup with the passphrase of its day."""
    from storage import restore

    def unlock(vault: Vault) -> bytes:
        secret = passphrase_of(options, words)
        return vault.open_with_recovery(secret) if options.arguments["recovery"] else vault.open(secret)

    register = register_at(options.data)
    with _progress() as progress:
        done = restore(options.arguments["file"], register.folder, unlock, progress=progress)
    print(words.t("The backup was restored to {folder}", folder=str(register.folder)))
    if done.aside is not None:
        print(words.t("The register that was there is now in {folder}", folder=str(done.aside)))
    return DONE


def list_records(options: Options, words: Words) -> int:
    """Prints records, as JSON or as lines of text with tabs."""
    from exports.commands.listed import as_json, as_lines, query_of

    with _opened(options, words) as opened:
        query = query_of(opened.store, options.arguments, words)
        show = as_json if options.arguments["json"] else as_lines
        for line in show(opened.store, query, options.arguments["limit"], words):
            print(line)
    return DONE


def add_places(options: Options, words: Words) -> int:
    """Adds a country's places, or imports a table of places."""
    from exports.commands.places import places

    return _told(options, words, lambda opened, progress: places(opened.store, options.arguments, words, progress))


def keep_boundaries(options: Options, words: Words) -> int:
    """Takes in borders, lists or drops them."""
    from exports.commands.boundaries import boundaries

    return _told(options, words, lambda opened, progress: boundaries(opened.store, options.arguments, words, progress))


def keep_basemap(options: Options, words: Words) -> int:
    """Chooses the base map, tells or drops it."""
    from exports.commands.boundaries import basemap

    return _told(options, words, lambda opened, _: basemap(opened.store, options.arguments, words))


def print_figures(options: Options, words: Words) -> int:
    """Prints the figures of a period and an area."""
    from exports.commands.figures import figures

    return _told(options, words, lambda opened, _: figures(opened.store, options.arguments, words))


def print_ledger(options: Options, words: Words) -> int:
    """Prints the ledger of a village or area."""
    from exports.commands.villages import ledger

    return _told(options, words, lambda opened, _: ledger(opened.store, options.arguments, words))


def print_flows(options: Options, words: Words) -> int:
    """Prints who moved where."""
    from exports.commands.villages import flows

    return _told(options, words, lambda opened, _: flows(opened.store, options.arguments, words))


def read_back(options: Options, words: Words) -> int:
    """Reads an edited workbook back and tells what it proposes."""
    from exports.commands.reread import reread_lines

    return _told(options, words, lambda opened, progress: reread_lines(opened, options.arguments, words, progress))


def write_entry(options: Options, words: Words) -> int:
    """Writes an empty entry workbook."""
    from exports.commands.entry import entry_workbook

    asked = options.arguments
    with _opened(options, words) as opened:
        place = place_of(opened.store, asked["place"], words.language) if asked["place"] else None
        print(entry_workbook(opened, asked, place, words))
    return DONE


def take_in(options: Options, words: Words) -> int:
    """Tells what taking another people's table in would do, and takes it in."""
    from exports.commands.foreign import import_lines

    return _told(options, words, lambda opened, progress: import_lines(opened, options.arguments, words, progress))


def attached_files(options: Options, words: Words) -> int:
    """Adds, lists or copies attached files."""
    from exports.commands.attached import attached_lines

    verb, asked = options.verb, options.arguments
    return _told(options, words, lambda opened, progress: attached_lines(verb, opened, asked, words, progress))


def several_laptops(options: Options, words: Words) -> int:
    """What laptops do with each other: join, bundles, folders, conflicts."""
    from exports.commands.sync import sync_lines

    with _opened(options, words) as opened:
        try:
            with _progress() as progress:
                lines = list(sync_lines(options.verb, opened, options.arguments, words, progress))
        except KeyboardInterrupt:
            rest = words.t("What was finished until then is whole; the rest can be done any time.")
            print(words.t("Cancelled."), rest, file=sys.stderr)
            return STOPPED
    for line in lines:
        print(line)
    return DONE


def _told(options: Options, words: Words, ask: Callable[[OpenRegister, Progress | None], Iterable[str]]) -> int:
    """Asks the register, and prints the answer when all of it is there."""
    with _opened(options, words) as opened, _progress() as progress:
        lines = list(ask(opened, progress))
    if lines:
        print("\n".join(lines))
    return DONE


@contextmanager
def _opened(options: Options, words: Words) -> Iterator[OpenRegister]:
    """The register, unlocked and held for the length of the block."""
    register = register_at(options.data)
    settings = register.settings()
    if not register.exists:
        register.vault  # noqa: B018 - says in words that there is none, before anybody types a passphrase
    known = settings.practice and options.passphrase_file is None
    secret = PRACTICE_PASSPHRASE if known else passphrase_of(options, words)
    time.sleep(register.wait_before_next())
    recovery = options.arguments["recovery"] and not known
    key = register.unlock_with_recovery(secret) if recovery else register.unlock(secret)
    opened = open_register(register, key)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Per cent on the terminal, when there is one."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int) -> None:
        print(f"\r{100 * done // max(1, total):3d} %", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print("\r     \r", end="", file=sys.stderr, flush=True)
