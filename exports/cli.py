"""The command line: what can be asked of a register without a window, in Arabic or English.

Exit codes: 0 done; 1 it could not be done (one sentence on stderr says why) or ``check`` found damage; 2 the command
was not understood. Nothing heavy is imported before a verb runs. The window reads the plainest commands by
``exports.options`` and everything else by :func:`parse`.
"""

from __future__ import annotations

import json
import locale
import os
import re
import sys
from argparse import SUPPRESS, ArgumentParser, RawTextHelpFormatter, _SubParsersAction
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from exports.commands.attached import add_attached_verbs
from exports.commands.boundaries import add_map_verbs
from exports.commands.entry import add_entry_options
from exports.commands.export import add_export_options
from exports.commands.figures import add_figures_options
from exports.commands.foreign import add_import_options
from exports.commands.map_picture import add_map_options
from exports.commands.places import add_place_options
from exports.commands.report import add_report_options
from exports.commands.reread import add_reread_options
from exports.commands.sync import add_sync_verbs
from exports.commands.villages import add_flows_options, add_ledger_options
from exports.options import COULD_NOT, DONE, NOT_UNDERSTOOD, PASSPHRASE_FILE, STOPPED, Options, data_folder
from storage import LANGUAGES, BadValue, SaveRefused, UserError, Words, data_home

if TYPE_CHECKING:
    from exports.report.drawn import Draw


def main(argv: Sequence[str], draw: Draw | None = None) -> int:
    """Does what ``argv`` asks and gives the exit code; ``draw`` draws pages and maps."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Arabic letters is no reason to stop
    try:
        options = parse(argv)
    except SystemExit as end:  # --help, or a command that was not understood
        return int(end.code or DONE)
    words = Words(options.language or language_at(options.data))
    if not options.verb:
        print(words.t("This asks for the window; start it without these options."), file=sys.stderr)
        return NOT_UNDERSTOOD
    from exports.commands.verbs import run

    return told(words, lambda: run(options, words, draw))


def told(words: Words, do: Callable[[], int]) -> int:
    """Runs a verb; whatever stops it becomes a sentence on stderr that holds no values."""
    try:
        return do()
    except UserError as trouble:
        print(f"{words.say(trouble.what)} {words.say(trouble.todo)}", file=sys.stderr)
    except BadValue as refused:
        print(words.say(refused.message), file=sys.stderr)
    except SaveRefused as refused:
        print("\n".join(words.say(one.message) for one in refused.problems), file=sys.stderr)
    except KeyboardInterrupt:
        print(words.t("Stopped. What was there before is as it was."), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as bug:  # noqa: BLE001 - a report carries the kind of fault and its place, never a value
        print(words.t("A fault of the program ({fault}). What was saved is safe.", fault=_fault(bug)), file=sys.stderr)
    return COULD_NOT


def parse(argv: Sequence[str]) -> Options:
    """Reads the arguments.

    Raises:
        SystemExit: 0 after ``--help``, 2 with a sentence when they are not understood.
    """
    words = Words(_early(argv, "--lang") or language_at(Path(_early(argv, "--data") or data_home())))
    parser = _parser(words)
    found = vars(parser.parse_args(list(argv)))
    if found.get("first") and found.get("last") and found["last"] < found["first"]:
        parser.refuse(words.t("The day of --to lies before that of --from."))
    if found.get("verb") in ("bundle", "sync") and "" in argv:  # an empty variable of a script is not “here”
        parser.refuse(words.t("The name of the file or folder is empty."))
    file = found.pop("passphrase_file")
    return Options(
        verb=found.pop("verb") or "",
        data=data_folder(found.pop("data") or ""),
        language=found.pop("lang") or "",
        passphrase_file=Path(file) if file else None,
        hub=found.pop("hub", None) or "",
        arguments=found,
    )


def language_at(data: Path) -> str:
    """The language of the register at ``data`` (or in it); where there is none, that of the system."""
    for file in (data / "settings.json", data / "register" / "settings.json", *sorted(data.glob("*/settings.json"))):
        try:
            found = json.loads(file.read_bytes())["language"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if found in LANGUAGES:
            return str(found)
    system = locale.getlocale()[0] or os.environ.get("LANG", "")
    return "ar" if system.lower().startswith("ar") else "en"


def _early(argv: Sequence[str], option: str) -> str:
    """An option's value before everything is read: also a refusal must be in the right language."""
    for place, word in enumerate(argv):
        if word == option and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return ""


