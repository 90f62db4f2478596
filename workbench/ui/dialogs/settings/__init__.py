"""The settings of this machine: one page a matter, each applied at once. What belongs to a project is elsewhere."""
