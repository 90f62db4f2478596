"""The words of the domain: frozen types and array rules, on numpy and the standard library alone."""
