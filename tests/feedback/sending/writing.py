"""Plays a sender's path through the real addresses; used by several tests."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, event, insert, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from cqtt.database import Base
from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import Feedback
from tests.dossiers.citizen import photo

WORDS = "Đèn đường trước nhà văn hóa hỏng đã một tuần."
NAMED = {"is_anonymous": "no", "sender_name": "Trần Thị Mẫu", "phone": "0900 000 123", "consent": "without_name"}
NAMELESS = {"is_anonymous": "yes", "consent": "without_name"}


def begin(client: FlaskClient, saying: str = "report", query: str = "") -> str:
    """Begin a draft and return its key."""
    answer = client.post(f"/phan-anh/gui{query}", data={"saying": saying})
    found = re.fullmatch(r"/phan-anh/gui/([0-9a-f]+)/noi-dung", answer.location or "")
    assert answer.status_code == 303 and found, answer.text
    return found[1]


def say(client: FlaskClient, draft: str, photos: int = 0, **boxes: Any) -> TestResponse:
    """Send the page of words, with photographs of as many colours."""
    data: dict[str, Any] = {"words": WORDS, "topic_id": "0", "hamlet_id": ""} | boxes
    if photos:
        data["files"] = [picture(number) for number in range(photos)]
    data["files"] = [FileStorage(content, name) for content, name in data.get("files", ())]
    boundary, body = encode_multipart(data)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/phan-anh/gui/{draft}/noi-dung", data=body, content_type=kind)


def picture(number: int = 0, name: str = "ảnh nhà ông Nguyễn Văn Thử.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(photo(f"#{number * 12 % 256:02x}40{number:02x}", (60, 80))), name


def stored_files() -> list[Path]:
    """Return the files that lie in the store of feedback."""
    return [path for path in file_store().root.rglob("*") if path.is_file()]


def tell_who(client: FlaskClient, draft: str, **boxes: str) -> TestResponse:
    return client.post(f"/phan-anh/gui/{draft}/nguoi-gui", data=NAMED | boxes)


def send(client: FlaskClient, draft: str) -> TestResponse:
    return client.post(f"/phan-anh/gui/{draft}/xem-truoc")


def send_whole(
    client: FlaskClient, saying: str = "report", who: dict[str, str] | None = None, query: str = "", **boxes: Any
) -> Feedback:
    """Play the whole path and return what was sent."""
    draft = begin(client, saying, query)
    answer = say(client, draft, **boxes)
    assert answer.status_code == 303, answer.text
    answer = client.post(f"/phan-anh/gui/{draft}/nguoi-gui", data=who or NAMED)
    assert answer.status_code == 303, answer.text
    return sent_to(send(client, draft))


def sent_to(answer: TestResponse) -> Feedback:
    """Return the feedback whose confirmation an answer leads to."""
    found = re.fullmatch(r"/phan-anh/(GY-[0-9A-Z-]+)/da-gui", answer.location or "")
    assert answer.status_code == 303 and found, answer.text
    db.session.expire_all()
    return db.session.scalars(select(Feedback).where(Feedback.code == found[1])).one()


@contextmanager
def another_tap_meanwhile(kind: type[Base]) -> Iterator[None]:
    """Let the database meet the same one-time key twice, once: as on a server whose writers do not wait in line."""
    met: list[object] = []

    def twice(mapper: object, connection: Connection, one: Any) -> None:
        if not met:
            met.append(one)
            row = connection.execute(select(kind.__table__).where(kind.__table__.c.id == one.id)).one()
            connection.execute(insert(kind.__table__).values({**row._mapping, "id": one.id + 1}))

    event.listen(kind, "after_insert", twice)
    try:
        yield
    finally:
        event.remove(kind, "after_insert", twice)
    assert met
