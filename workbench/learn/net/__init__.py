"""The network: built, counted, kept in files."""
