"""Sources: groups of one origin, and where each is used."""
