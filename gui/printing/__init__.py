"""Printing: lists and single records on A4, black on white, with the head and foot every internal sheet carries."""
