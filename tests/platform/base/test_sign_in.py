"""Signing in: password and second factor, one-time links, a mock of single sign-on, lock-out, and staff without a factor."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django.fixtures import Settings
from tests.platform.organisations.factories import make_holder, make_person

from clustrat_platform.base.actions import make_sign_in_link, use_sign_in_link
from clustrat_platform.base.models import OutboxMail, SignInLink, User
from clustrat_platform.base.problems import Gone, NotFound

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/en/accounts/login/", {"login": email, "password": password})


def test_password_lets_in(visitor: Client) -> None:
    person = make_person(password=PASSWORD)
    answer = sign_in(visitor, person.email)
    assert answer.status_code == 302
    assert visitor.session["_auth_user_id"] == str(person.pk)


def test_second_factor_is_asked_and_a_wrong_one_refused(visitor: Client) -> None:
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    person = make_person(password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    answer = sign_in(visitor, person.email)
    assert answer.headers["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in visitor.session
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    wrong = str((int(code) + 1) % 1_000_000).zfill(6)
    assert visitor.post("/en/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert "_auth_user_id" not in visitor.session
    assert visitor.post("/en/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert visitor.session["_auth_user_id"] == str(person.pk)


def test_who_works_on_the_site_needs_a_second_factor(visitor: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = True
    for person, is_led in (
        *(
            (make_holder(role), True)
            for role in ("editor", "expert", "interviewer", "analyst", "moderator", "secretariat")
        ),
        (make_holder("cluster_manager"), False),
        (make_person(), False),
        (make_person(is_staff=True), True),
    ):
        visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = visitor.get("/en/organisations")
        if is_led:
            assert (answer.status_code, answer.headers["Location"]) == (302, "/en/accounts/2fa/totp/activate/")
        else:
            assert answer.status_code == 200


@pytest.mark.parametrize("role", ["editor", "expert", "interviewer"])
def test_without_the_second_factor_a_role_reads_and_writes_nothing(
    visitor: Client, settings: Settings, role: str
) -> None:
    """DEP-3: every page leads to the set-up, the interface refuses, and nothing that was sent is taken."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.SECOND_FACTOR_FOR_STAFF = True
    person = make_holder(role)
    visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/en/rounds", "/en/evidence/new", "/en/assessments/new", "/en/desk", "/en/", "/de/themes"):
        for answer in (visitor.get(address), visitor.post(address, {"title": "x"})):
            assert answer.status_code == 302, address
            assert "/accounts/2fa/totp/activate/" in answer.headers["Location"], address
    refused = visitor.get("/api/v1/organisations")
    assert refused.status_code == 403
    assert "second factor" in refused.json()["detail"]
    assert visitor.get("/en/accounts/logout/").status_code == 200, "the way out stays open"
    TOTP.activate(person, generate_totp_secret())
    assert visitor.get("/en/rounds").status_code == 200
    assert visitor.get("/api/v1/organisations").status_code == 200


def test_a_link_does_not_stand_for_the_second_factor(visitor: Client) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = make_person()
    TOTP.activate(person, generate_totp_secret())
    answer = visitor.post(f"/en/sign-in/{make_sign_in_link(by=None, user=person)}")
    assert answer.status_code == 302
    assert "/accounts/2fa/authenticate/" in answer.headers["Location"]
    assert "_auth_user_id" not in visitor.session


