"""The formats that are written, one file each."""
