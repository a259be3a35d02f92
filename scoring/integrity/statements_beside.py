"""What is said of promises, of invitations and of calls that show how far words can be trusted: counts first, and never
a conclusion about anybody's intent."""

from __future__ import annotations

PROMISES: dict[str, str] = {
    "promises_no_sign": "promises that look broken stand in the ledger about as often as the others",
    "promises_watch": "the ledger lacks promises in a way that careful vendors seldom show. A promise nobody noted is "
                      "also one that is easily forgotten, so the gap does not say which came first",
    "promises_likely": "calls that are listened to have entries of promises not kept far more often than other calls, "
                       "although chance alone chose them. It has to be checked before anything is concluded",
    "promises_closes": "not closed yet: the ledger may still be completed until {date}",
    "promises_no_ledger": "no ledger of promises was delivered; on {asked:n random call|random calls} evaluators said "
                          "whether a promise was made",
    "promises_too_few": "of the promises that can be followed {broken:n looks|look} broken and {others:n does|do} not; "
                        "at least {needed} of each are needed",
    "promises_frame": "nothing was found, but only {share:.1%} of the calls counted independently are in the vendor's "
                      "log: what it left out was never drawn from",
    "promises_unlinkable": "cannot be judged: {share:.0%} of the ledger's entries do not say enough to be told "
                           "which call they belong to",
    "signal_promise.left_out": "of {broken:n promise that looks|promises that look} broken, {broken_found:,} stand in "
                               "the ledger; of {others:n other|others}, {others_found:,} do",
    "signal_promise.audit": "of {sampled:n sampled call|sampled calls}, {sampled_told:,} have an entry of a promise "
                            "not kept; of {unsampled:n call|calls} nobody listened to, {unsampled_told:,} have. Not "
                            "kept by the ledger are {entries_missed:,} of {entries:n entry|entries} of sampled calls "
                            "and {others_missed:,} of {others:n entry|entries} of others",
    "line_promises_few": "heard were {broken:n promise that looks|promises that look} broken and {others:n other|"
                         "others}",
    "line_promises_few_missed": "fewer than {needed} calls with an entry of a promise not kept",
}
"""Promises heard and the ledger."""

INVITATIONS: dict[str, str] = {
    "invitations_no_sign": "callers with bad news to tell were invited about as often as the others",
    "invitations_watch": "callers with bad news to tell were invited less often than careful vendors differ by",
    "invitations_likely": "callers with bad news to tell were invited far less often than careful vendors differ by. "
                          "It has to be checked before anything is concluded",
    "invitations_closes": "not closed yet: judged from {date} on",
    "invitations_too_few": "too few invitations name a call of which it is known how it went",
    "invitations_frame": "nothing was found, but only {share:.1%} of the calls counted independently are in the "
                         "vendor's log: whom it left out nobody can ask",
    "signal_invitation.census": "by the vendor's own codes: of {unsolved:n caller|callers} whose matter was not "
                                "solved, {unsolved_invited:n was|were} invited; of {solved:n other|others}, "
                                "{solved_invited:,}",
    "signal_invitation.heard": "by what evaluators heard: of {unhappy:n unhappy caller|unhappy callers}, "
                               "{unhappy_invited:n was|were} invited; of {others:n other|others}, {others_invited:,}",
    "line_invitations_few": "fewer than {needed} sampled callers on either side, or invited among them",
}
"""Invitations to the vendor's own surveys."""

BESIDE: dict[str, str] = PROMISES | INVITATIONS
