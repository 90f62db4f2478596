"""Archives as other programs hand datasets out: what is in them, what of it is refused, and how they are unpacked."""
