"""The script Streamlit runs for every person and every rerun. All it does stands in ``app/ui/frame.py``."""

from __future__ import annotations

from app.ui.frame import draw_portal

draw_portal()
