"""``python -m meydan`` is the ``meydan`` command."""

from meydan.config.cli import main

if __name__ == "__main__":
    main()
