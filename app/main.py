"""The portal as one ASGI application: ``streamlit run app/main.py``, or ``openline serve``.

Streamlit draws the pages; sign-in, gate, headers and downloads are the portal's own (``app/web``) and stand
before them in the same process. The pages lie in the sibling folder ``pages/``: beside this script,
Streamlit would run them without asking it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.ui.navigation import addresses_for
from app.ui.wire import held_bytes, is_welcome
from app.web.routes import layers, routes
from app.web.warming import warmed

SLOW = ("sqlmodel", "argon2", "altair", "duckdb", "app.ui.frame", "app.ui.loaders")

app = st.App(
    Path(__file__).with_name("portal.py"), routes=routes(), middleware=layers(addresses_for, held_bytes, is_welcome),
    lifespan=warmed(*SLOW),
)
