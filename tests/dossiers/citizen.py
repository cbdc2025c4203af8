"""Plays a citizen's path through the real addresses; used by several tests."""

import io
import re

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from cqtt.procedures.models import ProcedureVersion

APPLICANT = {
    "on_behalf": "no",
    "applicant_kind": "person",
    "applicant_name": "Nguyễn Văn Thử",
    "citizen_number": "075199000001",
    "phone": "0900 000 123",
    "address": "Số 1, đường Mẫu",
    "hamlet_id": "0",
}


def photo(colour: str = "white", size: tuple[int, int] = (600, 800)) -> bytes:
    """Return the bytes of a JPEG photograph."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def begin(client: FlaskClient, version: ProcedureVersion, start_key: str = "a-key-of-sixteen-characters") -> str:
    """Begin a draft and return its key."""
    answer = client.post(f"/nop-ho-so/{version.procedure.address_code}", data={"start_key": start_key})
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/nop-ho-so/([0-9a-f]+)/nguoi-nop", answer.location)
    assert found, answer.location
    return found[1]


def fill_in(client: FlaskClient, draft: str, **applicant: str) -> None:
    """Fill in the pages before the papers."""
    answer = client.post(f"/nop-ho-so/{draft}/nguoi-nop", data=APPLICANT | applicant)
    assert answer.status_code == 303, answer.text
    answer = client.post(f"/nop-ho-so/{draft}/noi-dung", data={"q_ten_chau": "Nguyễn Thị Mẫu"})
    assert answer.status_code == 303, answer.text


def send_photo(
    client: FlaskClient,
    draft: str,
    paper: str = "giay-chung-sinh",
    content: bytes | None = None,
    name: str = "ảnh.jpg",
) -> TestResponse:
    """Send one photo of a paper."""
    files = {"files": (io.BytesIO(content or photo()), name)}
    return client.post(f"/nop-ho-so/{draft}/giay-to/{paper}", data=files, content_type="multipart/form-data")


def submit_whole(client: FlaskClient, version: ProcedureVersion, **applicant: str) -> str:
    """Play the whole path and return the code."""
    draft = begin(client, version)
    fill_in(client, draft, **applicant)
    assert send_photo(client, draft).status_code == 303
    assert client.post(f"/nop-ho-so/{draft}/giay-to").status_code == 303
    answer = client.post(f"/nop-ho-so/{draft}/kiem-tra")
    assert answer.status_code == 303, answer.text
    return answer.location.split("/")[2]
