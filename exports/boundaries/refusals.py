"""What is said of files that hold no borders that can be used."""

from __future__ import annotations

from storage import UserError, message

CHOOSE = message("Choose GeoJSON, TopoJSON or a shapefile of administrative boundaries, or the zip that it came in.")


def not_borders() -> UserError:
    """No file of a known kind."""
    return UserError("no-borders", message("There is no GeoJSON, TopoJSON or shapefile in this file."), CHOOSE)


def no_areas() -> UserError:
    """Files, but nothing with an area in them."""
    return UserError(
        "no-borders", message("There are no areas in this file, only points or lines, or nothing."), CHOOSE
    )


def too_large() -> UserError:
    """More than fits, or a lie about its size."""
    return UserError(
        "borders-too-large",
        message("These borders hold more than can be drawn here: too many bytes, areas or corners. Nothing was read."),
        message("Import one level at a time, or a simplified edition of the same borders."),
    )


def damaged() -> UserError:
    """Something of it is missing or was garbled."""
    return UserError(
        "damaged-borders",
        message("This file with borders is damaged, locked, or something of it is missing. Nothing was read."),
        message("Download or copy it again. A shapefile needs its .shp and .dbf beside each other."),
    )


SAVE_ANEW = message("Save them in a map program in WGS 84 (EPSG:4326) and import that file.")


def no_degrees() -> UserError:
    """Another coordinate system, and none is named."""
    return UserError(
        "borders-projected",
        message("The coordinates of these borders are not longitude and latitude in degrees, and no system is named."),
        SAVE_ANEW,
    )


def unknown_system() -> UserError:
    """A coordinate system is named, but not one that is known here."""
    return UserError(
        "borders-projected",
        message("In which coordinate system these borders are is told in a way that is not understood here."),
        SAVE_ANEW,
    )


def does_not_fit() -> UserError:
    """Coordinates that cannot be of the system that is named."""
    return UserError(
        "borders-projected",
        message("The coordinates of these borders do not fit the coordinate system that is named for them."),
        SAVE_ANEW,
    )
