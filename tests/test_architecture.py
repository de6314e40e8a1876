"""The laws of the tree, read from the source: arrows, homes, doors, names, sizes. Each says why it exists."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("storage", "exports", "gui", "main")  # lowest first; a floor imports only from those before it
HOMES = {  # numpy adds up figures below and draws them above: rows of numbers are the same thing on both floors
    "gui": {"PySide6", "shiboken6", "pyqtgraph", "segno", "numpy", "av", "miniaudio", "pypdfium2"},
    "storage": {
        "numpy",
        "sqlalchemy",
        "sqlcipher3",
        "sqlite3",
        "alembic",
        "psycopg",
        "pyrage",
        "exifread",
        "pypdf",
        "shamir_mnemonic",
        "shapely",
        "pmtiles",
        "geographiclib",
    },
    "exports": {"shapefile", "pyproj", "openpyxl", "python_calamine", "lxml", "isal", "charset_normalizer", "docx"},
}
STARTS = {"exports.cli", "gui.app"}  # the two modules main.py hands over to
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "controller", "controllers", "base"}
TOP = {"main.py", "gui", "storage", "exports", "resources", "tests", "README.md", "CHANGELOG", "pyproject.toml"}
TOP |= {"requirements.lock", "requirements-dev.lock"}
LONGEST_FUNCTION, LONGEST_MODULE, MOST_METHODS = 40, 400, 12


@dataclass(frozen=True)
class Import:
    """One import statement, wherever in the module it stands."""

    where: str
    floor: str
    module: str
    names: tuple[str, ...]

    @property
    def top(self) -> str:
        """The package imported from."""
        return self.module.partition(".")[0]


def modules() -> list[Path]:
    """Every Python file of the program itself."""
    floors = [path for floor in FLOORS[:3] for path in sorted((ROOT / floor).rglob("*.py"))]
    return [ROOT / "main.py", *floors]


def sized() -> list[Path]:
    """The files the laws of size hold for; a migration is a record of the past and is never rewritten."""
    files = [*modules(), ROOT / "tests" / "run.py", *sorted((ROOT / ".setup").glob("*.py"))]
    return [path for path in files if "versions" not in path.relative_to(ROOT).parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


@cache
def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def name_of(path: Path, node: ast.AST | None = None) -> str:
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{node.lineno}" if node is not None and hasattr(node, "lineno") else place


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def imports() -> list[Import]:
    """All imports of the program, those inside functions and ``import_module("…")`` included."""
    return [
        Import(name_of(path, node), floor_of(path), module, names)
        for path in modules()
        for node in nodes(path)
        for module, names in imported(path, node)
    ]


def imported(path: Path, node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, ()
    elif isinstance(node, ast.ImportFrom):
        package = path.relative_to(ROOT).parent.parts
        above = package[: len(package) - node.level + 1] if node.level else ()
        yield ".".join([*above, *([node.module] if node.module else [])]), tuple(a.name for a in node.names)
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
            yield node.args[0].value, ()


def test_arrows_point_down() -> None:
    up = [
        f"{one.where} ({one.floor} → {one.top})"
        for one in imports()
        if one.top in FLOORS and FLOORS.index(one.top) > FLOORS.index(one.floor)
    ]
    assert not up, f"A lower floor must work, and be tested, without the floors above it: {up}"


def test_each_outside_library_has_one_home() -> None:
    astray = [
        f"{one.where} imports {one.top}, which lives in {' and '.join(homes)}/"
        for one in imports()
        if (homes := [home for home, libraries in HOMES.items() if one.top in libraries]) and one.floor not in homes
    ]
    assert not astray, f"A library known on one floor only can be replaced, or loaded late, in one place: {astray}"


@pytest.mark.parametrize("floor", FLOORS[:3])
def test_other_floors_enter_by_the_door(floor: str) -> None:
    door = getattr(import_module(floor), "__all__", None)
    if door is None:
        pytest.skip(f"{floor}/__init__.py names nothing yet; the law begins with its __all__")
    outside = [one for one in imports() if one.top == floor and one.floor != floor]
    burglars = [
        one.where
        for one in outside
        if not (one.module == floor and set(one.names) <= set(door))
        and not (one.floor == "main" and one.module in STARTS)
    ]
    assert not burglars, f"What {floor}/__init__.py does not name may change without asking the others: {burglars}"


def test_what_a_door_names_exists() -> None:
    for floor in FLOORS[:3]:
        module = import_module(floor)
        absent = [name for name in getattr(module, "__all__", ()) if not hasattr(module, name)]
        assert not absent, f"{floor}/__init__.py promises names it does not have: {absent}"


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [name_of(p) for p in modules() if VAGUE & {p.stem, *p.relative_to(ROOT).parts[:-1]}]
    assert not vague, f"A module named after no thing of the domain becomes an attic: {vague}"


def test_the_window_never_pumps_its_own_events() -> None:
    pumped = [
        name_of(path, node)
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "processEvents"
    ]
    assert not pumped, f"processEvents lets a click arrive in the middle of another: use Job instead: {pumped}"


# --- sizes --------------------------------------------------------------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in nodes(path) if isinstance(node, Function))


def code_lines(path: Path, function: Function) -> int:
    """Lines of a function that hold code: no blank lines, no comments, no docstring."""
    lines = lines_of(path)
    first = function.body[0]
    spoken: set[int] = set()
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        spoken = set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    span = range(function.lineno, (function.end_lineno or function.lineno) + 1)
    return sum(
        1 for n in span if n not in spoken and lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")
    )


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{name_of(path, function)} {function.name}: {count}"
        for path in sized()
        for function in functions(path)
        if (count := code_lines(path, function)) > LONGEST_FUNCTION
    ]
    assert not long, f"More than {LONGEST_FUNCTION} lines cannot be checked at one look; give a part a name: {long}"


def test_a_module_can_be_read_in_one_sitting() -> None:
    long = [f"{name_of(path)}: {count}" for path in sized() if (count := len(lines_of(path))) > LONGEST_MODULE]
    assert not long, f"More than {LONGEST_MODULE} lines hold two subjects; part them: {long}"


def test_a_class_has_one_purpose() -> None:
    wide = [
        f"{name_of(path, node)} {node.name}: {len(methods)}"
        for path in sized()
        for node in nodes(path)
        if isinstance(node, ast.ClassDef) and len(methods := public_methods(path, node)) > MOST_METHODS
    ]
    assert not wide, f"More than {MOST_METHODS} public methods are more than one purpose: {wide}"


def public_methods(path: Path, node: ast.ClassDef) -> list[str]:
    """Its own verbs: no properties (they are attributes), no camelCase (Qt's verbs, only overridden)."""
    return [
        item.name
        for item in node.body
        if isinstance(item, Function)
        and not item.name.startswith("_")
        and not qt_override(item.name)
        and not (item.name in QT_WORDS and floor_of(path) == "gui")
        and not any("property" in ast.unparse(d) or "overload" in ast.unparse(d) for d in item.decorator_list)
        and not any(ast.unparse(d).endswith((".setter", ".deleter")) for d in item.decorator_list)
    ]


QT_WORDS = {"data", "flags", "index", "parent", "event", "paint", "sort"}  # Qt's virtual methods of one word


def qt_override(name: str) -> bool:
    """Whether the name is Qt's: ours are snake_case."""
    return re.search("[a-z][A-Z]", name) is not None


def test_no_yes_or_no_is_passed_by_position() -> None:
    blind = [
        f"{name_of(path, function)} {function.name}({argument})"
        for path in sized()
        for function in functions(path)
        if not called_by_machinery(path, function)
        for argument in booleans(function.args)
    ]
    assert not blind, f"save(edit, True) says nothing to its reader; put a * before the argument: {blind}"


def called_by_machinery(path: Path, function: Function) -> bool:
    """Python and Qt pass positions: special methods, Qt's virtual methods, and the window's private slots."""
    special = function.name.startswith("__") and function.name != "__init__"
    slot = floor_of(path) == "gui" and function.name.startswith("_") and function.name != "__init__"
    return special or qt_override(function.name) or slot


def booleans(arguments: ast.arguments) -> list[str]:
    by_position = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(by_position) - len(arguments.defaults)) + list(arguments.defaults)
    return [
        argument.arg
        for argument, default in zip(by_position, defaults, strict=True)
        if (argument.annotation is not None and ast.unparse(argument.annotation) in {"bool", "bool | None"})
        or (isinstance(default, ast.Constant) and isinstance(default.value, bool))
    ]


