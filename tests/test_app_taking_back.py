"""Who takes a file back: who imports everything, and who brought in an evaluation sheet of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.access import Role, Viewer
from app.errors import UserError
from app.services import importing, people, uploads
from app.services.import_order import ImportOrder
from app.services.taking_back import may_turn
from app.services.uploads import Upload
from storage.home import Store
from storage.scope import EVERYTHING

QA = Viewer(1, "zhao", "Zhao Min", Role.QA, None, "zh")
MANAGER = Viewer(2, "mia", "Mia", Role.MANAGER, None, "en")
SHEET = "质检编号,通话编号,供应商,质检员,质检日期,问候\nQ1,K1,acme,赵敏,2026-05-01 10:00:00,1\n"


@pytest.fixture
def batch(store: Store) -> str:
    for viewer in (QA, MANAGER):
        people.add_person(store, viewer.login, role=viewer.role, name=viewer.name, password="correct horse battery")
    report = uploads.bring_in(store, Upload("甲.csv", SHEET.encode()), ImportOrder("evaluations"), viewer=QA)
    assert report.status == "stored" and report.rows_stored == 1
    return report.batch


def test_an_evaluator_takes_back_and_brings_back_an_evaluation_sheet_of_their_own(store: Store, batch: str) -> None:
    uploads.withdraw(store, batch, viewer=QA)
    assert importing.history(store, EVERYTHING)[0]["state"] == "withdrawn"
    uploads.reinstate(store, batch, viewer=QA)
    assert importing.history(store, EVERYTHING)[0]["state"] == "stored"


def test_nobody_elses_sheet_and_no_batch_that_is_not_there(store: Store, batch: str) -> None:
    for viewer in (replace(QA, login="other"), replace(QA, role=Role.EXECUTIVE), replace(QA, role=Role.VENDOR)):
        with pytest.raises(UserError):
            uploads.withdraw(store, batch, viewer=viewer)
    with pytest.raises(UserError):
        uploads.withdraw(store, "b99", viewer=QA)
    uploads.withdraw(store, batch, viewer=MANAGER)


def test_who_may_is_told_by_kind_and_by_who_brought_it_in() -> None:
    assert may_turn(QA, "evaluations", "zhao") and not may_turn(QA, "evaluations", "mia")
    assert not may_turn(QA, "calls", "zhao") and may_turn(MANAGER, "calls", "zhao")


def test_what_changed_lists_no_month_whose_score_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    after = {("acme", "2026-05"): uploads.Scored(71.24, ("answer_speed",)),
             ("acme", "2026-06"): uploads.Scored(60.0, ("answer_speed",)),
             ("acme", "2026-07"): uploads.Scored(71.21, ("answer_speed", "promise_keeping"))}
    monkeypatch.setattr(uploads, "scores", lambda *_: after)
    monkeypatch.setattr(uploads, "vendor_names", lambda *_: {"acme": "Acme"})
    before = {key: uploads.Scored(71.21, ("answer_speed",)) for key in after}
    moved = uploads.moved_since(None, EVERYTHING, before)  # type: ignore[arg-type]
    assert [(each.month, each.before, each.after) for each in moved] == [
        ("2026-06", 71.21, 60.0), ("2026-07", 71.21, 71.21)]
