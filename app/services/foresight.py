"""What can be begun before it is asked for."""

from __future__ import annotations

from imports.ready import prepare


def files_are_coming() -> None:
    """Have the process that will read the first file load its libraries while the portal is opened."""
    prepare()
