# ruff: noqa: E501 - a table of sentences, each on its own line
"""What is said of draws that a vendor can check, in English; the same keys as in ``zh_proof.py``."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "nav.samples": "Samples drawn",
    # The vendor's page
    "proof.title.none": "No sample of the calls of {vendor} has been drawn yet",
    "proof.title": "{draws} {draws:plural sample|samples} of the calls of {vendor} {draws:plural was|were} drawn at random; you can check {opened} of them",
    "proof.title.shut": "{draws} {draws:plural sample|samples} of the calls of {vendor} {draws:plural was|were} drawn at random; none is open to you yet",
    "proof.what": "Our client draws calls at random, when their month is over, and listens to them. Which calls stays sealed until no more feedback of the month is forwarded and the client opens the draw. The seal below stands from the moment of the draw: it is the fingerprint of all that decides which calls are drawn, so nothing can be changed afterwards without being seen. Note it down, and compare it later.",
    "proof.column.drawn": "Drawn on",
    "proof.column.opened": "You can check it since",
    "proof.column.seal": "Seal (SHA-256)",
    "proof.sealed": "sealed; feedback can be forwarded until {day:day}",
    "proof.sealed.over": "sealed; our client has not opened it yet",
    "proof.which": "Which draw",
    "proof.one": "Draw {draw}, {month:month}",
    "proof.same": "Drawn again from its seed just now: the same {n} calls come out, out of {of}.",
    "proof.other": "Drawn again from its seed just now: OTHER calls come out. Tell your client, and send this draw's files along.",
    "proof.lost": "It cannot be drawn again here: the calls it was drawn from cannot be read any more as they were, because vendors were merged or a customer was forgotten. The seal and the calls drawn still stand.",
    "proof.seed": "Seed {seed}, method {method}; fingerprint of the {of} calls drawn from: {fingerprint}.",
    "proof.late": "Feedback that comes in for the first time after {day:day} does not count as arrived in this month: from then on you could see which calls were listened to.",
    "proof.calls": "The calls drawn, in the order of the draw",
    "proof.calls.shown": "The first {shown} of {n} calls; all are in the files.",
    "proof.download": "Download the files to repeat it yourself",
    "proof.unknown": "There is no draw {draw} that you can check. The page Samples drawn lists them.",
    # The client's side
    "proof.open.title": "Let the vendor check the draw",
    "proof.open.what": "The vendor's people will see which calls were drawn, and can repeat the draw themselves. This cannot be taken back. Import all feedback of the month first: what comes in afterwards for the first time does not count as arrived, unless the file says in received_at that you had it before.",
    "proof.open.out": "{out} of its calls are not judged yet.",
    "proof.open.submit": "Open {draw} to {vendor}",
    "proof.open.done": "{draw} is open to its vendor.",
    "proof.opened": "{vendor} can check this draw since {day:day} (opened by {who}).",
    "proof.seal": "Seal, which the vendor sees from the moment of the draw: {seal}.",
    "proof.files": "What the vendor can download",
    "proof.not.yours": "Your account does not open draws to vendors. Ask the client manager.",
    "proof.not.purpose": "Only draws of calls to be judged for the first time are opened to vendors.",
    "proof.not.closes": "Feedback of that month can still be forwarded: a vendor that knew the calls could forward just theirs. Open the draw when the month is closed.",
    "proof.not.heard": "A finding of this month is being heard again. Until it is sent, its vendor must not learn which calls these may be. Open the draw afterwards.",
    # The files
    "proof.file.readme": "README.txt",
    "proof.readme": "Draw {draw}: {n} of {of} calls of {month}, drawn at random and sealed before any of them was named.\n\nseal.json     what was sealed: number, seed, method ({method}), queues, fingerprint of the calls drawn from\nframe.jsonl   the calls it was drawn from: call id, start in UTC, queue\ndrawn.json    the calls drawn, in order\n{program}  draws again and compares; it needs Python 3.9 or newer and nothing else\n\nTo check, in this folder:\n\n    python {program} . {seal}\n\nThe long number is the seal as the page Samples drawn shows it. Use the one you noted down when the draw was made.\nWhether frame.jsonl holds all your calls of the month that a person answered, you can tell from your own records.\n",
    "proof.readme.lost": "Draw {draw}: {n} of {of} calls of {month}, drawn at random and sealed before any of them was named.\n\nseal.json     what was sealed: number, seed, method ({method}), queues, fingerprint of the calls drawn from\ndrawn.json    the calls drawn, in order\n{program}  draws again and compares\n\nThe calls it was drawn from cannot be read any more as they were, because vendors were merged or a customer was\nforgotten; so frame.jsonl is missing and the draw cannot be repeated from these files. The SHA-256 of seal.json is the\nseal: {seal}\n",
}
