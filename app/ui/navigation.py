"""Which pages there are, and who finds which. To add a page is to add a line.

Pages are registered as files by absolute path in the sibling folder ``pages/``. A page that is not handed to
Streamlit for a person does not exist for that person, by address or by message.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.access import Permission, Role, Viewer
from app.words import Words

FOLDER = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its address, its file, its title's key, and the permissions of which one is enough."""

    address: str
    file: str
    title: str
    permissions: tuple[Permission, ...]

    def title_for(self, viewer: Viewer, words: Words) -> str:
        own = f"{self.title}.own"
        return words.t(own if viewer.role is Role.VENDOR and words.has(own) else self.title)


PAGES: tuple[Entry, ...] = (
    Entry("overview", "overview.py", "nav.overview", (Permission.OVERVIEW,)),
    Entry("vendor", "vendor.py", "nav.vendor", (Permission.SCORECARDS,)),
    Entry("import", "import_files.py", "nav.import", (Permission.IMPORT, Permission.IMPORT_EVALUATIONS)),
    Entry("draws", "draws.py", "nav.draws", (Permission.SAMPLE,)),
    Entry("samples", "samples_drawn.py", "nav.samples", (Permission.CHECK_DRAWS,)),
    Entry("integrity", "integrity.py", "nav.integrity", (Permission.INTEGRITY, Permission.INTEGRITY_SUMMARY)),
    Entry("answer", "answer.py", "nav.answer", (Permission.ANSWER,)),
    Entry("direct-line", "direct_line.py", "nav.direct_line", (Permission.DIRECT_LINE, Permission.DIRECT_LINE_SUMMARY)),
    Entry("corrections", "corrections.py", "nav.corrections", (Permission.CORRECT,)),
    Entry("export", "export.py", "nav.export", (Permission.EXPORT,)),
)


def entries_for(viewer: Viewer) -> tuple[Entry, ...]:
    """The pages a person may open, in the order of the menu."""
    return tuple(entry for entry in PAGES if viewer.may_any(*entry.permissions))


def addresses_for(viewer: Viewer) -> frozenset[str]:
    """The addresses a person may open: the bare one and those of their pages."""
    return frozenset({"", *(entry.address for entry in entries_for(viewer))})


def pages_for(viewer: Viewer, words: Words) -> dict[str, st.Page]:
    """The same as Streamlit's pages, by address."""
    return {
        entry.address: st.Page(FOLDER / entry.file, title=entry.title_for(viewer, words), url_path=entry.address)
        for entry in entries_for(viewer)
    }
