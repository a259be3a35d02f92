"""Who may do what: one table, written to be read out to an auditor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scoring.records import KINDS, VendorCode
from storage.scope import Scope


class Role(StrEnum):
    MANAGER = "manager"
    QA = "qa"
    VENDOR = "vendor"
    EXECUTIVE = "executive"


class Permission(StrEnum):
    OVERVIEW = "overview"  # compare all vendors
    SCORECARDS = "scorecards"  # one vendor's scorecard and the rows behind it
    IMPORT = "import"  # files of any kind, history, withdraw and reinstate
    IMPORT_EVALUATIONS = "import_evaluations"  # evaluation sheets only
    CORRECT = "correct"  # send corrected held-back rows of one's own
    SAMPLE = "sample"  # draw calls to judge and callers to survey, hand out their sheets
    OPEN_DRAWS = "open_draws"  # let a vendor see and check a draw of a closed month
    CHECK_DRAWS = "check_draws"  # check the draws of one's own calls that were opened
    EXPORT = "export"  # the executive workbook
    INTEGRITY = "integrity"  # whether feedback is missing: findings, and the calls they rest on
    INTEGRITY_SUMMARY = "integrity_summary"  # the findings with their counts, without the calls
    FINDINGS = "findings"  # open, send, extend and decide a finding of missing feedback
    RELISTEN = "relisten"  # hear the calls of a finding again, without seeing which are missing
    ANSWER = "answer"  # read the evidence one's own vendor was sent, and reply to it
    DIRECT_LINE = "direct_line"  # agents' links to the client: make and revoke them, read what is written by them
    DIRECT_LINE_SUMMARY = "direct_line_summary"  # how many there are, and how many messages came
    PEOPLE = "people"  # add and disable people


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset({
        Permission.OVERVIEW, Permission.SCORECARDS, Permission.IMPORT, Permission.IMPORT_EVALUATIONS,
        Permission.SAMPLE, Permission.EXPORT, Permission.PEOPLE, Permission.INTEGRITY,
        Permission.FINDINGS, Permission.DIRECT_LINE, Permission.OPEN_DRAWS,
    }),
    Role.QA: frozenset({
        Permission.IMPORT_EVALUATIONS, Permission.SAMPLE, Permission.INTEGRITY_SUMMARY, Permission.RELISTEN,
    }),
    Role.VENDOR: frozenset({
        Permission.SCORECARDS, Permission.CORRECT, Permission.ANSWER, Permission.CHECK_DRAWS,
    }),
    Role.EXECUTIVE: frozenset({
        Permission.OVERVIEW, Permission.EXPORT, Permission.INTEGRITY_SUMMARY, Permission.DIRECT_LINE_SUMMARY,
    }),
}
"""What each role may do. A manager sees everything of the client's and takes a finding of missing feedback from step
to step; QA evaluations, their import, the random draws, and findings without their calls: whoever hears calls again
must not know which of them are missing. A vendor its own scorecards of closed months, its own held-back rows, and of a
finding nothing before it is sent, then what was sent; of a draw of its calls that there is one, and which calls once a
manager opens it; nothing of its agents' direct line. An executive the overview, the export, findings without their
calls and how much came by the direct line."""

LARGEST_UPLOAD: dict[Permission, int] = {
    Permission.IMPORT: 1_000_000_000, Permission.IMPORT_EVALUATIONS: 200_000_000, Permission.CORRECT: 50_000_000,
}
"""Bytes of one file, by what it is sent for. Who has none of these permissions sends no file at all."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person a page is drawn for, resolved from the database on every run."""

    person_id: int
    login: str
    name: str
    role: Role
    vendor: VendorCode | None
    language: str

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]

    @property
    def largest_upload(self) -> int:
        """Bytes of the largest file this person may send; 0 for who sends none."""
        return max((size for permission, size in LARGEST_UPLOAD.items() if self.may(permission)), default=0)

    @property
    def importable_kinds(self) -> tuple[str, ...]:
        """The kinds of file this person may bring in on the import page."""
        if self.may(Permission.IMPORT):
            return tuple(KINDS)
        return ("evaluations",) if self.may(Permission.IMPORT_EVALUATIONS) else ()

    def may_any(self, *permissions: Permission) -> bool:
        return any(self.may(permission) for permission in permissions)


def scope_for(viewer: Viewer) -> Scope:
    """The data a viewer may read: a vendor its own rows and nobody else's; the client's people everything."""
    if viewer.role is Role.VENDOR:
        return Scope(frozenset({viewer.vendor} if viewer.vendor else ()))
    return Scope(None)
