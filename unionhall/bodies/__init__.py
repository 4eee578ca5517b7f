"""Organisations and their bodies: founding, joining, leaving, the charter, the principles, offices and affiliation."""
