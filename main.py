"""Starts the program: the window with no verb, the command line with one."""

import sys

from workbench.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
