"""
What can be checked with a pencil: rules, thresholds, charters and the record's log, in plain Python.

No Django, no clock, no chance, no input or output. Time comes in as `at`, chance as `seed`, shares as
`Fraction`. The same input always gives the same output.
"""
