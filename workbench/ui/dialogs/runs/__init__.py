"""The runs of a project, looked back on and compared."""
