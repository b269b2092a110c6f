"""What pages leave around an article is known; real prose never is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.boilerplate import is_boilerplate
from bot.core.language.headings import is_heading, is_marked

LEFT = [
    "Share on facebook",
    "Share on facebook\nShare on twitter\nShare on linkedin\nShare on reddit",
    "Read more",
    "READ MORE »",
    "• Read more:",
    "[Read more](https://example.org/a)",
    "![](https://example.org/a.png)",
    "Explore the site",
    "More from the blog",
    "Latest News",
    "Advertisement",
    "We use cookies to give you the best experience. By clicking “Accept”, you agree.",
    "This website uses cookies.",
    "We value your privacy",
    "We and our partners store and access information on a device. " * 8,
    "Welcome!\nWe use cookies to improve this page for all of you who visit it.",
    "Subscribe to our newsletter and never miss a story.",
    "Sign up for our weekly newsletter",
    "Get our newsletter",
    "Photo: The pier in spring",
    "The minister at the pier. © Jane Doe / Getty Images",
    "A ship (Photo by Jane Doe/AFP)",
    "Crew on deck (Foto: dpa)",
    "© 2024 Coast Gazette. All rights reserved.",
    "Copyright 2020 Coast Gazette",
    "By Jane Doe",
    "By Jane Doe and Ann Lee, Coast Gazette",
    "Last updated: 3 May 2024",
    "Home | News | Sports | Contact",
    "Home\nNews\nSports\nThe Bay\nContact",
    "Home › World",
    "Last spring,",
    "Tags: fish, bay",
    "Related:  Trawlers at night",
    "Teilen",
    "Lesen Sie auch: Die Bucht",
    "Foto: dpa",
    "Wir verwenden Cookies, um Inhalte anzupassen.",
    "Abonnieren Sie unseren Newsletter.",
    "Anzeige",
    "Von Jana Meier",
    "Lire la suite",
    "Partager sur Facebook",
    "Nous utilisons des cookies pour mesurer l’audience.",
    "Publicité",
    "À lire aussi : la baie",
    "Par Jeanne Dupont",
    "Leer más",
    "Compartir en Facebook",
    "Utilizamos cookies propias y de terceros.",
    "Publicidad",
    "Últimas noticias",
    "Por Juana Pérez",
    "اقرأ المزيد",
    "شارك على فيسبوك",
    "إعلان",
    "آخر الأخبار",
    "نستخدم ملفات تعريف الارتباط لتحسين تجربتك.",
    "Leia mais",
    "Compartilhe no Facebook",
    "Usamos cookies para melhorar sua experiência.",
    "Publicidade",
    "Leggi anche",
    "Condividi su Facebook",
    "Utilizziamo i cookie per offrirti la migliore esperienza.",
    "Pubblicità",
    "Lees meer",
    "Deel op Facebook",
    "Wij gebruiken cookies.",
    "Advertentie",
    "Читать далее",
    "Поделиться в Facebook",
    "Мы используем файлы cookie.",
    "Реклама",
    "Фото: ТАСС",
    "Devamını oku",
    "Facebook'ta paylaş",
    "Web sitemizde çerez kullanılmaktadır.",
    "Reklam",
]
PROSE = [
    "The letter was sent to the EU's ambassador.",
    "It did not.",
    "No.",
    "Share prices fell on Monday.",
    "He shared it on Facebook.",
    "Read more books, she said.",
    "Copyright law protects authors.",
    "Photographs of the pier were shown in court.",
    "The newspaper uses cookies on its website, the regulator found.",
    "The banner said: “We use cookies to track you.”",
    "Home prices rose.",
    "By 1990, half of the fleet was gone.",
    "By Friday the storm had passed.",
    "Sign in to your account and open the settings.",
    "Enter your email address and click Next.",
    "Download the app from the store.",
    "Go to Settings and choose Privacy.",
    "Related crimes are listed in the annex.",
    "Contact with the ship was lost at nine.",
    "Comments were not allowed.",
    "The advertisement was false.",
    "Source code was published in 2014.",
    "Reporting by Amnesty International shows the opposite.",
    "Search teams found the boat.",
    "More than 300 people died.",
    "Page after page was blacked out.",
    "Log in with the new password.",
    "News of the verdict spread quickly.",
    "Menu prices doubled.",
    "Ann Lund\nJonas Petersen\nIda Borg",
    "He works for Reuters.",
    "She left the agency (AFP) in 2019 and joined the council.",
    "…",
    "---",
    "Dear reader",
    "Er teilte den Brief mit allen.",
    "Anzeige wurde erstattet.",
    "Von Januar an gilt das Gesetz.",
    "Queda prohibida la venta de redes.",
    "Más de 300 personas murieron.",
    "Plus de 300 personnes sont mortes.",
    "Par ailleurs, il a démenti.",
    "Фото показывает причал.",
    "Использование материалов запрещено законом.",
    "إعلان النتائج تأخر يومين.",
    "Reklam harcamaları arttı.",
    "The menu\nWe ate fish and drank wine for hours.",
    "Home\nThe poem is about a house by the sea that nobody remembers any more, not even those who built it.",
    "3",
]


@pytest.mark.parametrize("text", LEFT)
def test_leftovers_are_known(text: str) -> None:
    """Share bars, notices, captions, menus, bylines and what was cut off, in many languages."""
    assert is_boilerplate(text)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_never_lost(text: str) -> None:
    """However short, and though it begins with the words of a leftover."""
    assert not is_boilerplate(text)


@given(st.text(min_size=1, max_size=300).map(str.strip).filter(bool))
def test_anything_can_be_asked(text: str) -> None:
    """Odd text gives an answer, never an error."""
    assert is_boilerplate(text) in (True, False)
    assert is_heading(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "# The bay",
        "**The bay**",
        "The bay\n======",
        "‘The bay is not a quarry’",
        "Shipowners deny damage to the seabed",
        "2. Findings",
        "渔民要求禁令",
    ],
)
def test_headings_are_known(text: str) -> None:
    """By markup or by looks."""
    assert is_heading(text) or is_marked(text) or "\n" in text


@pytest.mark.parametrize(
    "text",
    [
        "The bay is closed.",
        "the rest of it",
        "Is the bay closed?",
        "The bay,",
        "One\nTwo",
        "- fish",
        "A " * 20,
        "*",
        "#1 in sales.",
    ],
)
def test_sentences_are_no_headings(text: str) -> None:
    """Questions neither: they may as well be prose."""
    assert not is_heading(text.strip())
