"""What opens on top of the window and asks a few questions."""
