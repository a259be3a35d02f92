"""Batches on SQLite and PostgreSQL: stored once, taken back bit for bit, restated by id, in the order they came."""

from __future__ import annotations

import errno

import pytest

from storage import batches
from storage.columns import stored_columns
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from storage.staging import staging
from tests.storage_world import call, content, current_rows, evaluation, ids, promise, stage, store_rows

WAIT = list(stored_columns("calls")).index("wait_ms")
MAY = [call("c1", "2026-05-04 09:00:00", 7), call("c2", "2026-05-05 09:00:00", 8), call("c3", "2026-05-30 09:00:00", 7)]


def test_a_first_file_is_served_from_its_layer_and_written_once(store: Store) -> None:
    done = store_rows(store, "calls", {"acme": MAY})
    assert done.batch.id == "b1" and done.changed == (("calls", "acme", "2026-05"),)
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2", "c3"}
    assert not list((store.home / "current").rglob("*.parquet"))
    assert len(list((store.home / "layers").rglob("*.parquet"))) == 1
    assert not list((store.home / "staging").iterdir())


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    first = store_rows(store, "calls", {"acme": MAY})
    before, version = content(store), store.data_version()
    again = store_rows(store, "calls", {"acme": MAY})
    assert again.unchanged and again.batch == first.batch
    assert (content(store), store.data_version()) == (before, version)
    assert len(batches.listing(store, EVERYTHING)) == 1


def test_find_same_tells_kinds_options_and_withdrawn_batches_apart(store: Store) -> None:
    done = store_rows(store, "calls", {"acme": MAY}, vendor="acme")
    same = batches.find_same(store, done.batch.sha256, "calls", "acme")
    assert same == done.batch
    assert batches.find_same(store, done.batch.sha256, "calls", None) is None
    assert batches.find_same(store, done.batch.sha256, "promises", "acme") is None
    batches.withdraw(store, "b1", actor="tester")
    assert batches.find_same(store, done.batch.sha256, "calls", "acme") is None


def test_a_resend_restates_by_id_and_deletes_nothing_it_does_not_mention(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    again = store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", 7, wait_ms=99_000),
                                                 call("c3", "2026-05-30 09:00:00", 7)]})
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2", "c3"}
    waits = {row[0]: row for row in current_rows(store, "calls", "acme", "2026-05")}
    assert 99_000 in waits["c1"]
    assert (again.missing_total, again.missing) == (1, (("acme", "2026-05", "c2"),))


def test_a_second_day_of_the_month_is_not_a_resend_with_rows_missing(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    again = store_rows(store, "calls", {"acme": [call("c9", "2026-05-06 09:00:00")]})
    assert again.missing_total == 0
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2", "c3", "c9"}


def test_a_record_restated_into_another_month_leaves_the_old_one_and_returns_on_withdrawal(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    before = content(store)
    store_rows(store, "calls", {"acme": [call("c3", "2026-06-01 09:00:00", 7)]})
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2"}
    assert ids(store, "calls", "acme", "2026-06") == {"c3"}
    batches.withdraw(store, "b2", actor="tester")
    assert content(store) == before


def test_withdraw_and_reinstate_bring_back_every_fingerprint(store: Store) -> None:
    states = [content(store)]
    store_rows(store, "calls", {"acme": MAY, "beta": [call("x1", "2026-05-01 10:00:00")]})
    states.append(content(store))
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "c1", "2026-06-02 10:00:00")]})
    states.append(content(store))
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", 7, wait_ms=1)]})
    states.append(content(store))
    for number in (3, 2, 1):
        batches.withdraw(store, f"b{number}", actor="tester")
        assert content(store) == states[number - 1]
    for number in (1, 2, 3):
        batches.reinstate(store, f"b{number}", actor="tester")
        assert content(store) == states[number]


def test_the_newest_batch_wins_whatever_the_order_they_are_reinstated_in(store: Store) -> None:
    for wait in (1_000, 2_000, 3_000):
        store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", wait_ms=wait)]})
    for batch in ("b3", "b2", "b1"):
        batches.withdraw(store, batch, actor="tester")
    assert content(store) == {}
    waits = []
    for batch in ("b2", "b1", "b3"):
        batches.reinstate(store, batch, actor="tester")
        waits += [row[WAIT] for row in current_rows(store, "calls", "acme", "2026-05")]
    assert waits == [2_000, 2_000, 3_000]


