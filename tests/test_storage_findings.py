"""Findings on record: one at a time, numbered without gaps, and nothing of them can be changed, on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from scoring.records import Month
from scoring.sampling import to_hear_again
from storage import draws, findings, schema, vendors
from storage.customers import Customer
from storage.engine import engine_for
from storage.errors import StorageRefusal
from storage.findings import DECIDED, RELISTENED, SENT, FindingView, Step
from storage.forgetting import forget, would_forget
from storage.home import Store
from storage.scope import EVERYTHING, Scope

MAY, JUNE = Month(2026, 5), Month(2026, 6)
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
CALLS = {"missing": [f"m{i}" for i in range(7)], "arrived": [f"a{i}" for i in range(4)],
         "others": [f"o{i}" for i in range(20)], "nameless": 0}


def opened(store: Store, vendor: str = "acme", month: Month = MAY, at: datetime = AT) -> FindingView:
    return findings.open_finding(store, vendor, month, verdict="watch", data=json.dumps(CALLS).encode(), form=None,
                                 by="mia", at=at)


def stepped(store: Store, number: int, kind: str, days: int) -> FindingView:
    details = {"outcome": "explained"} if kind == DECIDED else {}
    return findings.add_step(store, number, lambda _: Step(kind, AT + timedelta(days=days), "mia", details=details))


def test_of_a_month_one_finding_is_open_at_a_time_and_numbers_have_no_gaps(store: Store) -> None:
    assert (opened(store).id, opened(store, "beta").id, opened(store, month=JUNE).id) == ("f1", "f2", "f3")
    with pytest.raises(StorageRefusal, match="f1 of acme in 2026-05 is not decided yet"):
        opened(store)
    stepped(store, 1, DECIDED, 1)
    assert opened(store).id == "f4"
    assert [view.id for view in findings.listing(store, EVERYTHING)] == ["f4", "f3", "f2", "f1"]
    assert [view.id for view in findings.listing(store, Scope(frozenset({"beta"})))] == ["f2"]
    assert findings.find(store, Scope(frozenset({"beta"})), "f1") is None


@pytest.mark.parametrize("statement", [
    "UPDATE findings SET data = 'x'", "UPDATE findings SET verdict = 'no_sign'", "DELETE FROM findings",
    "UPDATE findings SET decided_at = NULL WHERE number = 1", "UPDATE finding_events SET text = 'other'",
    "DELETE FROM finding_events", "UPDATE draws SET seed = 'x'", "DELETE FROM drawn_calls",
    "INSERT INTO findings (number, vendor, month, verdict, data, sha256, opened_by, opened_at) "
    "VALUES (9, 'acme', '2026-06', 'watch', 'x', 'x', 'x', '2026-07-01')",
])
def test_the_database_itself_keeps_findings_and_their_steps_as_they_are(store: Store, statement: str) -> None:
    opened(store)
    stepped(store, 1, DECIDED, 1)
    opened(store, month=JUNE)
    before = findings.listing(store, EVERYTHING)
    with pytest.raises(sa.exc.DatabaseError), store.writing() as session:
        session.connection().execute(sa.text(statement))
    assert findings.listing(store, EVERYTHING) == before


@pytest.mark.parametrize("number", [1, 9])
def test_sqlite_replaces_no_finding_by_its_number_or_by_its_month(tmp_path: Path, number: int) -> None:
    from storage.home import open_store

    store = open_store(tmp_path / "home")
    vendors.add(store, "acme", name="Acme", actor="tester")
    opened(store)
    with pytest.raises(sa.exc.DatabaseError), store.writing() as session:
        session.connection().execute(sa.text(
            "INSERT OR REPLACE INTO findings (number, vendor, month, verdict, data, sha256, opened_by, opened_at) "
            f"VALUES ({number}, 'acme', '2026-05', 'watch', 'x', 'x', 'x', '2026-07-01')"))
    assert [view.data for view in findings.listing(store, EVERYTHING)] == [json.dumps(CALLS).encode()]
    store.close()


@pytest.mark.parametrize("name", ["rowid", "oid", "_rowid_"])
def test_sqlite_renames_no_finding_and_writes_none_over_another_by_the_other_names_of_its_key(
    tmp_path: Path, name: str
) -> None:
    from storage.home import open_store

    store = open_store(tmp_path / "home")
    vendors.add(store, "acme", name="Acme", actor="tester")
    opened(store)
    opened(store, month=JUNE)
    for way in ("UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"):
        with pytest.raises(sa.exc.DatabaseError, match="kept as they were opened"), store.writing() as session:
            session.connection().execute(sa.text(f"{way} findings SET {name} = 2 WHERE number = 1"))
    assert [view.id for view in findings.listing(store, EVERYTHING)] == ["f2", "f1"]
    store.close()


NUMBER = "13800138000"


def with_customer(store: Store) -> None:
    """A finding with a call whose id is a customer's number, sent with what an evaluator noted of him."""
    told = CALLS | {"missing": [*CALLS["missing"], f"20260501-{NUMBER}"], "finding": {"cases": [f"20260501-{NUMBER}"]}}
    findings.open_finding(store, "acme", MAY, verdict="watch", data=json.dumps(told).encode(), form=None, by="mia",
                          at=AT)
    for kind, text, details, data in (
        (RELISTENED, "", {"taken_out": [f"20260501-{NUMBER}", "m1"]}, None),
        (SENT, "", {"until": "2026-07-15"}, {"calls": [{"call_id": "m2", "summary": "一三八零零一三八零零零, dear"},
                                                       {"call_id": "m3", "summary": "rude"}]}),
        (DECIDED, f"we rang +86 {NUMBER} ourselves", {"outcome": "explained", "name": "Mia"}, None),
    ):
        step = Step(kind, AT, "mia", text, details, None if data is None else json.dumps(data).encode())
        findings.add_step(store, 1, lambda _, step=step: step)


