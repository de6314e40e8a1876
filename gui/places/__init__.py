"""Places of the gazetteer: their list, their form, adding a country, importing a table, joining what is one."""
