"""What a person touches, and whom it asks."""
