"""Reading and cleaning what members type."""
