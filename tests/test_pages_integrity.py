"""The page Integrity: what it tells by role, its counts against plain counts of the files, its workbook, its words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.access import GRANTS, Permission, Role, Viewer
from app.errors import UserError
from app.services import people, uploads
from app.services.finding_detail import finding_detail
from app.services.finding_words import check_text, headline, overview_line, rarity, request_text, tried
from app.services.findings_workbook import calls_workbook
from app.services.import_order import ImportOrder
from app.services.integrity import findings
from app.services.opening import open_portal
from app.services.signing_in import sign_in, viewer_for
from app.services.views_integrity import counts_of, grid, lines_of, matters_most, of
from app.ui import charts_integrity, session
from app.words import SENTENCES, words_for
from scoring.records import VendorCode
from storage.scope import EVERYTHING, Scope
from tests.delivered import Delivered

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
MONTH = "2026-03"
MANAGER = Viewer(0, "mia", "Mia", Role.MANAGER, None, "en")
ACCUSING = ("fraud", "cheat", "guilty", "manipulat", "造假", "作弊", "欺诈")


def still_open() -> Iterator[tuple[str, bytes]]:
    """One judged call of the day before yesterday: its month cannot be judged for another 15 days."""
    day = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    yield "calls", (f"call_id,vendor,started_at,customer,agent,queue,outcome,wait_s\n"
                    f"late-1,harbour,{day} 10:00:00,+8613900000001,Kim,Orders,answered,5\n").encode()
    yield "evaluations", (f"evaluation_id,call_id,vendor,evaluator,evaluated_at,selection,feedback_voiced,"
                          f"feedback_polarity\ne-late,late-1,harbour,Zhao,{day} 12:00:00,random,yes,"
                          f"negative\n").encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A home with a vendor that passes on four of five of everything, one that keeps negatives back, and a person a
    role, signed in."""
    from storage import vendors

    patch = pytest.MonkeyPatch()
    patch.setenv("OPENLINE_HOME", str(tmp_path_factory.mktemp("integrity") / "home"))
    store, delivered, tokens = open_portal(), {}, {}
    for code in ("harbour", "summit"):
        vendors.add(store, code, name=code.title(), actor="test")
        delivered[code] = Delivered(code)
        for kind, data in delivered[code].files():
            report = uploads.bring_in(store, uploads.Upload(f"{code}-{kind}.csv", data), ImportOrder(kind),
                                      viewer=MANAGER)
            assert (report.status, report.rows_held_back) == ("stored", 0), (kind, report)
    for kind, data in still_open():
        assert uploads.bring_in(store, uploads.Upload(f"{kind}-late.csv", data), ImportOrder(kind),
                                viewer=MANAGER).status == "stored"
    for role in Role:
        people.add_person(store, role.value, role=role.value, name=role.value, password=PASSWORD,
                          vendor="summit" if role is Role.VENDOR else None)
        tokens[role] = sign_in(store, role.value, PASSWORD)
    yield {"store": store, "tokens": tokens, "delivered": delivered, "findings": findings(store, EVERYTHING)}
    patch.undo()