# --- the checkout -------------------------------------------------------------------------------------------------


@cache
def committed() -> tuple[str, ...]:
    """Paths under version control; in a copy without git, every file that is not made by running the program."""
    git = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if git.returncode == 0 and git.stdout:
        return tuple(path for path in git.stdout.decode().split("\0") if path and (ROOT / path).is_file())
    made = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".screens"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(path.as_posix() for path in files if not made & set(path.parts) and path.suffix != ".mo")


def test_the_top_of_the_tree_stays_small() -> None:
    strangers = {path.partition("/")[0] for path in committed()} - TOP
    strangers = {name for name in strangers if not name.startswith(".")}
    assert not strangers, f"Who opens the folder for the first time must see at once where to go: {strangers}"


def test_resources_are_data_only() -> None:
    code = [path for path in committed() if path.startswith("resources/") and path.endswith((".py", ".pyc"))]
    assert not code, f"Data that can run cannot be handed to a team to translate or to correct: {code}"


FOREIGN = re.compile(
    r"(?:pypi|pythonhosted|npmjs)\.(?:org|com)|(?:extra-)?index-url|(?<![\w.:/])/(?:work|root)/\w|/tmp/bash" + "_jobs",
)


def test_nothing_names_the_machine_it_was_written_on() -> None:
    named = []
    for path in committed():
        data = (ROOT / path).read_bytes()
        if b"\0" in data or path == "tests/test_architecture.py":
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if FOREIGN.search(line):
                named.append(f"{path}:{number}")
    assert not named, f"A path or a download host of one machine breaks, or tells on, every other: {named}"


