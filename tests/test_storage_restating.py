"""What a month that comes again changes, held against plain dictionaries; on both engines."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from scoring.records import VendorCode
from storage import batches
from storage.home import Store
from storage.restating import LISTED, Restated
from storage.scope import EVERYTHING, Scope
from tests.storage_world import Row, call, evaluation, promise, store_rows

MAY = [call("c1", "2026-05-04 09:00:00", wait_ms=40_000), call("c2", "2026-05-05 09:00:00", outcome="abandoned"),
       call("c3", "2026-05-06 09:00:00", rating=2.0), call("c4", "2026-05-07 09:00:00", agent=None)]
AGAIN = [call("c1", "2026-05-04 09:00:00", wait_ms=12_500), call("c2", "2026-05-05 09:00:00", outcome="answered"),
         call("c3", "2026-05-06 09:00:00", rating=5.0), call("c9", "2026-05-07 10:00:00", agent=None)]


def _restated(store: Store, rows: list[Row], **options: Any) -> Restated:
    return store_rows(store, "calls", {"acme": rows}, **options).restated


def _all_cells(store: Store, batch: str, scope: Scope = EVERYTHING) -> list[batches.Cell]:
    return [cell for block in batches.differences(store, scope, batch) for cell in block]


def test_a_month_that_comes_again_tells_each_cell_that_changed_with_batch_and_row_of_both_values(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    found = _restated(store, AGAIN)
    (acme,) = found.vendors
    assert (acme.vendor, acme.known, acme.changed, acme.new, acme.missing, acme.gone, acme.cells) == (
        "acme", 3, 3, 1, 1, 0, 3)
    assert [(c.id, c.column, c.before, c.after, c.row, c.before_batch, c.before_row) for c in found.cells] == [
        ("c1", "wait_s", "40.0", "12.5", 2, "b1", 2), ("c2", "outcome", "abandoned", "answered", 3, "b1", 3),
        ("c3", "rating", "2.0", "5.0", 4, "b1", 4)]
    assert {(c.column, c.change, c.before, c.after, c.records, c.by) for c in found.changes} == {
        ("wait_s", "shortened", None, None, 1, -27.5), ("outcome", "became", "abandoned", "answered", 1, None),
        ("rating", "raised", None, None, 1, 3.0)}
    assert found.new == (("acme", "c9", 5),)


def test_what_the_file_does_not_mention_is_counted_as_missing_and_stays(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    (acme,) = _restated(store, [AGAIN[0], AGAIN[3]]).vendors
    assert (acme.known, acme.changed, acme.new, acme.missing) == (1, 1, 1, 3)


def test_a_file_that_replaces_a_batch_tells_what_goes_with_it(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY})
    found = _restated(store, AGAIN[:2], replaces="b1")
    assert found.vendors[0].gone == 2 and found.vendors[0].missing == 0
    assert [id_ for _, id_, _ in found.gone] == ["c3", "c4"]
    assert _all_cells(store, "b2") == list(found.cells)


def test_a_first_delivery_and_the_same_values_again_restate_nothing(store: Store) -> None:
    assert not store_rows(store, "calls", {"acme": MAY}).restated
    store_rows(store, "calls", {"acme": [call("d1", "2026-05-09 09:00:00")]})
    same = store_rows(store, "calls", {"acme": MAY[:2]}).restated
    assert (same.total("known"), same.total("changed"), same.changes, same.cells) == (2, 0, (), ())


def test_a_deadline_moved_and_a_promise_kept_earlier_are_told_in_seconds(store: Store) -> None:
    store_rows(store, "promises", {"acme": [promise("p1", "2026-05-01 09:00:00", "2026-05-03 09:00:00",
                                                    "2026-05-04 09:00:00")]})
    found = store_rows(store, "promises", {"acme": [promise("p1", "2026-05-01 09:00:00", "2026-05-05 09:00:00",
                                                            "2026-05-02 09:00:00")]}).restated
    assert {(c.column, c.change, c.by) for c in found.changes} == {
        ("due_at", "later", 2 * 86400.0), ("kept_at", "earlier", -2 * 86400.0)}


def _criterion(name: str, score: float | None, weight: float = 1.0, *, na: bool = False) -> dict[str, Any]:
    return {"criterion": name, "score": score, "max_score": 5.0, "weight": weight, "na": na}


def test_criteria_of_an_evaluation_are_compared_one_by_one(store: Store) -> None:
    before = [_criterion("greeting", 3.0), _criterion("tone", 4.0), _criterion("care", None, na=True),
              _criterion("left out", 1.0), _criterion("twice", 1.0), _criterion("twice", 2.0)]
    after = [_criterion("tone", 4.0, 1.5), _criterion("greeting", 5.0), _criterion("care", 2.5),
             _criterion("twice", 1.0), _criterion("twice", 0.0), _criterion("new", 5.0)]
    at = "2026-05-04 10:00:00"
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "c1", at, criteria=before)]})
    done = store_rows(store, "evaluations", {"acme": [evaluation("e1", "c1", at, criteria=after)]})
    found = done.restated
    assert {(c.column, c.before, c.after) for c in found.cells} == {
        ("criteria.greeting", "3/5", "5/5"), ("criteria.tone", "4/5", "4/5 × 1.5"), ("criteria.care", "N/A", "2.5/5"),
        ("criteria.left out", "1/5", None), ("criteria.twice", "2/5", "0/5"), ("criteria.new", None, "5/5")}
    assert {(c.column, c.change, c.by) for c in found.changes} == {
        ("criteria.greeting", "raised", 2.0), ("criteria.tone", "changed", 0.0), ("criteria.care", "filled", None),
        ("criteria.left out", "emptied", None), ("criteria.twice", "lowered", -2.0), ("criteria.new", "filled", None)}
    assert found.vendors[0].cells == len(found.cells) == 6
    assert _all_cells(store, done.batch.id) == list(found.cells)


def test_of_a_customer_it_is_told_that_it_changed_and_never_to_what(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", customer=1)]})
    (cell,) = _restated(store, [call("c1", "2026-05-04 09:00:00", customer=2)]).cells
    assert (cell.column, cell.before, cell.after) == ("customer", None, None)


def test_a_vendor_sees_its_own_differences_and_nobody_elses_in_a_file_of_both(store: Store) -> None:
    store_rows(store, "calls", {"acme": MAY, "beta": MAY})
    done = store_rows(store, "calls", {"acme": AGAIN, "beta": AGAIN[:1]})
    for scope, expected in ((EVERYTHING, {"acme", "beta"}), (Scope(frozenset({VendorCode("beta")})), {"beta"})):
        found = batches.restated_by(store, scope, done.batch.id)
        assert found is not None
        kept = found.told
        assert bool(found.file_name) == bool(found.sha256) == (scope is EVERYTHING), "a file of others too is not named"
        told = {one.vendor for one in (*kept.vendors, *kept.changes, *kept.cells)} | {vendor for vendor, *_ in kept.new}
        assert told == expected
        assert {cell.vendor for cell in _all_cells(store, done.batch.id, scope)} == expected


def test_counts_are_in_full_where_only_the_first_thousand_cells_are_kept(store: Store) -> None:
    many = [call(f"c{n:05}", "2026-05-04 09:00:00", wait_ms=n) for n in range(LISTED + 200)]
    store_rows(store, "calls", {"acme": many})
    found = _restated(store, [{**row, "wait_ms": row["wait_ms"] + 1000} for row in many])
    assert len(found.cells) == LISTED and found.total("cells") == len(many)
    assert found.changes[0].records == len(many) and found.changes[0].by == len(many)
    everything = _all_cells(store, "b2")
    assert len(everything) == len(many) and tuple(everything[:LISTED]) == found.cells


@pytest.mark.parametrize("seed", range(6))
def test_over_random_histories_it_is_what_dictionaries_say_then_and_computed_again_later(store: Store,
                                                                                         seed: int) -> None:
    chance = random.Random(seed)
    files: dict[int, dict[str, tuple[int, Row]]] = {}
    visible: list[int] = []
    expected: dict[str, tuple[Counter[str], int, int, int]] = {}
    for number in range(1, 7):
        chosen = sorted(chance.sample(range(12), chance.randint(1, 9)))
        rows = [call(f"c{n}", f"2026-{5 + n // 6:02d}-{3 + n % 6:02d} 09:00:00",
                     wait_ms=chance.choice([None, 1000, 2000]), outcome=chance.choice(["answered", "abandoned"]),
                     queue=chance.choice([None, "a", "b"])) for n in chosen]
        before: dict[str, Row] = {}
        for batch in visible:
            before |= {id_: row for id_, (_, row) in files[batch].items()}
        done = store_rows(store, "calls", {"acme": rows}, file_name=f"{seed}-{number}.csv")
        if done.unchanged:
            continue
        batch = done.batch.number
        files[batch] = {row["call_id"]: (at, row) for at, row in enumerate(rows, start=2)}
        visible = sorted([*visible, batch])
        expected[done.batch.id] = _by_hand(before, rows)
        assert _told(done.restated) == expected[done.batch.id], done.batch.id
        if len(visible) > 1 and chance.random() < 0.4:
            gone = chance.choice(visible)
            batches.withdraw(store, f"b{gone}", actor="tester")
            visible.remove(gone)
    for batch_id, (cells, *_rest) in expected.items():
        found = batches.restated_by(store, EVERYTHING, batch_id)
        assert found is not None
        kept = found.told
        assert _told(kept) == expected[batch_id]
        again = _all_cells(store, batch_id)
        assert tuple(again) == kept.cells and Counter(cell.column for cell in again) == cells


def _by_hand(before: dict[str, Row], rows: list[Row]) -> tuple[Counter[str], int, int, int]:
    cells: Counter[str] = Counter()
    known = [row for row in rows if row["call_id"] in before]
    changed = 0
    for row in known:
        differing = [name for name in row if row[name] != before[row["call_id"]][name]]
        cells.update(name.replace("_ms", "_s") for name in differing)
        changed += bool(differing)
    months = {row["started_at"][:7] for row in known}
    new = sum(row["call_id"] not in before and row["started_at"][:7] in months for row in rows)
    return cells, len(known), changed, new


def _told(found: Restated) -> tuple[Counter[str], int, int, int]:
    cells: Counter[str] = Counter()
    for change in found.changes:
        cells[change.column] += change.records
    return cells, found.total("known"), found.total("changed"), found.total("new")
