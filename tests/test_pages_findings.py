"""The life of a finding on the pages: what each role sees of each state, and what a vendor must not learn before."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access import Role, Viewer
from app.errors import UserError
from app.services import findings_life, people, uploads
from app.services.draw_sheets import blank_sheet
from app.services.evidence_workbook import evidence_workbook
from app.services.exporting import summary_workbook
from app.services.findings_life import actor
from app.services.import_order import ImportOrder
from app.services.opening import open_portal
from app.services.signing_in import sign_in, viewer_for
from app.services.views_life import questions
from app.ui import session
from scoring.records import Month, VendorCode
from storage import draws
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.delivered import Delivered

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
MONTH = "2026-03"
SETUP = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")
STATES = ("none", "drawn", "relistened", "sent", "replied", "upheld")
WHO = [(role, None) for role in (Role.MANAGER, Role.QA, Role.EXECUTIVE)] + [(Role.VENDOR, "summit"),
                                                                         (Role.VENDOR, "harbour")]
REPLY, REASON = "our ticket system was migrated", "the migration does not explain it"
TELLING = ("being checked", "Findings f", "finding_", "provisional: missing", "heard again", "upheld", "draw d1")


class Walk:
    """A home that is walked through the states one after the other; what each person saw in each is kept."""

    def __init__(self, store: Store, tokens: dict[Any, str | None], delivered: dict[str, Delivered]) -> None:
        self.store, self.tokens, self.delivered = store, tokens, delivered
        self.saw: dict[tuple[str, Role, str | None, str], str | None] = {}
        self.confirmed: set[str] = set()
        self.addresses: dict[tuple[str, str], int] = {}

    def on(self, state: str) -> None:
        """Take the step into ``state``."""
        store, now = self.store, datetime.now(UTC)
        manager, qa = (actor(Viewer(0, role.value, role.value, role, None, "en")) for role in (Role.MANAGER, Role.QA))
        if state == "drawn":
            findings_life.open_finding(store, manager, "summit", MONTH)
        if state == "relistened":
            self._hear_again()
            findings_life.close_relistening(store, qa, "f1")
        if state == "sent":
            findings_life.send(store, manager, "f1")
        if state == "replied":
            vendor = actor(Viewer(0, "vendor", "vendor", Role.VENDOR, VendorCode("summit"), "en"))
            findings_life.reply(store, vendor, questions(store, vendor.scope)[0].ref, REPLY)
        if state == "upheld":
            findings_life.decide(store, manager, "f1", "upheld", REASON, now=now + timedelta(seconds=1))

    def _hear_again(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(blank_sheet(self.store, EVERYTHING, "d1", "en")[1]))
        page = book.worksheets[0]
        heads = {str(cell.value): cell.column for cell in page[1]}
        for number, row in enumerate(range(2, page.max_row + 1)):
            values = {"Evaluator": "Wang", "Evaluated at": datetime.now(UTC).replace(tzinfo=None),
                      "Feedback voiced": "yes", "Feedback polarity": "negative" if number % 7 else "neutral"}
            for head, value in values.items():
                page.cell(row, heads[head], value)
            if number % 7:
                self.confirmed.add(str(page.cell(row, heads["Call id"]).value))
        target = io.BytesIO()
        book.save(target)
        report = uploads.bring_in(self.store, uploads.Upload("back.xlsx", target.getvalue()),
                                  ImportOrder("evaluations"), viewer=SETUP)
        assert report.status == "stored"


def drawn(token: str | None, page: str, monkeypatch: pytest.MonkeyPatch, **query: str) -> str | None:
    """Everything the portal draws for ``token`` at the page; None where the page does not exist."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr(session, "cookie_token", lambda: token)
    test = AppTest.from_file(str(PORTAL), default_timeout=120)
    test.query_params.update(query)
    test.run()
    try:
        test = test.switch_page(f"../pages/{page}.py").run()
    except ValueError:
        return None
    assert not test.exception, [each.value for each in test.exception]
    return "\n".join(_leaves(test.main)).encode().decode("unicode_escape", "ignore")


def _leaves(block: Any) -> Iterator[str]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield str(getattr(child, "label", ""))  # a folded part's heading
            yield from _leaves(child)
        else:
            yield str(child.proto)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    from storage import vendors

    patch = pytest.MonkeyPatch()
    patch.setenv("OPENLINE_HOME", str(tmp_path_factory.mktemp("findings") / "home"))
    store, delivered, tokens = open_portal(), {}, {}
    for code in ("harbour", "summit"):
        vendors.add(store, code, name=code.title(), actor="test")
        delivered[code] = Delivered(code)
        for kind, data in delivered[code].files():
            assert uploads.bring_in(store, uploads.Upload(f"{code}-{kind}.csv", data), ImportOrder(kind),
                                    viewer=SETUP).status == "stored"
    for role, vendor in WHO:
        login = f"{role.value}-{vendor or 'client'}"
        people.add_person(store, login, role=role.value, name="Somebody", password=PASSWORD, vendor=vendor)
        tokens[role, vendor] = sign_in(store, login, PASSWORD)
    made = Walk(store, tokens, delivered)
    for state in STATES:
        made.on(state)
        for role, vendor in WHO:
            for page in ("integrity", "answer", "vendor", "overview", "draws"):
                query = {"vendor": "summit", "month": MONTH, "finding_vendor": "Summit", "finding_month": MONTH}
                made.saw[state, role, vendor, page] = drawn(tokens[role, vendor], page, patch, **query)
    yield made
    patch.undo()


