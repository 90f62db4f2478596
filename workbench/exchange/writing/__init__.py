"""What all formats that are written share: the choice, the images, the frame round a writer, the manifest."""
