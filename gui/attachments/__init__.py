"""Photos, video, sound and documents of a record: the strip in forms and panes, the viewer, adding and custody."""