def test_the_same_content_imported_again_after_withdrawal_has_the_same_fingerprint(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    before = content(store)
    batches.withdraw(store, "b1", actor="tester")
    again = store_rows(store, "calls", {"acme": MAY})
    assert (again.batch.id, again.unchanged) == ("b2", False)
    assert content(store) == before


def test_an_id_coming_back_long_after_is_refused_and_can_be_left_out(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    before = content(store)
    later = {"acme": [call("c1", "2026-06-20 09:00:00"), call("c7", "2026-06-20 09:10:00")]}
    with staging(store) as folder:
        reading = stage(folder, "calls", later)
        found = batches.check_ids(store, "calls", reading["parts"], folder)
        assert (found.total, [one[:2] for one in found.first]) == (1, [("acme", "c1")])
        with pytest.raises(batches.IdsUsedAgain, match="'c1' of acme is from 2026-05-04") as refused:
            batches.commit(store, folder, reading, actor="tester", file_name="june.csv")
        assert refused.value.used_again.total == 1
        assert content(store) == before
    with staging(store) as folder:
        reading = stage(folder, "calls", later)
        assert batches.rows_used_again(store, "calls", reading["parts"], folder) == [2]
        left = stage(folder, "calls", {"acme": later["acme"][1:]})
        batches.commit(store, folder, left, actor="tester", file_name="june.csv")
    assert ids(store, "calls", "acme", "2026-06") == {"c7"}
    assert content(store)["calls", "acme", "2026-05"] == before["calls", "acme", "2026-05"]


def test_an_id_within_35_days_is_a_restatement_and_other_vendors_ids_are_their_own(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"acme": [call("c1", "2026-06-08 09:00:00")]})
    assert ids(store, "calls", "acme", "2026-06") == {"c1"}
    store_rows(store, "calls", {"beta": [call("c2", "2026-09-01 09:00:00")]})
    assert ids(store, "calls", "beta", "2026-09") == {"c2"}


def test_replacing_a_batch_drops_its_rows_and_stores_the_new_ones_in_one_step(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    version = store.data_version()
    done = store_rows(store, "calls", {"acme": [call("c1", "2026-09-04 09:00:00")]}, replaces="b1")
    assert store.data_version() == version + 1
    assert set(content(store)) == {("calls", "acme", "2026-09")}
    assert done.batch.replaces == "b1"
    assert [event.kind for event in batches.events(store, EVERYTHING, "b1")] == ["stored", "withdrawn"]
    with pytest.raises(StorageRefusal, match="withdrawn already"):
        store_rows(store, "calls", {"acme": [call("c5", "2026-09-05 09:00:00")]}, replaces="b1")


def test_a_batch_of_another_kind_or_vendor_is_never_replaced(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY, "beta": [call("x", "2026-05-09 09:00:00")]})
    before = content(store)
    with pytest.raises(StorageRefusal, match="holds records of beta"):
        store_rows(store, "calls", {"acme": [call("c5", "2026-05-05 09:00:00")]}, replaces="b1")
    with pytest.raises(StorageRefusal, match="holds calls and cannot be replaced by promises"):
        store_rows(store, "promises", {"acme": [promise("p", "2026-05-01 09:00:00", None)]}, replaces="b1")
    with pytest.raises(StorageRefusal, match="There is no batch b9"):
        store_rows(store, "calls", {"acme": MAY}, replaces="b9")
    assert content(store) == before


def test_a_replacement_that_is_done_already_is_unchanged_when_it_is_given_again(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    new = [call("c5", "2026-05-05 09:00:00")]
    first = store_rows(store, "calls", {"acme": new}, replaces="b1")
    again = store_rows(store, "calls", {"acme": new}, replaces="b1")
    assert again.unchanged and again.batch == first.batch
    batches.reinstate(store, "b1", actor="tester")
    with pytest.raises(StorageRefusal, match="stored already as b2"):
        store_rows(store, "calls", {"acme": new}, replaces="b1")
    same = store_rows(store, "calls", {"acme": new}, replaces="b2")
    assert (same.unchanged, same.batch.replaces) == (False, "b2"), "the same bytes, read in another way"


def test_a_batch_is_listed_in_the_months_in_which_its_records_stand(store: Store) -> None:
    def months() -> dict[str, tuple[str, ...]]:
        listed = {one.id: one.months for one in batches.listing(store, EVERYTHING)}
        assert listed == {id_: one.months for id_ in listed if (one := batches.find(store, EVERYTHING, id_))}
        return listed

    sheet = [evaluation("e1", "c1", "2026-06-03 09:00:00"), evaluation("e2", "none", "2026-06-04 09:00:00")]
    assert store_rows(store, "evaluations", {"acme": sheet}).batch.months == ("2026-06",)
    store_rows(store, "calls", {"acme": MAY})
    assert months() == {"b1": ("2026-05", "2026-06"), "b2": ("2026-05",)}, "e1 went to the month of its call"
    again = [evaluation("e1", "c2", "2026-07-03 09:00:00")]
    assert store_rows(store, "evaluations", {"acme": again}).batch.months == ("2026-05",)
    assert months()["b1"] == ("2026-06",), "only e2 still stands"
    batches.withdraw(store, "b3", actor="tester")
    batches.withdraw(store, "b2", actor="tester")
    assert months() == {"b1": ("2026-06",), "b2": ("2026-05",), "b3": ("2026-05",)}, "gone ones: where they stood"
    store_rows(store, "calls", {"beta": [call("x", "2026-05-09 09:00:00")]})
    assert store_rows(store, "calls", {"beta": [call("y", "2026-09-09 09:00:00")]}, replaces="b4").batch.months == (
        "2026-09",)
    assert months()["b4"] == ("2026-05",)


def test_what_a_resend_does_not_mention_is_kept_with_its_report(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"acme": [MAY[0], MAY[2]]})
    kept = [batches.reading_of(store, EVERYTHING, id_) or {} for id_ in ("b1", "b2")]
    assert [(one["missing_total"], one["missing"]) for one in kept] == [(0, []), (1, [["acme", "2026-05", "c2"]])]


def test_a_disk_without_room_stores_nothing_and_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "layer.parquet")

    monkeypatch.setattr("storage.committing.place", full)
    with pytest.raises(StorageRefusal, match="No space left on device"):
        store_rows(store, "calls", {"acme": MAY})
    assert content(store) == {} and batches.listing(store, EVERYTHING) == []


