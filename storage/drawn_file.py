"""What the draws on record have named, as a file that an import is set beside."""

from __future__ import annotations

from pathlib import Path

from scoring import sampling
from storage import quoting
from storage.draws import listing
from storage.duck import duck
from storage.home import Store
from storage.scope import Scope


def write_drawn(store: Store, scope: Scope, file: Path, *purposes: str) -> bool:
    """Write which calls the draws of ``purposes`` have named to a Parquet ``file`` inside the home: ``vendor, draw_id,
    call_id, drawn_at`` (naive UTC), the ``selection`` of what comes back of it, and ``handed_id``, the id under which a
    caller to survey is handed out. False, and no file, where none has named any."""
    from sqlmodel import select

    from storage.tables import DrawnCalls

    with store.reading() as session:
        calls = {f"d{row.draw}": row.calls for row in session.exec(select(DrawnCalls))}
    drawn = [(view.vendor, view.id, calls[view.id], view.drawn_at.replace(tzinfo=None),
              "double" if view.purpose == sampling.RELISTEN else "random")
             for view in listing(store, scope) if view.purpose in purposes and view.id in calls]
    if not drawn:
        return False
    with duck(store) as connection:
        connection.execute("CREATE TEMP TABLE drawn (vendor VARCHAR, draw_id VARCHAR, calls VARCHAR[], "
                           "drawn_at TIMESTAMP, selection VARCHAR)")
        connection.executemany("INSERT INTO drawn VALUES (?, ?, ?, ?, ?)", drawn)
        connection.execute("COPY (SELECT vendor, draw_id, unnest(calls) AS call_id, drawn_at, selection, draw_id || "
                           "'-' || lpad(generate_subscripts(calls, 1)::VARCHAR, 4, '0') AS handed_id FROM drawn) "
                           f"TO {quoting.text(file)} (FORMAT parquet)")
    return True
