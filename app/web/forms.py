"""Small forms as browsers post them, read within a limit."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request


async def fields_of(request: Request, *, largest: int, most: int) -> dict[str, str] | None:
    """The form's fields, the first of each name; None when it has more than ``largest`` bytes or ``most`` fields, or is
    no text."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}
