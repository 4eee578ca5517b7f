"""What the sign-in library tells us; each hook calls one action."""
