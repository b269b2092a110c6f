"""`ask`: one question from the command line, or a file of them."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import desk, options, question_file
from bot.cli.desk import Desk
from bot.cli.output import json_output
from bot.core.model.answers import Answer, Question


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    questions: Annotated[
        str | None, typer.Option("--questions", metavar="FILE", help="A JSONL file of questions; - for standard input.")
    ] = None,
    corpus: options.Corpus = None,
    case: options.Case = None,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="DATE", help="Published then or later; of a summary: events of then or later."),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(
            "--before", metavar="DATE", help="Published then or earlier; of a summary: events of then or earlier."
        ),
    ] = None,
    sentences: Annotated[
        int, typer.Option("--sentences", min=1, max=20, metavar="N", help="How long a quote should be at least.")
    ] = 1,
    top: options.Top = 5,
    explain: Annotated[bool, typer.Option("--explain", help="Show how each candidate scored, and why.")] = False,
    as_lines: options.Json = False,
) -> None:
    """Ask a question; the answer is the exact words of a document, or an honest no.

    \b
    Examples:
      ask "who signed the letter?"
      ask "what did Schiff sign?" --corpus ~/articles --sentences 2
      ask "who was sanctioned?" --after 2021-11 --before 2021-12-31
      ask '"turn off the tap" publisher' --explain
      ask --questions questions.jsonl --json > answers.jsonl

    A line of a file of questions is {"id": "q1", "question": "who signed the letter?"}, and may
    have "case", "after" and "before". Each gives one line, in the same order.
    """
    if (question is None) == (questions is None):
        raise typer.BadParameter("give a question in quotation marks, or --questions FILE", param_hint="QUESTION")
    asked = Question(question or "", case, after, before, sentences, top, explain)
    with desk.of(corpus) as opened:
        if questions is not None:
            _each(opened, questions, asked, as_lines=as_lines)
        else:
            _show(opened.casebook.ask(asked, opened.viewer), as_lines=as_lines)


def _show(answer: Answer, *, as_lines: bool) -> None:
    if as_lines:
        desk.put_json(json_output.answer(answer))
        return
    from bot.cli.output.printed_answer import draw

    draw(desk.screen(), answer, desk.tongue())


def _each(opened: Desk, file: str, defaults: Question, *, as_lines: bool) -> None:
    for outcome in question_file.answers(opened, file, defaults):
        if as_lines:
            desk.put_json(outcome.as_dict())
        elif isinstance(outcome.answer, Answer):
            desk.screen().line(outcome.answer.question.text, "bold underline")
            _show(outcome.answer, as_lines=False)
            desk.screen().line()
        else:
            desk.complain(f"Line {outcome.line}: {outcome.answer}")
