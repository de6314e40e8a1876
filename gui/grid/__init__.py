"""The grid people type victims, claims and movements into."""
