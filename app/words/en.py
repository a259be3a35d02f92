"""The portal's frame and shared vocabulary, in English. The same keys stand in ``zh.py``."""

from __future__ import annotations

FRAME = {
    "product": "Openline",
    "tagline": "Your own view of your outsourced call centres: what the vendors' exports really say, and "
               "how sure that is.",
    "language": "Language",
    "signed_in_as": "{role} · {name}",
    "sign_out": "Sign out",
    "role.manager": "Client manager",
    "role.qa": "Quality assurance",
    "role.vendor": "Vendor",
    "role.executive": "Executive",
    "nav.overview": "Overview",
    "nav.vendor": "Vendors",
    "nav.vendor.own": "My scorecard",
    "nav.import": "Imports",
    "nav.draws": "Samples",
    "nav.direct_line": "Direct line",
    "nav.corrections": "Corrections",
    "nav.export": "Export",
    "signed_out.title": "You are signed out",
    "signed_out.text": "Your session has ended, or it was ended elsewhere. Nothing you saved is lost.",
    "signed_out.again": "Sign in again",
    "missing.title": "This page does not exist",
    "missing.text": "There is nothing at this address for you.",
    "missing.back": "To the pages I can open",
    "refused.title": "That cannot be done",
    "failed.title": "This page could not be drawn",
    "failed.text": "The data are safe and nothing was changed. Reload the page; if it happens again, give "
                   "whoever runs the portal this reference: {reference}.",
}

LOGIN = {
    "login.title": "Sign in",
    "login.name": "Login",
    "login.password": "Password",
    "login.submit": "Sign in",
    "login.refused": "That login and password do not belong together. Check both, and whether Caps Lock "
                     "is on.",
    "login.throttled": "Too many attempts. Wait {wait:duration}, then try again.",
    "login.cross_site": "The sign-in form was sent from another site, so it was refused. Sign in here.",
    "login.unreadable": "The form did not arrive whole. Fill it in and send it again.",
    "login.empty": "Enter your login and your password.",
    "login.signed_out": "You are signed out.",
    "login.no_people": "Nobody can sign in yet. Add the first person on the command line: openline users add",
    "login.demo": "Sample people",
    "login.demo.text": "This home holds invented data. Four people, one a role; `openline demo` prints their "
                       "passwords in the terminal it was started from.",
    "login.other_language": "简体中文",
    "gate.sign_in": "Sign in first.",
    "gate.foreign": "Do this on the portal's own page.",
    "gate.too_much": "This is more than you may upload at once. Send a smaller file, or wait until the last is read.",
    "error.not_found": "There is nothing at this address.",
    "error.bad_month": "{month} is not a month; write it as 2026-05.",
    "error.no_data": "There are no scorecards for {month:month} yet, so there is nothing to export.",
}

BASIS = {
    "basis.vendors": "{count} {count:plural vendor|vendors}",
    "basis.contacts": "{count} {count:plural contact|contacts}",
    "basis.evaluations": "{count} evaluated {count:plural call|calls}",
    "basis.as_of": "as of {day:day}",
    "basis.definition": "definition {code}",
    "estimate.n": "n {n}",
    "empty.title": "Nothing here yet",
    "empty.data.next": "No calls have been imported yet. Import a vendor's call export; scorecards follow at once.",
    "empty.data.go": "To the imports",
    "empty.data.wait": "No calls have been imported yet. Once the client manager has brought some in, scorecards "
                       "appear here.",
    "rows.shown": "{shown} of {total} rows",
}

GRADES = {
    "grade.excellent": "excellent",
    "grade.good": "good",
    "grade.fair": "fair",
    "grade.poor": "poor",
    "grade.none": "no grade",
    "badge.provisional": "provisional",
    "badge.below_target": "below target",
    "badge.stored": "stored",
    "badge.unchanged": "already stored",
    "badge.refused": "refused",
    "badge.needs_answer": "needs an answer",
    "badge.withdrawn": "withdrawn",
}

PILLARS = {
    "composite": "Overall score",
    "pillar.answer_speed": "Answer speed",
    "pillar.first_contact_resolution": "First-contact resolution",
    "pillar.promise_keeping": "Promise-keeping",
    "pillar.feedback_forwarding": "Feedback forwarding",
    "pillar.answer_speed.short": "answered in time",
    "pillar.first_contact_resolution.short": "solved first time",
    "pillar.promise_keeping.short": "promises kept",
    "pillar.feedback_forwarding.short": "feedback arrived",
}

