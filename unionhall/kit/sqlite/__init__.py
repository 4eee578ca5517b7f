"""SQLite as a hall needs it: nothing acknowledged is lost, nothing deleted stays readable, writers queue."""
