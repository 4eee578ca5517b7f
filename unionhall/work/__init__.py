"""Work: rotas, in which members share out what has to be done again and again."""
