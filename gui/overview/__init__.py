"""The Overview room: a period and areas in figures and charts, with what is uncertain shown as uncertain."""
