"""The demo's story: what is drawn, heard again, sent, answered and decided of the sample data, by its sample people.

Every step is the one that the portal or the command line takes, so that what a visitor sees is what it does. A story
that was cut short goes on where it stopped.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from app.access import GRANTS, Role
from app.services import findings_life as life
from app.services.finding_states import Lives, draw_of
from app.services.findings_life import Actor
from scoring.records import VendorCode
from scoring.sampling import DOUBLE, EVALUATE
from storage.findings import DECIDED, RELISTENED, REPLIED, SENT, FindingView
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from sample_data.story import Asked
    from storage.home import Store

VENDOR, JUDGED_AT, JUDGED_MONTH = "summit", "harbour", "2026-10"
DRAWN, TWICE = 40, 16
"""Calls of a draw to judge, and how many of them are drawn to be judged twice; half of these are back."""
SEALED = 20
"""Calls of a draw of the vendor that signs in; nobody has judged them yet, and it sees no more than their seal."""
Rows = Mapping[str, Mapping[str, str]]


def play(store: Store) -> None:
    """Take the steps that are not taken yet; scores are left to be brought up to date."""
    from sample_data.story import FINDINGS, FIRST, SECOND

    heard, manager = _heard(), _person(Role.MANAGER)
    for asked in FINDINGS:
        if _finding(store, asked) is None:
            life.open_finding(store, manager, VENDOR, asked.month, now=_at(asked.opened), score=False)
    _draw(store, EVALUATE, VENDOR, SEALED)
    judged = _draw(store, EVALUATE, JUDGED_AT, DRAWN)
    again = {str(draw_of(view)): asked for asked in FINDINGS if (view := _finding(store, asked)) is not None}
    _bring_in(store, "calls-judged.csv", [
        *_back(store, judged, FIRST, datetime.now(UTC), heard),
        *(row for draw, asked in again.items() for row in _back(store, draw, SECOND, _at(asked.heard), heard))])
    for asked in FINDINGS:
        _follow(store, asked, manager)
    _bring_in(store, "second-judgements.csv", islice(
        _back(store, _draw(store, DOUBLE, JUDGED_AT, TWICE, judged), SECOND, datetime.now(UTC), heard), TWICE // 2))
    _open(store, judged)
    _write_directly(store)


def _open(store: Store, draw: str) -> None:
    """Let the vendor check a draw that has come back."""
    from app.services.draw_opening import open_draw

    open_draw(store, EVERYTHING, draw, actor=_person(Role.MANAGER).login)


def _follow(store: Store, asked: Asked, manager: Actor) -> None:
    """From heard again to wherever this finding of the story stands."""
    view = _finding(store, asked)
    assert view is not None
    if view.step(RELISTENED) is None:
        life.close_relistening(store, _person(Role.QA), view.id, now=_at(asked.heard), score=False)
    if view.step(SENT) is None:
        life.send(store, manager, view.id, now=_at(asked.sent), score=False)
    if asked.reply and view.step(REPLIED) is None:
        life.reply(store, _person(Role.VENDOR), _reference(store, asked), asked.reply, now=_at(asked.replied))
    if asked.outcome and view.step(DECIDED) is None:
        life.decide(store, manager, view.id, asked.outcome, asked.reasons, now=_at(asked.decided), score=False)


def _finding(store: Store, asked: Asked) -> FindingView | None:
    return Lives(store, EVERYTHING).of(VENDOR, asked.month)


def _reference(store: Store, asked: Asked) -> str:
    from app.services.finding_evidence import sent_as

    view = _finding(store, asked)
    return (sent_as(view) if view is not None else None) or ""


def _person(role: Role) -> Actor:
    from sample_data.manifest import PEOPLE

    person = next(each for each in PEOPLE if each.role == role)
    scope = Scope(frozenset({VendorCode(person.vendor)})) if person.vendor else EVERYTHING
    return Actor(person.login, person.name, GRANTS[role], scope)


def _at(day: str) -> datetime:
    """Eleven o'clock of a day of the story; now, where it names none."""
    return datetime.fromisoformat(f"{day}T11:00:00+00:00") if day else datetime.now(UTC)


def _draw(store: Store, purpose: str, vendor: str, n: int, of: str = "") -> str:
    """The vendor's draw of this purpose, made where there is none yet."""
    from app.services import drawing
    from storage import draws

    made = next((view for view in draws.listing(store, EVERYTHING) if (view.purpose, view.vendor) == (purpose, vendor)),
                None)
    qa = _person(Role.QA).login
    if made is None and of:
        made = drawing.draw_double(store, EVERYTHING, of, n, actor=qa)
    return (made or drawing.draw(store, purpose, vendor, JUDGED_MONTH, n, actor=qa)).id


def _heard() -> Rows:
    from sample_data.manifest import FOLDER, HEARD

    with gzip.open(FOLDER / HEARD, "rt", encoding="utf-8", newline="") as file:
        return {row["call_id"]: row for row in csv.DictReader(file)}


def _back(store: Store, draw: str, who: str, at: datetime, heard: Rows) -> Iterable[dict[str, str]]:
    """The rows of a draw's sheet as ``who`` fills it in; a call that nobody can tell of stays out."""
    from app.services.drawing import draw_of as draw_named
    from storage import draws

    view = draw_named(store, EVERYTHING, draw)
    form = view.form.code if view.form is not None else ""
    for place, call in enumerate(draws.named(store, EVERYTHING, draw)):
        if call in heard:
            when = at if at.date() == datetime.now(UTC).date() else at + timedelta(minutes=4 * place)
            yield dict(heard[call]) | {"draw_id": draw, "form": form, "evaluator": who,
                                       "evaluated_at": f"{when:%Y-%m-%dT%H:%M:%SZ}"}


def _bring_in(store: Store, name: str, rows: Iterable[dict[str, str]]) -> None:
    """Import filled-in rows as evaluations, once."""
    from app.services.import_order import ImportOrder
    from app.services.importing import import_file
    from storage import batches
    from storage.staging import staging

    if any(batch.file_name == name for batch in batches.listing(store, EVERYTHING)):
        return
    with staging(store) as folder:
        path, filled = folder / name, list(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.DictWriter(file, list(filled[0]))
            sheet.writeheader()
            sheet.writerows(filled)
        report = import_file(store, path, ImportOrder("evaluations"), actor=_person(Role.QA).login, score=False)
    if report.status != "stored" or report.rows_held_back:
        raise RuntimeError(f"the demo's {name} was not stored: {report.as_json()}")


def _write_directly(store: Store) -> None:
    """The agents who write get links and use them; nobody else has one."""
    from app.services import direct_line
    from sample_data.manifest import FOLDER, MESSAGES
    from storage import direct

    if direct.lines(store, EVERYTHING):
        return
    with (FOLDER / MESSAGES).open(encoding="utf-8", newline="") as file:
        said = list(csv.DictReader(file))
    for row in said:
        (made,) = direct_line.make(store, EVERYTHING, row["vendor"], agent=row["agent"], month=None,
                                   actor=_person(Role.MANAGER).login)
        direct_line.receive(store, made.path.removeprefix("/d/"), row, row["language"])
