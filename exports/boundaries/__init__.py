"""Borders of areas from files: GeoJSON and shapefiles, alone, in folders or zips; looked through, matched, kept."""
