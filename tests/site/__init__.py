"""The server, the command line and the two commands, as whoever keeps a server meets them."""
