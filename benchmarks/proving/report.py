"""What came of the trials, as Markdown tables that a README can quote."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.proving.beside import BesideOutcome
from benchmarks.proving.figures import BY_MONTH_SIX, COVERAGE, EVER_LIMIT, MIXTURE_LIMIT, RECALL, RMSE, STRESSOR_LIMIT
from benchmarks.proving.naive import NOMINAL, odd_ones
from benchmarks.proving.rates import percent, plain_percent, share, table
from benchmarks.proving.report_beside import report_beside
from benchmarks.proving.trial import MIXTURE, Outcome
from scoring.integrity.verdict import INSUFFICIENT, LIKELY_FILTERED, WATCHED

ACCUSED = (WATCHED, LIKELY_FILTERED)
NAIVE = ("arrived, by id or near in time", "arrived, by exact id", "negative share, heard against forwarded",
         "negatives slower (Welch)")
FOREST, ANY = "isolation forest", "any line at p ≤ .05"


def report(done: Sequence[Outcome | BesideOutcome]) -> list[str]:
    """All tables for which there are trials."""
    of_feedback = [each for each in done if isinstance(each, Outcome)]
    single = [each for each in of_feedback if not each.trial.months]
    odd = _odd(single)
    return [*_honest(single, odd), *_recall(single, odd), *_years(of_feedback), *_estimates(single), *_cases(single),
            *_lines(single), *report_beside([each for each in done if isinstance(each, BesideOutcome)])]


def accused(done: Iterable[Outcome], verdicts: tuple[str, ...] = ACCUSED) -> list[bool]:
    """Of each single month, whether its verdict is one of ``verdicts``."""
    return [each.verdicts[-1] in verdicts for each in done]


def _groups(done: Iterable[Outcome]) -> dict[tuple[str, str, float, int, int], list[Outcome]]:
    groups = defaultdict(list)
    for each in done:
        groups[each.trial.group].append(each)
    return groups


def _odd(single: Sequence[Outcome]) -> dict[int, bool]:
    """What the isolation forest flags, by identity of the outcome: it has seen one half of the honest mixture."""
    mixture = [each for each in single if each.trial.honest == MIXTURE and not each.trial.mode]
    shown = [each for each in mixture if each.trial.number % 2 == 0]
    asked = [each for each in single if each.trial.honest != MIXTURE or each.trial.mode or each.trial.number % 2]
    if len(shown) < 10:
        return {}
    flags = odd_ones([each.naive.features for each in shown], [each.naive.features for each in asked])
    return {id(each): bool(flag) for each, flag in zip(asked, flags, strict=True)}


def _naive(group: Sequence[Outcome], odd: dict[int, bool]) -> list[str]:
    cells = [plain_percent([each.naive.p[name] <= NOMINAL for each in group]) for name in NAIVE]
    cells.append(plain_percent([odd[id(each)] for each in group if id(each) in odd]))
    return [*cells, plain_percent([any(p <= 0.05 for p in each.raw.values()) for each in group])]


def _honest(single: Sequence[Outcome], odd: dict[int, bool]) -> list[str]:
    groups = {key: group for key, group in _groups(single).items() if not key[1]}
    if not groups:
        return []
    rows = []
    for (name, *_), group in groups.items():
        limit = MIXTURE_LIMIT if name == MIXTURE else STRESSOR_LIMIT
        rows.append([name, str(len(group)), plain_percent(accused(group, (INSUFFICIENT,))), percent(accused(group)),
                     f"{100 * limit:.0f} %", percent(accused(group, (LIKELY_FILTERED,))), *_naive(group, odd)])
    return ["### Honest vendor-months: how often accused", "",
            *table(["honest vendors", "months", "insufficient data", "watch or more", "limit", "likely filtered",
                    *NAIVE, FOREST, ANY], rows)]


def _recall(single: Sequence[Outcome], odd: dict[int, bool]) -> list[str]:
    groups = {key: group for key, group in _groups(single).items() if key[1] and key[4] == 200}
    if not groups:
        return []
    rows = []
    for (_, mode, strength, *_), group in groups.items():
        prototype, aim = RECALL.get((mode, strength), (None, None))
        found = Counter(min(each.lines, key=each.lines.__getitem__) for each in group if each.verdicts[-1] in ACCUSED)
        by = ", ".join(f"{name} {100 * times / len(group):.0f} %" for name, times in found.most_common(2))
        rows.append([mode, f"{strength:g}", str(len(group)), percent(accused(group)), share(prototype),
                     "" if aim is None else f"≥ {share(aim)} {'met' if np.mean(accused(group)) >= aim else 'missed'}",
                     percent(accused(group, (LIKELY_FILTERED,))), by, *_naive(group, odd)])
    return ["### Filtering: how often found in a single month of 200 judged calls", "",
            *table(["filtering", "strength", "months", "watch or more", "prototype", "aim", "likely filtered",
                    "found by", *NAIVE, FOREST, ANY], rows)]


def _years(done: Sequence[Outcome]) -> list[str]:
    groups = {key: group for key, group in _groups(done).items() if key[3]}
    if not groups:
        return []
    rows = []
    for (honest, mode, strength, months, judged), group in groups.items():
        likely = [LIKELY_FILTERED in each.verdicts for each in group]
        monthly = [verdict in ACCUSED for each in group for verdict in each.verdicts]
        aim = f"≤ {100 * EVER_LIMIT:.0f} %" if honest == MIXTURE else ""
        aim = f"≥ {share(BY_MONTH_SIX[1])} (prototype {share(BY_MONTH_SIX[0])})" if mode else aim
        rows.append([f"{mode} {strength:g}" if mode else f"honest: {honest}", str(len(group)), str(months),
                     str(judged), percent(monthly), percent([any(v in ACCUSED for v in each.verdicts)
                                                             for each in group]), percent(likely), aim,
                     *(plain_percent([each.naive.p[name] <= NOMINAL for each in group]) for name in NAIVE)])
    return ["### Months in a row, with running evidence", "",
            *table(["vendors", "number", "months", "judged", "months at watch or more", "ever at watch or more",
                    "ever likely filtered", "aim", *(f"ever: {name}" for name in NAIVE)], rows)]


def _estimates(single: Sequence[Outcome]) -> list[str]:
    groups = {key: group for key, group in _groups(single).items() if key[1] == "drops negatives"}
    rows = []
    for (_, _, strength, _, judged), group in groups.items():
        told = [(*each.withheld, each.truly_withheld) for each in group if each.withheld]
        if not told:
            continue
        value, low, high, truth = np.array(told).T
        rows.append([f"{strength:g}", str(judged), str(len(told)), f"{value.mean():.2f}", f"{truth.mean():.2f}",
                     share(math.sqrt(np.mean((value - truth) ** 2))),
                     percent(((low <= truth) & (truth <= high)).tolist()), f"{np.mean(high - low):.2f}"])
    return ["### The withheld share: how near the truth", "",
            *table(["withheld", "judged", "months", "mean estimate", "mean truth",
                    f"RMSE (at 400: prototype {share(RMSE[0])}, aim ≤ {share(RMSE[1])})",
                    f"held by the 95 % interval (aim {share(COVERAGE[0])}-{share(COVERAGE[1])})", "mean width"],
                   rows)] if rows else []


def _cases(single: Sequence[Outcome]) -> list[str]:
    rows = []
    for (_, mode, strength, _, judged), group in _groups(single).items():
        told = [each for each in group if mode and judged == 200 and each.verdicts[-1] in ACCUSED and each.listed]
        if told:
            listed, right = sum(each.listed for each in told), sum(each.listed_rightly for each in told)
            rows.append([mode, f"{strength:g}", str(len(told)), f"{listed / len(told):.1f}",
                         f"{100 * right / listed:.0f} %"])
    return ["### The listed cases of the strongest line, in months found", "",
            *table(["filtering", "strength", "months with cases", "cases a month", "truly filtered"], rows),
            ] if rows else []


def _lines(single: Sequence[Outcome]) -> list[str]:
    honest = [each for each in single if each.trial.honest == MIXTURE and not each.trial.mode]
    names = sorted({name for each in honest for name in each.raw})
    rows = []
    for name in names:
        p = np.array([each.raw[name] for each in honest if name in each.raw])
        level = np.array([each.lines[name] for each in honest if name in each.lines])
        rows.append([name, str(len(p)), *(percent((p <= at).tolist()) for at in (0.05, 0.01, 0.001)),
                     percent((level <= 0.02).tolist())])
    return ["### The lines of evidence on the honest mixture", "",
            *table(["line", "months it ran", "p ≤ .05", "p ≤ .01", "p ≤ .001", "p ÷ weight ≤ .02"], rows),
            ] if rows else []