@pytest.mark.parametrize("state", STATES)
def test_a_vendor_learns_nothing_of_a_finding_before_it_is_sent_and_another_vendor_never(
    walk: Walk, state: str
) -> None:
    for vendor in ("summit", "harbour"):
        seen = [walk.saw[state, Role.VENDOR, vendor, page] for page in ("integrity", "draws", "overview")]
        assert seen == [None, None, None]
        told = "\n".join(walk.saw[state, Role.VENDOR, vendor, page] or "" for page in ("answer", "vendor"))
        assert vendor.title() in told
        if vendor == "harbour" or STATES.index(state) < STATES.index("sent"):
            assert [word for word in TELLING if word in told] == []
            if vendor == "harbour":
                assert "Summit" not in told and "summit-" not in told
            first = walk.saw["none", Role.VENDOR, vendor, "vendor"]
            assert walk.saw[state, Role.VENDOR, vendor, "vendor"] == first, "not a word, not a date of it moves"
            assert "Nothing to answer" in told


@pytest.mark.parametrize("state", STATES[3:])
def test_what_was_sent_its_vendor_sees_exactly_and_later_the_decision_with_its_reasons(walk: Walk, state: str) -> None:
    told = walk.saw[state, Role.VENDOR, "summit", "answer"] or ""
    missing = set(walk.delivered["summit"].missing)
    assert ("This is a question, not a conclusion" in told) == (state != "upheld"), "what is decided is one no more"
    for call in missing:
        assert (f">{call}<" in told) == (call in walk.confirmed)
    others = {str(row[1]) for row in walk.delivered["summit"].evaluations} - missing
    assert not [call for call in others if f">{call}<" in told], "no other sampled call is named"
    assert "Wang" not in told and "Zhao" not in told and "+86" not in told and "summit agent" not in told
    assert (REPLY in told) == (state in ("replied", "upheld"))
    assert (REASON in told) == (state == "upheld") and ("decided, upheld" in told) == (state == "upheld")
    assert ("Your reply" in told and "Send the reply" in told) == (state != "upheld")


def test_a_vendors_card_says_that_it_is_being_checked_once_it_was_sent_and_that_it_was_upheld_at_the_end(
    walk: Walk
) -> None:
    pages = {state: walk.saw[state, Role.VENDOR, "summit", "vendor"] or "" for state in STATES}
    assert ["missing feedback is being checked" in pages[state] for state in STATES] == \
        [False] * 3 + [True] * 2 + [False]
    assert ["a finding of missing feedback in this month was upheld" in pages[state] for state in STATES] == \
        [False] * 5 + [True]


@pytest.mark.parametrize("state", STATES)
def test_the_manager_sees_the_line_and_exactly_the_next_step(walk: Walk, state: str) -> None:
    told = walk.saw[state, Role.MANAGER, None, "integrity"] or ""
    steps = {"Open this finding": "none", "QA hears the": "drawn", "Send it to the vendor": "relistened",
             "The vendor can reply until": "sent"}
    for words, own in steps.items():
        assert (words in told) == (state == own or (words.startswith("The vendor can") and state == "replied")), words
    assert ("Decide, for the record" in told) == (state in ("drawn", "relistened", "replied"))
    assert "Where it stands" in told and ("decided: upheld" in told) == (state == "upheld")
    assert (REPLY in told) == (state in ("replied", "upheld")) and (REASON in told) == (state == "upheld")


@pytest.mark.parametrize("state", STATES)
def test_a_vendors_own_page_says_that_a_question_waits_until_it_is_answered(walk: Walk, state: str) -> None:
    told = walk.saw[state, Role.VENDOR, "summit", "vendor"] or ""
    assert ("Your client asks about feedback of March 2026" in told and '"/answer"' in told) == (state == "sent")


def test_the_calls_that_never_arrived_stand_before_what_is_counted_about_them(walk: Walk) -> None:
    told = walk.saw["none", Role.MANAGER, None, "integrity"] or ""
    places = [told.index(each) for each in ("What was heard, and what arrived", "The calls heard that never arrived",
                                            "Innocent explanations", "that do not stand out")]
    assert places == sorted(places)


@pytest.mark.parametrize("state", STATES)
def test_nobody_is_asked_to_listen_first_once_the_calls_were_heard_again(walk: Walk, state: str) -> None:
    first = state in ("none", "drawn")
    for role in (Role.MANAGER, Role.QA, Role.EXECUTIVE):
        told = walk.saw[state, role, None, "integrity"] or ""
        assert "this is not the chance that the vendor filtered." in told
        assert ("It has to be checked by listening again" in told) == first


