"""A small storage that speaks S3 on 127.0.0.1 as far as the index does, and fails in the ways that one is told to."""

from __future__ import annotations

import hashlib
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

BUCKET = "pullquote"
OPTIONS = {"access_key_id": "key", "secret_access_key": "secret", "region": "us-east-1"}


class Stub:
    """fault: None, or "slow" (no answer), "stalled" (half of one), "broken" (500), "full" (507), "refusing" (403),
    "lying" (one bit of what is read is wrong)."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.fault: str | None = None
        self.requests: list[str] = []
        self.lock = Lock()
        self.ended = Event()
        handler = type("Handler", (_Handler,), {"stub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def end(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


class _Handler(BaseHTTPRequestHandler):
    stub: ClassVar[Stub]
    protocol_version = "HTTP/1.1"

    def log_request(self, *_arguments: Any) -> None:
        """Nothing is printed."""

    def _answer(self, status: int, data: bytes = b"", said: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (said or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def _begun(self) -> bytes | None:
        """What was sent; None where this has answered already."""
        stub = self.stub
        stub.requests.append(f"{self.command} {self.path}")
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if stub.fault == "slow":
            stub.ended.wait(20)
        elif stub.fault == "broken":
            self._refuse(500, "InternalError")
        elif stub.fault == "refusing":
            self._refuse(403, "AccessDenied")
        elif self._key is None:
            self._refuse(404, "NoSuchBucket")
        else:
            return data
        return None

    @property
    def _key(self) -> str | None:
        bucket, _slash, key = unquote(urlsplit(self.path).path).removeprefix("/").partition("/")
        return key if bucket == BUCKET else None

    def do_GET(self) -> None:
        if self._begun() is None:
            return
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            self._list(asked.get("prefix", [""])[0])
            return
        data = self.stub.objects.get(self._key or "")
        if data is None:
            self._refuse(404, "NoSuchKey")
        elif self.headers.get("If-None-Match") == _tag(data):
            self._answer(304)
        elif self.stub.fault == "stalled":
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", _tag(data))
            self.send_header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.stub.ended.wait(20)
        else:
            said = {"ETag": _tag(data), "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"}
            lie = data[:-1] + bytes([data[-1] ^ 1]) if self.stub.fault == "lying" and data else data
            self._answer(200, lie, said)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _list(self, prefix: str) -> None:
        keys = sorted(key for key in self.stub.objects if key.startswith(prefix))
        when = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{when}</LastModified>"
            f"<ETag>x</ETag><Size>1</Size></Contents>"
            for key in keys
        )
        self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())

    def do_PUT(self) -> None:
        data = self._begun()
        if data is None:
            return
        if self.stub.fault == "full":
            self._refuse(507, "XMinioStorageFull")
            return
        key = self._key or ""
        with self.stub.lock:
            now = self.stub.objects.get(key)
            wanted = self.headers.get("If-Match")
            is_taken = self.headers.get("If-None-Match") == "*" and now is not None
            if is_taken or (wanted is not None and (now is None or wanted != _tag(now))):
                self._refuse(412, "PreconditionFailed")
                return
            self.stub.objects[key] = data
        self._answer(200, b"", {"ETag": _tag(data)})

    def do_POST(self) -> None:
        """Many are deleted at once."""
        data = self._begun()
        if data is None:
            return
        keys = re.findall(r"<Key>([^<]*)</Key>", data.decode())
        for key in keys:
            self.stub.objects.pop(unescape(key), None)
        done = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{done}</DeleteResult>".encode())