def test_withdrawing_twice_or_an_unknown_batch_is_refused_in_a_sentence(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    with pytest.raises(StorageRefusal, match="is not withdrawn"):
        batches.reinstate(store, "b1", actor="tester")
    batches.withdraw(store, "b1", actor="tester")
    with pytest.raises(StorageRefusal, match="is withdrawn already"):
        batches.withdraw(store, "b1", actor="tester")
    for unknown in ("b2", "7", "", "b", "b٣"):
        with pytest.raises(StorageRefusal, match="There is no batch"):
            batches.withdraw(store, unknown, actor="tester")


def test_an_unknown_vendor_stores_nothing(store: Store) -> None:
    with pytest.raises(StorageRefusal, match="no vendor 'nobody'"):
        store_rows(store, "calls", {"nobody": MAY})
    assert content(store) == {} and batches.listing(store, EVERYTHING) == []


def test_the_report_is_kept_whole_even_with_characters_databases_refuse(store: Store) -> None:
    with staging(store) as folder:
        issues = [{"row": n, "column": "wait_s", "value": "x\x00\ud800", "code": "c", "message": "m"}
                  for n in range(1200)]
        reading = stage(folder, "calls", {"acme": MAY}, issues=issues, issues_total=1200)
        batches.commit(store, folder, reading, actor="tester", file_name="a\x00b\ud800.csv")
    kept = batches.reading_of(store, EVERYTHING, "b1")
    assert kept is not None and len(kept["issues"]) == 1000
    assert batches.listing(store, EVERYTHING)[0].issues_total == 1200


def test_outsiders_see_no_batch_that_is_not_wholly_theirs(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"acme": [call("c8", "2026-05-09 09:00:00")],
                                "beta": [call("x", "2026-05-09 09:00:00")]})
    acme, beta, nobody = (Scope(frozenset(vendors)) for vendors in ({"acme"}, {"beta"}, set()))
    assert [one.id for one in batches.listing(store, acme)] == ["b1"]
    assert batches.listing(store, beta) == batches.listing(store, nobody) == []
    for outsider in (beta, nobody):
        for batch in ("b1", "b2"):
            assert batches.find(store, outsider, batch) is None
            assert batches.reading_of(store, outsider, batch) is None
            assert batches.events(store, outsider, batch) == []
            assert held_back(store, outsider, batch) == {}


def test_a_month_names_the_batches_it_rests_on(store: Store) -> None:
    from scoring.records import Month

    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"beta": [call("x", "2026-05-09 09:00:00")]})
    store_rows(store, "promises", {"acme": [promise("p1", "2026-05-01 09:00:00", "2026-05-09 09:00:00")]})
    store_rows(store, "promises", {"acme": [promise("p2", "2026-05-01 09:00:00", "2026-07-09 09:00:00")]})
    may = Month(2026, 5)
    assert batches.behind(store, EVERYTHING, "acme", may) == ["b1", "b3"]
    assert batches.behind(store, Scope(frozenset({"beta"})), "acme", may) == []


