"""What docks around the canvas: each panel shows one thing of the session and asks the session to change it."""
