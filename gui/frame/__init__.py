"""The frame of the window: rail, bars, search, opening and locking."""
