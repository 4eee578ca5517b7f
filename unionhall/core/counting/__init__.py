"""
Counting: ballots in, report out.

`ballots` holds what was handed in, `files` reads and writes it, `rules.count` counts it by any rule, `reports` holds what
came out and `sheets` says it as a returning officer would. The same ballots, rule and seed always give the same report.
"""
