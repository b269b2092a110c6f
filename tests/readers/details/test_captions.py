"""What a court's paper is called: its caption, however it is laid out."""

from __future__ import annotations

import pytest

from bot.readers.details import captions, dates
from bot.readers.table import pick

COURT = "UNITED STATES DISTRICT COURT\n\nNORTHERN DISTRICT OF ELMSTEAD\n\n"
HIGH_COURT = "IN THE HIGH COURT OF JUSTICE\nCase No: QB-2021-000123"
BODY = "\n\nPlaintiff brings this action and alleges as follows.\n\n1. The defendant sold software to governments."
BESIDE = """\
QUARRY LABS, INC.,                      )  Case No. 4:21-cv-01234-ABC
     Plaintiff,                         )  COMPLAINT
v.                                      )  JURY TRIAL DEMANDED
     HARBOUR GROUP LTD., et al.,        )
Defendants.                             )"""
BELOW = "\n\n".join(line.split(")")[0].strip() for line in BESIDE.splitlines())
QUARRY = "QUARRY LABS, INC. v. HARBOUR GROUP LTD., et al., Case No. 4:21-cv-01234-ABC"


@pytest.mark.parametrize(
    ("caption", "title"),
    [
        (COURT + BESIDE, QUARRY),
        (COURT + BESIDE.replace(")", " ").replace("Case No. 4:21-cv-01234-ABC", ""), QUARRY.partition(", Case")[0]),
        (
            COURT + "\n\n".join(line.split(")")[0].strip() for line in BESIDE.splitlines()),
            QUARRY.partition(", Case")[0],
        ),
        (
            COURT + "ANN LUND, Plaintiff, v. THE STATE, Defendant. | 22 Civ. 1234 (ABC) OPINION AND ORDER",
            "ANN LUND v. THE STATE, 22 Civ. 1234 (ABC)",
        ),
        (
            COURT + "UNITED STATES OF AMERICA,\n\nv.\n\nJOHN DOE,\n\nDefendant.\n\nCriminal No. 1:20-cr-55",
            "UNITED STATES OF AMERICA v. JOHN DOE, Criminal No. 1:20-cr-55",
        ),
        (
            "Filed: 05/06/2022\n" + COURT + "ANN LUND,\nPlaintiff,\n-against-\nHARBOUR GROUP LTD.,\nDefendant.",
            "ANN LUND v. HARBOUR GROUP LTD.",
        ),
        (
            f"{HIGH_COURT}\nBetween:\nANN LUND\nClaimant\n- and -\nHARBOUR GROUP LIMITED\nDefendant\nJUDGMENT",
            "ANN LUND v. HARBOUR GROUP LIMITED, Case No: QB-2021-000123",
        ),
        (
            "CAUSE NO. D-1-GN-21\nANN LUND,            §    IN THE DISTRICT COURT\nv.  §\nTHE STATE (Respondent) §",
            "ANN LUND v. THE STATE, CAUSE NO. D-1-GN-21",
        ),
        (COURT + "ANN LUND ... Petitioner(s)\nVersus\nTHE STATE ... Respondent(s)", "ANN LUND v. THE STATE"),
        (
            "No. 21-1\nANN LUND; IDA BORG,\nPlaintiffs - Appellants,\n v.\nTHE STATE,\nDefendant - Appellee.",
            "ANN LUND; IDA BORG v. THE STATE, No. 21-1",
        ),
        ("Supreme Court of Elmstead\nAnn Lund vs. The State\nDecided 3 May 2021", "Ann Lund vs. The State"),
        ("CASE OF LUND v. ELMSTEAD\n(Application no. 12345/19)", "CASE OF LUND v. ELMSTEAD, Application no. 12345/19"),
        (
            COURT + "In re HARBOUR GROUP LTD. )  Case No. 22-cv-00077\n  SECURITIES LITIGATION )  ORDER",
            "In re HARBOUR GROUP LTD. SECURITIES LITIGATION, Case No. 22-cv-00077",
        ),
    ],
)
def test_a_caption_is_the_title(caption: str, title: str) -> None:
    """As it is printed: parties in a column or a table's cell, beside or above the docket's number, or in one line."""
    assert captions.title(caption + BODY) == title


@pytest.mark.parametrize(
    "text",
    [
        "As in Lund v. Harbour, the court held that the firm\nhad known of it. The case is closed.",
        "Germany v. Brazil: the evening\n\nNobody had expected it.",
        "The court sat in May.\n\nIn re-reading the file, the clerk found it.\n\nThe matter of the keys was left.",
        "Dear Ms Lund,\n\nand\n\nDear Mr Borg,\n\nThe defendant has answered.",
        "Plaintiff Ann Lund left the court.\n\nv.\n\n",
        "",
    ],
)
def test_no_other_text_has_one(text: str) -> None:
    assert captions.title(text) == ""


def test_a_court_paper_in_plain_text_has_its_caption_and_the_day_it_was_filed() -> None:
    """An American one writes the month first."""
    data = ("Filed: 05/06/2022\n" + COURT + BESIDE + BODY).encode()
    (found,) = pick(data, "paper.txt").read(data, "paper.txt")
    assert (found.details.title, found.details.published) == (QUARRY, "2022-05-06")
    assert dates.labelled("Filed: 05/06/2022\nHigh Court of Elmstead")[0] == "2022-06-05"
