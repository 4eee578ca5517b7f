"""Bad input: whatever is typed, sent or asked for, nothing breaks, nothing is half written, nothing typed is lost."""
