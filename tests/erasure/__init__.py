"""What is to be erased is looked for, byte by byte, in everything that a server keeps."""