def test_who_is_forgotten_is_in_no_finding_and_all_else_of_it_stands(store: Store) -> None:
    with_customer(store)
    opened(store, "beta")
    before, customer = findings.find(store, EVERYTHING, "f1"), Customer(frozenset({1}), trace=NUMBER, country="86")
    assert before is not None and would_forget(store, customer).findings == 1
    assert forget(store, customer, actor="administrator").findings == 1
    after = findings.find(store, EVERYTHING, "f1")
    assert after is not None
    shown = str(after) + after.data.decode() + "".join((step.data or b"").decode() for step in after.steps)
    assert not customer.is_in(shown) and NUMBER not in shown
    assert json.loads(after.data)["missing"] == [*CALLS["missing"], "•••"]
    assert [(step.kind, step.at, step.by, step.sha256) for step in after.steps] == [
        (step.kind, step.at, step.by, step.sha256) for step in before.steps], "it is called as it was when it was sent"
    said = {step.kind: step for step in after.steps}
    assert said[RELISTENED].details == {"taken_out": ["•••", "m1"]} and said[DECIDED].text == "•••"
    assert json.loads(said[SENT].data or b"")["calls"] == [{"call_id": "m2", "summary": "•••"},
                                                           {"call_id": "m3", "summary": "rude"}]
    assert draws.drawn_again(store, draws.listing(store, EVERYTHING)[-1]) is None, "the seed would name other calls now"
    assert findings.find(store, EVERYTHING, "f2") is not None
    assert forget(store, customer, actor="administrator").findings == 0


@pytest.mark.parametrize("statement", [
    "UPDATE finding_events SET text = 'all is well'", "UPDATE finding_events SET details = '{}'",
    "UPDATE finding_events SET masked_sha256 = 'x'", "UPDATE finding_events SET sha256 = 'x'",
    "UPDATE finding_events SET text = '•••', kind = 'sent'", "UPDATE findings SET masked_sha256 = 'x'",
    "UPDATE findings SET data = sha256, masked_sha256 = 'x'",
])
def test_the_way_that_forgetting_takes_is_open_to_nothing_else(store: Store, statement: str) -> None:
    with_customer(store)
    statement = statement.replace("sha256,", "CAST('x' AS BLOB)," if store.engine.dialect.name == "sqlite" else "'x',")
    before = findings.listing(store, EVERYTHING)
    with pytest.raises(sa.exc.DatabaseError, match=r"append only|as they were opened"), store.writing() as session:
        session.connection().execute(sa.text(statement))
    assert findings.listing(store, EVERYTHING) == before


def test_what_a_step_raises_leaves_the_finding_as_it_was_and_steps_are_seen_as_of_their_time(store: Store) -> None:
    opened(store)
    stepped(store, 1, RELISTENED, 3)
    stepped(store, 1, SENT, 5)

    def refuse(view: FindingView) -> Step:
        assert [step.kind for step in view.steps] == ["drawn", "relistened", "sent"]
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        findings.add_step(store, 1, refuse)
    kinds = {days: [step.kind for view in findings.listing(store, EVERYTHING, AT + timedelta(days=days))
                    for step in view.steps] for days in (-1, 0, 4, 6)}
    assert kinds == {-1: [], 0: ["drawn"], 4: ["drawn", "relistened"], 6: ["drawn", "relistened", "sent"]}


def test_of_two_who_decide_at_once_one_is_refused_and_of_two_who_open_at_once_too(store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    class Decided(Exception):
        pass

    def decide(view: FindingView) -> Step:
        if view.step(DECIDED) is not None:
            raise Decided
        return Step(DECIDED, AT, "mia", details={"outcome": "explained"})

    def outcome(act: Callable[[], object]) -> str:
        try:
            act()
        except (Decided, StorageRefusal):
            return "refused"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(outcome, [lambda: opened(store)] * 4)) == ["done", "refused", "refused", "refused"]
        assert sorted(pool.map(outcome, [lambda: findings.add_step(store, 1, decide)] * 4)) == \
            ["done", "refused", "refused", "refused"]
    (view,) = findings.listing(store, EVERYTHING)
    assert [step.kind for step in view.steps] == ["drawn", "decided"]


