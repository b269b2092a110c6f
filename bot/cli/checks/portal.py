"""What `doctor` asks of Discord: is the token right, what may the bot do, is it where it should be, what time is it."""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.cli.checks.finding import Finding

API = "https://discord.com/api/v10"
SECONDS = 5.0  # for each question
SKEW = 30.0  # seconds that the clock may be wrong; what interactions carry is dated
FEW = 20  # new sessions left today, of a thousand
AGAIN = "Copy it again from Discord's developer portal, under Bot ▸ Reset Token."
# Discord's documentation, "Permissions" and "Application Flags".
NEEDED = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
ADMINISTRATOR = 1 << 3
PRIVILEGED = {"Presence": 0b11 << 12, "Server Members": 0b11 << 14, "Message Content": 0b11 << 18}
Answered = tuple[Any, datetime | None]


def invite(application: int) -> str:
    """The link that lets the bot into a server with exactly the permissions that it needs."""
    permissions = sum(NEEDED.values())
    where = "https://discord.com/oauth2/authorize"
    return f"{where}?client_id={application}&scope=bot+applications.commands&permissions={permissions}"


def application_of(token: str) -> int | None:
    """A token begins with the number of its application; None where it doesn't."""
    head = token.split(".", maxsplit=1)[0]
    try:
        return int(base64.b64decode(head + "=" * (-len(head) % 4), validate=True))
    except (ValueError, binascii.Error):
        return None


def findings(token: str, api: str = API, *, listens: bool = False) -> Iterator[Finding]:
    """Raises nothing: what can't be asked is a finding, too. listens: whether MESSAGE_CONTENT is on."""
    number = application_of(token)
    if number is None:
        yield Finding("Discord token", "broken", "it doesn't look like a token", AGAIN)
        return
    try:
        yield from _asked(token, api, listens)
    except urllib.error.HTTPError as error:
        yield _refused(error)
    except (OSError, ValueError) as error:
        mend = "Check the network and https://discordstatus.com; `serve` needs nothing else of the internet."
        yield Finding("Discord", "warning", f"can't be asked: {type(error).__name__}", mend)
    yield Finding("Invite link", "ok", invite(number))


def _asked(token: str, api: str, listens: bool) -> Iterator[Finding]:
    me, at = _get(f"{api}/users/@me", token)
    yield Finding("Discord token", "ok", f"the bot is application {me['id']}")
    yield _clock(at)
    application, _ = _get(f"{api}/applications/@me", token)
    yield _intents(int(application.get("flags") or 0), listens)
    guilds, _ = _get(f"{api}/users/@me/guilds", token)
    yield _permissions(guilds)
    gateway, _ = _get(f"{api}/gateway/bot", token)
    yield _sessions(gateway["session_start_limit"])


def _get(address: str, token: str) -> Answered:
    agent = "DiscordBot (https://discord.com, 1)"  # Discord's edge refuses Python's own
    request = urllib.request.Request(address, headers={"Authorization": f"Bot {token}", "User-Agent": agent})  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  the address is ours
        date = answer.headers.get("Date")
        return json.load(answer), parsedate_to_datetime(date) if date else None


def _refused(error: urllib.error.HTTPError) -> Finding:
    if error.code == 401:
        return Finding("Discord token", "broken", "Discord doesn't accept it", AGAIN)
    return Finding("Discord", "warning", f"answers with the error {error.code}", "Try again later.")


def _clock(at: datetime | None) -> Finding:
    if at is None:
        return Finding("Clock", "warning", "Discord didn't say what time it is")
    off = (datetime.now(UTC) - at).total_seconds()
    if abs(off) <= SKEW:
        return Finding("Clock", "ok", f"{abs(off):.0f} s from Discord's")
    return Finding("Clock", "broken", f"{off:+.0f} s from Discord's", "Set it by NTP: `timedatectl set-ntp true`.")


def _intents(flags: int, listens: bool) -> Finding:
    granted = [name for name, bits in PRIVILEGED.items() if flags & bits]
    wanted = ["Message Content"] if listens else []
    if listens and wanted[0] not in granted:
        mend = "Switch it on in the developer portal, under Bot, or set MESSAGE_CONTENT=off."
        return Finding("Intents", "broken", "MESSAGE_CONTENT is on, and Message Content isn't granted", mend)
    if granted == wanted:
        told = "only Message Content is on, as MESSAGE_CONTENT says" if listens else "no privileged one is on"
        return Finding("Intents", "ok", told if listens else f"{told}, and none is needed")
    mend = "Switch them off in the developer portal, under Bot: what isn't granted can't leak."
    spare = ", ".join(name for name in granted if name not in wanted)
    return Finding("Intents", "warning", f"on, and not needed: {spare}", mend)


def _permissions(guilds: list[dict[str, Any]]) -> Finding:
    """Of the bot's own roles; a channel may still take some away, which the bot says when it matters."""
    if not guilds:
        return Finding("Permissions", "warning", "the bot is in no server yet", "Open the invite link below.")
    missing: dict[str, int] = {}
    for guild in guilds:
        held = int(guild.get("permissions") or 0)
        for name, bit in NEEDED.items() if not held & ADMINISTRATOR else ():
            missing[name] = missing.get(name, 0) + (not held & bit)
    lacking = {name: count for name, count in missing.items() if count}
    if not lacking:
        return Finding("Permissions", "ok", f"all that are needed, in {len(guilds)} servers")
    told = ", ".join(f"{name} in {count} of {len(guilds)} servers" for name, count in lacking.items())
    return Finding("Permissions", "warning", f"missing: {told}", "Open the invite link below again, for that server.")


def _sessions(limit: dict[str, Any]) -> Finding:
    left = int(limit["remaining"])
    if left > FEW:
        return Finding("Sessions", "ok", f"{left} of {limit['total']} left today")
    mend = "Something restarts the bot again and again: look at its log before Discord resets the token."
    return Finding("Sessions", "broken" if not left else "warning", f"only {left} left today", mend)
