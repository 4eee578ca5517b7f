"""Stories that need several rooms, among them one for each row of what the hall promises."""
