"""
What puts the rooms under one roof: the settings, the server, the addresses and the command line.

Nothing is decided here and nobody has power here.
"""
