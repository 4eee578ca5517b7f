"""Files of ballots, read and written: BLT, PrefLib, tables and tally sheets. Nothing here opens a file."""
