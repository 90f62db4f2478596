"""`python -m workbench` is `workbench`."""

import sys

from workbench.cli.app import main

sys.exit(main())
