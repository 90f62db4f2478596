"""Predicting whole images, and how right that is."""
