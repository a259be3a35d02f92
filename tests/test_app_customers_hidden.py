"""Nothing a page is handed of good rows shows a customer: not the ids, not the texts, not the name of the file."""

from __future__ import annotations

from app.access import Role, Viewer
from app.services import importing, uploads
from app.services.calls_behind import calls_behind
from app.services.import_order import ImportOrder
from app.services.rows_behind_records import records_behind
from app.services.uploads import Upload
from storage.home import Store
from storage.scope import EVERYTHING, Scope

MANAGER = Viewer(2, "mia", "Mia", Role.MANAGER, None, "en")
CUSTOMERS = ("447700900123", "ann@example.org", "7700 900123")
CALLS = ("call_id,started_at,queue,reason,agent,outcome,wait_s\n"
         "+447700900123,2026-03-03 10:00,+44 7700 900123,ask ann@example.org,ann@example.org,answered,90\n"
         "ann@example.org,2026-03-03 10:05,billing,refund,Bo,answered,80\n"
         "2026-000123,2026-03-03 10:10,billing,refund,Bo,answered,70\n")
PROMISES = ("promise_id,made_at,due_at,promise_kind,status\n"
            "+447700900123,2026-03-03 10:00,2026-03-05,call ann@example.org,broken\n")


def test_the_rows_behind_a_figure_show_no_customer(store: Store) -> None:
    for kind, text in (("calls", CALLS), ("promises", PROMISES)):
        report = uploads.bring_in(store, Upload("of 7700 900123-20260301.csv", text.encode()),
                                  ImportOrder(kind, vendor="acme"), viewer=MANAGER)
        assert report.status == "stored" and report.rows_held_back == 0
    calls = calls_behind(store, EVERYTHING, "acme", "2026-03", "service_level", missed_only=False)
    own = calls_behind(store, Scope(frozenset({"acme"})), "acme", "2026-03", "service_level", missed_only=False)
    promises = records_behind(store, EVERYTHING, "acme", "2026-03", "promise_kept", missed_only=False)
    assert [row.call_id for row in calls.rows] == ["•••", "•••", "2026-000123"] and len(own.rows) == 3
    assert [row["promise"] for row in promises.rows] == ["•••"]
    history = importing.history(store, EVERYTHING)
    assert {batch["file"] for batch in history} == {"of •••-20260301.csv"}
    shown = f"{calls} {own} {promises} {history}"
    assert not [customer for customer in CUSTOMERS if customer in shown]
