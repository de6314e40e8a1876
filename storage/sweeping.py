"""Work on many objects without looking through all of them again and again for what nobody needs any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """The collector of circular garbage rests meanwhile.

    Fifty thousand rows are a million objects that all stay alive: each look through them finds nothing and takes a
    fifth of the time. Call ``gc.collect(1)`` inside where much is thrown away.
    """
    sweeping = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeping:
            gc.enable()
