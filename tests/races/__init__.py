"""What happens when two do it at the same moment: real threads, real connections, on both databases."""