@pytest.mark.parametrize("state", STATES)
def test_qa_hears_again_without_being_shown_which_are_missing(walk: Walk, state: str) -> None:
    told = walk.saw[state, Role.QA, None, "integrity"] or ""
    samples = walk.saw[state, Role.QA, None, "draws"] or ""
    missing = walk.delivered["summit"].missing
    assert not [call for call in missing if f">{call}<" in told or call in samples]
    assert ("/draws/sheet.xlsx?draw=d1" in told) == (state == "drawn")
    assert "Open this finding" not in told and "Send it to the vendor" not in told and REPLY not in told
    draw = draws.find(walk.store, EVERYTHING, "d1")
    assert draw is not None and draw.seed not in samples and "integrity/calls.xlsx" not in told
    if state == "drawn":
        book = openpyxl.load_workbook(io.BytesIO(blank_sheet(walk.store, EVERYTHING, "d1", "en")[1]))
        cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
        assert not [cell for cell in cells if "missing" in cell.casefold() or "arrived" in cell.casefold()]
        first = {str(row[1]): str(row[3]) for row in walk.delivered["summit"].evaluations}
        rows = list(book.worksheets[0].iter_rows(min_row=2, max_col=6, values_only=True))
        assert rows and all(str(row[5]).endswith(f" · not by {first[str(row[2])]}") for row in rows), "who may hear it"


@pytest.mark.parametrize("state", STATES)
def test_an_executive_reads_the_state_and_nobodys_name_or_words(walk: Walk, state: str) -> None:
    told = walk.saw[state, Role.EXECUTIVE, None, "integrity"] or ""
    assert "Where it stands" in told and "manager-client" not in told
    assert REPLY not in told and REASON not in told and "Decide" not in told.replace("Decided", "")
    assert ("Finding f1:" in told) == (state != "none")


def test_the_overview_speaks_of_being_checked_until_it_is_decided(walk: Walk) -> None:
    told = {state: walk.saw[state, Role.EXECUTIVE, None, "overview"] or "" for state in STATES}
    assert ["feedback being checked" in told[state] for state in STATES] == [True] * 5 + [False]
    assert ["missing feedback is being checked" in told[state] for state in STATES] == [False] + [True] * 4 + [False]


def test_the_workbook_of_the_month_names_no_call_and_concludes_nothing(walk: Walk) -> None:
    viewer = viewer_for(walk.store, walk.tokens[Role.EXECUTIVE, None] or "")
    assert viewer is not None
    _, data = summary_workbook(walk.store, viewer, Month.parse(MONTH), "en")
    told = str([row for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows(values_only=True)])
    assert not [call for call in walk.delivered["summit"].missing if f"'{call}'" in told] and REPLY not in told


def _texts(data: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_sent_is_a_workbook_for_its_vendor_and_for_who_sent_it_and_for_nobody_else(
    walk: Walk, language: str
) -> None:
    people = {who: viewer_for(walk.store, token or "") for who, token in walk.tokens.items()}
    reference = questions(walk.store, Scope(frozenset({VendorCode("summit")})))[0].ref
    got = {who: evidence_workbook(walk.store, people[who], reference, language)
           for who in ((Role.VENDOR, "summit"), (Role.MANAGER, None))}
    names, books = zip(*got.values(), strict=True)
    assert set(names) == {f"openline-question-summit-{MONTH}-{reference}.xlsx"} and _texts(books[0]) == _texts(books[1])
    about, calls = _texts(books[0])
    listed = {cell for cell in calls if cell in set(walk.delivered["summit"].missing)}
    assert listed == walk.confirmed & set(walk.delivered["summit"].missing)
    page, told = walk.saw["upheld", Role.VENDOR, "summit", "answer"] or "", " ".join(about)
    counted = [sentence for sentence in about if sentence.startswith(("Of ", "A second evaluator"))]
    assert len(counted) == (2 if language == "en" else 0) and all(sentence in page for sentence in counted)
    assert reference in told and REPLY in told and REASON in told
    assert not [word for word in ("Wang", "Zhao", "+86", "summit agent", "likely") if word in told + str(calls)]
    for who in ((Role.VENDOR, "harbour"), (Role.QA, None), (Role.EXECUTIVE, None)):
        with pytest.raises(UserError):
            evidence_workbook(walk.store, people[who], reference, language)


def test_questions_lie_within_a_scope(walk: Walk) -> None:
    own, other = Scope(frozenset({VendorCode("summit")})), Scope(frozenset({VendorCode("harbour")}))
    assert [each.vendor for each in questions(walk.store, own)] == ["summit"] and questions(walk.store, other) == ()
    stranger = actor(Viewer(0, "x", "x", Role.VENDOR, VendorCode("harbour"), "en"))
    for name in ("f1", questions(walk.store, own)[0].ref):
        with pytest.raises(findings_life.Forbidden, match="no such finding"):
            findings_life.reply(walk.store, stranger, name, "not ours")
