"""The images of the project, in a strip or a grid."""
