"""One field that finds everything: actions, classes, images, panels, projects."""
