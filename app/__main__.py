"""``python -m app`` is ``openline``."""

from app.cli import main

main()
