"""Stories and checks that look across rooms."""
