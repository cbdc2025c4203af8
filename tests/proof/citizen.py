"""A citizen with a browser: files a dossier over HTTP, and tries again whenever the server is gone."""

import html
import re
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from http.cookiejar import CookieJar
from io import BytesIO

from PIL import Image

PATIENCE = 60.0  # seconds of trying again before a citizen gives up
REQUIREMENT = "giay-chung-sinh"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_START_KEY = re.compile(r'name="start_key"[^>]*value="([^"]+)"')
_RECEIPT = re.compile(r"/ho-so/([A-Z0-9.\-]+)/xac-nhan$")

Fields = dict[str, str]


def photo(number: int) -> bytes:
    """Return a small JPEG that no other number gives."""
    picture = Image.new("RGB", (320, 240), (number % 256, number // 256 % 256, 90))
    for spot in range(24):
        picture.putpixel((spot * 13, (number >> spot & 1) * 200 + 9), (255, 255, 255))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=90, comment=f"photo {number}".encode())
    return kept.getvalue()


@dataclass
class Page:
    """An answer that arrived whole."""

    address: str
    text: str

    def hidden(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search(self.text)
        assert found, f"no {pattern.pattern} at {self.address}"
        return html.unescape(found[1])


@dataclass
class Citizen:
    """One submission. What was acknowledged to it is kept here, to be compared with the record."""

    base_url: str
    procedure: str
    number: int
    code: str | None = None
    acknowledged_files: list[str] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    given_up: threading.Event = field(default_factory=threading.Event)  # set when trying again is pointless

    def __post_init__(self) -> None:
        self.cookies = CookieJar()

    @property
    def draft_key(self) -> str:
        return self.draft.rpartition("/")[2]

    def file_a_dossier(self) -> None:
        """Go the whole way; every request is repeated until it is answered."""
        self.prepare()
        self.submit_twice_at_once()

    def prepare(self, starts: int = 1) -> None:
        """Do everything but the last step. Several starts at once with one key must begin one draft."""
        page = self.get(f"/nop-ho-so/{self.procedure}")
        start = {"csrf_token": page.hidden(_TOKEN), "start_key": page.hidden(_START_KEY)}
        began: list[Page] = []
        together([lambda: began.append(self.post(f"/nop-ho-so/{self.procedure}", start))] * starts)
        drafts = {page.address.removesuffix("/nguoi-nop") for page in began}
        assert len(drafts) == 1, f"one start made {len(drafts)} drafts"
        self.draft = urllib.parse.urlsplit(drafts.pop()).path
        self.token = began[0].hidden(_TOKEN)
        self.fill("nguoi-nop", self.applicant(), then="noi-dung")
        self.fill("noi-dung", {"q_ten_chau": f"Nguyễn Văn Thử {self.number}"}, then="giay-to")
        self.upload()
        self.fill("giay-to", {}, then="kiem-tra")

    def applicant(self) -> Fields:
        return {
            "on_behalf": "no",
            "applicant_kind": "person",
            "applicant_name": "Nguyễn Văn Thử",
            "citizen_number": "000199000001",
            "phone": f"09{self.number:08}",
            "hamlet_id": "0",
            "address": "Tổ 1",
        }

    def fill(self, page: str, fields: Fields, then: str) -> None:
        answer = self.post(f"{self.draft}/{page}", {"csrf_token": self.token, **fields})
        assert answer.address.endswith(f"/{then}"), f"{page} led to {answer.address}"

    def upload(self) -> None:
        """Send the photo; it counts as acknowledged when the page that shows it has arrived."""
        sent = photo(self.number)
        answer = self.post(f"{self.draft}/giay-to/{REQUIREMENT}", {"csrf_token": self.token}, sent)
        assert "anh.jpg" in answer.text, f"the photo is not on {answer.address}"
        self.acknowledged_files.append(sha256(sent).hexdigest())

    def submit_twice_at_once(self) -> None:
        """Press the button twice; both answers must show one receipt."""
        together([self.submit, self.submit])
        assert len(self.receipts) == 1, f"one draft, {len(self.receipts)} receipts"
        (self.code,) = self.receipts

    def submit(self) -> None:
        answer = self.post(f"{self.draft}/kiem-tra", {"csrf_token": self.token})
        receipt = _RECEIPT.search(answer.address)
        assert receipt, f"no receipt but {answer.address}"
        self.receipts.add(receipt[1])

    def get(self, path: str) -> Page:
        return self._until_answered(urllib.request.Request(self.base_url + path))

    def post(self, path: str, fields: Fields, picture: bytes | None = None) -> Page:
        if picture is None:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(fields, picture)
        request = urllib.request.Request(self.base_url + path, data=body, headers={"Content-Type": kind})
        return self._until_answered(request)

    def _until_answered(self, request: urllib.request.Request) -> Page:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        last = time.monotonic() + PATIENCE
        while True:
            try:
                with browser.open(request, timeout=30) as answer:
                    return Page(answer.url, answer.read().decode())
            except urllib.error.HTTPError as error:
                if error.code != 503 or self.given_up.is_set() or time.monotonic() > last:
                    raise AssertionError(f"{error.code} at {request.full_url}") from error
            except (OSError, HTTPException):
                if self.given_up.is_set() or time.monotonic() > last:
                    raise
            time.sleep(0.05)  # the server is gone: the citizen taps again


def together(deeds: list[Callable[[], None]]) -> None:
    """Do all of it at the same time; an error of one is raised when all have ended."""
    line, errors = threading.Barrier(len(deeds)), list[BaseException]()

    def one(deed: Callable[[], None]) -> None:
        try:
            line.wait()
            deed()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _multipart(fields: Fields, picture: bytes) -> tuple[bytes, str]:
    line = secrets.token_hex(8)
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{line}\r\nContent-Disposition: form-data; name="files"; filename="anh.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = b"".join(parts) + head.encode() + picture + f"\r\n--{line}--\r\n".encode()
    return body, f"multipart/form-data; boundary={line}"
