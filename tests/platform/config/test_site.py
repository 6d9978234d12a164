"""The site as a whole: headers of every answer, problems as documents and pages, languages, its checks and its template."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from clustrat.errors import ParameterError, StorageError
from clustrat_platform.config import backups, fitness, preparing, template
from clustrat_platform.config.surroundings import Surroundings, database_of, read_surroundings

pytestmark = pytest.mark.django_db
GOOD = {
    "CLUSTRAT_MODE": "production",
    "CLUSTRAT_SITE": "here",
    "CLUSTRAT_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "CLUSTRAT_HOSTS": "atlas.example.org",
    "CLUSTRAT_ORIGIN": "https://atlas.example.org",
    "DATABASE_URL": "postgresql://clustrat@db/clustrat",
    "CLUSTRAT_MAIL_URL": "smtp://mail.example.org",
}


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def test_good_surroundings_have_no_finding() -> None:
    assert fitness.of_surroundings(read_surroundings(GOOD)) == []


@pytest.mark.parametrize(("variable", "value", "name"), [
    ("CLUSTRAT_DEBUG", "1", "debug"), ("CLUSTRAT_SECRET_KEY", "short", "key"), ("CLUSTRAT_SECRET_KEY", "a" * 80, "key"),
    ("CLUSTRAT_HOSTS", "*", "hosts"), ("CLUSTRAT_HOSTS", "a.example.org,*.example.org", "hosts"), ("CLUSTRAT_HOSTS", "", "hosts"),
    ("CLUSTRAT_ORIGIN", "http://atlas.example.org", "https"), ("CLUSTRAT_ORIGIN", "", "https"), ("CLUSTRAT_HASTY", "1", "hasty"),
    ("CLUSTRAT_SECOND_FACTOR", "0", "second_factor"),
])  # fmt: skip
def test_each_wrong_setting_refuses_a_production_start(variable: str, value: str, name: str) -> None:
    """DEP-1."""
    findings = fitness.of_surroundings(read_surroundings({**GOOD, variable: value}))
    assert [finding.name for finding in findings if finding.refuses] == [name]


@pytest.mark.parametrize(("variable", "value"), [("CLUSTRAT_MODE", "prod"), ("CLUSTRAT_DEBUG", "perhaps")])
def test_value_that_cannot_be_is_refused(variable: str, value: str) -> None:
    with pytest.raises(ParameterError, match=variable):
        read_surroundings({**GOOD, variable: value})


def test_other_database_is_refused() -> None:
    with pytest.raises(ParameterError, match="begins with 'mysql:'"):
        database_of(read_surroundings({**GOOD, "DATABASE_URL": "mysql://x/y"}))


def test_key_of_a_local_site_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    key = read_surroundings({"CLUSTRAT_SITE": str(tmp_path)}).secret_key
    assert read_surroundings({"CLUSTRAT_SITE": str(tmp_path)}).secret_key == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_acknowledged_means_on_the_disk() -> None:
    """REL-3."""
    assert fitness.durability() == []
    if connection.vendor == "sqlite":
        options = site_settings.DATABASES["default"]["OPTIONS"]
        assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)


@pytest.mark.parametrize(
    "address", ["/en/", "/en/organisations", "/en/nothing", "/api/v1/organisations", "/en/accounts/login/"]
)
def test_every_answer_carries_the_policy(visitor: Client, address: str) -> None:
    """DEP-2."""
    headers = visitor.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_administration_of_pages_has_its_own_policy_on_its_own_path(visitor: Client) -> None:
    assert "unsafe-inline" in visitor.get("/pages-admin/").headers["Content-Security-Policy"]


def test_no_page_asks_a_third_party(visitor: Client) -> None:
    """LAW-6."""
    for address in ("/en/", "/en/organisations", "/en/accounts/login/", "/en/accounts/signup/", "/en/nothing"):
        body = visitor.get(address).content.decode()
        assert 'src="http' not in body
        assert "style=" not in body
        assert "<script>" not in body
        assert not [name for name in visitor.cookies if name not in ("csrftoken", "sessionid", "messages")]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Skip to the content"), ("de", "Zum Inhalt"), ("it", "Vai al contenuto")]
)
def test_page_is_in_the_language_of_its_address(visitor: Client, language: str, word: str) -> None:
    body = visitor.get(f"/{language}/").content.decode()
    assert f'<html lang="{language}">' in body
    assert word in body
    assert body.count("hreflang=") >= 18, "nine languages in the head, nine in the menu"


def test_first_address_leads_to_the_readers_language(visitor: Client) -> None:
    answer = visitor.get("/", headers={"Accept-Language": "sl,de;q=0.5"})
    assert answer.headers["Location"] == "/sl/"


@pytest.mark.parametrize(("headers", "kind"), [
    ({}, "text/html; charset=utf-8"), ({"Accept": "application/json"}, "application/problem+json"),
])  # fmt: skip
def test_absent_page_answers_in_the_shape_that_was_asked_for(
    visitor: Client, headers: dict[str, str], kind: str
) -> None:
    answer = visitor.get("/en/nothing", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, kind)
    assert answer.headers["X-Reference"] in answer.content.decode()


def test_fault_of_the_program_is_static_and_tells_nothing(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from clustrat_platform.organisations import views

    def broken(*_: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(views, "visible_organisations", broken)
    visitor.raise_request_exception = False
    for headers, kind in (({}, "text/html"), ({"Accept": "application/json"}, "application/problem+json")):
        answer = visitor.get("/en/organisations", headers=headers)
        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith(kind)
        assert "secret inside" not in answer.content.decode()
        assert answer.headers["X-Reference"] in answer.content.decode()


def test_models_and_steps_agree() -> None:
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)


def test_checks_of_django_are_clean() -> None:
    call_command("check", fail_level="WARNING")


def test_checks_for_deployment_are_clean(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD = (
        31_536_000,
        True,
        True,
    )
    call_command("check", deploy=True, fail_level="WARNING")


def test_settings_follow_an_https_origin() -> None:
    """What the test above sets by hand, the settings derive from CLUSTRAT_ORIGIN."""
    text = (Path(preparing.__file__).parent / "settings.py").read_text(encoding="utf-8")
    assert "SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS" in text
    assert "SECURE_SSL_REDIRECT = IS_HTTPS" in text


def test_template_is_never_laid_over_a_database(tmp_path: Path) -> None:
    (tmp_path / "site.sqlite3").write_bytes(b"precious")
    with pytest.raises(StorageError, match="is there already"):
        template.lay_template(tmp_path / "site.sqlite3")
    assert (tmp_path / "site.sqlite3").read_bytes() == b"precious"
    assert [path.name for path in tmp_path.iterdir()] == ["site.sqlite3"]


def test_template_has_taken_every_step(tmp_path: Path) -> None:
    """If this fails after a new migration: ``python -m clustrat_platform template``, and commit the file."""
    from django.db.migrations.loader import MigrationLoader

    template.lay_template(tmp_path / "site.sqlite3")
    steps = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    assert steps - template.steps_of(tmp_path / "site.sqlite3") == set()


def test_prepared_site_is_not_prepared_again(tmp_path: Path) -> None:
    it = Surroundings(
        mode="local", folder=tmp_path, debug=False, secret_key="k", hosts=(), origin="", database_url="",
        second_factor_for_staff=False, mail_url="", oidc=(),
    )  # fmt: skip
    assert not preparing.is_prepared(it)
    (tmp_path / "site.sqlite3").touch()
    (tmp_path / "prepared").write_text(preparing._stamp_of(it), encoding="ascii")
    assert preparing.is_prepared(it)
    preparing.prepare(it, say=lambda line: pytest.fail(line))


def test_damaged_backup_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    template.lay_template(source / "site.sqlite3")
    it = read_surroundings({"CLUSTRAT_SITE": str(source)})
    backups.back_up(it, tmp_path / "backup")
    with pytest.raises(StorageError, match="is there already"):
        backups.back_up(it, tmp_path / "backup")
    copy = tmp_path / "backup" / "site.sqlite3"
    copy.write_bytes(copy.read_bytes()[:-1] + b"!")
    empty = read_surroundings({"CLUSTRAT_SITE": str(tmp_path / "empty")})
    with pytest.raises(StorageError, match=r"site\.sqlite3 of the backup"):
        backups.bring_back(empty, tmp_path / "backup")
    assert not (tmp_path / "empty" / "site.sqlite3").exists()
