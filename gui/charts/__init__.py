"""Charts: bars by day with a brush, bars of parts, a table of heat. Each steps by keys, opens its records, copies."""
