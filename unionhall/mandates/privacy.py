"""Who may know each field of a mandate, and how long it is kept: mandates are power, and power is in the open."""