def test_the_laws_see_what_they_forbid(tmp_path: Path) -> None:
    """The readers above find a hidden import, a blind yes-or-no and a long function in a text that has them."""
    source = "def f(a: bool, b=True, *, c: bool = False):\n    import gui.app\n    import_module('gui.table.table')\n"
    parsed = ast.parse(source + "    x = 1\n" * 50)
    function = parsed.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert booleans(function.args) == ["a", "b"]
    found = [module for node in ast.walk(parsed) for module, _ in imported(ROOT / "storage" / "x.py", node)]
    assert found == ["gui.app", "gui.table.table"]
    relative = ast.parse("from ..journal import clock").body[0]
    assert list(imported(ROOT / "storage" / "fields" / "x.py", relative)) == [("storage.journal", ("clock",))]
    path = tmp_path / "long.py"
    path.write_text(source + "    x = 1\n\n    # said\n" * 50, encoding="utf-8")
    assert code_lines(path, ast.parse(path.read_text(encoding="utf-8")).body[0]) == 53  # type: ignore[arg-type]


def needs(floor: str) -> dict[str, set[str]]:
    """What each file of a floor needs of that floor: for types, inside functions and by a name in a text included."""
    at = ROOT if floor != ".setup" else ROOT / floor
    files = {
        ".".join(path.relative_to(at).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / floor).rglob("*.py"))
    }
    files.pop(floor, None)  # the door names everything
    found = {}
    for own, path in files.items():
        wanted = {name for name in meant(path, files.keys()) if name != own}
        loaded = {above for name in wanted for above in above_of(name) if not own.startswith(above + ".")}
        found[own] = wanted | (loaded & files.keys()) - {own}
    return found


def above_of(name: str) -> list[str]:
    """The packages a file lies in: their own files are loaded before it."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def meant(path: Path, files: Collection[str]) -> Iterator[str]:
    """The files that imports and texts of a file mean; a part taken from a package is that part."""
    for node in nodes(path):
        for module, names in imported(path, node):
            parts = [f"{module}.{name}" for name in names]
            yield from (one for one in parts if one in files)
            if module in files and not (parts and all(one in files for one in parts)):
                yield module
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in files:
            yield node.value


@pytest.mark.parametrize("floor", [".setup", *FLOORS[:3], "tests"])
def test_no_file_needs_itself(floor: str) -> None:
    left = needs(floor)
    assert any(left.values())
    while free := {own for own, wanted in left.items() if not wanted & left.keys()}:
        left = {own: wanted for own, wanted in left.items() if own not in free}
    while free := left.keys() - set().union(*left.values()):  # these only need others that do
        left = {own: wanted for own, wanted in left.items() if own not in free}
    assert not left, f"A file that comes back to itself can neither be read nor tested alone: {sorted(left)}"


def test_what_is_imported_exists() -> None:
    """Benchmarks, pictures and imports inside functions are not run with the tests."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    files = {dotted(path): path for path in [*modules(), *tests]}
    doors = {floor: frozenset(import_module(floor).__all__) for floor in FLOORS[:2]}
    absent = []
    for path in [*modules(), *tests]:
        for node in nodes(path):
            for module, names in imported(path, node):
                if module in files and isinstance(node, ast.ImportFrom):
                    known = doors.get(module) or defined(files[module])
                    missing = [one for one in names if one not in known and f"{module}.{one}" not in files]
                    absent += [f"{name_of(path, node)}: {module}.{one}" for one in missing]
                elif module not in files and module.partition(".")[0] in {*FLOORS, "tests"}:
                    absent.append(f"{name_of(path, node)}: {module}")
    assert not absent, f"What is not there is found by whoever runs this next: {absent}"


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def defined(path: Path) -> frozenset[str]:
    """What a file gives a name to at its top, in either branch of an if."""
    found: set[str] = set()
    below = list(tree(path).body)
    while below:
        node = below.pop()
        below += [part for name in ("body", "orelse", "handlers") for part in getattr(node, name, ())
                  if not isinstance(node, Function | ast.ClassDef)]  # fmt: skip
        if isinstance(node, Function | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {one.asname or one.name.partition(".")[0] for one in node.names}
        else:
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return frozenset(found)
