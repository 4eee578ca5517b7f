"""People: who may sign in, how they prove it, and which person they are in each hall, known to nobody but themselves."""
