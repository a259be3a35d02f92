"""People: added, listed, shut out; signing in tells nothing to those who guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.access import Role
from app.errors import UserError
from app.services import passwords, people
from app.services.opening import open_home
from app.services.signing_in import choose_language, sign_in, sign_out, viewer_for
from app.settings import Settings
from storage.errors import StorageRefusal

PASSWORD = "correct horse battery"


@pytest.fixture
def store(tmp_path: Path) -> Any:
    from storage import vendors

    opened = open_home(Settings(home=tmp_path / "home"))
    vendors.add(opened, "harbour", name="Harbour Ltd", actor="test")
    return opened


def test_a_person_signs_in_with_the_password_that_was_made(store: Any) -> None:
    person, password = people.add_person(store, "vera", role="vendor", name="Vera", vendor="Harbour LTD")
    assert person == {"login": "vera", "name": "Vera", "role": "vendor", "vendor": "harbour", "language": "en",
                      "disabled": False}
    viewer = viewer_for(store, sign_in(store, " VERA ", password) or "")
    assert viewer is not None and (viewer.login, viewer.role, viewer.vendor) == ("vera", Role.VENDOR, "harbour")


def test_a_made_password_is_long_random_and_readable() -> None:
    made = {passwords.make_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 19 and not set(password) & set("0O1lI") for password in made)


@pytest.mark.parametrize(("given", "code"), [
    ({"role": "boss"}, "unknown_role"), ({"role": "vendor"}, "vendor_missing"),
    ({"role": "vendor", "vendor": "nobody"}, "unknown_vendor"),
    ({"role": "qa", "vendor": "harbour"}, "vendor_not_meant"),
    ({"login": "two words"}, "bad_login"), ({"login": ""}, "bad_login"), ({"language": "fr"}, "unknown_language"),
    ({"password": "short"}, "short_password"),
])
def test_what_cannot_be_added_is_refused_with_what_to_do(store: Any, given: dict[str, str], code: str) -> None:
    asked: dict[str, Any] = {"login": "p", "role": "manager", "name": "P", "password": PASSWORD, **given}
    with pytest.raises(UserError) as refused:
        people.add_person(store, asked.pop("login"), **asked)
    assert refused.value.code == code and str(refused.value).endswith((".", "?", "list", "nobody"))
    assert people.listed(store) == []


def test_a_login_is_taken_once_whatever_its_case(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia")
    with pytest.raises(StorageRefusal):
        people.add_person(store, "MIA", role="manager", name="Mia")


def test_listing_shows_nothing_secret(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    assert "argon2" not in str(people.listed(store)) and PASSWORD not in str(people.listed(store))


def test_a_disabled_person_is_nobody_at_once(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    token = sign_in(store, "mia", PASSWORD) or ""
    assert viewer_for(store, token)
    assert people.disable(store, "Mia")["disabled"] is True
    assert viewer_for(store, token) is None
    assert sign_in(store, "mia", PASSWORD) is None
    with pytest.raises(UserError):
        people.disable(store, "nobody")


def test_signing_out_ends_that_session_and_no_other(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    here, there = sign_in(store, "mia", PASSWORD) or "", sign_in(store, "mia", PASSWORD) or ""
    sign_out(store, here)
    sign_out(store, "never was")
    assert viewer_for(store, here) is None and viewer_for(store, there) is not None


@pytest.mark.parametrize("login", ["mia", "gone", "none", "nobody"])
def test_every_refusal_costs_one_hashing(store: Any, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong password, disabled person, person without a password, unknown login: nothing to tell them apart by."""
    from storage import people as stored

    for name in ("mia", "gone"):
        people.add_person(store, name, role="manager", name=name, password=PASSWORD)
    stored.add(store, "none", name="none", role="manager", password_hash=None, actor="test")
    people.disable(store, "gone")
    hashings: list[str] = []
    hasher = passwords._hasher()
    monkeypatch.setattr(passwords, "_hasher", lambda: _Counting(hasher, hashings))
    assert sign_in(store, login, "wrong password") is None
    assert len(hashings) == 1 and hashings[0].startswith("$argon2id$")


class _Counting:
    def __init__(self, hasher: Any, hashings: list[str]) -> None:
        self._hasher, self._hashings = hasher, hashings

    def verify(self, stored: str, password: str) -> bool:
        self._hashings.append(stored)
        return bool(self._hasher.verify(stored, password))

    def hash(self, password: str) -> str:
        return str(self._hasher.hash(password))


def test_a_password_hashed_with_weaker_parameters_is_hashed_anew(store: Any) -> None:
    from argon2 import PasswordHasher

    from storage import people as stored

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    stored.add(store, "mia", name="Mia", role="manager", password_hash=weak, actor="test")
    token = sign_in(store, "mia", PASSWORD) or ""
    kept = stored.find(store, "mia")
    assert kept and kept.password_hash != weak and viewer_for(store, token)
    assert sign_in(store, "mia", PASSWORD)


def test_the_language_a_person_chose_is_kept(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    token = sign_in(store, "mia", PASSWORD) or ""
    viewer = viewer_for(store, token)
    assert viewer and viewer.language == "en"
    choose_language(store, viewer, "zh")
    again = viewer_for(store, token)
    assert again and again.language == "zh"


def test_the_language_chosen_on_the_sign_in_page_is_kept_and_none_chosen_changes_nothing(store: Any) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    for chosen, kept in (("zh", "zh"), ("", "zh"), ("en", "en")):
        viewer = viewer_for(store, sign_in(store, "mia", PASSWORD, chosen) or "")
        assert viewer and viewer.language == kept
    assert sign_in(store, "mia", "wrong password", "zh") is None
    viewer = viewer_for(store, sign_in(store, "mia", PASSWORD) or "")
    assert viewer and viewer.language == "en"


def test_the_sign_in_form_sends_a_language_only_when_one_was_chosen() -> None:
    from app.web.login_page import login_page, words_of

    asked = bytes(login_page(words_of("zh", "en"), "/", chosen="zh").body).decode()
    browsers = bytes(login_page(words_of("", "zh-CN"), "/").body).decode()
    assert 'name="language" value="zh"' in asked and 'name="language" value=""' in browsers
    assert "登录" in asked and "登录" in browsers


def test_only_a_demo_home_names_its_people(store: Any, tmp_path: Path) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    assert people.sample_people(store) == []
    demo = open_home(Settings(home=tmp_path / "demo"), demo=True)
    people.add_person(demo, "mia", role="manager", name="Mia", password=PASSWORD)
    assert [person["login"] for person in people.sample_people(demo)] == ["mia"]


def test_a_password_file_gives_its_first_line(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse battery\nsecond line\n")
    assert people.read_password_file(file) == PASSWORD
    file.write_text("\n")
    for bad in (file, tmp_path / "none", tmp_path):
        with pytest.raises(UserError):
            people.read_password_file(bad)
