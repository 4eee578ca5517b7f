"""A big assembly: everybody's phone is connected, hands go up, a vote is taken; nobody misses a push, no ballot is lost."""