class _Parser(ArgumentParser):
    """argparse in the person's language."""

    words = Words("en")

    def __init__(self, **more: Any) -> None:
        super().__init__(formatter_class=RawTextHelpFormatter, add_help=False, allow_abbrev=False, **more)
        self.register("action", "parsers", _Verbs)
        say = self.words.t
        self._positionals.title, self._optionals.title = say("What to give"), say("Options")
        self.add_argument("-h", "--help", action="help", help=say("show this text"))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", self.words.t("Usage:"), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", self.words.t("Usage:"), 1)

    def error(self, message: str) -> NoReturn:
        self.refuse(_refusal(self.words, message))

    def refuse(self, sentence: str) -> NoReturn:
        """End with a sentence of ours."""
        print(sentence, file=sys.stderr)
        raise SystemExit(NOT_UNDERSTOOD)


class _Verbs(_SubParsersAction):  # type: ignore[type-arg]
    """Verbs, and what is asked of one (``boundaries list``); what may stand before a verb may stand after it too."""

    def add_parser(self, name: str, **more: Any) -> Any:
        made = super().add_parser(name, **more)
        _everywhere(made, made.words, default=SUPPRESS)
        return made


def _refusal(words: Words, told: str) -> str:
    """argparse's English remark as a sentence of ours."""
    if match := re.search(r"required: (.*)", told):
        return words.t("Still missing: {what}. Add --help to see what can be asked.", what=match[1])
    if match := re.search(r"one of the arguments (.*) is required", told):
        return words.t("Still missing: {what}. Add --help to see what can be asked.", what=match[1].replace(" ", ", "))
    if match := re.search(r"argument ([^:]*): not allowed with argument (.*)", told):
        return words.t("{what} and {other} do not go together.", what=match[1], other=match[2])
    if match := re.search(r"unrecognized arguments: (.*)", told):
        return words.t("“{what}” is not understood here. Add --help to see what can be asked.", what=match[1])
    if match := re.search(r"invalid choice: '?(.*?)'? \(", told):
        return words.t("“{what}” is not understood here. Add --help to see what can be asked.", what=match[1])
    if match := re.search(r"argument ([^:]*): expected", told):
        return words.t("{what} needs a value after it.", what=match[1])
    if match := re.search(r"argument ([^:]*): (.*)", told):
        return f"{match[1]}: {match[2]}"
    return words.t("This is not understood. Add --help to see what can be asked.")


