"""Regions of images as other programs store them, turned into pixels: polygons, run lengths, small pictures."""
