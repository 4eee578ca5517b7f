"""Secret ballots before other people's elections, an attacker, Debian's own verifier, and a second verifier of ours."""