def drawn(home: dict[str, Any], role: Role, page: str, monkeypatch: pytest.MonkeyPatch, **chosen: str) -> str:
    """Everything the page tells the role, after its boxes ``chosen`` (by key) were set."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr(session, "cookie_token", lambda: home["tokens"][role])
    test = AppTest.from_file(str(PORTAL), default_timeout=120).run()
    test = test.switch_page(f"../pages/{page}.py").run()
    for key, value in chosen.items():
        test = test.selectbox(key=key).set_value(value).run()
    assert not test.exception, [each.value for each in test.exception]
    return "\n".join(_leaves(test.main)).encode().decode("unicode_escape", "ignore")


def _leaves(block: Any) -> Iterator[str]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child)
        else:
            yield str(child.proto)


def counted(home: dict[str, Any], vendor: str) -> tuple[int, int, int, int]:
    of_files = home["delivered"][vendor]
    return of_files.heard[True], of_files.arrived[True], of_files.heard[False], of_files.arrived[False]


def test_the_counts_of_the_sentence_are_those_of_the_files(home: dict[str, Any]) -> None:
    for vendor in ("harbour", "summit"):
        found = of(home["findings"], vendor, MONTH)
        assert found is not None
        counts = counts_of(found)
        assert counts is not None
        assert (counts.negatives, counts.negatives_arrived, counts.others, counts.others_arrived) == \
            counted(home, vendor)


def test_the_page_opens_with_the_vendor_whose_negatives_are_missing_and_calls_it_being_checked(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = drawn(home, Role.MANAGER, "integrity", monkeypatch)
    heard, arrived, others, others_arrived = counted(home, "summit")
    assert f"Summit, March 2026: of {heard} negative remarks our evaluators heard, {arrived} reached us; of " \
           f"{others} others, {others_arrived} did; being checked" in told
    assert "could not be drawn" not in told and "not the chance that Summit held something back" in told
    assert "/integrity/calls.xlsx?vendor=summit" in told


@pytest.mark.parametrize("role", [Role.MANAGER, Role.QA, Role.EXECUTIVE])
def test_who_may_see_findings_sees_them_and_only_who_checks_sees_the_calls(
    home: dict[str, Any], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, missing = drawn(home, role, "integrity", monkeypatch), home["delivered"]["summit"].missing
    assert "being checked" in told and "Innocent explanations" in told
    may = Permission.INTEGRITY in GRANTS[role]
    assert [call in told for call in missing] == [may] * len(missing)
    assert ("/integrity/calls.xlsx" in told) == may
    assert "+86" not in told and "summit agent" not in told


def test_another_vendors_finding_opens_by_its_address_and_needs_no_explanation(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = drawn(home, Role.MANAGER, "integrity", monkeypatch, finding_vendor="harbour", finding_month=MONTH)
    assert "Harbour, March 2026" in told and "Innocent explanations" not in told


def test_a_month_that_is_not_closed_is_not_judged_and_lists_nothing_as_missing(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    month = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m}"
    told = drawn(home, Role.MANAGER, "integrity", monkeypatch, finding_vendor="harbour", finding_month=month)
    assert "this month cannot be judged" in told and "feedback may still arrive until" in told.casefold()
    assert "late-1" not in told and "may still arrive, or too little" in told and "calls.xlsx" not in told


def test_a_month_without_anything_says_so_and_shows_the_grid(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    month = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m}"
    told = drawn(home, Role.MANAGER, "integrity", monkeypatch, finding_month=month)
    assert "nothing was judged and nothing was passed on" in told and "Every vendor, month by month" in told


def test_a_vendor_is_told_that_there_is_no_such_page_and_gets_nothing_of_it(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="integrity"):
        drawn(home, Role.VENDOR, "integrity", monkeypatch)
    scope = Scope(frozenset({VendorCode("summit")}))
    assert finding_detail(home["store"], scope, "summit", MONTH) is None
    viewer = viewer_for(home["store"], home["tokens"][Role.VENDOR])
    assert viewer is not None
    with pytest.raises(UserError):
        calls_workbook(home["store"], viewer, "summit", MONTH, "en")
    assert "being checked" not in drawn(home, Role.VENDOR, "vendor", monkeypatch)


def test_the_overview_names_the_finding_that_matters_most_and_leads_to_it(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in (Role.MANAGER, Role.EXECUTIVE):
        told = drawn(home, role, "overview", monkeypatch, month=MONTH)
        assert "Summit: feedback being checked." in told and "/integrity?finding_vendor=Summit" in told


def test_every_missing_call_is_listed_once_with_the_evaluators_words_and_no_agents_name(home: dict[str, Any]) -> None:
    detail = finding_detail(home["store"], EVERYTHING, "summit", MONTH)
    assert detail is not None
    assert sorted(call.call_id for call in detail.missing) == sorted(home["delivered"]["summit"].missing)
    assert all(call.summary == f"=said on {call.call_id}" and call.agent.startswith("A-") for call in detail.missing)
    assert [call.started_at for call in detail.missing] == sorted(call.started_at for call in detail.missing
                                                                  if call.started_at)
    zone = ZoneInfo(home["store"].timezone)
    first = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=48 * int(detail.missing[0].call_id.split("-")[1]))
    assert detail.missing[0].started_at == first.astimezone(zone).replace(tzinfo=None)


def test_what_was_looked_for_is_told_with_the_nearest_item_of_the_agent(home: dict[str, Any]) -> None:
    """Each agent takes a call every 9 × 48 minutes and every item names its call, so the nearest items that can lie
    within 12 hours are of the agent's next or last call, and of no other."""
    detail = finding_detail(home["store"], EVERYTHING, "summit", MONTH)
    assert detail is not None
    for call in detail.missing:
        number = int(call.call_id.split("-")[1])
        for attempt in call.attempts:
            other = int(attempt.item.removeprefix("summit-f"))
            assert attempt.why == "other_call" and (other - number) % 9 == 0 and other != number
            assert abs(attempt.gap_s - (other - number) * 48 * 60) <= 60
        assert all(tried(call, words_for(language)) for language in ("en", "zh"))


