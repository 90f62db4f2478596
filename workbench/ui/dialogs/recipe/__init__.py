"""Every knob of a recipe, in a form."""
