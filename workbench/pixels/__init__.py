"""Image and mask files: pixels from disk and to disk, the same for the window, the trainer and every format."""
