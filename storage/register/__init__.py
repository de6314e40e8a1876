"""A register on disk: its folder, keys, lock, backups; opening and restoring it."""
