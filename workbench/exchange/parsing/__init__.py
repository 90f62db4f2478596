"""Documents of strangers, read safely: JSON, XML, YAML and CSV, each refusal naming the file and the place in it."""