def test_every_step_is_in_the_audit_trail(store: Store) -> None:
    from storage import audit

    opened(store)
    stepped(store, 1, SENT, 1)
    stepped(store, 1, DECIDED, 2)
    said = [(entry.action, entry.subject, entry.actor) for entry in audit.entries(store)]
    assert said[:4] == [("finding_decided", "f1", "mia"), ("finding_sent", "f1", "mia"), ("finding_drawn", "f1", "mia"),
                        ("draw_sealed", "d1", "mia")]


def test_the_draw_holds_every_missing_call_and_as_many_others_and_comes_out_again_by_its_seed(store: Store) -> None:
    """Taken and placed by hand, with hashes alone, beside what the store says."""
    view = opened(store)
    draw = draws.find(store, EVERYTHING, "d1")
    assert draw is not None and (draw.purpose, draw.n, draw.frame_calls) == ("relisten", 14, 31)
    assert draw.frame_fingerprint == hashlib.sha256(view.data).hexdigest()

    def place(what: str) -> dict[str, str]:
        return {call: hashlib.sha256(f"{draw.seed}|{what}|{call}".encode()).hexdigest()
                for calls in ("missing", "arrived", "others") for call in CALLS[calls]}

    taken = place("taken")
    others = sorted(CALLS["others"], key=taken.__getitem__)[:3]
    expected = sorted([*CALLS["missing"], *CALLS["arrived"], *others], key=place("placed").__getitem__)
    assert list(draws.named(store, EVERYTHING, "d1")) == expected
    assert list(draws.drawn_again(store, draw) or ()) == expected


def test_nothing_of_the_order_tells_which_call_is_missing() -> None:
    """Over many seeds a missing call stands as early as any other: the mean place of both kinds is the middle."""
    missing, arrived = [f"m{i}" for i in range(10)], [f"a{i}" for i in range(60)]
    places = []
    for seed in range(2000):
        drawn = to_hear_again(missing, arrived, [], str(seed))
        assert len(drawn) == 20 and set(missing) <= set(drawn)
        places.append(sum(place for place, call in enumerate(drawn) if call.startswith("m")) / 10)
    # the mean of 10 of 20 places has variance (20 + 1)(20 - 10) / (12 × 10) = 1.75; five standard errors over 2,000
    assert abs(sum(places) / 2000 - 9.5) < 5 * (1.75 / 2000) ** .5


def test_bytes_that_are_not_those_that_were_kept_are_told(tmp_path: Path) -> None:
    from storage.home import open_store

    store = open_store(tmp_path / "home")
    vendors.add(store, "acme", name="Acme", actor="tester")
    opened(store)
    with store.writing() as session:  # somebody who owns the file can take the triggers away
        session.connection().execute(sa.text("DROP TRIGGER findings_no_update"))
        session.connection().execute(sa.text("UPDATE findings SET data = x'7b7d'"))
    with pytest.raises(StorageRefusal, match="no longer matches its SHA-256"):
        findings.listing(store, EVERYTHING)
    store.close()


def test_a_database_of_the_release_before_keeps_its_draws_and_goes_on_refusing_to_change_them(
    tmp_path: Path, engine_url: str | None
) -> None:
    engine = engine_for(engine_url or tmp_path / "old.db")
    with engine.begin() as connection:
        command.upgrade(schema.config(connection), "0002")
        connection.execute(sa.text("INSERT INTO vendors (code, name, created_at) VALUES ('a', 'A', '2026-01-01')"))
        connection.execute(sa.text(
            "INSERT INTO draws (number, purpose, vendor, month, n, method, seed, frame_calls, frame_fingerprint, "
            "strata, drawn_by, drawn_at) VALUES (1, 'evaluate', 'a', '2026-01', 1, 'm', 's', 1, 'f', '[]', 'x', "
            "'2026-01-01')"))
        connection.execute(sa.text("INSERT INTO drawn_calls VALUES (1, '[\"c1\"]', '2026-01-01')"))
    schema.bring_up(engine)
    assert schema.differences(engine) == []
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT d.seed, c.calls FROM draws d JOIN drawn_calls c ON c.draw = d.number")
                                  ).one()[0] == "s"
    for statement in ("UPDATE draws SET seed = 'x'", "DELETE FROM draws", "DELETE FROM drawn_calls",
                      "UPDATE drawn_calls SET calls = '[]'"):
        with pytest.raises(sa.exc.DatabaseError, match="sealed draws are append only"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    with pytest.raises(sa.exc.DatabaseError), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO draws SELECT 2, 'lottery', vendor, month, n, method, seed, "
                                   "frame_calls, frame_fingerprint, strata, form, drawn_by, drawn_at FROM draws"))
    with engine.begin() as connection:
        command.downgrade(schema.config(connection), "0002")
        command.upgrade(schema.config(connection), "0003")
    engine.dispose()
