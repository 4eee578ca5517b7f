"""What the tests need of the machine: a PostgreSQL of their own and a real browser."""