MEASURES = {
    "measure.service_level": "Answered within 60 s",
    "measure.service_level.help": "Share of contacts answered by a person in time (voice and chat 60 s, "
                                  "e-mail and social media 24 h to the first answer), of those "
                                  "offered; callers who hang up within 5 seconds are left out.",
    "measure.asa": "Average speed of answer",
    "measure.asa.help": "Mean wait of the contacts that a person answered.",
    "measure.wait_p50": "Median wait",
    "measure.wait_p50.help": "Half of all callers, answered or not, waited no longer than this.",
    "measure.wait_p90": "Wait, nine in ten",
    "measure.wait_p90.help": "Nine in ten callers waited no longer than this.",
    "measure.wait_p95": "Wait, 95 in 100",
    "measure.wait_p95.help": "95 in 100 callers waited no longer than this.",
    "measure.wait_max": "Longest wait",
    "measure.wait_max.help": "The longest anyone waited, answered or not.",
    "measure.over_60": "Waited over 60 s",
    "measure.over_60.help": "Share of callers who waited more than a minute, answered or not.",
    "measure.over_600": "Waited over 10 min",
    "measure.over_600.help": "Share of callers who waited more than ten minutes, answered or not.",
    "measure.abandonment": "Hung up waiting",
    "measure.abandonment.help": "Share who gave up before an answer; those who hang up within 5 seconds "
                                "are left out.",
    "measure.transfer_rate": "Transferred",
    "measure.transfer_rate.help": "Share of answered contacts passed on at least once.",
    "measure.frame_coverage": "Calls handed over",
    "measure.frame_coverage.help": "Contacts in the vendor's log, of those that the carrier or the client counted in "
    "the "
                                   "same hours. Below 99% the best grade is barred; above 100% the log holds more than "
                                   "was counted.",
    "measure.fcr_repeat": "Solved first time",
    "measure.fcr_repeat.help": "Share of answered contacts after which the same customer did not call "
                               "again for the same reason within seven days, at this vendor or any other.",
    "measure.fcr_agent": "Solved, says the agent",
    "measure.fcr_agent.help": "Share of answered contacts the agent coded as resolved, of those coded.",
    "measure.first_agent": "Solved by the first agent",
    "measure.first_agent.help": "Neither passed on nor called again: what callers want most.",
    "measure.promise_kept": "Promises kept",
    "measure.promise_kept.help": "Share kept by the first due date, of promises due and decided.",
    "measure.promise_kept_low": "Promises kept, unknown as broken",
    "measure.promise_kept_low.help": "The worst case: every promise without a known end counted as broken.",
    "measure.promise_kept_high": "Promises kept, unknown as kept",
    "measure.promise_kept_high.help": "The best case: every promise without a known end counted as kept.",
    "measure.feedback_capture": "Feedback that reached us",
    "measure.feedback_capture.help": "Share of the feedback our evaluators heard on randomly drawn calls "
                                     "that the vendor forwarded.",
    "measure.qa_score": "Quality score",
    "measure.qa_score.help": "Points given of points possible in evaluated calls, weighted; N/A left out "
                             "of both.",
    "measure.csat": "Satisfied customers",
    "measure.csat.help": "Share answering 4 or 5 of 5, with invited and answered said beside it.",
}

CODES = {
    "kind.calls": "Calls",
    "kind.evaluations": "Evaluations",
    "kind.feedback": "Feedback",
    "kind.promises": "Promises",
    "kind.surveys": "Surveys",
    "kind.complaints": "Complaints",
    "kind.intervals": "Interval counts",
    "kind.staff": "Staff",
    "kind.costs": "Costs",
    "vendor.unassigned": "no vendor named",
    "channel.voice": "voice",
    "channel.chat": "chat",
    "channel.email": "e-mail",
    "channel.social": "social media",
    "channel.bot": "bot",
    "outcome.answered": "answered",
    "outcome.abandoned": "abandoned",
    "outcome.blocked": "blocked",
    "outcome.after_hours": "after hours",
    "outcome.self_served": "self-served",
    "outcome.voicemail": "voicemail",
    "outcome.overflow": "overflow",
    "outcome.callback_requested": "callback requested",
    "outcome.unknown": "not known",
    "column.measure": "Measure",
    "column.estimate": "Estimate",
    "column.interval": "95% interval",
    "column.n": "n",
    "column.target": "Target",
    "column.score": "Points",
    "column.vendor": "Vendor",
    "column.row": "Row",
    "column.column": "Column",
    "column.value": "Value",
    "column.issue": "What is wrong",
    "column.file": "File",
    "issue.whole_file": "whole file",
    "issue.rows": "{count} {count:plural row|rows}",
    "issue.held_back": "held back",
    "issue.flagged": "stored, flagged",
}

SENTENCES: dict[str, str] = {**FRAME, **LOGIN, **BASIS, **GRADES, **PILLARS, **MEASURES, **CODES}
