"""The life of a finding as one story, on real storage: who may do what when, and every count against plain counts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from app.access import Permission, Role, Viewer
from app.cli import status_of
from app.services import drawing, findings_life, uploads
from app.services.draw_sheets import blank_sheet
from app.services.finding_recount import compared, second_ears
from app.services.finding_states import Lives, due_after, due_of, state_of
from app.services.findings_life import Actor, Forbidden, actor
from app.services.import_order import ImportOrder
from app.services.integrity import findings
from app.services.judging import Past
from app.services.scorecards import scorecards
from app.services.views_integrity import counts_of
from app.services.views_life import life, questions
from scoring.records import Month, VendorCode
from storage import audit, draws, records, vendors
from storage.errors import StorageRefusal
from storage.home import Store, open_store
from storage.scope import EVERYTHING, Scope
from tests.delivered import Delivered

MONTH = "2026-03"
OWN = Scope(frozenset({"summit"}))
PEOPLE = {role: actor(Viewer(0, role.value, role.value.title(), role, "summit" if role is Role.VENDOR else None, "en"))
          for role in Role}
MANAGER, QA, VENDOR, EXECUTIVE = (PEOPLE[role] for role in (Role.MANAGER, Role.QA, Role.VENDOR, Role.EXECUTIVE))
SETUP = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")


@dataclass
class World:
    """A home in which summit keeps negative remarks back, and what its files say."""

    store: Store
    files: Delivered
    confirmed: set[str] = field(default_factory=set)
    contradicted: set[str] = field(default_factory=set)

    def finding(self, as_of: str | None = None) -> dict[str, Any]:
        return findings(self.store, EVERYTHING, month=MONTH, vendor="summit", as_of=as_of)[0]

    def card(self, scope: Scope, as_of: str | None = None) -> dict[str, Any]:
        return scorecards(self.store, scope, month=MONTH, vendor="summit", as_of=as_of)[0]

    def hear_again(self, draw: str, *, who: Callable[[int], str]) -> None:
        """The sheet comes back: of every ten calls the tenth is not judged, of the first three one is heard as other
        than negative; the rest as they were heard before."""
        book = openpyxl.load_workbook(io.BytesIO(blank_sheet(self.store, EVERYTHING, draw, "en")[1]))
        page = book.worksheets[0]
        heads = {str(cell.value): cell.column for cell in page[1]}
        for number, row in enumerate(range(2, page.max_row + 1)):
            call = str(page.cell(row, heads["Call id"]).value)
            if number % 10 == 9:
                continue
            other = number % 10 == 0
            said = {"Evaluator": who(number), "Evaluated at": datetime.now(UTC).replace(tzinfo=None),
                    "Feedback voiced": "yes", "Feedback polarity": "neutral" if other else "negative"}
            for head, value in said.items():
                page.cell(row, heads[head], value)
            if who(number) != "Zhao":
                (self.contradicted if other else self.confirmed).add(call)
        target = io.BytesIO()
        book.save(target)
        report = uploads.bring_in(self.store, uploads.Upload("back.xlsx", target.getvalue()),
                                  ImportOrder("evaluations"), viewer=SETUP)
        assert (report.status, report.rows_held_back) == ("stored", 0), report


def brought_in(store: Store, *codes: str) -> Delivered:
    for code in codes:
        vendors.add(store, code, name=code.title(), actor="test")
        delivered = Delivered(code)
        for kind, data in delivered.files():
            report = uploads.bring_in(store, uploads.Upload(f"{code}-{kind}.csv", data), ImportOrder(kind),
                                      viewer=SETUP)
            assert report.status == "stored"
    return delivered


@pytest.fixture
def world(tmp_path: Path, engine_url: str | None) -> Iterator[World]:
    store = open_store(tmp_path / "home", engine_url)
    yield World(store, brought_in(store, "summit"))
    store.close()


def refused(step: Callable[..., Any], *given: Any, **named: Any) -> str:
    with pytest.raises(Forbidden) as error:
        step(*given, **named)
    assert error.value.said("zh") != str(error.value)
    return error.value.code


def test_a_finding_is_opened_heard_again_sent_answered_and_upheld_and_each_step_counts_from_its_time(
    world: World,
) -> None:
    store, files = world.store, world.files
    before, plain = world.finding(), world.card(EVERYTHING)
    assert before["verdict"] == "likely_filtered" and "life" not in before

    for who in (QA, VENDOR, EXECUTIVE):
        assert refused(findings_life.open_finding, store, who, "summit", MONTH) == "not_yours"
    view = findings_life.open_finding(store, MANAGER, "summit", MONTH)
    with pytest.raises(StorageRefusal, match="not decided yet"):
        findings_life.open_finding(store, MANAGER, "summit", MONTH)
    kept = json.loads(view.data)
    assert kept["missing"] == sorted(files.missing) and kept["nameless"] == 0
    assert len(kept["arrived"]) == files.arrived[True] and len(kept["others"]) == files.arrived[False]
    drawn = draws.named(store, EVERYTHING, "d1")
    assert set(files.missing) <= set(drawn) and len(drawn) == 2 * len(files.missing)

    # out of order, or by others
    assert refused(findings_life.send, store, MANAGER, "f1") == "not_relistened"
    assert refused(findings_life.close_relistening, store, MANAGER, "f1") == "not_yours"
    assert refused(findings_life.close_relistening, store, QA, "f1") == "not_heard"
    assert refused(findings_life.decide, store, MANAGER, "f1", "upheld", "so") == "only_withdrawn"
    assert refused(findings_life.extend, store, MANAGER, "f1", "2030-01-01", "so") == "not_sent"

    # provisional for the client; its vendor's card does not move, nor does its date
    assert world.card(EVERYTHING)["provisional_notes"][0]["code"] == "finding_open"
    unmoved = {name: value for name, value in plain.items() if name not in ("comparisons", "rank")}
    assert {name: world.card(OWN)[name] for name in unmoved} == unmoved
    assert life(store, OWN, "summit", MONTH) is None and questions(store, OWN) == ()
    assert drawing.draws_in(store, OWN) == []

    # heard again by somebody else; what the first evaluator says again does not count
    world.hear_again("d1", who=lambda number: "Zhao" if number % 10 == 8 else "Wang")
    missing = set(files.missing)
    found = findings_life.heard_again(store, view)
    assert found is not None and found.same_person == len(drawn) // 10 + (len(drawn) % 10 > 8)
    assert found.missing_confirmed == len(missing & world.confirmed)
    assert found.missing_judged == len(missing & (world.confirmed | world.contradicted))

    # its evaluations enter no figure and no count, and the first judgement of each call stands
    after = world.card(EVERYTHING)
    assert [(each["code"], each["estimate"].get("value"), each["estimate"].get("n")) for each in after["measures"]] == \
        [(each["code"], each["estimate"].get("value"), each["estimate"].get("n")) for each in plain["measures"]]
    again = world.finding()
    assert (again["p_value"], again["withheld"], again["signals"]) == (before["p_value"], before["withheld"],
                                                                      before["signals"])
    evaluations = records.month_records(store, OWN, "evaluations", "summit", [
        month for _, month in records.months_with_data(store, OWN, "evaluations")])
    assert len(evaluations["call_id"]) == len(files.evaluations) + len(drawn) - len(drawn) // 10
    of_draw = np.ma.filled(evaluations["draw_id"], "") == "d1"
    assert set(np.ma.getdata(evaluations["selection"])[of_draw]) == {"double"}

    # counted once; recomputed with what was not confirmed taken out, against plain counts of the files
    view = findings_life.close_relistening(store, QA, "f1")
    assert refused(findings_life.close_relistening, store, QA, "f1") == "relistened"
    arrived_negative, arrived_other = set(kept["arrived"]), set(kept["others"])
    heard_other = arrived_other & set(drawn)
    counts = counts_of(world.finding())
    assert counts is not None
    gone_other = heard_other & world.confirmed  # heard as negative now, and as something else before
    gone_negative = arrived_negative & set(drawn) & world.contradicted
    assert counts.negatives_arrived == files.arrived[True] - len(gone_negative)
    assert counts.negatives == counts.negatives_arrived + len(missing & world.confirmed)
    assert (counts.others, counts.others_arrived) == (files.heard[False] - len(gone_other),
                                                      files.arrived[False] - len(gone_other))

    # sent: exactly the confirmed calls, and from now on the vendor's card is provisional too
    for who in (QA, VENDOR):
        assert refused(findings_life.send, store, who, "f1") == "not_yours"
    assert refused(findings_life.reply, store, VENDOR, "f1", "before it was sent") == "unknown"
    sent_at = datetime.now(UTC)
    view = findings_life.send(store, MANAGER, "f1", now=sent_at)
    (question,) = questions(store, OWN)
    assert {call["call_id"] for call in question.document["calls"]} == missing & world.confirmed
    assert question.due == due_after(sent_at, store.timezone) and questions(store, Scope(frozenset({"other"}))) == ()
    sent = view.steps[-1].data or b""
    assert b'"f1"' not in sent and b"Wang" not in sent and b"Zhao" not in sent and b"summit agent" not in sent
    assert world.card(OWN)["provisional_notes"][0]["code"] == "finding_open"

    # ten working days, no decision before, and no reply after
    over = datetime.combine(question.due, datetime.max.time(), UTC) + timedelta(minutes=1)
    assert refused(findings_life.decide, store, MANAGER, "f1", "upheld", "so", now=over - timedelta(hours=1)) == \
        "too_early"
    assert refused(findings_life.reply, store, VENDOR, question.ref, "late", now=over) == "too_late"
    assert refused(findings_life.extend, store, MANAGER, "f1", str(question.due), "so") == "not_later"
    findings_life.extend(store, MANAGER, "f1", str(question.due + timedelta(days=7)), "a holiday", now=over)
    assert refused(findings_life.reply, store, MANAGER, "f1", "not mine") == "not_yours"
    assert refused(findings_life.reply, store, VENDOR, question.ref, "  ") == "no_text"
    replied = findings_life.reply(store, VENDOR, question.ref, "Ring +8613912345678: our system", now=over)
    assert "13912345678" not in replied.steps[-1].text and state_of(replied) == "replied"

    # decided by name; only then the grade is touched
    assert refused(findings_life.decide, store, MANAGER, "f1", "guilty", "so") == "bad_outcome"
    assert refused(findings_life.decide, store, MANAGER, "f1", "", "so") == "no_outcome"
    decided = findings_life.decide(store, MANAGER, "f1", "upheld", "nothing explains it", now=over)
    assert (state_of(decided), decided.steps[-1].details["name"]) == ("upheld", "Manager")
    assert refused(findings_life.decide, store, MANAGER, "f1", "withdrawn", "no") == "decided"
    assert refused(findings_life.reply, store, VENDOR, question.ref, "but") == "decided"
    for scope in (EVERYTHING, OWN):
        card = world.card(scope)
        assert "provisional_notes" not in card and card["grade_notes"][-1]["code"] == "finding_upheld"
    (answered,) = questions(store, OWN)
    assert answered.decision is not None and answered.decision.text == "nothing explains it"
    assert (answered.decision.who, answered.outcome) == ("Manager", "upheld")

    steps = [entry.action for entry in reversed(audit.entries(store)) if entry.subject == "f1"]
    assert steps == [f"finding_{kind}" for kind in ("drawn", "relistened", "sent", "extended", "replied", "decided")]


def test_scores_as_of_a_day_know_the_steps_up_to_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    world = World(store, brought_in(store, "summit"))
    start = datetime.now(UTC) - timedelta(days=40)
    with store.writing() as session:  # as though the files had come two months ago
        import sqlalchemy as sa

        session.connection().execute(sa.text("UPDATE batch_events SET at = :at"), {"at": start - timedelta(days=20)})
    days = [f"{start + timedelta(days=day):%Y-%m-%d}" for day in (-1, 1, 11)]
    findings_life.open_finding(store, MANAGER, "summit", MONTH, now=start)
    findings_life.decide(store, MANAGER, "f1", "withdrawn", "opened by mistake", now=start + timedelta(days=10))
    noted = [[note["code"] for note in world.card(EVERYTHING, day).get("provisional_notes", [])] for day in days]
    assert noted == [[], ["finding_open"], []]
    assert [world.finding(day).get("life", {}).get("state") for day in days] == [None, "drawn", "withdrawn"]
    assert "provisional_notes" not in world.card(EVERYTHING) and questions(store, OWN) == ()
    store.close()


def test_a_withdrawn_finding_leaves_the_card_as_it_was_issued_and_may_be_opened_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    world = World(store, brought_in(store, "summit"))
    first = world.card(EVERYTHING)
    findings_life.open_finding(store, MANAGER, "summit", MONTH)
    assert world.card(EVERYTHING) != first
    findings_life.decide(store, MANAGER, "f1", "withdrawn", "opened by mistake")
    assert world.card(EVERYTHING) == first, "the very bytes issued before"
    assert findings_life.open_finding(store, MANAGER, "summit", MONTH).id == "f2"
    assert Lives(store, EVERYTHING).decided("summit") == {Month.parse(MONTH)}, "what was decided once is decided"
    assert "provisional_notes" in world.card(EVERYTHING), "and yet it is open again"
    store.close()


def test_the_months_after_a_decided_finding_begin_without_it(tmp_path: Path) -> None:
    """In April nothing was seen, so it stands where March left off: at March's evidence, and at none once that is
    decided."""
    store = open_store(tmp_path / "home")
    brought_in(store, "summit")
    summit = VendorCode("summit")
    april_remark = (b"feedback_id,vendor,captured_at,forwarded_at,polarity\n"
                    b"f-april,summit,2026-04-20,2026-04-21,positive\n")
    assert uploads.bring_in(store, uploads.Upload("april.csv", april_remark), ImportOrder("feedback"),
                            viewer=SETUP).status == "stored"
    assert Past(store).months[summit][:2] == [Month(2026, 3), Month(2026, 4)]
    march, april = (found.course for found in Past(store).found(summit)[:2])
    assert march == april and march.alarm
    findings_life.open_finding(store, MANAGER, "summit", MONTH)
    assert [found.course for found in Past(store).found(summit)[:2]] == [march, april]
    findings_life.decide(store, MANAGER, "f1", "withdrawn", "heard too few")
    march_now, april_now = (found.course for found in Past(store).found(summit)[:2])
    assert march_now == march and (april_now.e_value, april_now.alarm, april_now.since) == (1.0, False, None)
    store.close()


def test_an_honest_month_and_an_unknown_vendor_cannot_be_opened(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    brought_in(store, "harbour")
    assert refused(findings_life.open_finding, store, MANAGER, "harbour", MONTH) == "no_gap"
    assert refused(findings_life.open_finding, store, MANAGER, "harbour", "2026-07") == "no_gap"
    assert refused(findings_life.send, store, MANAGER, "f7") == "unknown"
    store.close()


@pytest.mark.parametrize("sent", ["2026-03-02T23:30", "2026-03-06T10:00", "2026-03-07T10:00", "2026-12-24T01:00"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_ten_working_days_are_counted_in_the_clients_zone_as_numpy_counts_them(sent: str, zone: str) -> None:
    from zoneinfo import ZoneInfo

    at = datetime.fromisoformat(sent).replace(tzinfo=UTC)
    day = at.astimezone(ZoneInfo(zone)).date()
    expected = np.busday_offset(np.datetime64(day), 10, roll="backward").astype(date)
    assert due_after(at, zone) == expected


def test_only_a_second_person_counts_and_the_newest_word_of_each_call() -> None:
    rows = [("c1", "Zhao", "", "yes", "negative", 1), ("c1", "Wang", "d1", "yes", "negative", 2),
            ("c1", "Liu", "d1", "no", None, 3), ("c2", "Zhao", "", "yes", "negative", 1),
            ("c2", " ZHAO ", "d1", "no", None, 2), ("c3", "Zhao", "", "yes", "positive", 1),
            ("c3", "Wang", "d1", "yes", "neutral", 2), ("c4", "Wang", "d2", "yes", "negative", 2)]
    text = {name: np.ma.MaskedArray(np.array([row[place] or None for row in rows], dtype=object),
                                    mask=[not row[place] for row in rows])
            for place, name in ((0, "call_id"), (1, "evaluator"), (2, "draw_id"), (4, "feedback_polarity"))}
    blank = np.ma.MaskedArray(np.array([None] * len(rows), dtype=object), mask=True)
    evaluations = text | {
        "feedback_voiced": np.ma.MaskedArray(np.array([row[3] == "yes" for row in rows])), "status": blank,
        "judged_by": blank,
        "selection": np.ma.MaskedArray(np.array(["double" if row[2] else "random" for row in rows], dtype=object)),
        "evaluated_at": np.ma.MaskedArray(np.array([f"2026-05-0{row[5]}" for row in rows], dtype="datetime64[us]"))}
    assert second_ears(evaluations, "d1") == ({"c1": "nothing", "c3": "other"}, 1)


def test_a_missing_remark_counts_only_when_confirmed_and_one_that_arrived_until_contradicted() -> None:
    finding = {"missing": ["m1", "m2", "m3", "m4"], "arrived": ["a1", "a2"], "others": ["o1", "o2", "o3"],
               "nameless": 2}
    heard = {"m1": "negative", "m2": "other", "m3": "nothing", "a1": "other", "o1": "other", "o2": "negative"}
    found = compared(finding, ("m1", "m2", "m3", "m4", "a1", "a2", "o1", "o2"), heard, 0)
    assert (found.missing, found.missing_judged, found.missing_confirmed) == (4, 3, 1)
    assert (found.again, found.again_judged, found.again_confirmed) == (4, 3, 1)
    assert found.taken_out == ("", "a1", "m2", "m3", "m4", "o2")


def test_the_command_line_takes_the_steps_and_says_why_it_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(tmp_path / "home")
    world = World(store, brought_in(store, "summit"))
    home = ["--home", str(tmp_path / "home"), "--json"]

    def asked(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        return status_of(["findings", *words, *home]), json.loads(capsys.readouterr().out)

    assert asked("list") == (0, {"findings": []})
    status, told = asked("open", "--vendor", "summit", "--month", MONTH, "--out", str(tmp_path / "d1.xlsx"))
    assert (status, told["state"], told["draw"]) == (0, "drawn", "d1") and (tmp_path / "d1.xlsx").is_file()
    status, told = asked("open", "--vendor", "summit", "--month", MONTH)
    assert (status, told["error"]["code"]) == (2, "finding_open")
    assert asked("send", "f1")[1]["error"]["code"] == "not_relistened"
    world.hear_again("d1", who=lambda number: "Wang")
    assert asked("relisten", "f1")[1]["state"] == "relistened"
    status, told = asked("send", "f1")
    assert (status, told["state"]) == (0, "sent") and told["reply_until"] is not None
    assert asked("extend", "f1", "--until", "soon", "--reason", "x")[1]["error"]["code"] == "bad_date"
    status, told = asked("extend", "f1", "--until", "2099-01-01", "--reason", "a long holiday")
    assert (status, told["reply_until"]) == (0, "2099-01-01")
    assert asked("decide", "f1", "upheld", "--reason", "x", "--by", "Ann")[1]["error"]["code"] == "too_early"
    findings_life.reply(store, VENDOR, questions(store, OWN)[0].ref, "it was the migration")
    status, told = asked("decide", "f1", "explained", "--reason", "the migration", "--by", "Ann Berg")
    assert (status, told["state"], told["decision"]) == (0, "explained", "the migration")
    assert told["steps"][-1]["details"] == {"outcome": "explained", "name": "Ann Berg"}
    assert asked("list")[1]["findings"][0]["state"] == "explained"
    assert status_of(["integrity", "--month", MONTH, *home]) == 0
    shown = json.loads(capsys.readouterr().out)["findings"][0]["life"]
    assert (shown["finding"], shown["state"], shown["decision"]) == ("f1", "explained", "the migration")
    assert due_of(Lives(store, EVERYTHING).views[0]) == date(2099, 1, 1)
    store.close()


def test_nobody_but_those_named_may_open_hear_again_or_answer() -> None:
    assert {role: {each for each in (Permission.FINDINGS, Permission.RELISTEN, Permission.ANSWER) if each in who.may}
            for role, who in PEOPLE.items()} == {
        Role.MANAGER: {Permission.FINDINGS}, Role.QA: {Permission.RELISTEN}, Role.VENDOR: {Permission.ANSWER},
        Role.EXECUTIVE: set()}
    assert isinstance(MANAGER, Actor) and Permission.INTEGRITY not in QA.may, "QA must not see which calls are missing"
