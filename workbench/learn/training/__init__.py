"""A run: its loop, its steps, and what it leaves on the disk."""
