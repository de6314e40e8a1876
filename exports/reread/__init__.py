"""A workbook that comes home: read, laid beside the register as it stood at the export and as it stands now.

:func:`exports.read_back` reads and compares, writing nothing; :func:`exports.accept` writes what is ticked, after a
backup, in one save. The rooms: ``parts`` and ``book`` (the file, never trusted), ``align`` (which column is which),
``cells``, ``values``, ``finding`` (what a cell means), ``written`` (what the export wrote), ``compare``,
``resolving``, ``fresh`` (changes and new rows), ``proposal``, ``accepting``.
"""
