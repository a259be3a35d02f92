"""``python -m benchmarks``: all of them, with their default sizes."""

from __future__ import annotations

import sys

from benchmarks.import_speed import main

if __name__ == "__main__":
    status = main([])
    print()
    sys.exit(main(["--history"]) or status)
