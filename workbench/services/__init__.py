"""Flows that join the floors below: import, paint, train, predict, export. No Qt, no torch, no SQL."""
