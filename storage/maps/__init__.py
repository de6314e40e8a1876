"""The map's geography: the plane it is drawn in, shapes of areas, outlines of countries, base maps, distances."""
