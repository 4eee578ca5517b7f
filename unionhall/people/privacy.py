"""Who may know each field of the people room, and how long it is kept."""
