# One line a stage of .ci/run, and what is typed most. `just --list` names them.

python := ".venv/bin/python"

# the quick tests, or those that are named
test *args:
    {{python}} -m pytest -q -n 2 {{args}}

# linters, format, types
lint:
    .ci/run lint

# bring the format into order
format:
    {{python}} -m ruff check --fix . && {{python}} -m ruff format .

# every stage, or those that are named: readme coverage slow golden browser image timed …
ci *stages:
    .ci/run {{stages}}

# the figures of the golden set
golden:
    .ci/run golden

# what is new to say, into the catalogues
catalogues:
    {{python}} -m tests.chat.catalogues

# the gallery's pictures that have changed
gallery:
    {{python}} -m tests.chat.gallery
