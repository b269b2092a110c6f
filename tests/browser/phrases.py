"""Made-up sentences in several scripts for the test pages: the same seed gives the same words."""

from __future__ import annotations

from random import Random
from typing import Final

WORDS: Final = {
    "en": (
        "the company letter court harbour minister signed journalist phone said that of network found list source "
        "report in spring owner office ordered server a code witness refused to answer before hearing"
    ),
    "de": (
        "das Bundesverfassungsgericht die Überwachungssoftware Gericht entschied über Datenschutzbeauftragte nach "
        "Software Untersuchungsausschuss Ausschuss im Geheimdienstkontrollgremium wurde öffentlich Straße größer"
    ),
    "fr": (
        "la société espionne l’enquête du parquet où déjà été signée à Genève une élève ministre procès journaliste "
        "dit que les données étaient protégées après l’été"
    ),
    "ar": (
        "قالت المحكمة إن الشركة باعت البرنامج إلى الحكومة في العام الماضي وقد رفض الوزير الإجابة عن أسئلة الصحفيين "
        "حول الهواتف التي اخترقت قبل الجلسة"
    ),
    "he": (
        "בית המשפט קבע כי החברה מכרה את התוכנה לממשלה בשנה שעברה והשר סירב להשיב על שאלות העיתונאים לגבי הטלפונים "
        "שנפרצו לפני הדיון"
    ),
    "zh": "法院 认定 该公司 去年 向 政府 出售 软件 部长 拒绝 回答 记者 的 问题 手机 在 听证会 之前 被 入侵 证人",
    "ja": "裁判所 は 会社 が 昨年 政府 に ソフト を 売った と 認めた 大臣 記者 の 質問 電話公聴会 侵入 証人",
}
STOPS: Final = {"zh": "。", "ja": "。"}
UNSPACED: Final = frozenset({"zh", "ja"})


def sentence(random: Random, language: str = "en", least: int = 7, most: int = 14) -> str:
    """Between `least` and `most` words, the first with a capital, with a comma here and there, and a full stop."""
    words = WORDS[language].split()
    chosen = [random.choice(words) for _ in range(random.randint(least, most))]
    if len(chosen) > 8 and language not in UNSPACED | {"ar", "he"}:
        chosen[4] += ","
    elif len(chosen) > 8:
        chosen[4] += "،" if language == "ar" else "，" if language == "zh" else "、" if language == "ja" else ","
    said = ("" if language in UNSPACED else " ").join(chosen)
    return said[0].upper() + said[1:] + STOPS.get(language, ".")


def paragraph(random: Random, language: str = "en", sentences: int = 4) -> list[str]:
    return [sentence(random, language) for _ in range(sentences)]


def joined(sentences: list[str], language: str = "en") -> str:
    return ("" if language in UNSPACED else " ").join(sentences)
