"""Whatever is done to a file, its reading ends in a sentence, a question or a report that adds up.

The long form: ``python -m benchmarks.fuzz``.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from benchmarks.fuzz import CALLS, Mutant, _xlsx, fault_of, mutants


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_files_are_read_refused_or_asked_about_and_their_rows_add_up(tmp_path: Path, seed: int) -> None:
    wrong, became = {}, set()
    for number, mutant in enumerate(mutants(seed, 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        ended, fault = fault_of(mutant, folder)
        became.add(ended)
        if fault:
            wrong[number, mutant.name] = fault
    assert wrong == {} and "read" in became


def test_the_same_seed_spoils_in_the_same_way_and_another_does_not() -> None:
    assert list(mutants(5, 30)) == list(mutants(5, 30)) != list(mutants(6, 30))


def test_the_fuzzer_tells_what_does_not_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_given: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("benchmarks.fuzz.run", breaks)
    assert fault_of(Mutant("calls.xlsx", "calls", _xlsx(CALLS)), tmp_path)[0] == "fault"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/evil.exe",
                                  "../../escaped.xml", "xl/connections.xml"])
def test_macros_links_and_odd_parts_of_a_workbook_are_never_looked_into(tmp_path: Path, part: str) -> None:
    packed = io.BytesIO(_xlsx(CALLS))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(part, '<externalLink><a href="http://127.0.0.1:1/x"/></externalLink>')
    folder = tmp_path / "read"
    folder.mkdir()
    assert fault_of(Mutant("calls.xlsm", "calls", packed.getvalue()), folder) == ("read", "")
    assert [path.name for path in tmp_path.iterdir()] == ["read"], "nothing is unpacked beside it"
