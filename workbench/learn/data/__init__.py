"""From decoded pictures to batches of crops."""
