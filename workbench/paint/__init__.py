"""Painting on arrays: pixels in, changed box out."""
