"""Who may do what: every address of the house, by every method, in every role."""
