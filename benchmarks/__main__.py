"""``python -m benchmarks``: how fast it is, all of it, with the default sizes."""

from __future__ import annotations

import sys

from benchmarks import shapes
from benchmarks.import_speed import main

if __name__ == "__main__":
    status = main([])
    print()
    shapes.main([])
    print()
    sys.exit(main(["--history"]) or status)
