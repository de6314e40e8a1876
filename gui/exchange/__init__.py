"""The Exchange room: what leaves by files and what comes in by them, each with its log."""
