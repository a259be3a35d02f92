"""Who is looking, and what a page remembers between two of its runs. The only place that touches session state.

The session is no identity: it can be resumed by whoever names it. So the person is resolved from the cookie and the
database on every run, and what another person left in the session is cleared before anything is drawn.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.access import Viewer
from app.web.door import DOOR
from app.web.gate import COOKIE
from app.web.resume import RESUMABLE

PERSON = "openline.person"
"""The key under which a session notes whom it was last drawn for."""


def cookie_token() -> str | None:
    """The session token the browser sent when it connected."""
    token = st.context.cookies.get(COOKIE)
    return token or None


def current_viewer() -> Viewer | None:
    """The person behind the cookie at this moment, or None. Clears the session of anybody else's leavings."""
    token = cookie_token()
    viewer = DOOR.identify(token) if token else None
    person_id = viewer.person_id if viewer else None
    if st.session_state.get(PERSON, person_id) != person_id:
        st.session_state.clear()
        _drop_uploads()
    st.session_state[PERSON] = person_id
    _note_for_reconnecting(viewer)
    return viewer


def remember(key: str, value: Any) -> None:
    """Keep something for the next run of this page (drafts belong in the database: a reload forgets this)."""
    st.session_state[key] = value


def recall(key: str, default: Any = None) -> Any:
    """What was remembered under ``key``, or a widget's present value."""
    return st.session_state.get(key, default)


def forget(key: str) -> None:
    """Forget it; nothing happens when there is nothing."""
    st.session_state.pop(key, None)


def _drop_uploads() -> None:
    """What was uploaded into this session is out of memory at once, not only when its tab is closed."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _note_for_reconnecting(viewer: Viewer | None) -> None:
    context = get_script_run_ctx()
    if context is not None and viewer is not None:
        RESUMABLE.seen(context.session_id, viewer.person_id)
