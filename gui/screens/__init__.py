"""The rooms and pages of the window, one module each."""
