"""``python -m workbench.learn``: the worker process."""

from workbench.learn.worker import main

if __name__ == "__main__":
    main()
