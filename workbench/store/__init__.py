"""The project file: SQLAlchemy on SQLite. `project.Project` is the only door."""
