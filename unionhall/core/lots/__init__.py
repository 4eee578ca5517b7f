"""
Lots: people who came forward in, panels drawn fairly out.

`files` reads who came forward and the quotas, `types` puts people together who are alike, `leximin` finds the fairest lottery
over panels, `tickets` rounds it to a list of equal tickets, `draw.draw` does it all, `verify` checks a draw without a
solver, and `sheets` says it as a facilitator would. The same files always give the same tickets; the seed only picks one.
"""
