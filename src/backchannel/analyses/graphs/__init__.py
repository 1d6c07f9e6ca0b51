"""What is asked of a graph model read from a file: what lasts, how to get there, what would have to change."""
