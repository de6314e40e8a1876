"""Names and people: spellings of both scripts, likeness, the same person twice, the missing and the nameless dead."""
