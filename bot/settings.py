"""Every setting of the program, read once from a mapping (usually the environment) and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.core.model.errors import CasebookError
from bot.core.model.own_files import Own

VERSION = "0.1.0"  # as in pyproject.toml; a test compares the two
_S3 = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]{0,200})?"  # holds no secret
_ENDPOINT = r"^https?://[^\s/@]{1,253}$"
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


class BadSetting(CasebookError):
    template = "The setting {name} is not valid{why}. What it is: {meaning}"


def _meaning(variable: str) -> str:
    return next(str(field.description) for field in Settings.model_fields.values() if field.alias == variable)


class Settings(BaseModel):
    """`alias` is the environment variable; `description` is what the README's table says."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    discord_token: SecretStr | None = Field(
        None,
        alias="DISCORD_TOKEN",
        description="The bot's token, from Discord's developer portal. Needed by `serve` only.",
    )
    data_dir: Path = Field(
        Path("data"), alias="DATA_DIR", description="Where the database and the index live. The only folder written to."
    )
    database_url: str | None = Field(
        None,
        alias="DATABASE_URL",
        repr=False,  # it may hold a password
        description="Address of a PostgreSQL database or a SQLite file; when not set, a SQLite file in DATA_DIR.",
    )
    trail_key: SecretStr | None = Field(
        None,
        alias="TRAIL_KEY",
        min_length=32,
        description="Secret of 32 letters or more that a PostgreSQL database's history is signed with; else one in it.",
    )
    index_url: str | None = Field(
        None,
        alias="INDEX_URL",
        pattern=rf"^({_S3}|postgres(ql)?(://\S{{1,500}})?)$",
        repr=False,  # it may hold a password
        description="s3://bucket/folder, or postgresql for DATABASE_URL's database; a folder in DATA_DIR when not set.",
    )
    index_endpoint: str | None = Field(
        None,
        alias="INDEX_ENDPOINT",
        pattern=_ENDPOINT,
        description="https://host:port of the storage that INDEX_URL's bucket is in; Amazon's when not set.",
    )
    index_cache_mb: int = Field(
        2000,
        alias="INDEX_CACHE_MB",
        ge=1,
        le=10_000_000,
        description="Megabytes of DATA_DIR for what was read lately of the index at INDEX_URL.",
    )
    corpus_dir: Path = Field(
        CORPUS,
        alias="CORPUS_DIR",
        description="Folder of starter case files, readable by every workspace; taken up at each start.",
    )
    log_level: str = Field(
        "INFO",
        alias="LOG_LEVEL",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="DEBUG, INFO, WARNING or ERROR. No level logs questions or document text.",
    )
    max_file_mb: int = Field(
        20, alias="MAX_FILE_MB", ge=1, le=100, description="Largest file that is taken in, in megabytes."
    )

    message_content: str = Field(
        "off",
        alias="MESSAGE_CONTENT",
        pattern="^(on|off)$",
        description="on: in channels chosen for it, all questions are offered an answer; needs Discord's intent.",
    )
    meaning: str | None = Field(
        None,
        alias="MEANING",
        pattern="^(on|off)$",
        description="off: answers come by words alone. Not set: by meaning, too, where its model is installed.",
    )
    meaning_model: Path | None = Field(
        None,
        alias="MEANING_MODEL",
        description="Folder of another model of meaning (model.onnx, tokenizer.json); the program's own when not set.",
    )
    reader: str | None = Field(
        None,
        alias="READER",
        pattern="^(on|off)$",
        description="off: no trained reader judges whether a sentence answers. Not set: it does, where it can run.",
    )
    fetch_proxy: str | None = Field(
        None,
        alias="FETCH_PROXY",
        pattern=r"^http://[^\s/@]+$",
        description="http://host:port of a proxy for fetching web pages. A site's log shows who fetches.",
    )
    fetch_contact: str | None = Field(
        None,
        alias="FETCH_CONTACT",
        pattern=r"^[ -~]{0,200}$",
        description="Address that web pages are fetched with, in the User-Agent, so that a site's owner can ask back.",
    )
    log_format: str = Field(
        "text",
        alias="LOG_FORMAT",
        pattern="^(text|json)$",
        description="text for people, or json: one object a line, with the reference that a person was shown.",
    )
    backup_dir: Path | None = Field(
        None,
        alias="BACKUP_DIR",
        description="Folder of the scheduled backups; `backups` in DATA_DIR when not set. Better on another disk.",
    )
    backup_hours: float = Field(
        24, alias="BACKUP_HOURS", ge=0, le=8760, description="Hours between two scheduled backups; 0 for none."
    )
    backup_keep: int = Field(7, alias="BACKUP_KEEP", ge=1, le=1000, description="How many scheduled backups are kept.")
    backup_url: str | None = Field(
        None,
        alias="BACKUP_URL",
        pattern=rf"^{_S3}$",
        description="s3://bucket/folder that each scheduled backup is sent to, besides; none when not set.",
    )
    backup_endpoint: str | None = Field(
        None,
        alias="BACKUP_ENDPOINT",
        pattern=_ENDPOINT,
        description="https://host:port of the storage that BACKUP_URL's bucket is in; Amazon's when not set.",
    )
    keep_left_days: float = Field(
        30,
        alias="KEEP_LEFT_DAYS",
        ge=0,
        le=3650,
        description="Days that a server's files are kept after the bot was taken out of it, then erased; 0 for ever.",
    )
    standing_days: float = Field(
        90,
        alias="STANDING_DAYS",
        ge=0,
        le=3650,
        description="Days that a question is kept for whoever wants to be told of its answer; 0: none is ever kept.",
    )
    watch_dir: Path | None = Field(
        None,
        alias="WATCH_DIR",
        description="Folder of documents that `serve` keeps the case files equal to: new, changed, renamed, gone.",
    )
    watch_case: str = Field(
        "watched",
        alias="WATCH_CASE",
        pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
        description="Case for those files of WATCH_DIR that name none; made, open to its readers, if it isn't there.",
    )
    watch_server: str | None = Field(
        None,
        alias="WATCH_SERVER",
        pattern=r"^[0-9]{1,20}$",
        description="Number of the Discord server that WATCH_DIR is for; all that the bot is in when not set.",
    )
    health_host: str = Field(
        "127.0.0.1",
        alias="HEALTH_HOST",
        pattern=r"^[0-9A-Za-z.:_-]{1,253}$",
        description="Address on which /healthz, /readyz and /metrics answer. They tell counts only, but to anybody.",
    )
    health_port: int = Field(
        8080,
        alias="HEALTH_PORT",
        ge=0,
        le=65535,
        description="Port for /healthz, /readyz and /metrics; 0 takes any free one.",
    )

    public_url: str | None = Field(
        None,
        alias="PUBLIC_URL",
        pattern=r"^https?://[0-9A-Za-z.\[\]:-]{1,253}(/[0-9A-Za-z._~/-]{0,100})?$",
        description="Address at which people reach the source viewer, by https through a proxy; none when not set.",
    )
    viewer_host: str = Field(
        "127.0.0.1",
        alias="VIEWER_HOST",
        pattern=r"^[0-9A-Za-z.:_-]{1,253}$",
        description="Address on which the source viewer answers, for the proxy in front of it.",
    )
    viewer_port: int = Field(
        8081, alias="VIEWER_PORT", ge=0, le=65535, description="Port of the source viewer; 0 takes any free one."
    )
    viewer_minutes: int = Field(
        10, alias="VIEWER_MINUTES", ge=1, le=1440, description="How long a link to the source viewer lasts, in minutes."
    )

    @property
    def listens(self) -> bool:
        """Whether the bot is given the text of all messages, not only of those that are meant for it."""
        return self.message_content == "on"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Empty variables count as not set. Raises BadSetting with the variable's name, never its value."""
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = str(first["loc"][0])
            why = "" if first["type"] == "string_pattern_mismatch" else f" ({first['msg']})"
            raise BadSetting(name=name, why=why, meaning=_meaning(name)) from None

    @classmethod
    def tolerant(cls, environment: Mapping[str, str]) -> tuple[Settings, list[BadSetting]]:
        """As `read`, but what isn't valid counts as not set; with what that was."""
        given, faults = dict(environment), list[BadSetting]()
        while True:
            try:
                return cls.read(given), faults
            except BadSetting as fault:
                faults.append(fault)
                del given[fault.fields["name"]]

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'pullquote.db'}"

    @property
    def signing(self) -> str | None:
        """What the trail in a server's database is signed with."""
        return self.trail_key.get_secret_value() if self.trail_key else None

    @property
    def backups(self) -> Path:
        return self.backup_dir or self.data_dir / "backups"

    @property
    def own(self) -> Own:
        """The program's own files: never a document, never written over."""
        name = (self.database_url or "").partition("sqlite:///")[2].partition("?")[0]
        return Own(self.data_dir, Path(name.removeprefix("file:")) if name else None, self.backups)

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def index_cache_dir(self) -> Path:
        """Of what lies at `index_url`."""
        return self.data_dir / "index-cache"

    @property
    def index_here(self) -> Path:
        """What lies in this machine's files of it."""
        return self.index_cache_dir if self.index_url else self.index_dir

    @property
    def vectors_dir(self) -> Path:
        return self.data_dir / "vectors"
