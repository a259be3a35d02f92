"""What came of the trials of promises and invitations, as Markdown tables that a README can quote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from benchmarks.proving.beside import INVITATIONS, NAIVE_OF, PROMISES, BesideOutcome
from benchmarks.proving.figures import MIXTURE_LIMIT, STRESSOR_LIMIT
from benchmarks.proving.naive import NOMINAL
from benchmarks.proving.rates import percent, plain_percent, table
from benchmarks.proving.trial import MIXTURE
from scoring.integrity.weighing import INSUFFICIENT, LIKELY_FILTERED, WATCHED

ACCUSED = (WATCHED, LIKELY_FILTERED)
TITLES = {PROMISES: "Promises", INVITATIONS: "Invitations"}
ANY = "any line at p ≤ .05"


def report_beside(done: Iterable[BesideOutcome]) -> list[str]:
    """All tables for which there are trials, a family at a time."""
    of_family = defaultdict(list)
    for each in done:
        of_family[each.trial.family].append(each)
    return [line for family in NAIVE_OF if family in of_family
            for line in (*_honest(family, of_family[family]), *_hidden(family, of_family[family]),
                         *_lines(family, of_family[family]))]


def _groups(done: Iterable[BesideOutcome]) -> dict[tuple[str, str, float, int], list[BesideOutcome]]:
    groups = defaultdict(list)
    for each in done:
        groups[each.trial.group].append(each)
    return groups


def _share(group: Sequence[BesideOutcome], *verdicts: str) -> list[bool]:
    return [each.verdict in verdicts for each in group]


def _naive(family: str, group: Sequence[BesideOutcome]) -> list[str]:
    return [*(plain_percent([each.naive[name] <= NOMINAL for each in group]) for name in NAIVE_OF[family]),
            plain_percent([any(p <= 0.05 for p in each.raw.values()) for each in group])]


def _honest(family: str, done: Sequence[BesideOutcome]) -> list[str]:
    rows = []
    for (name, mode, _, judged), group in _groups(done).items():
        if not mode:
            limit = MIXTURE_LIMIT if name == MIXTURE else STRESSOR_LIMIT
            rows.append([name, str(judged), str(len(group)), plain_percent(_share(group, INSUFFICIENT)),
                         percent(_share(group, *ACCUSED)), f"{100 * limit:.0f} %",
                         percent(_share(group, LIKELY_FILTERED)), *_naive(family, group)])
    return [f"### {TITLES[family]}: how often honest vendors are accused", "",
            *table(["honest vendors", "judged", "months", "insufficient data", "watch or more", "limit",
                    "likely filtered", *NAIVE_OF[family], ANY], rows)] if rows else []


def _hidden(family: str, done: Sequence[BesideOutcome]) -> list[str]:
    rows = []
    for (_, mode, strength, judged), group in _groups(done).items():
        if mode:
            found = [each for each in group if each.verdict in ACCUSED]
            by = Counter(min(each.lines, key=each.lines.__getitem__).partition(".")[2] for each in found)
            listed, right = sum(each.listed for each in found), sum(each.listed_rightly for each in found)
            rows.append([mode, f"{strength:g}", str(judged), str(len(group)), percent(_share(group, *ACCUSED)),
                         percent(_share(group, LIKELY_FILTERED)),
                         ", ".join(f"{name} {100 * times / len(group):.0f} %" for name, times in by.most_common(2)),
                         f"{listed / len(found):.1f}" if found else "–",
                         f"{100 * right / listed:.0f} %" if listed else "–", *_naive(family, group)])
    return [f"### {TITLES[family]}: how often hiding is found in a single month", "",
            *table(["way", "strength", "judged", "months", "watch or more", "likely filtered", "found by",
                    "cases a month found", "truly hidden", *NAIVE_OF[family], ANY], rows)] if rows else []


def _lines(family: str, done: Sequence[BesideOutcome]) -> list[str]:
    honest = [each for each in done if each.trial.honest == MIXTURE and not each.trial.mode]
    rows = []
    for name in sorted({name for each in honest for name in each.raw}):
        p = [each.raw[name] for each in honest if name in each.raw]
        rows.append([name, str(len(p)), *(percent([value <= at for value in p]) for at in (0.05, 0.01, 0.001))])
    return [f"### {TITLES[family]}: the lines of evidence on the honest mixture", "",
            *table(["line", "months it ran", "p ≤ .05", "p ≤ .01", "p ≤ .001"], rows)] if rows else []