def _parser(words: Words) -> _Parser:
    say = words.t
    kind = type("_Spoken", (_Parser,), {"words": words})
    parser: _Parser = kind(prog="main.py", description=say("Sijill: the register of a civil-defence team."))
    _everywhere(parser, words, default=None)
    about = say("the window stays connected to this hub; a laptop that is not admitted yet says how it becomes so")
    parser.add_argument("--hub", metavar="URL", default=None, help=about)
    verbs: Any = parser.add_subparsers(dest="verb", title=say("What can be asked"), metavar="", parser_class=kind)

    def verb(name: str, about: str) -> _Parser:
        made: _Parser = verbs.add_parser(name, help=about, description=about)
        return made

    demo = verb("demo", say("open the practice register, with invented people"))
    demo.add_argument("--build-only", action="store_true", help=say("only build it, without the window"))
    _add_new(verb("new", say("begin a register; prints its recovery key once")), words)
    add_export_options(verb("export", say("write a file: an Excel workbook, CSV or GeoJSON")), words)
    example = verb("template", say("write an example of a template that “export” fills, with all names there are"))
    example.add_argument("file", metavar="FILE.xlsx", type=Path, help=say("the new workbook"))
    check = verb("check", say("check the file and count what is in it"))
    check.add_argument("--json", action="store_true", help=say("answer as JSON"))
    check.add_argument("--mend", action="store_true", help=say("compute anew what lists, figures and search rest on"))
    _add_backup(verb("backup", say("write a backup: one encrypted file")), words)
    restore = verb("restore", say("restore a backup; a register in its place is put aside, not deleted"))
    restore.add_argument("file", metavar="FILE", type=Path, help=say("the backup"))
    _add_list(verb("list", say("list records")), words)
    add_place_options(verb("places", say("add to the places: a country, or a table with official codes")), words)
    add_figures_options(verb("figures", say("tell the figures of a period and an area")), words)
    add_report_options(verb("report", say("write a situation report, as PDF or Word document")), words)
    add_map_options(verb("map", say("write a picture of the map, as PNG, SVG or PDF")), words)
    add_ledger_options(verb("ledger", say("tell who left, stayed and returned in a place")), words)
    add_flows_options(verb("flows", say("tell who moved where in a period")), words)
    add_entry_options(verb("entry-workbook", say("write an empty workbook to be filled in elsewhere")), words)
    add_reread_options(verb("reread", say("read an exported workbook back that was edited")), words)
    add_import_options(verb("import", say("bring in a table of other people, as proposals")), words)
    add_map_verbs(verb, words)
    add_attached_verbs(verb, words)
    add_sync_verbs(verb, words)
    return parser


def _everywhere(parser: _Parser, words: Words, *, default: str | None) -> None:
    """Options that may stand before and after a verb."""
    say = words.t
    parser.add_argument("--data", metavar="DIR", default=default, help=say("folder of the register"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=say("language of words"))
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default=default,
        help=say("file whose first line is the passphrase (or name it in {name})", name=PASSPHRASE_FILE),
    )  # fmt: skip
    recovery = default if default == SUPPRESS else False
    parser.add_argument(
        "--recovery",
        action="store_true",
        default=recovery,
        help=say("what is typed or in the file is the recovery key"),
    )


def _add_new(parser: _Parser, words: Words) -> None:
    say = words.t
    parser.add_argument("--team", metavar="NAME", required=True, help=say("name of the team"))
    parser.add_argument("--person", metavar="NAME", required=True, help=say("who works on this computer"))
    parser.add_argument("--name", metavar="NAME", default="", help=say("name of the register; by default the team's"))
    parser.add_argument("--device", metavar="NAME", default="", help=say("name of this computer"))
    parser.add_argument("--country", metavar="CODE", default="SY", help=say("country of its places, two letters"))


def _add_backup(parser: _Parser, words: Words) -> None:
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the new file, or a folder to put it in"))
    parser.add_argument(
        "--without-attachments", action="store_true", help=say("leave photos, films and documents out; it says so")
    )


def _add_list(parser: _Parser, words: Words) -> None:
    say = words.t
    parser.add_argument("kind", metavar="KIND", help=say("incidents, victims, facilities, places, movements …"))
    parser.add_argument(
        "--where", metavar="COLUMN=VALUE", action="append", default=[],
        help=say("only records that fit, as status=draft or place=Kafr Nabl; several narrow it down"),
    )  # fmt: skip
    parser.add_argument("--search", metavar="TEXT", default="", help=say("search as in the window"))
    parser.add_argument("--limit", metavar="COUNT", type=int, default=None, help=say("at most so many"))
    parser.add_argument("--withdrawn", action="store_true", help=say("withdrawn records as well"))
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def _fault(bug: BaseException) -> str:
    """Kind of fault and where, without a value."""
    place, trace = "", bug.__traceback__
    root = str(Path(__file__).resolve().parents[1])
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(root) and "site-packages" not in file:
            place = f"{Path(file).relative_to(root).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(bug).__name__}, {place}"
