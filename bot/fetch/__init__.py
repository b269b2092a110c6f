"""Web pages, safely: one fetcher that reaches public addresses only."""

from bot.fetch.web import Limits, Policy, WebFetcher

__all__ = ["Limits", "Policy", "WebFetcher"]
