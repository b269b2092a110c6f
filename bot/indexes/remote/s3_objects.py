"""Objects in a bucket, of Amazon's S3 or whatever speaks as it does, by obstore.

Replaced by If-Match, made by If-None-Match: both must be known to the storage (Amazon's since 2024, MinIO, Ceph,
SeaweedFS, R2). Nothing is uploaded in parts: an upload that broke off would leave some that no listing shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import find_spec
from typing import Any, Final

from bot.core.model.errors import StoreError, StoreFull
from bot.indexes.remote.objects import OF_THE_INDEX, Conflict, Object, Sentences

SMALL, LARGE = timedelta(seconds=5), timedelta(seconds=120)  # for one request, from its beginning to its end
LITTLE: Final = 100_000  # bytes, which go up in the time of any other request
STALLED: Final = timedelta(seconds=5)  # between two pieces of a large object that is read
AGAIN: Final = timedelta(seconds=5)  # after which a request that failed isn't repeated any more
RETRIES: Final = 2
_FULL: Final = ("507 ", "StorageFull", "InsufficientStorage", "QuotaExceeded", "EntityTooLarge")
_REFUSED: Final = ("status code: 401 ", "status code: 403 ")
REFUSED: Final = "it refuses the key, or what the key may do"


class S3Objects:
    """See `objects.Objects`. address: s3://bucket/prefix. endpoint: None for Amazon's.

    options: what the environment doesn't say (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, …), by obstore's
    names. sentences: of what kind all errors are. Raises those for a missing client and an address that is none.
    """

    def __init__(
        self,
        address: str,
        endpoint: str | None,
        options: Mapping[str, Any] | None = None,
        sentences: Sentences = OF_THE_INDEX,
    ) -> None:
        self._sentences = sentences
        if find_spec("obstore") is None:
            raise sentences.lacks_client
        import obstore

        self._said: Any = obstore
        self.name = address
        self._bucket, _slash, prefix = address.removeprefix("s3://").partition("/")
        own: dict[str, Any] = dict(options or {})
        if endpoint:
            own |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
        self._made = {"prefix": prefix.strip("/") or None, **own}
        self._plain = bool(endpoint and endpoint.startswith("http://"))
        self._small = self._store(timeout=SMALL)
        self._up = self._store(timeout=LARGE)
        self._down = self._store(timeout=LARGE, read_timeout=STALLED)

    def _store(self, **limits: timedelta) -> Any:
        from obstore.store import S3Store

        client: Any = {"allow_http": self._plain, "connect_timeout": timedelta(seconds=2), **limits}
        pauses = {"init_backoff": timedelta(milliseconds=50), "max_backoff": timedelta(seconds=1), "base": 2}
        again: Any = {"max_retries": RETRIES, "retry_timeout": AGAIN, "backoff": pauses}
        with self._told():
            return S3Store(self._bucket, client_options=client, retry_config=again, **self._made)

    def get(self, key: str, known: Object | None = None) -> Object | None:
        options = {"if_none_match": known.tag} if known else None
        with self._told():
            try:
                found = self._said.get(self._small, key, options=options)
                return Object(bytes(found.bytes()), found.meta["e_tag"])
            except self._said.exceptions.NotModifiedError:
                return known
            except FileNotFoundError as error:
                self._absent(error)
                return None

    def put(self, key: str, data: bytes, over: str | None) -> str:
        mode = "create" if over is None else {"e_tag": over}
        raised = self._said.exceptions
        with self._told():
            try:
                return str(self._said.put(self._small, key, data, mode=mode, use_multipart=False)["e_tag"])
            except (raised.AlreadyExistsError, raised.PreconditionError) as error:
                raise Conflict(key) from error
            except FileNotFoundError as error:  # there is nothing to replace
                self._absent(error)
                raise Conflict(key) from error

    def add(self, key: str, data: memoryview) -> None:
        with self._told():
            self._said.put(self._up if len(data) > LITTLE else self._small, key, data, use_multipart=False)

    def fetch(self, key: str) -> memoryview | None:
        with self._told():
            try:
                return memoryview(self._said.get(self._down, key).bytes())
            except FileNotFoundError as error:
                self._absent(error)
                return None

    def holds(self, key: str) -> bool:
        with self._told():
            try:
                self._said.head(self._small, key)
            except FileNotFoundError:
                return False
            return True

    def keys(self, prefix: str) -> Iterator[str]:
        """Of whole folders only: the prefix ends with a slash."""
        with self._told():
            for page in self._said.list(self._small, prefix):
                yield from (one["path"] for one in page)

    def delete(self, keys: Iterable[str]) -> None:
        with self._told():
            self._said.delete(self._small, list(keys))

    def shred(self) -> None:
        """Nothing: what the storage keeps of a deleted object is the operator's to say. See docs/scaling.md."""

    def close(self) -> None:
        """Its connections end by themselves."""

    def _absent(self, error: FileNotFoundError) -> None:
        """None, where it is the object that isn't there and not the whole bucket."""
        if "NoSuchBucket" in str(error):
            raise self._unfit("there is no such bucket") from error

    def _unfit(self, why: str) -> StoreError:
        return self._sentences.unfit(path=self.name, why=why)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raises the StoreError for what the client raises inside."""
        raised = self._said.exceptions
        try:
            yield
        except (raised.PermissionDeniedError, raised.UnauthenticatedError) as error:
            raise self._unfit(REFUSED) from error
        except raised.UnknownConfigurationKeyError as error:
            raise self._unfit(f"{self._sentences.settings} isn't an address") from error
        except (raised.BaseError, OSError, ValueError) as error:
            said = str(error)
            if any(word in said for word in _FULL):
                raise StoreFull(path=self.name) from error
            if "NoSuchBucket" in said:
                raise self._unfit("there is no such bucket") from error
            if any(status in said for status in _REFUSED):  # of a listing it has no kind of its own
                raise self._unfit(REFUSED) from error
            raise self._sentences.away(path=self.name) from error
