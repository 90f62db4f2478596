"""The canvas: shows a document and paints into it."""
