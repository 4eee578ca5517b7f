"""Small helpers every room stands on: the clock, registries, actors, forms, pictures, live pushes."""
