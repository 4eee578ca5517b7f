"""A made-up hall with a believable history, to look round in: told through the same actions that members use."""
