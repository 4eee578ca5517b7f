"""The record held to verifiers nobody here wrote, and to faults that must be found."""