def test_innocent_explanations_leave_the_gap_and_are_counted_plainly(home: dict[str, Any]) -> None:
    detail, of_files = finding_detail(home["store"], EVERYTHING, "summit", MONTH), home["delivered"]["summit"]
    assert detail is not None
    by_code = {check.code: check for check in detail.checks}
    assert {code: check.outcome for code, check in by_code.items()} == {
        "late": "explains_not", "ids": "explains_not", "agent": "explains_not", "queue": "explains_not",
        "labels": "explains_not", "outage": "explains_not", "misheard": "untold"}
    queue = dict(by_code["queue"].facts)
    in_queue = [("Orders", "Returns")[int(call.split("-")[1]) % 2] for call in of_files.missing]
    assert queue["of_group"] == max(in_queue.count("Orders"), in_queue.count("Returns"))
    assert queue["queue"] in ("Orders", "Returns")
    assert dict(by_code["labels"].facts) == {"arrived": of_files.arrived[True], "softened": 0}
    for language in ("en", "zh"):
        assert all(check_text(check, words_for(language)) for check in detail.checks)
        assert all(request_text(request, words_for(language)) for request in detail.requests)


def test_the_workbook_holds_all_calls_and_nothing_of_the_data_is_a_formula(home: dict[str, Any]) -> None:
    viewer = viewer_for(home["store"], home["tokens"][Role.MANAGER])
    assert viewer is not None
    for language in ("en", "zh"):
        name, data = calls_workbook(home["store"], viewer, "summit", MONTH, language)
        assert name == "openline-integrity-summit-2026-03.xlsx"
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        rows = list(sheet.iter_rows(min_row=2))
        assert sorted(row[0].value for row in rows) == sorted(home["delivered"]["summit"].missing)
        assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
        assert rows[0][5].value == f"=said on {rows[0][0].value}"


def test_a_workbook_of_nobody_and_for_nobody_is_not_found(home: dict[str, Any]) -> None:
    for role, vendor in ((Role.EXECUTIVE, "summit"), (Role.MANAGER, "nobody")):
        viewer = viewer_for(home["store"], home["tokens"][role])
        assert viewer is not None
        with pytest.raises(UserError):
            calls_workbook(home["store"], viewer, vendor, MONTH, "en")


def test_the_grid_has_every_vendor_and_the_gravest_newest_finding_opens_first(home: dict[str, Any]) -> None:
    view = grid(home["findings"], {"harbour": "Harbour", "summit": "Summit"})
    assert view.vendors == (("harbour", "Harbour"), ("summit", "Summit")) and MONTH in view.months
    first, none = matters_most(home["findings"]), matters_most(home["findings"], "2026-01")
    assert first is not None and (first["vendor"], first["month"]) == ("summit", MONTH) and none is None


def test_the_line_the_finding_rests_on_stands_out_and_comes_first(home: dict[str, Any]) -> None:
    found = of(home["findings"], "summit", MONTH)
    assert found is not None
    lines = lines_of(found)
    assert lines[0].stands_out and [line.stands_out for line in lines] == sorted((line.stands_out for line in lines),
                                                                                 reverse=True)


@pytest.mark.parametrize(("share", "told"), [(.97, "in nearly every month"),
                                             (.31, "in about 3 of 10 months"), (.03, "in about 3 of 100 months"),
                                             (.003, "in about 3 of 1,000 months"),
                                             (.0001, "in fewer than 1 of 1,000 months")])
def test_a_chance_is_told_in_months(share: float, told: str) -> None:
    assert rarity(share, words_for("en")) == told


def test_squares_are_as_many_as_remarks_and_the_missing_ones_are_no_matter_of_colour(home: dict[str, Any]) -> None:
    found = of(home["findings"], "summit", MONTH)
    counts = counts_of(found) if found else None
    assert counts is not None
    for theme in ("light", "dark"):
        spec = charts_integrity.squares(counts, "en", theme)
        came, missing, crosses, heads = (len(spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"])
        assert came == counts.negatives_arrived + counts.others_arrived
        assert missing == crosses == sum(counted(home, "summit")[::2]) - came
        assert heads == 2


def test_nothing_on_the_page_accuses_anybody(home: dict[str, Any]) -> None:
    for language, sentences in SENTENCES.items():
        own = [text for key, text in sentences.items() if key.startswith("integrity.")]
        assert own and not [text for text in own if any(word in text.casefold() for word in ACCUSING)]
        found = of(home["findings"], "summit", MONTH)
        assert found is not None
        for said in (headline(found, "Summit", words_for(language)), overview_line(found, "Summit",
                                                                                  words_for(language))):
            assert ("being checked" if language == "en" else "核实中") in said
