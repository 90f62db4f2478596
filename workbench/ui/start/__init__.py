"""Before a project is open, and the first steps in one."""
