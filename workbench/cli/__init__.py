"""The command line: each verb runs a flow."""
