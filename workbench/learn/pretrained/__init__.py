"""Weights that others trained: fetched, checked, fitted to ours."""
