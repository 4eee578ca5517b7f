"""What a power cut may take and what it may not: SQLite's writes recorded one by one, and the disk cut at any of them."""
