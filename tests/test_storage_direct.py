"""The direct line as it is kept: a token once told and never again, messages nobody changes, nothing for a vendor."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from storage import audit, direct, schema, vendors
from storage.customers import Customer
from storage.direct import Written
from storage.errors import StorageRefusal
from storage.forgetting import forget, would_forget
from storage.home import Store
from storage.scope import EVERYTHING, Scope

ACME = Scope(frozenset({"acme"}))  # type: ignore[arg-type]


def line_of(store: Store, agent: str = "ana", vendor: str = "acme") -> tuple[str, str]:
    ((line, token),) = direct.make(store, vendor, [agent], actor="li.wei")
    return line.id, token


def plain(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_only_the_digest_of_a_token_is_kept_and_it_opens_its_line_alone(store: Store) -> None:
    (first, token), (second, other) = line_of(store), line_of(store, "bo")
    assert [row[0] for row in plain(store, "SELECT token_sha256 FROM direct_lines ORDER BY id")] == [
        hashlib.sha256(each.encode()).hexdigest() for each in (token, other)]
    kept = str(plain(store, "SELECT * FROM direct_lines") + plain(store, "SELECT * FROM audit"))
    assert token not in kept and other not in kept
    found = [direct.opened(store, each) for each in (token, other)]
    assert [line.id for line in found if line is not None] == [first, second]
    assert direct.opened(store, token[:-1]) is None and direct.opened(store, "") is None


def test_a_revoked_link_leads_nowhere_and_its_messages_stay(store: Store) -> None:
    line, token = line_of(store)
    assert direct.write(store, token, Written("too dear"))
    assert direct.revoke(store, line, actor="li.wei").revoked_at is not None
    again = direct.revoke(store, line, actor="li.wei")
    assert direct.opened(store, token) is None and not direct.write(store, token, Written("again"))
    assert [each.said.text for each in direct.messages(store, EVERYTHING)] == ["too dear"]
    (known,) = direct.lines(store, EVERYTHING)
    assert (known.messages, known.revoked_at) == (1, again.revoked_at) and known.last_used_at is not None
    assert [one.action for one in audit.entries(store)][:2] == ["direct_line_revoked", "direct_line_made"]
    for name in ("l99", "x", "l", "l-1", "l1l"):
        with pytest.raises(StorageRefusal, match="There is no direct line"):
            direct.revoke(store, name, actor="li.wei")


def test_an_agent_has_one_link_and_a_new_one_ends_the_old(store: Store) -> None:
    old, lost = line_of(store)
    new, token = line_of(store)
    assert direct.opened(store, lost) is None and direct.opened(store, token) is not None
    known = [(line.id, line.revoked_at is None) for line in direct.lines(store, EVERYTHING)]
    assert known == [(new, True), (old, False)]
    line_of(store, vendor="beta")
    assert direct.opened(store, token) is not None, "an agent of the same name at another vendor is somebody else"


def test_a_vendors_own_people_get_nothing_whatever_their_scope(store: Store) -> None:
    _, token = line_of(store)
    direct.write(store, token, Written("too dear"))
    assert direct.count(store, EVERYTHING) == 1
    assert (direct.lines(store, ACME), direct.messages(store, ACME), direct.count(store, ACME)) == ([], [], 0)
    assert direct.messages(store, EVERYTHING, "beta") == []


def test_a_new_link_ends_the_one_an_agent_had_before_vendors_were_merged(store: Store) -> None:
    from storage import vendors

    (old, _), = direct.make(store, "beta", ["bo"], actor="mia")
    vendors.merge(store, "beta", "acme", actor="mia")
    (new, _), = direct.make(store, "acme", ["bo"], actor="mia")
    assert {line.id: line.revoked_at is None for line in direct.lines(store, EVERYTHING)} == {old.id: False,
                                                                                              new.id: True}


def test_a_merged_vendors_messages_go_with_it(store: Store) -> None:
    _, token = line_of(store)
    vendors.merge(store, "acme", "beta", actor="tester")
    assert direct.write(store, token, Written("too dear"))
    assert [each.vendor for each in direct.messages(store, EVERYTHING, "beta")] == ["beta"]


@pytest.mark.parametrize("statement", [
    "UPDATE direct_messages SET text = 'all is well'", "UPDATE direct_messages SET text = '•••', polarity = 'positive'",
    "UPDATE direct_messages SET received_at = '2020-01-01'", "UPDATE direct_messages SET call_id = 'other'",
    "UPDATE direct_messages SET line = 2", "DELETE FROM direct_messages",
])
def test_nothing_of_a_message_can_be_changed_or_deleted(store: Store, statement: str) -> None:
    (_, token), _ = line_of(store), line_of(store, "bo")
    direct.write(store, token, Written("too dear", polarity="negative", call_id="c1"))
    before = direct.messages(store, EVERYTHING)
    with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert direct.messages(store, EVERYTHING) == before


def test_nor_by_the_ways_around_an_update(store: Store) -> None:
    _, token = line_of(store)
    direct.write(store, token, Written("too dear"))
    columns = "id, line, received_at, 'fine', category, polarity, call_id, called_at, call_back, language"
    way = (f"INSERT OR REPLACE INTO direct_messages SELECT {columns} FROM direct_messages"
           if store.engine.dialect.name == "sqlite" else "TRUNCATE direct_messages")
    with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
        connection.execute(sa.text(way))


@pytest.mark.parametrize("name", ["rowid", "_rowid_"])
def test_nor_by_the_other_names_of_its_key(store: Store, name: str) -> None:
    if store.engine.dialect.name != "sqlite":
        name = "id"
    _, token = line_of(store)
    for text in ("too dear", "too slow"):
        direct.write(store, token, Written(text))
    ways = ("UPDATE", "UPDATE OR REPLACE") if store.engine.dialect.name == "sqlite" else ("UPDATE",)
    for way in ways:
        with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
            connection.execute(sa.text(f"{way} direct_messages SET {name} = 2 WHERE id = 1"))
    assert [each.said.text for each in direct.messages(store, EVERYTHING)] == ["too slow", "too dear"]


def test_who_is_forgotten_is_taken_out_of_messages_and_nothing_else_changes(store: Store) -> None:
    _, token = line_of(store)
    said = [Written("my number is one three 一三八零零一三八零零零", "billing", "negative", "13800138000",
                    datetime(2026, 5, 4, 9, tzinfo=UTC), True, "zh"), Written("another customer", call_id="c2")]
    for each in said:
        direct.write(store, token, each)
    customer = Customer(frozenset({1}), trace="13800138000", country="86")
    assert would_forget(store, customer).messages == 1
    assert forget(store, customer, actor="administrator").messages == 1
    second, first = direct.messages(store, EVERYTHING)
    assert first.said == Written("•••", "billing", "negative", "•••", said[0].called_at, True, "zh")
    assert second.said == said[1]
    assert forget(store, customer, actor="administrator").messages == 0


def test_a_home_of_before_keeps_its_draws_sealed_and_allows_new_ones(store: Store) -> None:
    """Down to the schema before, a draw made there, and up again: the row, its triggers and keys are as they were."""
    from alembic import command

    with store.engine.begin() as connection:
        command.downgrade(schema.config(connection), "0002")
    draw = ("INSERT INTO draws (number, purpose, vendor, month, n, method, seed, frame_calls, frame_fingerprint, "
            "strata, drawn_by, drawn_at) VALUES ({number}, '{purpose}', 'acme', '2026-05', 1, 'm', 's', 1, 'f', '[]', "
            "'qa', '2026-06-01')")
    with store.engine.begin() as connection:
        connection.execute(sa.text(draw.format(number=1, purpose="evaluate")))
        connection.execute(sa.text("INSERT INTO drawn_calls VALUES (1, '[\"c1\"]', '2026-06-01')"))
    with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
        connection.execute(sa.text(draw.format(number=2, purpose="double")))
    with store.engine.begin() as connection:
        command.upgrade(schema.config(connection), "head")
    assert schema.differences(store.engine) == []
    assert plain(store, "SELECT number, purpose, drawn_of FROM draws") == [(1, "evaluate", None)]
    for refused in ("UPDATE draws SET n = 2", "DELETE FROM draws", "DELETE FROM drawn_calls"):
        with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
            connection.execute(sa.text(refused))
    with store.engine.begin() as connection:
        for number, purpose in ((2, "double"), (3, "relisten"), (4, "survey")):
            connection.execute(sa.text(draw.format(number=number, purpose=purpose)))
    for wrong in (draw.format(number=5, purpose="mine"), draw.format(number=5, purpose="double").replace("acme", "no")):
        with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
            connection.execute(sa.text(wrong))
    if store.engine.dialect.name == "sqlite":
        assert plain(store, "PRAGMA integrity_check") == [("ok",)] and plain(store, "PRAGMA foreign_key_check") == []
