"""What recorded draws have named, as a file that an import is set beside."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from scoring import sampling
from scoring.records import VendorCode
from storage import quoting
from storage.draws import listing
from storage.duck import answered
from storage.home import Store
from storage.relations import visible
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def write_drawn(store: Store, scope: Scope, file: Path, purposes: Collection[str] = sampling.HEARD) -> bool:
    """Write which calls the draws of ``purposes`` have named to a Parquet ``file`` inside the home: ``vendor, draw_id,
    call_id, drawn_at`` (naive UTC), the ``selection`` of what comes back of it, ``handed_id``, the id under which a
    caller to survey is handed out, and ``heard_by``, who judged the call for the draw that this one was drawn of (a
    list, in small letters; NULL where nobody did). False, and no file, where none has named any."""
    from sqlmodel import select

    from storage.tables import DrawnCalls

    with store.reading() as session:
        calls = {f"d{row.draw}": row.calls for row in session.exec(select(DrawnCalls))}
    views = [view for view in listing(store, scope) if view.purpose in purposes and view.id in calls]
    if not views:
        return False
    twice = [view for view in views if view.drawn_of is not None]

    def ask(connection: DuckDBPyConnection) -> None:
        with store.reading() as session:
            seen = visible(session, store, Scope(frozenset(VendorCode(view.vendor) for view in twice)))
        connection.execute("CREATE OR REPLACE TEMP TABLE drawn (vendor VARCHAR, draw_id VARCHAR, calls VARCHAR[], "
                           "drawn_at TIMESTAMP, selection VARCHAR, drawn_of VARCHAR)")
        connection.executemany("INSERT INTO drawn VALUES (?, ?, ?, ?, ?, ?)", [
            (view.vendor, view.id, calls[view.id], view.drawn_at.replace(tzinfo=None),
             "random" if view.purpose in sampling.PURPOSES else "double", view.drawn_of)
            for view in views])
        judged = seen.relation("evaluations", {view.month for view in twice})
        connection.execute(
            "COPY (WITH judged AS (SELECT vendor, draw_id, call_id, list(DISTINCT lower(trim(evaluator))) AS heard_by "
            f"FROM ({judged}) WHERE draw_id IS NOT NULL AND {sampling.FIRST_JUDGEMENTS} GROUP BY ALL), "
            "named AS (SELECT vendor, draw_id, unnest(calls) AS call_id, drawn_at, selection, drawn_of, draw_id || '-' "
            "|| lpad(generate_subscripts(calls, 1)::VARCHAR, 4, '0') AS handed_id FROM drawn) "
            "SELECT n.* EXCLUDE (drawn_of), j.heard_by FROM named AS n LEFT JOIN judged AS j ON j.vendor = n.vendor "
            "AND j.draw_id = n.drawn_of AND j.call_id = n.call_id) "
            f"TO {quoting.text(file)} (FORMAT parquet)")

    answered(store, ask)
    return True
