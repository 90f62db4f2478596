"""One file a format that is read: what it is recognised by, its classes, and its images with their masks."""