def test_held_back_rows_are_kept_with_their_batch_and_shown_to_its_vendor_alone(store: Store) -> None:
    import duckdb

    with staging(store) as folder:
        with duckdb.connect() as connection:
            connection.execute("COPY (SELECT 4 AS row, 'bad_time' AS issue, 'c6' AS call_id, 'acme' AS vendor_code, "
                               "'c6' AS _record, NULL::VARCHAR AS _contact) "
                               f"TO '{folder / 'held.parquet'}' (FORMAT parquet)")
        reading = stage(folder, "calls", {"acme": MAY}, held_back_file="held.parquet", rows_held_back=1, rows_read=4)
        batches.commit(store, folder, reading, actor="tester", file_name="may.csv")
    for scope in (EVERYTHING, Scope(frozenset({"acme"}))):
        assert held_back(store, scope, "b1") == {
            "row": ["4"], "issue": ["bad_time"], "call_id": ["c6"], "vendor_code": ["acme"],
            "_record": ["c6"], "_contact": [""]}
    assert held_back(store, Scope(frozenset({"beta"})), "b1") == {}


def held_back(store: Store, scope: Scope, batch: str) -> dict[str, list[str]]:
    """All rows held back of a batch, read as they are shown: no columns where there are none for the scope."""
    whole: dict[str, list[str]] = {}
    for block in batches.held_back_blocks(store, scope, batch, characters=20):
        for name, texts in block.items():
            whole.setdefault(name, []).extend(texts)
    return whole


def store_mixed(store: Store, vendors: list[str]) -> None:
    """A file of which only rows of acme are stored; held back are rows of acme, of beta and of nobody known."""
    import duckdb

    issues = [{"row": row, "column": "wait_s", "value": "", "code": "c", "message": "m", "vendor": vendor}
              for row, vendor in ((5, "acme"), (6, "beta"), (7, ""))]
    with staging(store) as folder:
        with duckdb.connect() as connection:
            connection.execute("COPY (SELECT row, vendor_code, 'h' || row AS _record, NULL::VARCHAR AS _contact FROM "
                               "(VALUES (5, 'acme'), (6, 'beta'), (7, NULL)) AS t(row, vendor_code)) "
                               f"TO '{folder / 'held.parquet'}' (FORMAT parquet)")
        reading = stage(folder, "calls", {"acme": MAY}, held_back_file="held.parquet", rows_held_back=3,
                        vendors=vendors, issues=issues)
        batches.commit(store, folder, reading, actor="tester", file_name="mixed.csv")


def test_a_file_is_everybodys_whose_rows_it_holds_stored_or_held_back(store: Store) -> None:
    store_mixed(store, ["acme", "beta"])
    assert batches.listing(store, EVERYTHING)[0].vendors == ("acme", "beta")
    for vendor in ("acme", "beta"):
        scope = Scope(frozenset({vendor}))
        assert batches.find(store, scope, "b1") is None
    assert held_back(store, Scope(frozenset({"acme"})), "b1")["row"] == ["5"]
    assert held_back(store, Scope(frozenset({"beta"})), "b1")["row"] == ["6"]
    both = held_back(store, Scope(frozenset({"acme", "beta"})), "b1")
    assert both["row"] == ["5", "6"], "a row of nobody known is for the client alone"
    assert held_back(store, EVERYTHING, "b1")["row"] == ["5", "6", "7"]


def test_a_vendor_sees_of_a_file_its_own_rows_and_issues_alone_even_after_a_merge(store: Store) -> None:
    from storage import vendors

    store_mixed(store, ["acme"])
    scope = Scope(frozenset({"acme"}))
    assert held_back(store, scope, "b1")["row"] == ["5"]
    assert [issue["row"] for issue in (batches.reading_of(store, scope, "b1") or {})["issues"]] == [5]
    assert len((batches.reading_of(store, EVERYTHING, "b1") or {})["issues"]) == 3
    vendors.merge(store, "acme", "beta", actor="tester")
    assert held_back(store, Scope(frozenset({"beta"})), "b1")["row"] == ["5", "6"]


def test_current_calls_are_sorted_in_time_and_carry_their_batch(store: Store) -> None:
    import duckdb

    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"acme": [call("c0", "2026-05-01 09:00:00", 8), call("c9", "2026-05-02 09:00:00", 7)]})
    (file,) = (store.home / "current").rglob("*.parquet")
    rows = duckdb.sql(f"SELECT customer, call_id, batch FROM '{file}'").fetchall()
    assert rows == [(8, "c0", 2), (7, "c9", 2), (7, "c1", 1), (8, "c2", 1), (7, "c3", 1)]


def test_layers_are_never_changed_and_their_digests_are_listed(store: Store) -> None:
    import hashlib

    from sqlmodel import select

    from storage.tables import Layer

    store_rows(store, "calls", {"acme": MAY})
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", wait_ms=5)]})
    batches.withdraw(store, "b1", actor="tester")
    with store.reading() as session:
        listed = {row.file: (row.sha256, row.bytes) for row in session.exec(select(Layer))}
    assert listed == {
        path.relative_to(store.home).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in (store.home / "layers").rglob("*.parquet")}
