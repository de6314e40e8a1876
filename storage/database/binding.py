"""The embedded driver, told that bytes and nothing go into statements as they are.

Without it the driver looks for a conversion of each such value, finds none, and makes and drops two exceptions over
it: ten times what writing the value takes. Half of a row is empty, and whatever identifies it is bytes.
"""

from __future__ import annotations

import sqlcipher3.dbapi2 as sqlcipher

__all__ = ["sqlcipher"]

nothing: dict[None, None] = {}
sqlcipher.register_adapter(bytes, bytes.__bytes__)  # both answer with what they are given, without a step of Python
sqlcipher.register_adapter(type(None), nothing.get)
