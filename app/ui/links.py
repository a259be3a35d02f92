"""Addresses inside the portal. They begin at the root of the same site, so that gate and session hold."""

from __future__ import annotations

from urllib.parse import urlencode

from app.services.views import Sentence

IMPORT_PAGE, ANSWER_PAGE = "/import", "/answer"


def vendor_page(name: str, month: str, measure: str = "") -> str:
    """The page of the vendor called ``name`` for ``month``, its rows opened at ``measure`` (a code) where given."""
    asked = {"vendor": name, "month": month, "measure": measure}
    return "/vendor?" + urlencode({key: value for key, value in asked.items() if value})


def integrity_page(name: str, month: str) -> str:
    """The page of the finding of the vendor called ``name`` for ``month``."""
    return "/integrity?" + urlencode({"finding_vendor": name, "finding_month": month})


def page_of(sentence: Sentence, month: str) -> str:
    """Where a sentence about one vendor leads; nothing for one about several or none."""
    facts = dict(sentence.facts)
    return vendor_page(str(facts["vendor"]), month, str(facts.get("measure", ""))) if "at" in facts else ""
