"""Vendors, people, sessions, answers and scorecards on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from scoring.records import VendorCode
from storage import answers, audit, batches, people, scorecards, sessions, vendors
from storage.clock import utc_now
from storage.home import StorageRefusal, Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, content, evaluation, ids, store_rows

ACME, BETA = Scope(frozenset({"acme"})), Scope(frozenset({"beta"}))  # type: ignore[arg-type]


def test_every_word_for_a_vendor_means_one_vendor_whatever_its_case(store: Store) -> None:
    vendors.add(store, "harbour", name="Harbour Lines", timezone="Europe/London", aliases=["HBR", "港湾"], actor="t")
    assert vendors.names(store).items() >= {"harbour": "harbour", "harbour lines": "harbour", "hbr": "harbour",
                                            "港湾": "harbour"}.items()
    assert vendors.timezones(store) == {"harbour": "Europe/London"}
    for taken in ("Harbour", "hbr", "harbour"):
        with pytest.raises(StorageRefusal, match="already"):
            vendors.add(store, taken, actor="t")
    for bad in ("", "../x", "a/b", "a b", "x" * 41, ".hidden"):
        with pytest.raises(StorageRefusal, match="cannot be a vendor"):
            vendors.add(store, bad, actor="t")
    with pytest.raises(StorageRefusal, match="already means the vendor acme"):
        vendors.add_alias(store, "beta", "acme", actor="t")
    vendors.rename(store, "harbour", "Harbour Group", actor="t")
    assert vendors.names(store)["harbour group"] == vendors.names(store)["harbour lines"] == "harbour"
    assert [one.code for one in vendors.listing(store, EVERYTHING)] == ["acme", "beta", "harbour"]
    assert [one.code for one in vendors.listing(store, BETA)] == ["beta"]


def test_a_merged_vendors_records_count_as_the_targets_and_stay_withdrawable(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00")]})
    store_rows(store, "calls", {"beta": [call("c2", "2026-05-05 09:00:00"), call("c3", "2026-06-05 09:00:00")]})
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "c3", "2026-07-01 09:00:00")]})
    people.add(store, "bo", name="Bo", role="vendor", vendor="beta", actor="t")
    changed = vendors.merge(store, "beta", "acme", actor="t")
    assert ("calls", "beta", "2026-05") in changed and ("calls", "acme", "2026-05") in changed
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2"}
    assert ids(store, "evaluations", "acme", "2026-06") == {"e1"}
    assert {key[1] for key in content(store)} == {"acme"}
    assert vendors.names(store)["beta contact"] == "acme"
    bo = people.find(store, "BO")
    assert bo is not None and bo.vendor == "acme"
    assert [one.merged_into for one in vendors.listing(store, EVERYTHING)] == [None, "acme"]
    store_rows(store, "calls", {"beta": [call("c4", "2026-05-06 09:00:00")]})
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2", "c4"}
    batches.withdraw(store, "b2", actor="t")
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c4"}
    assert ids(store, "evaluations", "acme", "2026-07") == {"e1"}


def test_vendors_whose_ids_collide_are_not_merged(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00"), call("c2", "2026-05-04 09:00:00")],
                                "beta": [call("c2", "2026-05-05 09:00:00"), call("c1", "2026-07-05 09:00:00")]})
    before = content(store)
    with pytest.raises(StorageRefusal, match="2 of calls"):
        vendors.merge(store, "beta", "acme", actor="t")
    with pytest.raises(StorageRefusal, match="into itself"):
        vendors.merge(store, "acme", "ACME", actor="t")
    assert content(store) == before


def test_a_login_is_one_person_whatever_its_case_and_disabling_ends_every_session(store: Store) -> None:
    ann = people.add(store, "Ann@example.com", name="Ann", role="manager", password_hash="$argon2$x", actor="t")
    with pytest.raises(StorageRefusal, match="is taken"):
        people.add(store, "ann@EXAMPLE.com", name="Other", role="qa", actor="t")
    with pytest.raises(StorageRefusal, match="no vendor"):
        people.add(store, "zed", name="Zed", role="vendor", vendor="nobody", actor="t")
    token = sessions.create(store, ann.id)
    assert sessions.resolve(store, token) == people.find(store, "ANN@example.com") == people.get(store, ann.id)
    people.disable(store, "ann@example.com", actor="t")
    assert sessions.resolve(store, token) is None
    assert sessions.resolve(store, sessions.create(store, ann.id)) is None
    assert [one.disabled_at is not None for one in people.listing(store)] == [True]
    with pytest.raises(StorageRefusal, match="nobody with the login"):
        people.disable(store, "ghost", actor="t")


def test_only_the_digest_of_a_session_token_is_kept_and_it_expires_and_is_revoked(store: Store) -> None:
    ann = people.add(store, "ann", name="Ann", role="qa", actor="t")
    token = sessions.create(store, ann.id, hours=1)
    with store.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM web_sessions")).fetchall()
    assert token not in repr(rows) and len(rows) == 1
    assert sessions.resolve(store, token, at=utc_now() + timedelta(minutes=59)) is not None
    assert sessions.resolve(store, token, at=utc_now() + timedelta(minutes=61)) is None
    assert sessions.resolve(store, token + "x") is None
    sessions.revoke(store, token)
    assert sessions.resolve(store, token) is None
    other = sessions.create(store, ann.id)
    people.set_password(store, "ann", "$argon2$y", actor="t")
    assert sessions.resolve(store, other) is None


def test_answers_are_kept_per_vendor_and_layout_and_override_those_for_all(store: Store) -> None:
    answers.keep(store, None, "aircall", {"order": "dmy", "unit": "s"}, actor="t")
    answers.keep(store, "acme", "aircall", {"order": "mdy"}, actor="t")
    assert answers.kept(store, "acme") == {"aircall": {"order": "mdy", "unit": "s"}}
    assert answers.kept(store, "beta") == {"aircall": {"order": "dmy", "unit": "s"}}


def test_the_last_change_of_answers_is_taken_back_and_taken_back_again_and_stays_on_record(store: Store) -> None:
    answers.keep(store, "acme", "l", {"column.agent": "Rep", "date_order": "dmy"}, actor="t")
    answers.keep(store, "acme", "l", {"column.agent": "Owner", "date_order": "dmy"}, actor="t")
    answers.keep(store, None, "l", {"column.agent": "Anybody"}, actor="t")
    assert answers.undo(store, "acme", "l", actor="t") == {"column.agent": "Rep"}
    assert answers.kept(store, "acme")["l"] == {"column.agent": "Rep", "date_order": "dmy"}
    assert answers.undo(store, "acme", "l", actor="t") == {"column.agent": "Owner"}
    assert answers.undo(store, None, "l", actor="t") == {"column.agent": None}
    assert answers.kept(store, "beta") == {}
    assert [(entry.action, entry.details["before"]) for entry in audit.entries(store, 3)] == [
        ("answers_undone", {"column.agent": "Anybody"}), ("answers_undone", {"column.agent": "Rep"}),
        ("answers_undone", {"column.agent": "Owner"})]
    with pytest.raises(StorageRefusal, match="No answers are kept"):
        answers.undo(store, "acme", "another", actor="t")


def _issued(store: Store, inputs: str, at: datetime, data: bytes) -> bytes:
    month = scorecards.ScoredMonth("2026-05", inputs, at, {VendorCode("acme"): data})
    (cards,) = scorecards.issue(store, "default-1", [month])
    return cards[VendorCode("acme")]


def test_a_scorecard_once_issued_is_returned_as_its_bytes_and_history_stays(store: Store) -> None:
    now = utc_now()
    first = _issued(store, "x", now, b"one")
    assert _issued(store, "x", now, b"other") == first == b"one"
    _issued(store, "y", now, b"two")
    assert scorecards.current(store, ACME, "acme", "2026-05", "default-1", "x") == b"one"
    assert scorecards.current(store, ACME, "acme", "2026-05", "default-1", "z") is None
    assert scorecards.current(store, BETA, "acme", "2026-05", "default-1", "x") is None
    assert [(one.data, one.superseded_at is None) for one in scorecards.history(store, ACME, "acme", "2026-05")] == [
        (b"one", False), (b"two", True)]
    assert scorecards.history(store, BETA, "acme", "2026-05") == []
    _issued(store, "x", now, b"one")
    assert [one.superseded_at is None for one in scorecards.history(store, ACME, "acme", "2026-05")] == [True, False]


def test_a_damaged_scorecard_is_not_handed_out_and_a_definition_never_changes_under_its_code(store: Store) -> None:
    _issued(store, "x", utc_now(), b"one")
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE scorecards SET sha256 = 'no'"))
    with pytest.raises(StorageRefusal, match="SHA-256"):
        scorecards.current(store, ACME, "acme", "2026-05", "default-1", "x")


def test_a_definition_once_kept_goes_on_meaning_what_it_meant(store: Store) -> None:
    scorecards.keep_definition(store, "default-1", b'{"target":0.8}')
    scorecards.keep_definition(store, "default-1", b'{"target":0.8}')
    scorecards.keep_definition(store, "default-1", b'{"target":0.8,"a_later_programs_setting":3}')
    for other in (b'{"target":0.9}', b'{"a_later_programs_setting":3}'):
        with pytest.raises(StorageRefusal, match="already on record"):
            scorecards.keep_definition(store, "default-1", other)
    assert scorecards.definition(store, "default-1") == b'{"target":0.8}'
