"""What the engine says, as templates filled with facts: counts first, never a conclusion about anybody's intent."""

from __future__ import annotations

from scoring.integrity.statements_beside import BESIDE

VERDICTS: dict[str, str] = {
    "filtered_no_sign": "no line of evidence shows a gap that careful vendors would not show",
    "filtered_watch": "an unexplained gap this month: a gap this large would arise in about {rare} of 1,000 such "
                      "months if careful vendors differ as assumed; this is not the chance that the vendor filtered",
    "filtered_course": "each month alone shows little, but together the months speak for a lasting gap (evidence "
                       "{evidence:,.0f} to 1)",
    "filtered_likely": "a gap this large would arise in fewer than {rare} of 1,000 such months if careful vendors "
                       "differ as assumed; this is not the chance that the vendor filtered. It has to be checked by "
                       "listening again before anything is concluded",
    "filtered_closes": "not closed yet: feedback may still arrive until {date}",
    "filtered_selection_unknown": "{evaluations:n evaluation does|evaluations do} not say how the call was chosen; "
                                  "only calls drawn at random can tell",
    "filtered_no_random_sample": "no final evaluation by the client of a call drawn at random says whether feedback "
                                 "was voiced",
    "filtered_too_few_heard": "heard were {negatives:n negative remark|negative remarks} and {others:n other|others}; "
                              "at least {needed} of each are needed",
    "filtered_frame_incomplete": "nothing was found, but only {share:.1%} of the calls counted independently are in "
                                 "the vendor's log: what it left out was never drawn from",
    "filtered_ids_missing": "cannot be judged: {share:.0%} of the items carry no call id, and the verdict hangs on how "
                            "they are linked",
    "filtered_links_differ": "with call ids alone the verdict would differ; {share:.0%} of the items carry none, so it "
                             "goes no further than to watch",
}
"""Why a verdict is what it is."""

SIGNALS: dict[str, str] = {
    "signal_W": "of {negatives:n negative remark|negative remarks} our evaluators heard, {negatives_arrived:,} "
                "reached us; of {others:n other|others}, {others_arrived:,} did. From calls nobody listened to came "
                "{forwarded:,} negative and {others_forwarded:,} other items",
    "signal_A": "of {sampled:n sampled call|sampled calls}, {sampled_told:,} have a negative item; of "
                "{unsampled:n call|calls} nobody listened to, {unsampled_told:,} have",
    "signal_C.own": "about “{target}”: of {negatives:n negative remark|negative remarks} heard, {negatives_arrived:,} "
                    "reached us; of {others:n other remark|other remarks}, {others_arrived:,} did",
    "signal_C.any": "about “{target}” (of {looked_at:n category|categories} looked at): of "
                    "{negatives:n negative remark|negative remarks} heard, {negatives_arrived:,} reached us; of "
                    "{others:n other remark|other remarks}, {others_arrived:,} did",
    "signal_P": "of {negatives:n negative remark|negative remarks} by customers who called again, "
                "{negatives_arrived:,} reached us; of {others:n other remark|other remarks} of theirs, "
                "{others_arrived:,} did",
    "signal_Q": "in queue “{target}” (of {looked_at:,} looked at): of {negatives:n negative remark|negative remarks} "
                "heard, {negatives_arrived:,} reached us; of {others:n other|others}, {others_arrived:,} did",
    "signal_G": "{silent:,} of {agents:n agent|agents} sent {got:n item|items} where {expected:.0f} would be expected "
                "of their {calls:n call|calls}",
    "signal_R.heard": "of {arrived:n remark|remarks} heard as negative that arrived with a rating, {rated_good:,} are "
                      "rated 4 or 5",
    "signal_R.text": "of {negatives:n item|items} whose text reads negative, {rated_good:,} are rated 4 or 5",
    "signal_D.lag": "negative items took {negative_h:.1f} hours to reach us, others {other_h:.1f} (medians; "
                    "{negatives:,} negative)",
    "signal_D.release": "of {negatives:n negative item|negative items}, {released:,} were over a week old when they "
                        "came in the last three days of the month; of {others:n other|others}, {others_released:,}",
    "signal_T": "{alike:,} of {negatives:n negative text|negative texts} are near copies of one another, "
                "{positives_alike:,} of {positives:n positive one|positive ones}",
    "signal_F.heard": "on {calls:n sampled call|sampled calls} evaluators heard nothing; {items:n of them has|of them "
                      "have} a positive item",
    "signal_F.many": "{items:n positive item|positive items} came from {calls:n call|calls} nobody listened to; on "
                     "{judged:,} sampled ones {heard:,} were heard that arrived",
    "signal_I": "of {unsolved:n caller|callers} whose matter was not solved, {unsolved_invited:n was|were} invited to "
                "the survey; of {solved:n other|others}, {solved_invited:,}",
    "signal_K": "of {looked_at:n contrast|contrasts} of the negative share within the month, this is the largest "
                "(contrast: {contrast})",
}
"""One sentence a line of evidence."""

NOT_RUN: dict[str, str] = {
    "line_nothing_to_compare": "heard were {negatives:n negative remark|negative remarks} and {others:n other|others}",
    "line_too_few_heard": "fewer than {needed} such remarks were heard",
    "line_one_queue": "fewer than two queues with enough remarks",
    "line_too_few_linked": "fewer than {needed} calls with a negative item",
    "line_too_few_agents": "{agents:n agent|agents} with enough calls; at least {needed} are needed",
    "line_too_few_rated": "fewer than {needed} such items carry a rating",
    "line_too_few_lags": "fewer than {needed} items with both times",
    "line_too_few_texts": "fewer than {needed} texts of either kind",
    "line_too_few_silent": "{calls:n sampled call|sampled calls} without a remark; at least {needed} are needed",
    "line_too_few_items": "fewer than {needed} items on either side",
    "line_no_invitations": "too few survey invitations that name their call",
}
"""Why a line could not run."""

STATEMENTS: dict[str, str] = VERDICTS | SIGNALS | NOT_RUN | BESIDE
