"""The only caches. All people of the portal share them, so a loader's key must hold whose data it is.

Every loader's first argument is the frozen scope, no argument's name begins with an underscore (Streamlit would leave
it out of the key), and ``data_version`` (it names the home too) is an argument: what changed is loaded anew, nothing
is ever cleared. A test reads every file of the tree for these three rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from typing import Any

import streamlit as st

from app.services import calls_behind as tracing
from app.services import (
    corrections,
    direct_exhibit,
    double_scoring,
    draw_progress,
    draw_proof,
    drawing,
    importing,
    integrity,
    restating,
    rows_behind_records,
    sample_size,
    viewing,
    views_integrity,
    views_life,
)
from app.services import finding_detail as detailing
from app.services import (
    planted as planting,
)
from app.services.beforehand import begun
from app.services.calls_behind import CallsBehind
from app.services.corrections import HeldBack, OpenFile
from app.services.direct_exhibit import Exhibit
from app.services.draw_progress import DrawLine
from app.services.draw_proof import Proof, Sealed
from app.services.finding_detail import Detail
from app.services.planted import PlantedCall
from app.services.restating import Told
from app.services.rows_behind_records import RecordsBehind
from app.services.sample_size import SizeLine
from app.services.views_life import Life, Question
from app.services.views_overview import Overview
from app.services.views_vendor import VendorMonth
from app.web.door import DOOR
from scoring.agreement import Agreement
from scoring.measures.service_level import DefinitionCheck
from storage.scope import Scope

Spec = dict[str, Any]
ROWS_SHOWN = 200
TRACEABLE = frozenset(tracing.traceable())
"""The measures whose calls can be shown."""
ONE_CHANNEL = tracing.one_channel()
"""Those of them that speak of the month's main channel alone."""
RECORDED = frozenset(rows_behind_records.SOURCES)
"""The measures whose promises, remarks or evaluations can be shown."""
STEP_S = .25
"""How long a page waits at a time for what is done beside it."""
KEPT_S = 3600
"""No view is kept longer: a month closes with time, without any change of data."""


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def months(scope: Scope, vendor: str | None, data_version: str) -> tuple[str, ...]:
    """The months with scorecards in scope, newest first: of one vendor, or of any."""
    cards = viewing.cards_in(DOOR.store(), scope)
    found = {str(card["month"]) for card in cards if vendor in (None, card["vendor"])}
    return tuple(sorted(found, reverse=True))


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def opening_month(scope: Scope, vendor: str | None, data_version: str) -> int:
    """Where in :func:`months` a page opens: the newest month with a full score, else the newest."""
    cards = viewing.cards_in(DOOR.store(), scope)
    whole = {str(card["month"]) for card in cards
             if vendor in (None, card["vendor"]) and card["composite"].get("value") is not None}
    listed = months(scope, vendor, data_version)
    return next((place for place, month in enumerate(listed) if month in whole), 0)


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def vendor_names(scope: Scope, data_version: str) -> Mapping[str, str]:
    """The vendors in scope by code, in the order of their names."""
    return viewing.vendor_names(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def opening_vendor(scope: Scope, data_version: str) -> int:
    """Where in :func:`vendor_names` the vendor page opens: the vendor most at risk in the month pages open on."""
    listed, names = months(scope, None, data_version), list(vendor_names(scope, data_version))
    view = overview(scope, listed[opening_month(scope, None, data_version)], data_version) if listed else None
    return names.index(view.at_risk) if view is not None and view.at_risk in names else 0


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def overview(scope: Scope, month: str, data_version: str) -> Overview | None:
    """The overview of a month; None without scorecards."""
    return viewing.overview_of(DOOR.store(), scope, month)


@st.cache_data(show_spinner=False, max_entries=400, ttl=KEPT_S)
def overview_charts(scope: Scope, month: str, language: str, theme: str | None,
                    data_version: str) -> Mapping[str, Spec]:
    """The overview's pictures by name, as specifications."""
    from app.ui import charts_overview as charts

    view = overview(scope, month, data_version)
    if view is None:
        return {}
    drawn = {"standings": charts.standings(view, language, theme), "map": charts.promise_map(view, language, theme)}
    return drawn | ({"movements": charts.movements(view, language, theme)} if view.movements else {})


@st.cache_data(show_spinner=False, max_entries=400, ttl=KEPT_S)
def vendor_month(scope: Scope, vendor: str, month: str, data_version: str) -> VendorMonth | None:
    """One vendor's month; None when there is none in scope."""
    return viewing.vendor_of(DOOR.store(), scope, vendor, month)


@st.cache_data(show_spinner=False, max_entries=400, ttl=KEPT_S)
def vendor_charts(scope: Scope, vendor: str, month: str, language: str, theme: str | None,
                  data_version: str) -> Mapping[str, Spec]:
    """The vendor page's pictures: one a promise by its pillar, and the waits."""
    from app.ui import charts_vendor as charts

    view = vendor_month(scope, vendor, month, data_version)
    if view is None:
        return {}
    drawn = {trend.pillar: charts.trend(trend, language, theme) for trend in view.trends if trend.points}
    return drawn | ({"waits": charts.waits(view, language, theme)} if view.waits else {})


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def calls_behind(scope: Scope, vendor: str, month: str, code: str, missed_only: bool, without_channels: tuple[str, ...],
                 page: int, data_version: str) -> CallsBehind:
    """One page of the calls behind a figure."""
    return tracing.calls_behind(DOOR.store(), scope, vendor, month, code, missed_only=missed_only, page=page,
                                without_channels=without_channels)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def records_behind(scope: Scope, vendor: str, month: str, code: str, missed_only: bool, page: int,
                   data_version: str) -> RecordsBehind:
    """One page of the promises, remarks or evaluations behind a figure."""
    return rows_behind_records.records_behind(DOOR.store(), scope, vendor, month, code, missed_only=missed_only,
                                              page=page)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def history(scope: Scope, data_version: str) -> list[dict[str, Any]]:
    """The batches in scope, newest first."""
    return importing.history(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def draws(scope: Scope, data_version: str) -> tuple[DrawLine, ...]:
    """The random draws in scope, newest first, with how many of their calls are judged."""
    return draw_progress.lines(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def sealed_draws(scope: Scope, data_version: str) -> tuple[Sealed, ...]:
    """The draws of calls to judge as their vendor may see them, newest first."""
    return draw_proof.sealed_draws(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=20, ttl=KEPT_S)
def proof(scope: Scope, draw: str, language: str, data_version: str) -> Proof:
    """An open draw, drawn again."""
    return draw_proof.proof(DOOR.store(), scope, draw, language)


@st.cache_data(show_spinner=False, max_entries=20, ttl=KEPT_S)
def agreement(scope: Scope, data_version: str) -> Agreement:
    """How far two evaluators agree on the calls drawn to be judged twice."""
    return double_scoring.agreed(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=20, ttl=KEPT_S)
def planted(scope: Scope, data_version: str) -> tuple[PlantedCall, ...]:
    """The test calls with what arrived of them, newest first; none for a vendor's own people."""
    return planting.planted_calls(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=20, ttl=KEPT_S)
def sample_sizes(scope: Scope, data_version: str) -> tuple[SizeLine, ...]:
    """How many calls QA would have to judge at each vendor in scope. Takes a second or two a vendor."""
    return sample_size.sizes(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def drawable(scope: Scope, data_version: str) -> tuple[tuple[str, str], ...]:
    """The (vendor, month) in scope that can be drawn from, the newest month first."""
    return drawing.drawable(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def difference(scope: Scope, batch: str, data_version: str) -> Told:
    """What a batch changed of the records that were stored before."""
    return restating.difference(DOOR.store(), scope, batch)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def open_files(scope: Scope, data_version: str) -> tuple[OpenFile, ...]:
    """The files with rows of the scope still held back, newest first."""
    return corrections.open_files(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def held_back(scope: Scope, batch: str, language: str, data_version: str) -> HeldBack:
    """The first rows of a batch still held back."""
    return corrections.held_back(DOOR.store(), scope, batch, language, ROWS_SHOWN)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def definition_check(scope: Scope, vendor: str, month: str, data_version: str) -> DefinitionCheck | None:
    """A vendor's service level under all published formulas."""
    return viewing.definition_check_of(DOOR.store(), scope, vendor, month)


@st.cache_resource(show_spinner=False, max_entries=20, ttl=KEPT_S)
def findings_begun(scope: Scope, data_version: str) -> Future[Sequence[Mapping[str, Any]]]:
    """The findings of every vendor-month in scope, as a whole and beside the page: it takes seconds after a change of
    data. None for a vendor's own people."""
    return begun(lambda: integrity.findings(DOOR.store(), scope) if scope.vendors is None else [])


def findings(scope: Scope, data_version: str) -> Sequence[Mapping[str, Any]]:
    """The same, waited for in small steps: between two of them Streamlit turns to what the person does meanwhile."""
    job, place = findings_begun(scope, data_version), st.empty()
    while not job.done():
        place.empty()
        wait([job], timeout=STEP_S)
    return job.result()


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def finding_detail(scope: Scope, vendor: str, month: str, data_version: str) -> Detail | None:
    """What one finding rests on; None for a vendor's own people."""
    return detailing.finding_detail(DOOR.store(), scope, vendor, month)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def exhibit(scope: Scope, vendor: str, month: str, messages: int, data_version: str) -> Exhibit:
    """What agents wrote directly of a vendor's month; ``messages`` counts all there are, and moves when one comes."""
    return direct_exhibit.exhibit(DOOR.store(), scope, vendor, month)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def finding_life(scope: Scope, vendor: str, month: str, data_version: str) -> Life | None:
    """Where the finding of a vendor's month stands; None where none is on record, or for a vendor's own people."""
    return views_life.life(DOOR.store(), scope, vendor, month)


@st.cache_data(show_spinner=False, max_entries=100, ttl=KEPT_S)
def questions(scope: Scope, data_version: str) -> tuple[Question, ...]:
    """What the vendors in scope were sent to answer, newest first."""
    return views_life.questions(DOOR.store(), scope)


@st.cache_data(show_spinner=False, max_entries=200, ttl=KEPT_S)
def finding_charts(scope: Scope, vendor: str, month: str, language: str, theme: str | None,
                   data_version: str) -> Mapping[str, Spec]:
    """A finding's pictures by name, as specifications: those that can be drawn of it."""
    from app.ui import charts_integrity as charts

    listed = findings_begun(scope, data_version).result()
    found = views_integrity.of(listed, vendor, month)
    if found is None:
        return {}
    counts, share, drawn = views_integrity.counts_of(found), found["withheld"], dict[str, Spec]()
    if counts is not None:
        drawn["squares"] = charts.squares(counts, language, theme)
    if share is not None:
        drawn["share"] = charts.share(share["value"], share["low"], share["high"], language, theme)
    course = views_integrity.course_of(listed, vendor, month)
    if len(course) > 1:
        drawn["course"] = charts.course(course, views_integrity.alarm(), language, theme)
    return drawn
