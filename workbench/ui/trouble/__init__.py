"""When something breaks: what was told, reports, what comes after a crash, projects that are damaged."""
