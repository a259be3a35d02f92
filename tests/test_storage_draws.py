"""A draw is sealed before it names a call, cannot be changed or taken back, and comes out the same for anybody."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from scoring import sampling
from scoring.forms import Criterion, Form, form_of
from scoring.records import Month, VendorCode
from storage import audit, batches, draws, vendors
from storage.draws import DrawView
from storage.errors import StorageRefusal
from storage.forgetting import Customer, forget
from storage.home import Store
from storage.scope import Scope
from tests.storage_world import call, store_rows

MAY = Month(2026, 5)
ACME, BETA = (Scope(frozenset({VendorCode(code)})) for code in ("acme", "beta"))
FORM = form_of("QA", [Criterion("greeting", 5, 1), Criterion("accuracy", 20, 2)])
QUEUES = ["billing"] * 60 + ["tech"] * 30 + [" tech "] * 6 + [None] * 3 + ["rare"]


def may(**more: Any) -> list[Mapping[str, Any]]:
    """100 calls a person answered, of four queues and 40 customers, and 9 that are in no frame."""
    answered = [call(f"A{i:03d}", f"2026-05-{1 + i % 28:02d}T09:{i % 60:02d}:00", customer=i % 40, queue=queue, **more)
                for i, queue in enumerate(QUEUES)]
    other = [call("X1", "2026-06-02T09:00:00"), call("X2", "2026-04-30T09:00:00"),
             *(call(f"Y{i}", "2026-05-03T10:00:00", customer=90 + i, **odd) for i, odd in enumerate((
                 {"outcome": "abandoned"}, {"outcome": None}, {"direction": "outbound"}, {"channel": "bot"},
                 {"callback_of": "A001"}, {"outcome": "voicemail"}, {"outcome": "blocked"})))]
    return [*answered, *other]


def plainly_drawn(calls: Mapping[str, str], n: int, seed: str) -> list[str]:
    """The algorithm once more from its description, in plain Python: call id -> queue in, the draw out."""
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    rest = int(digest(seed + "|start"), 16) % len(calls)
    chosen: list[str] = []
    running = reached = 0
    for queue in sorted(set(calls.values()), key=lambda name: name.encode("utf-8")):
        own = sorted((digest(f"{seed}|{id_}"), id_) for id_, each in calls.items() if each == queue)
        running += len(own)
        more = (running * n + rest) // len(calls)
        chosen += [id_ for _, id_ in own[: more - reached]]
        reached = more
    return sorted(chosen, key=lambda id_: (digest(f"{seed}|{id_}"), id_))


def plain_fingerprint(rows: list[Mapping[str, Any]]) -> str:
    lines = sorted((row["call_id"], row["started_at"], (row.get("queue") or "").strip()) for row in rows)
    return hashlib.sha256("\n".join("\t".join(line) for line in lines).encode()).hexdigest()


def drawn(store: Store, n: int = 20, vendor: str = "acme", purpose: str = sampling.EVALUATE,
          form: Form | None = FORM) -> DrawView:
    return draws.seal(store, purpose, vendor, MAY, n, form=form, actor="qa")


def test_a_draw_comes_out_as_its_description_says(store: Store) -> None:
    rows = may()
    store_rows(store, "calls", {"acme": rows, "beta": [call("B1", "2026-05-03T09:00:00")]})
    view = drawn(store)
    frame = {row["call_id"]: (row["queue"] or "").strip() for row in rows[:100]}
    assert (view.id, view.n, view.frame_calls, view.method) == ("d1", 20, 100, "stratified-sha256-1")
    assert view.frame_fingerprint == plain_fingerprint(rows[:100])
    assert {each.queue: each.calls for each in view.strata} == {"": 3, "billing": 60, "rare": 1, "tech": 36}
    assert list(draws.named(store, ACME, "d1")) == plainly_drawn(frame, 20, view.seed)
    assert Counter(frame[id_] for id_ in draws.named(store, ACME, "d1")) == Counter(
        {each.queue: each.drawn for each in view.strata if each.drawn})


def test_callers_are_drawn_once_each_by_their_newest_call(store: Store) -> None:
    rows = [*may(), call("N1", "2026-05-29T09:00:00", customer=None), call("N2", "2026-05-30T09:00:00", customer=None)]
    store_rows(store, "calls", {"acme": rows})
    newest = {row["customer"]: row for row in sorted(rows[:100], key=lambda row: (row["started_at"], row["call_id"]))}
    view = drawn(store, 15, purpose=sampling.SURVEY, form=None)
    assert view.frame_calls == 40 and view.form is None
    assert view.frame_fingerprint == plain_fingerprint(list(newest.values()))
    frame = {row["call_id"]: (row["queue"] or "").strip() for row in newest.values()}
    assert list(draws.named(store, ACME, view.id)) == plainly_drawn(frame, 15, view.seed)


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 500), min_size=1, max_size=12), st.data())
def test_each_queue_has_its_share_rounded_down_or_up_and_on_average_exactly(calls: dict[str, int],
                                                                            data: st.DataObject) -> None:
    total = sum(calls.values())
    n = data.draw(st.integers(1, total))
    found = sampling.strata(calls, n, data.draw(st.text("0123456789abcdef", min_size=32, max_size=32)))
    assert sum(each.drawn for each in found) == n
    for each in found:
        assert 0 <= each.drawn <= each.calls and abs(each.drawn - n * each.calls / total) < 1


def test_no_queue_is_too_small_to_be_heard() -> None:
    """One call in a hundred, of which ten are drawn: one seed in ten must draw it (binomial, five sigma)."""
    heard = sum(sampling.strata({"big": 99, "rare": 1}, 10, f"{seed:032x}")[1].drawn for seed in range(4_000))
    assert abs(heard - 400) < 5 * (4_000 * .1 * .9) ** .5


@pytest.mark.parametrize("n", [0, -1, 101])
def test_more_calls_than_there_are_are_not_drawn_and_nothing_is_on_record(store: Store, n: int) -> None:
    store_rows(store, "calls", {"acme": may()})
    with pytest.raises(StorageRefusal, match="100 calls of acme in 2026-05 can be drawn"):
        drawn(store, n)
    assert draws.listing(store, ACME) == []


@pytest.mark.parametrize("statement", [
    "UPDATE draws SET seed = 'mine'", "DELETE FROM draws", "UPDATE drawn_calls SET calls = '[]'",
    "DELETE FROM drawn_calls", "UPDATE evaluation_forms SET criteria = '[]'", "DELETE FROM evaluation_forms",
])
def test_nothing_of_a_draw_can_be_changed_or_deleted(store: Store, statement: str) -> None:
    store_rows(store, "calls", {"acme": may()})
    before = drawn(store), draws.named(store, ACME, "d1")
    with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert (draws.find(store, ACME, "d1"), draws.named(store, ACME, "d1")) == before


def test_nor_by_the_ways_around_an_update(store: Store) -> None:
    """SQLite's REPLACE deletes without asking triggers of DELETE, PostgreSQL's TRUNCATE without those of rows."""
    store_rows(store, "calls", {"acme": may()})
    drawn(store)
    draws.named(store, ACME, "d1")
    ways = (["INSERT OR REPLACE INTO drawn_calls SELECT draw, '[]', named_at FROM drawn_calls",
             "INSERT OR REPLACE INTO audit SELECT id, at, 'bob', action, subject, details FROM audit"]
            if store.engine.dialect.name == "sqlite" else ["TRUNCATE draws CASCADE", "TRUNCATE audit"])
    for statement in ways:
        with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_the_seal_comes_before_the_names_and_both_are_in_the_audit_trail(store: Store) -> None:
    store_rows(store, "calls", {"acme": may()})
    view = drawn(store)
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM drawn_calls")).scalar_one() == 0
    draws.named(store, ACME, "d1")
    told = [(one.actor, one.action, one.subject) for one in audit.entries(store)][:2]
    assert told == [("qa", "draw_named", "d1"), ("qa", "draw_sealed", "d1")]
    assert audit.entries(store)[1].details["seed"] == view.seed


def test_a_draw_names_the_same_calls_whatever_is_imported_and_withdrawn_after_its_seal(store: Store) -> None:
    """As if the process had died between seal and names: the frame is read as it stood."""
    rows = may()
    store_rows(store, "calls", {"acme": rows})
    view = drawn(store)
    store_rows(store, "calls", {"acme": [call("NEW", "2026-05-09T09:00:00", queue="tech"),
                                         call("A001", "2026-05-02T09:01:00", queue="moved")]})
    batches.withdraw(store, "b1", actor="tester")
    frame = {row["call_id"]: (row["queue"] or "").strip() for row in rows[:100]}
    expected = plainly_drawn(frame, 20, view.seed)
    assert list(draws.named(store, ACME, "d1")) == expected
    assert list(draws.drawn_again(store, view) or ()) == expected
    found = draws.calls_of(store, ACME, "d1")
    there = dict(zip(found["drawn"], found["call_id"], strict=True))
    assert list(there) == expected
    assert {id_ for id_, stored in there.items() if isinstance(stored, str)} <= {"A001"}, "the others are withdrawn"


def test_who_draws_again_is_seen_to_have_done_so(store: Store) -> None:
    store_rows(store, "calls", {"acme": may(), "beta": may()})
    first, second, other = drawn(store), drawn(store), drawn(store, vendor="beta")
    assert [(view.id, view.round) for view in draws.listing(store, Scope(None))] == [("d3", 1), ("d2", 2), ("d1", 1)]
    assert first.seed != second.seed and other.form == FORM == first.form


def test_draws_of_other_vendors_are_out_of_reach(store: Store) -> None:
    store_rows(store, "calls", {"acme": may()})
    drawn(store)
    assert draws.listing(store, BETA) == [] and draws.find(store, BETA, "d1") is None
    assert draws.named(store, BETA, "d1") == () and len(draws.calls_of(store, BETA, "d1")["drawn"]) == 0


def test_a_merged_vendors_draws_go_with_it_and_keep_what_they_named(store: Store) -> None:
    store_rows(store, "calls", {"acme": may(), "beta": [call("B1", "2026-05-03T09:00:00")]})
    drawn(store)
    before = draws.named(store, ACME, "d1")
    drawn(store)
    vendors.merge(store, "acme", "beta", actor="tester")
    assert draws.listing(store, ACME) == [] and draws.named(store, BETA, "d1") == before
    with pytest.raises(StorageRefusal, match="d2 was drawn from cannot be read any more"):
        draws.named(store, BETA, "d2")


def test_draws_at_once_are_numbered_without_gaps(store: Store) -> None:
    store_rows(store, "calls", {"acme": may()})
    workers = [Thread(target=drawn, args=(store, 5)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(view.id for view in draws.listing(store, ACME)) == ["d1", "d2", "d3", "d4"]


def test_a_form_is_named_by_its_very_criteria() -> None:
    again = form_of("QA", [Criterion("greeting", 5, 1), Criterion("accuracy", 20, 2)])
    heavier = form_of("QA", [Criterion("greeting", 5, 1), Criterion("accuracy", 20, 3)])
    assert again.code == FORM.code != heavier.code and FORM.name == "QA"


def test_forgetting_says_how_many_drawn_calls_still_show_the_customer_by_their_id(store: Store) -> None:
    named = [call(f"+44 1632 96000{i}", f"2026-05-0{1 + i}T09:00:00", customer=i) for i in range(3)]
    store_rows(store, "calls", {"acme": named})
    view = drawn(store, n=3)
    calls = draws.named(store, ACME, view.id)
    done = forget(store, Customer(frozenset({1}), trace="1632960001"), actor="administrator")
    assert done.drawn_calls == 1 and done.records == 1
    assert draws.named(store, ACME, view.id) == calls, "a sealed draw stays as it is"
    assert draws.drawn_again(store, view) is None, "and says that it cannot be drawn again, rather than another draw"
    assert forget(store, Customer(frozenset({2}), trace="5550002222"), actor="administrator").drawn_calls == 0
