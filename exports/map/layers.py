"""What a picture of the map can show; by itself, since the command line names it before anything heavy is loaded."""

from __future__ import annotations

LAYERS = ("incidents", "flows", "villages", "health", "others", "borders", "names")
"""What a picture can show."""
PLAIN = frozenset({"incidents", "health", "borders", "names"})
"""What it shows when nobody says."""
MOST_FLOWS = 24
"""Flows that are shown when nobody says from how many people on: the largest."""
