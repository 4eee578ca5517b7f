"""What a crash may take and what it may not: real servers and databases, killed while members vote."""