def test_too_many_wrong_passwords_lock_out_even_the_right_one(visitor: Client, settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    person = make_person(password=PASSWORD)
    statuses = [sign_in(visitor, person.email, "wrong password").status_code for _ in range(4)]
    assert 429 in statuses
    answer = sign_in(visitor, person.email)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "_auth_user_id" not in visitor.session


def test_one_time_link_lets_in_once(visitor: Client) -> None:
    person = make_person()
    token = make_sign_in_link(by=None, user=person)
    assert visitor.get(f"/en/sign-in/{token}").status_code == 200
    assert "_auth_user_id" not in visitor.session, "looking at the page does not use the link up"
    assert visitor.post(f"/en/sign-in/{token}").status_code == 302
    assert visitor.session["_auth_user_id"] == str(person.pk)
    assert Client(SERVER_NAME="127.0.0.1").post(f"/en/sign-in/{token}").status_code == 410


def test_link_expires_and_its_token_is_kept_nowhere() -> None:
    person = make_person()
    token = make_sign_in_link(by=None, user=person)
    assert not SignInLink.objects.filter(token_hash__contains=token).exists()
    SignInLink.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(Gone):
        use_sign_in_link(by=None, token=token)
    with pytest.raises(NotFound):
        use_sign_in_link(by=None, token="guess")


def test_link_of_someone_who_may_no_longer_sign_in() -> None:
    person = make_person()
    token = make_sign_in_link(by=None, user=person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(NotFound):
        use_sign_in_link(by=None, token=token)


def test_registration_waits_for_the_address_to_be_confirmed(visitor: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "clustrat_platform.base.mail.OutboxBackend"
    answer = visitor.post(
        "/en/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 302
    assert "_auth_user_id" not in visitor.session
    mail = OutboxMail.objects.get()
    assert mail.recipients == ["new@example.org"]
    assert mail.sent_at is None


def test_registration_does_not_tell_whether_an_address_is_known(visitor: Client) -> None:
    make_person("known@example.org", password=PASSWORD)
    answers = [
        Client(SERVER_NAME="127.0.0.1").post(
            "/en/accounts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        )
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert len({(answer.status_code, answer.headers.get("Location")) for answer in answers}) == 1


class MockProvider:
    """An identity provider that lives in this process: discovery, token and user information, with a real key."""

    server = "https://login.example.org"

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.nonce = ""
        self.verifier = ""

    def get(self, url: str, **_: Any) -> Any:
        if url.endswith("/.well-known/openid-configuration"):
            return self._answer({
                "issuer": self.server,
                "authorization_endpoint": f"{self.server}/authorize",
                "token_endpoint": f"{self.server}/token",
                "userinfo_endpoint": f"{self.server}/userinfo",
                "jwks_uri": f"{self.server}/keys",
            })  # fmt: skip
        if url.endswith("/userinfo"):
            return self._answer(
                {"sub": "person-1", "email": "staff@agency.example.org", "email_verified": True, "name": "S"}
            )
        if url.endswith("/keys"):
            jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._answer({"keys": [jwk | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        raise AssertionError(url)

    def request(self, method: str, url: str, **options: Any) -> Any:
        if method.upper() == "GET":
            return self.get(url)
        assert url == f"{self.server}/token", url
        self.verifier = (options.get("data") or {}).get("code_verifier", "")
        claims = {
            "iss": self.server, "aud": "clustrat", "sub": "person-1", "email": "staff@agency.example.org",
            "email_verified": True, "iat": int(time.time()), "exp": int(time.time()) + 60, "nonce": self.nonce,
        }  # fmt: skip
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        return self._answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    post = None

    @staticmethod
    def _answer(document: dict[str, Any]) -> Any:
        class Answer:
            status_code = 200
            ok = True
            headers = {"content-type": "application/json"}  # noqa: RUF012
            text = content = json.dumps(document)

            def json(self) -> dict[str, Any]:
                return document

            def raise_for_status(self) -> None: ...

            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None: ...

        return Answer()


def test_single_sign_on_with_proof_key(visitor: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """DEP-3: OpenID Connect with PKCE against a mock provider makes an account without any right."""
    from urllib.parse import parse_qs, urlsplit

    from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

    provider = MockProvider()

    class Session:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None: ...

        def get(self, url: str, **options: Any) -> Any:
            return provider.get(url, **options)

        def request(self, method: str, url: str, **options: Any) -> Any:
            return provider.request(method, url, **options)

        def post(self, url: str, **options: Any) -> Any:
            return provider.request("POST", url, **options)

    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: Session())
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [{
                "provider_id": "agency", "name": "Agency", "client_id": "clustrat", "secret": "s",
                "settings": {"server_url": provider.server, "oauth_pkce_enabled": True},
            }],
        }
    }  # fmt: skip
    start = visitor.post("/en/accounts/oidc/agency/login/")
    assert start.status_code == 302
    sent = parse_qs(urlsplit(start.headers["Location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    provider.nonce = sent.get("nonce", [""])[0]
    back = visitor.get(f"/en/accounts/oidc/agency/login/callback/?code=c&state={sent['state'][0]}")
    assert provider.verifier, "the token was asked for with the proof"
    assert back.status_code == 302, back.content.decode()[:500]
    user = User.objects.get(email="staff@agency.example.org")
    assert not user.is_staff
    assert not user.is_superuser
    assert visitor.session["_auth_user_id"] == str(user.pk)


def test_single_sign_on_with_a_foreign_state_is_refused(visitor: Client, settings: Settings) -> None:
    answer = visitor.get("/en/accounts/oidc/agency/login/callback/?code=c&state=forged")
    assert answer.status_code in (200, 302, 401, 404)
    assert "_auth_user_id" not in visitor.session


def test_lock_out_of_one_does_not_lock_out_the_office(
    visitor: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind one line there are many people; and neither the table nor the log knows who was tried."""
    from axes.models import AccessAttempt

    settings.AXES_FAILURE_LIMIT = 3
    colleague = make_person("colleague@example.org", password=PASSWORD)
    for _ in range(4):
        answer = sign_in(visitor, "Tried@example.org", "not this one")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert sign_in(visitor, "tried@example.org", "not this one").status_code == 429
    assert sign_in(visitor, colleague.email).status_code == 302
    kept = [f"{it.username} {it.get_data} {it.post_data}" for it in AccessAttempt.objects.all()]
    assert kept
    for word in ("tried@", "colleague@", "not this one"):
        assert word not in "".join(kept).lower()
        assert word not in caplog.text.lower()
    assert "127.0.0.1" not in caplog.text


def test_a_recovery_code_lets_in_once(visitor: Client) -> None:
    """Whoever lost the telephone comes in by one of the codes kept on paper, and by each of them once."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = make_person(password=PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    for attempt, is_let_in in ((1, True), (2, False)):
        client = Client(SERVER_NAME="127.0.0.1")
        assert "/2fa/authenticate/" in sign_in(client, person.email).headers["Location"]
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is is_let_in, attempt


@pytest.mark.parametrize(
    "there", ["https://evil.example.org/", "//evil.example.org/", "/\\evil.example.org", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_site(visitor: Client, there: str) -> None:
    person = make_person(password=PASSWORD)
    answer = visitor.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD, "next": there})
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert not answer.headers["Location"].startswith("javascript")


def test_session_is_another_after_sign_in(visitor: Client) -> None:
    """A session that someone else put into the browser before gives nothing away afterwards."""
    visitor.get("/en/accounts/login/")
    session = visitor.session
    session["kept"] = "before"
    session.save()
    before = session.session_key
    assert sign_in(visitor, make_person(password=PASSWORD).email).status_code == 302
    assert visitor.session.session_key != before
    cookie = visitor.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_another_host_is_refused() -> None:
    assert Client(SERVER_NAME="evil.example.org").get("/en/").status_code == 400
