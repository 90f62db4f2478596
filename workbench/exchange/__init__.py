"""Other programs' folders: what they hold, read and written, one file a format."""
