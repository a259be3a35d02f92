"""What a vendor may bring back of its own held-back rows, and that nothing else gets in by that door."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access import Role, Viewer, scope_for
from app.errors import UserError
from app.services import corrections, importing, uploads
from app.services.import_order import ImportOrder
from app.services.opening import open_home
from app.services.uploads import Upload
from app.settings import Settings
from scoring.records import Month, VendorCode
from storage import answers, records, vendors
from storage.home import Store
from storage.scope import EVERYTHING

MANAGER = Viewer(0, "mia", "Mia", Role.MANAGER, None, "en")
VENDOR = Viewer(1, "vera", "Vera", Role.VENDOR, VendorCode("summit"), "en")
HEAD = "Call ID,vendor,started_at,customer,outcome,wait_s\n"
BAD = "not a time"


def rows(*ids: str, at: str = "2026-03-09 10:00:00", vendor: str = "summit") -> str:
    return "".join(f"{each},{vendor},{at},+8613900000001,answered,5\n" for each in ids)


def sent(store: Store, text: str, *, viewer: Viewer = MANAGER, name: str = "march.csv") -> str:
    report = uploads.bring_in(store, Upload(name, (HEAD + text).encode()), ImportOrder("calls"), viewer=viewer)
    assert report.status == "stored"
    return report.batch


def correction(text: str, head: str = HEAD) -> Upload:
    return Upload("corrected.csv", (head + text).encode())


def open_rows(store: Store, viewer: Viewer = VENDOR) -> dict[str, int]:
    """How many rows of each file are still open."""
    return {file.batch: file.rows for file in corrections.open_files(store, scope_for(viewer))}


def ids_stored(store: Store, vendor: str = "summit") -> set[str]:
    found = records.rows(store, EVERYTHING, "calls", vendor, Month.parse("2026-03"), "true", limit=1000)
    return set(found["call_id"].tolist()) if found else set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_home(Settings(home=tmp_path / "home"))
    for code in ("summit", "harbour"):
        vendors.add(opened, code, name=code.title(), actor="test")
    yield opened
    opened.close()


def test_a_correction_brings_the_rows_held_back_and_no_other(store: Store) -> None:
    batch = sent(store, rows("good") + rows("  held-1 ", "held-2", at=BAD))
    report = corrections.send_corrected(store, VENDOR, batch, correction(rows("held-1", "good", "invented")))
    assert (report.status, report.rows_read, report.rows_stored, report.rows_held_back) == ("stored", 3, 1, 2)
    assert report.issue_counts == {"not_held_back": 2}
    assert ids_stored(store) == {"good", "held-1"}
    again = corrections.send_corrected(store, VENDOR, batch, correction(rows("held-1", "held-2", "held-3")))
    assert (again.rows_stored, again.issue_counts) == (1, {"already_stored": 1, "not_held_back": 1})


def test_a_correction_that_brings_nothing_leaves_nothing(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    before = store.data_version()
    for text in (rows("invented", "good"), rows("held", at=BAD)):
        report = corrections.send_corrected(store, VENDOR, batch, correction(text))
        assert (report.status, report.batch, report.rows_stored) == ("refused", "", 0)
        assert report.rows_held_back == report.rows_read and report.issues
    assert store.data_version() == before


@pytest.mark.parametrize("id_", ["+49 171 2345678", "13800138000", "ann@example.org"])
def test_an_id_that_looks_like_a_customer_stands_whole_and_comes_back(store: Store, id_: str) -> None:
    batch = sent(store, rows("good") + rows(id_, at=BAD))
    held = corrections.held_back(store, scope_for(VENDOR), batch, "en")
    assert (held.rows[0][2], held.without_id) == (id_, 0)
    report = corrections.send_corrected(store, VENDOR, batch, correction(rows(id_)))
    assert (report.rows_stored, ids_stored(store)) == (1, {"good", id_})


def test_no_record_is_taken_under_a_masked_id(store: Store) -> None:
    batch = sent(store, rows("good", "held") + rows("held", "•••", "Line •••", at=BAD))
    assert corrections.held_back(store, scope_for(VENDOR), batch, "en").without_id == 2
    report = corrections.send_corrected(store, VENDOR, batch, correction(rows("•••", "Line •••")))
    assert (report.status, report.rows_held_back) == ("refused", 2)
    assert ids_stored(store) == {"good", "held"}


def test_rows_that_come_back_are_read_as_their_file_was(store: Store) -> None:
    """Read by itself, 04/03 would be asked about, and 14:30 be taken in another zone."""
    head = HEAD.replace("wait_s", "wait_time")
    text = "".join(f"{each},summit,{at},+861390000000{i},answered,{wait}\n" for i, (each, at, wait) in enumerate(
        (("good", "25/03/2026 10:00", "61000"), ("held", "01/03/2026 25:99", "143"))))
    order = ImportOrder("calls", timezone="Asia/Shanghai", answers={"duration_unit": "ms"})
    batch = uploads.bring_in(store, Upload("march.csv", (head + text).encode()), order, viewer=MANAGER).batch
    vendors.set_timezone(store, "summit", "America/New_York", actor="test")
    fixed = correction("held,summit,04/03/2026 14:30,+8613900000001,answered,143\n", head)
    report = corrections.send_corrected(store, VENDOR, batch, fixed)
    assert (report.status, report.timezone) == ("stored", "Asia/Shanghai")
    found = records.rows(store, EVERYTHING, "calls", "summit", Month.parse("2026-03"), "call_id = 'held'", limit=9)
    assert found is not None
    assert (str(found["started_at"][0])[:16], int(found["wait_ms"][0])) == ("2026-03-04T06:30", 143)


def test_what_the_file_left_open_is_asked_and_the_answer_is_nobodys_habit(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    upload, before = correction(rows("held", at="04/03/2026 10:00")), store.data_version()
    asked = corrections.send_corrected(store, VENDOR, batch, upload)
    assert ([question.code for question in asked.questions], store.data_version()) == (["date_order"], before)
    report = corrections.send_corrected(store, VENDOR, batch, upload, {"date_order": "dmy"})
    assert (report.status, report.rows_stored) == ("stored", 1)
    assert answers.kept(store, "summit") == {}


def test_a_file_disappears_when_all_its_rows_have_come_back_and_returns_with_them(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held-1", "held-2", at=BAD))
    assert open_rows(store) == {batch: 2}
    first = corrections.send_corrected(store, VENDOR, batch, correction(rows("held-1", "good", "invented")))
    assert open_rows(store) == {batch: 1}, "what a correction may not bring is no file to correct"
    assert [row[2] for row in corrections.held_back(store, scope_for(VENDOR), batch, "en").rows] == ["held-2"]
    corrections.send_corrected(store, VENDOR, batch, correction(rows("held-2")))
    assert open_rows(store) == {} and corrections.held_back(store, scope_for(VENDOR), batch, "en").rows == ()
    uploads.withdraw(store, first.batch, viewer=MANAGER)
    assert open_rows(store) == {batch: 1}


def test_rows_that_the_client_brings_again_are_open_no_more_and_those_stored_before_still_are(store: Store) -> None:
    sent(store, rows("held"), name="before.csv")
    batch = sent(store, rows("good") + rows("held", at=BAD))
    assert open_rows(store) == {batch: 1}, "the later delivery of the record is still missing"
    sent(store, rows("held", at="2026-03-09 11:00:00"), name="after.csv")
    assert open_rows(store) == {}


def test_a_leg_has_come_back_with_its_contact(store: Store) -> None:
    head = HEAD.replace("\n", ",parent_id\n")

    def contact(at: str) -> str:
        return (rows("held", at=at) + rows("leg", at=at)).replace("5\n", "5,\n", 1).replace("5\n", "5,held\n", 1)

    file = Upload("legs.csv", (head + rows("good").replace("5\n", "5,\n") + contact(BAD)).encode())
    batch = uploads.bring_in(store, file, ImportOrder("calls"), viewer=MANAGER).batch
    assert open_rows(store) == {batch: 2}
    mended = correction(contact("2026-03-09 10:00:00"), head)
    assert corrections.send_corrected(store, VENDOR, batch, mended).records == 1
    assert open_rows(store) == {}


def test_a_correction_says_what_it_corrects_and_its_bytes_are_no_other_import(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    upload = correction(rows("held", "new"))
    corrected = corrections.send_corrected(store, VENDOR, batch, upload).batch
    listed = {one["batch"]: one["corrects"] for one in importing.history(store, EVERYTHING)}
    assert listed == {batch: None, corrected: batch}
    report = uploads.bring_in(store, upload, ImportOrder("calls", vendor="summit"), viewer=MANAGER)
    assert (report.status, report.rows_stored) == ("stored", 2), "the client brings the whole file"


def test_a_customer_left_masked_is_asked_for_and_never_makes_strangers_one(store: Store) -> None:
    """Stored, such a call would be left out of the repeats for good: a correction is taken only once."""
    batch = sent(store, rows("good") + rows("h1", "h2", "h3", at=BAD))
    masked = rows("h1", "h2").replace("+8613900000001", "•••")
    report = corrections.send_corrected(store, VENDOR, batch, correction(masked + rows("h3").replace("+86", "•••86")))
    assert (report.status, report.issue_counts) == ("refused", {"still_masked": 3})
    blank = rows("h1", "h2").replace("+8613900000001", "")
    assert corrections.send_corrected(store, VENDOR, batch, correction(blank + rows("h3"))).rows_stored == 3
    found = records.rows(store, EVERYTHING, "calls", "summit", Month.parse("2026-03"), "customer IS NULL", limit=9)
    assert found is not None and set(found["call_id"].tolist()) == {"h1", "h2"}, "unknown, not one customer"


def test_of_a_file_of_several_vendors_each_gets_its_own_rows_and_learns_nothing_of_the_others(store: Store) -> None:
    others = rows("x1", "x2", vendor="harbour", at=BAD) + rows("nobodys", vendor="", at=BAD)
    batch = sent(store, rows("good") + rows("fine", vendor="harbour") + rows("held", at=BAD) + others, name="all.csv")
    assert open_rows(store) == {batch: 1}
    held = corrections.held_back(store, scope_for(VENDOR), batch, "en")
    assert [row[2] for row in held.rows] == ["held"]
    told = str(held) + str(corrections.open_files(store, scope_for(VENDOR)))
    assert not any(word in told.casefold() for word in ("harbour", "x1", "x2", "nobodys"))
    _name, data = corrections.held_back_workbook(store, VENDOR, batch)
    sheet = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert [row[2] for row in sheet] == ["Call ID", "held"]
    report = corrections.send_corrected(store, VENDOR, batch, correction(rows("held", "x1", "nobodys")))
    assert (report.rows_stored, report.issue_counts) == (1, {"not_held_back": 2})
    assert open_rows(store) == {} and ids_stored(store, "harbour") == {"fine"}
    whole = Viewer(3, "h", "H", Role.VENDOR, VendorCode("harbour"), "en")
    assert open_rows(store, whole) == {batch: 2}


def test_a_correction_adds_nothing_to_months_that_its_file_did_not_bring(store: Store) -> None:
    text = rows("good") + rows("h1", "h2", at=BAD) + rows("h3", at="2026-04-30 10:00:00").replace(",5\n", ",soon\n")
    batch = sent(store, text + rows("o", vendor="harbour", at="2026-05-02 10:00:00"))
    other = rows("h1", at="2026-05-01 10:00:00") + rows("h2", at="2026-02-28 10:00:00")
    report = corrections.send_corrected(store, VENDOR, batch, correction(other))
    assert (report.status, report.issue_counts) == ("refused", {"other_month": 2})
    own = correction(rows("h1") + rows("h3", at="2026-04-30 10:00:00"))
    assert corrections.send_corrected(store, VENDOR, batch, own).rows_stored == 2


def test_a_leg_cannot_smuggle_a_contact_in(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    legs = HEAD.replace("\n", ",parent_id\n") + rows("held", "l1").replace("5\n", "5,invented\n")
    report = corrections.send_corrected(store, VENDOR, batch, Upload("legs.csv", legs.encode()))
    assert report.rows_stored == 0 and ids_stored(store) == {"good"}


def test_only_a_batch_of_ones_own_that_is_stored_and_held_rows_back_is_corrected(store: Store) -> None:
    other = sent(store, rows("h1", vendor="harbour") + rows("held", at=BAD, vendor="harbour"))
    whole = sent(store, rows("a"), name="whole.csv")
    gone = sent(store, rows("b") + rows("held", at=BAD), name="gone.csv")
    uploads.withdraw(store, gone, viewer=MANAGER)
    for batch in (other, whole, gone, "b99", "", "calls"):
        with pytest.raises(UserError, match="no file"):
            corrections.send_corrected(store, VENDOR, batch, correction(rows("held")))
    with pytest.raises(UserError):
        corrections.send_corrected(store, MANAGER, other, correction(rows("held", vendor="harbour")))


def test_rows_of_another_vendor_are_neither_shown_nor_corrected_though_nothing_of_its_was_stored(store: Store) -> None:
    batch = sent(store, rows("good") + rows("mine", at=BAD) + rows("theirs", at=BAD, vendor="harbour"))
    assert "theirs" not in str(corrections.held_back(store, scope_for(VENDOR), batch, "en").rows)
    with suppress(UserError):
        corrections.send_corrected(store, VENDOR, batch, correction(rows("theirs")))
    assert ids_stored(store) == {"good"}


def test_rows_without_an_id_cannot_be_corrected_here_and_are_counted(store: Store) -> None:
    some = sent(store, rows("good", "") + rows("held", at=BAD))
    assert corrections.held_back(store, scope_for(VENDOR), some, "en").without_id == 1
    none = sent(store, rows("better", ""), name="none.csv")
    with pytest.raises(UserError, match="has an id"):
        corrections.send_corrected(store, VENDOR, none, correction(rows("")))


def test_a_vendor_cannot_touch_what_is_the_clients(store: Store) -> None:
    text = ("evaluation_id,call_id,vendor,evaluator,evaluated_at,criterion,score,max_score\n"
            "e1,c1,summit,ann,2026-03-09 10:00:00,greeting,1,1\ne2,c2,summit,ann,not a time,greeting,0,1\n")
    report = uploads.bring_in(store, Upload("e.csv", text.encode()), ImportOrder("evaluations"), viewer=MANAGER)
    assert (report.rows_stored, report.rows_held_back) == (1, 1)
    assert corrections.held_back(store, scope_for(VENDOR), report.batch, "en").rows == ()
    with pytest.raises(UserError, match="no file"):
        corrections.send_corrected(store, VENDOR, report.batch, Upload("e.csv", text.encode()))


def test_a_large_correction_is_refused_before_it_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    monkeypatch.setattr(corrections, "LARGEST_BYTES", 1000)
    with pytest.raises(UserError, match="corrections may have"):
        corrections.send_corrected(store, VENDOR, batch, Upload("a.csv", b"x" * 1001))


def test_a_correction_gets_less_of_the_machine_than_an_export(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from imports import parent

    real, asked = parent.read_in_child, list[dict[str, Any]]()
    monkeypatch.setattr(parent, "read_in_child", lambda request, **more: asked.append(more) or real(request, **more))
    batch = sent(store, rows("good") + rows("held", at=BAD))
    corrections.send_corrected(store, VENDOR, batch, correction(rows("held")))
    assert "time_limit_s" not in asked[0]
    assert asked[1]["time_limit_s"] < parent.TIME_LIMIT_S
    assert asked[1]["memory_limit_bytes"] < parent.MEMORY_LIMIT_BYTES


def test_the_workbook_of_a_fat_file_stays_small_and_says_what_it_left_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = HEAD.replace("\n", ",reason\n")
    fat = "".join(row + f",{'n' * 20_000}\n" for row in rows(*(f"f{i}" for i in range(40)), at=BAD).splitlines())
    text = head + rows("good").replace("\n", ",\n") + fat
    report = uploads.bring_in(store, Upload("fat.csv", text.encode()), ImportOrder("calls"), viewer=MANAGER)
    monkeypatch.setattr(corrections, "MOST_ROWS", 30)
    monkeypatch.setattr(corrections, "CELL_CHARACTERS", 500)
    told = corrections.held_back(store, scope_for(VENDOR), report.batch, "en").rows[0][1]
    assert "no date or time" in told and "not_a_time" not in told
    _name, data = corrections.held_back_workbook(store, VENDOR, report.batch)
    sheet = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert "500 characters, and 30 rows" in sheet[0][0] and sheet[1][:2] == ("row", "issue") and len(sheet) == 32
    assert max(len(cell) for cell in sheet[2]) == 500
    monkeypatch.setattr(corrections, "MOST_CHARACTERS", 5_000)
    assert len(corrections.held_back(store, scope_for(VENDOR), report.batch, "en").rows) <= 11


def test_nothing_is_said_of_shortening_where_nothing_was_shortened(store: Store) -> None:
    batch = sent(store, rows("good") + rows("held", at=BAD))
    _name, data = corrections.held_back_workbook(store, VENDOR, batch)
    sheet = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert sheet[0][:3] == ("row", "issue", "Call ID") and len(sheet) == 2


def test_one_person_imports_one_file_at_a_time_and_a_third_import_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, under_way = threading.Event(), threading.Semaphore(0)

    def slow(*_given: object, **_more: object) -> None:
        under_way.release()
        assert go.wait(30)

    monkeypatch.setattr(uploads, "import_file", slow)
    people = [Viewer(i, f"m{i}", "M", Role.MANAGER, None, "en") for i in range(3)]
    threads = [threading.Thread(target=uploads.check, args=(store, Upload("a.csv", b"x"), ImportOrder("calls")),
                                kwargs={"viewer": person}) for person in people]
    for thread in threads:
        thread.start()
    assert under_way.acquire(timeout=10) and under_way.acquire(timeout=10)
    assert not under_way.acquire(timeout=0.5), "three imports ran at once"
    with pytest.raises(UserError, match="being imported"):
        uploads.check(store, Upload("b.csv", b"x"), ImportOrder("calls"), viewer=people[0])
    go.set()
    for thread in threads:
        thread.join(30)
    assert under_way.acquire(timeout=1), "the third never ran"
    uploads.check(store, Upload("b.csv", b"x"), ImportOrder("calls"), viewer=people[0])


def test_an_upload_lies_inside_the_home_while_it_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(uploads, "import_file", lambda _store, path, *_given, **_more: seen.append(path))
    uploads.check(store, Upload("../../a.tar.gz", b"x"), ImportOrder("calls"), viewer=MANAGER)
    assert seen[0].is_relative_to(store.home / "staging") and seen[0].name == "upload.tar.gz"
    assert not seen[0].exists()


@pytest.mark.parametrize("role", [Role.QA, Role.EXECUTIVE, Role.VENDOR])
def test_only_a_manager_takes_a_file_back_or_brings_it_back(store: Store, role: Role) -> None:
    batch, viewer = sent(store, rows("good")), Viewer(2, "x", "X", role, VENDOR.vendor, "en")
    with pytest.raises(UserError):
        uploads.withdraw(store, batch, viewer=viewer)
    uploads.withdraw(store, batch, viewer=MANAGER)
    with pytest.raises(UserError):
        uploads.reinstate(store, batch, viewer=viewer)
    assert uploads.reinstate(store, batch, viewer=MANAGER)["state"] == "stored"
    assert importing.history(store, EVERYTHING)[0]["state"] == "stored"


def test_a_correction_that_is_stopped_leaves_nothing_and_can_be_sent_again(store: Store) -> None:
    batch, told = sent(store, rows("good") + rows("held-1", at=BAD)), list[str]()
    upload = correction(rows("held-1"))

    def listen(phase: str, _share: float | None) -> None:
        told.append(phase)

    report = corrections.send_corrected(store, VENDOR, batch, upload, on_progress=listen,
                                        cancelled=lambda: "storing" in told)
    assert (report.status, report.issues[0].code) == ("refused", "cancelled")
    assert ids_stored(store) == {"good"} and open_rows(store) == {batch: 1}
    assert corrections.send_corrected(store, VENDOR, batch, upload).rows_stored == 1
