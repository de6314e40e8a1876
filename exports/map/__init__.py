"""The map as a picture for somebody: what stands on it at a level, drawn by whoever can draw."""
