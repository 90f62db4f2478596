"""Gestures: what a tool does from press to release, each one a generator that reads top to bottom."""
