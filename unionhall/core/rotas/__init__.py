"""
Rotas: turns at posts over periods, shared as fairly as the rules allow, with the bound that proves it.

Definitions: docs/decisions/0040-what-a-fair-rota-is.md.
"""
