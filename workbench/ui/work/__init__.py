"""What takes long: done off the window's thread, or kept there on purpose, and how the window hears of it."""
