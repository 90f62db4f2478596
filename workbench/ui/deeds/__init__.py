"""What a person can wish for: each module joins an action, a dialog or a menu to the session and the canvas."""
