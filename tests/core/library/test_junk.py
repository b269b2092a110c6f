"""What isn't the article is called by its name; articles aren't."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.library.junk import SENTENCES, Sign, signs

CORPUS = sorted((Path(__file__).parents[3] / "corpus").glob("*.md"))
ARTICLE = (
    "The committee heard on Tuesday that the software had been installed on the phones of eleven journalists. "
    "Two of them said that they had not been told. The company denied it in a letter.\n\n"
)


def test_every_sign_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Sign)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_case_files_are_no_junk(path: Path) -> None:
    """None of the starter case files raises a warning."""
    assert signs(path.read_text("utf-8").split("---", 2)[2], path.stem) == ()


@pytest.mark.parametrize(
    "text",
    [
        "We and our 842 partners store information on your device. Accept all cookies or manage preferences.",
        "Before you continue\nWe use cookies to deliver and maintain our services. Reject all. Cookie settings.",
        "Wir und unsere Partner brauchen Ihre Einwilligung. Alle akzeptieren oder alle ablehnen. Cookies akzeptieren",
        "Avec votre accord, nos partenaires et nous utilisons des cookies. Accepter et continuer. Tout refuser.",
        "Nosotros y nuestros socios usamos cookies. Aceptar y continuar o rechazar todas.",
    ],
)
def test_cookie_walls(text: str) -> None:
    assert Sign.COOKIE_WALL in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "You need to enable JavaScript to run this app.",
        "JavaScript is disabled in your browser. Please enable it.",
        "Bitte JavaScript aktivieren, um diese Seite zu sehen.",
        "Veuillez activer JavaScript pour continuer.",
        "This site requires JavaScript.",
        "Your browser is not supported.",
    ],
)
def test_javascript(text: str) -> None:
    assert Sign.JAVASCRIPT in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE + "Subscribe to continue reading.",
        ARTICLE * 3 + "This article is for subscribers. Already a subscriber? Sign in.",
        ARTICLE + "Weiterlesen mit dem Probeabo.",
        ARTICLE + "La suite est réservée. Il vous reste 78 % de cet article à lire. Abonnez-vous.",
        ARTICLE + "Contenido exclusivo para suscriptores.",
        ARTICLE + "Dostęp tylko dla prenumeratorów.",
    ],
)
def test_paywall_stubs(text: str) -> None:
    assert signs(text) == (Sign.PAYWALL,)


@pytest.mark.parametrize(
    "text",
    [
        "Sign in to your account\nEmail or phone\nPassword\nForgot your password?",
        "Log in with Google\nDon't have an account?",
        "E-Mail-Adresse\nPasswort\nPasswort vergessen?",
        "Adresse e-mail\nMot de passe oublié ?",
    ],
)
def test_login_pages(text: str) -> None:
    assert Sign.LOGIN in signs(text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404", "Sorry, the page you are looking for could not be found."),
        ("", "404 Not Found\nnginx"),
        ("Access denied", "You don't have permission to access this on this server. Reference #18"),
        ("Just a moment...", "Checking your browser before accessing the site. Cloudflare Ray ID: 7"),
        ("", "502 Bad Gateway"),
        ("", "Please complete the security check. Verify you are human."),
        ("Seite nicht gefunden", "Leider wurde die Seite nicht gefunden."),
        ("", "Page introuvable"),
    ],
)
def test_error_pages(title: str, text: str) -> None:
    assert Sign.ERROR_PAGE in signs(text, title)


@pytest.mark.parametrize(
    "text",
    [
        "Viktor OrbÃ¡n said that heâ€™d not known. The governmentâ€™s spokesman did.",
        "Viktor Orb\ufffdn met the interior minister S\ufffdndor Pint\ufffdr.",
        "\ue012\ue013\ue014 \ue015\ue016 \ue017",
        "Viktor Orb?n, S?ndor Pint?r, P?ter Szijj?rt? and M?rk D?ek, K?roly B?r?.",
        "ÐŸÑ€Ð¸Ð²ÐµÑ‚ Ð¼Ð¸Ñ€",
    ],
)
def test_broken_letters(text: str) -> None:
    assert Sign.ENCODING in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Âgé de 40 ans, Ãngelo habite à São Paulo, près de l'Âtre. Où est-il? Là.",
        "Привет, мир. Всё хорошо!",
        "See https://example.org/a?b=c and https://example.org/d?e=f for more.",
        "Øystein og Åse bor på Ø. Ñandú, Ðakovo.",
    ],
)
def test_sound_letters(text: str) -> None:
    """Capitals that mojibake is made of are letters of real names, too."""
    assert signs(text) == ()


def test_scans() -> None:
    """Hardly a word a page is a scan; a page of a letter isn't."""
    assert signs("Received 3 May\n\nPage 2", pages=2) == (Sign.SCAN,)
    assert signs(ARTICLE, pages=1) == ()


def test_navigation() -> None:
    """Menus and headlines without sentences are no article."""
    menu = "\n".join(
        ["Home", "World", "Politics", "Sport", "Weather", "Most read", "Video", "About us", "Jobs", "Help"]
    )
    headlines = "\n\n".join(f"Minister number {number} resigns over phones" for number in range(12))
    assert signs(menu) == (Sign.NAVIGATION,)
    assert signs(headlines) == (Sign.NAVIGATION,)
    assert signs(f"{menu}\n\n{ARTICLE * 3}") == ()


def test_tables_and_lines_of_print_are_no_navigation() -> None:
    """Rows of a table and the broken lines of a PDF are content."""
    table = "\n".join(f"Company {number} of the list | {2000 + number} | sold to a ministry" for number in range(12))
    printed = "\n".join(["The committee heard on Tuesday that it", "had been told of it by two of its members."] * 8)
    assert signs(table) == ()
    assert signs(printed) == ()


@pytest.mark.parametrize(
    "phrase",
    ["Accept all cookies. Manage preferences.", "Enable JavaScript.", "Forgot your password?", "Page not found."],
)
def test_articles_about_such_things(phrase: str) -> None:
    """In a text as long as an article a phrase says nothing."""
    assert signs(ARTICLE * 4 + phrase + " " + ARTICLE * 10) == ()


def test_an_article_that_starts_with_a_number() -> None:
    assert signs("404 journalists were on the list, the committee heard. " + ARTICLE) == ()


def test_nothing() -> None:
    assert signs("") == ()


@given(st.text(), st.text(), st.integers(0, 3))
def test_any_text(text: str, title: str, pages: int) -> None:
    """No text breaks it, and each sign is named once."""
    found = signs(text, title, pages)
    assert len(set(found)) == len(found)
