"""`/suc-khoe`: what a monitor is told."""

import shutil

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import schema


def test_a_well_installation_answers_200_and_sets_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/suc-khoe")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "database": True, "files": True}
    assert "Set-Cookie" not in answer.headers


def test_a_database_that_takes_no_write_is_503(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise OSError("disk I/O error")

    monkeypatch.setattr(schema, "can_read_and_write", refuse)
    answer = client.get("/suc-khoe")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "error", "database": False, "files": True}
    assert "disk" not in answer.get_data(as_text=True)


def test_a_store_without_room_is_503(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(100, 99, 1))  # type: ignore[attr-defined]
    answer = client.get("/suc-khoe")
    assert answer.status_code == 503
    assert answer.get_json()["files"] is False


def test_asking_writes_nothing(app: Flask, client: FlaskClient) -> None:
    before = (app.config["SETTINGS"].data / "cqtt.db").read_bytes()
    client.get("/suc-khoe")
    assert (app.config["SETTINGS"].data / "cqtt.db").read_bytes() == before
