"""The JSON that Discord would send: users, a server with a channel, messages, interactions. Ids are strings there."""

from __future__ import annotations

import itertools
import time
from typing import Any

Payload = dict[str, Any]

APPLICATION = 1_000_000_000_000_000_001
GUILD = 2_000_000_000_000_000_001
CHANNEL = 3_000_000_000_000_000_001
MODERATORS = 4_000_000_000_000_000_001
OWNER = 5_000_000_000_000_000_001
ASKER = 5_000_000_000_000_000_002
DIRECT = 1_000_000_000_000_000_000  # is added to a person's number
EVERYTHING = str((1 << 53) - 1)
_EPOCH = 1_420_070_400_000  # Discord's documentation, "Snowflakes": milliseconds of the epoch
_counter = itertools.count(1)


def snowflake() -> str:
    """A new id, its time now."""
    return str((int(time.time() * 1000) - _EPOCH) << 22 | next(_counter) & 0x3FFFFF)


def user(number: int, name: str, *, bot: bool = False) -> Payload:
    fixed = {"discriminator": "0", "avatar": None, "global_name": None, "public_flags": 0, "flags": 0}
    return {"id": str(number), "username": name, "bot": bot, **fixed}


ME = user(APPLICATION, "Pullquote", bot=True)


def member(number: int, name: str, roles: tuple[int, ...] = (), *, permissions: str = EVERYTHING) -> Payload:
    return {
        "user": user(number, name, bot=number == APPLICATION),
        "roles": [str(role) for role in roles],
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": permissions,
    }


def role(number: int, name: str = "a role", permissions: str = EVERYTHING) -> Payload:
    shown = {"color": 0, "colors": {"primary_color": 0}, "hoist": False, "position": 0, "flags": 0}
    return {
        "id": str(number),
        "name": name,
        "permissions": permissions,
        "managed": False,
        "mentionable": False,
        **shown,
    }


def channel(number: int = CHANNEL, name: str = "research", server: int = GUILD) -> Payload:
    where = {"guild_id": str(server), "position": 0, "permission_overwrites": [], "parent_id": None}
    shown = {"nsfw": False, "topic": None, "last_message_id": None, "permissions": EVERYTHING}
    return {"id": str(number), "type": 0, "name": name, **shown, **where}


def direct(number: int, name: str) -> Payload:
    """The channel of direct messages with that person; its number tells whose it is."""
    return {"id": str(DIRECT + number), "type": 1, "recipients": [user(number, name)], "last_message_id": None}


def guild(number: int = GUILD, place: int = CHANNEL) -> Payload:
    """A server with one channel that everybody can write in."""
    return {
        "id": str(number),
        "name": "Newsroom",
        "owner_id": str(OWNER),
        "roles": [role(number, "@everyone"), role(MODERATORS, "Moderators")],
        "channels": [channel(place, server=number)],
        "members": [member(APPLICATION, "Pullquote")],
        "member_count": 2,
        "preferred_locale": "en-US",
        **{name: [] for name in ("emojis", "stickers", "features", "threads", "voice_states", "presences")},
        **{name: [] for name in ("stage_instances", "guild_scheduled_events", "soundboard_sounds")},
        **dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0),
        **dict.fromkeys(("mfa_level", "nsfw_level", "premium_tier", "system_channel_flags"), 0),
        **dict.fromkeys(("icon", "splash", "banner", "description", "afk_channel_id", "system_channel_id")),
        "afk_timeout": 300,
        "large": False,
        "unavailable": False,
        "joined_at": "2024-01-01T00:00:00+00:00",
    }


def message(content: str, author: Payload, place: int = CHANNEL, **more: Any) -> Payload:
    return {
        "id": snowflake(),
        "channel_id": str(place),
        "author": author,
        "content": content,
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "pinned": False,
        "type": 0,
        "flags": 0,
        **{name: [] for name in ("mentions", "mention_roles", "attachments", "embeds", "components")},
        **more,
    }


def said(content: str, number: int, name: str, place: int = CHANNEL, **more: Any) -> Payload:
    """A message in the server."""
    made = message(content, user(number, name), place, **more)
    return {**made, "guild_id": str(GUILD), "member": {**member(number, name), "user": None}}


def mention(content: str, number: int, name: str, place: int = CHANNEL) -> Payload:
    """One that names the bot."""
    return said(f"<@{APPLICATION}> {content}", number, name, place, mentions=[ME])


def interaction(kind: int, data: Payload, number: int, name: str, **more: Any) -> Payload:
    """kind: 2 a command, 3 a component, 4 autocomplete, 5 a form."""
    given = snowflake()
    return {
        "id": given,
        "application_id": str(APPLICATION),
        "type": kind,
        "token": f"interaction-token-{given}",
        "version": 1,
        "guild_id": str(GUILD),
        "guild": {"id": str(GUILD), "locale": "en-US", "features": []},
        "channel_id": str(CHANNEL),
        "channel": {**channel(), "permissions": EVERYTHING},
        "member": member(number, name),
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": EVERYTHING,
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "data": data,
        **more,
    }


def texts(parts: Any) -> str:
    """All text of a message's components, in reading order."""
    found: list[str] = []
    for part in parts or ():
        found += [part["content"]] if "content" in part else []
        found += [texts(part.get("components"))] if part.get("components") else []
    return "\n".join(found)


def custom_ids(parts: Any) -> list[str]:
    """The ids of all buttons and menus of a message."""
    found: list[str] = []
    for part in parts or ():
        found += [part["custom_id"]] if "custom_id" in part else []
        found += custom_ids([part["accessory"]] if "accessory" in part else part.get("components"))
    return found


def choices(parts: Any) -> list[str]:
    """What the menus of a message offer, by their values."""
    found: list[str] = []
    for part in parts or ():
        found += [each["value"] for each in part.get("options", ())]
        found += choices(part.get("components"))
    return found
