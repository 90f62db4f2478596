"""TensorFlow's record files without TensorFlow: checksums, records, and the examples inside them."""
