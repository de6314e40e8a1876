"""Start-up only: make the machine ready, then open the window or hand the verb to the command line.

``main.py``, ``main.py demo`` and ``main.py --hub URL`` open the window; every other verb runs without Qt, but that
the pages of ``report`` and the picture of ``map`` are drawn by the window's floor, without a screen.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # without the cost of importing typing
if TYPE_CHECKING:
    from exports import Draw

VALUED = {"--data", "--lang", "--passphrase-file", "--hub"}
"""Options before the verb that are followed by a value."""
DRAWN = {"report", "map"}
"""Verbs that need somebody who draws."""


def opens_window(argv: list[str]) -> bool:
    """Whether these arguments ask for a window: no verb, or ``demo`` that is not only built."""
    if {"-h", "--help", "--version", "--build-only"} & set(argv):
        return False
    words = iter(argv)
    for word in words:
        if word in VALUED:
            next(words, None)
        elif not word.startswith("-"):
            return word == "demo"
    return True


def main() -> int:
    """Run the program; the exit code is 0 done, 1 could not be done (or ``check`` found damage), 2 not understood."""
    argv = sys.argv[1:]
    window = opens_window(argv)
    if draws := not window and bool(DRAWN & set(argv)):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_ready(window=window or draws)
    if window:
        return open_window(argv)
    import exports.cli

    return exports.cli.main(argv, draw=drawing() if draws else None)


def drawing() -> Draw:
    """What draws pages and maps. Only now is Qt loaded."""
    from gui import report_drawing

    return report_drawing


def open_window(argv: list[str]) -> int:
    """Read what was asked, by the short way when it will do, and open the window."""
    gc.disable()  # while Qt's classes are made there is nothing to collect; gui.frame.pauses collects from then on
    from exports import plain_options

    options = plain_options(argv)
    if options is None:
        import exports.cli

        options = exports.cli.parse(argv)
    import gui.app

    return gui.app.main(options)


def make_ready(*, window: bool) -> None:
    """Continue inside the project's environment; the first start makes it (``.setup/ready.py``)."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".setup")  # noqa: PTH118, PTH100, PTH120
    sys.path.insert(0, folder)
    ready = __import__("ready")
    sys.path.remove(folder)
    ready.ready(window=window)


if __name__ == "__main__":
    sys.exit(main())
