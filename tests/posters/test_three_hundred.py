"""Three hundred posters in one file: every code in it is read, and its time is printed."""

import time

import pypdfium2
import pytest
from flask import Flask

from cqtt.extensions import db
from cqtt.posters.making import make_next, poster_store
from cqtt.posters.models import JobState
from cqtt.procedures.catalogue import Published, published_catalogue
from tests.factories import MONDAY, make_procedure
from tests.posters.printing import make_order
from tests.qr_reader import qr_codes

COUNT = 300


@pytest.mark.proof
def test_the_codes_of_three_hundred_posters_are_all_read(full_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    names = [procedure.name for procedure in published_catalogue().procedures]
    for number in range(COUNT - len(names)):
        make_procedure(name=f"{names[number % len(names)]} (trường hợp {number})")
    procedures = published_catalogue().procedures
    job = make_order([procedure.id for procedure in procedures])
    begun = time.perf_counter()
    assert make_next(MONDAY)
    took = time.perf_counter() - begun
    db.session.rollback()
    assert job.state is JobState.DONE and job.storage_key
    made = poster_store().read(job.storage_key)
    with capsys.disabled():
        print(f"\n{COUNT} posters A5 in one PDF: {took:.1f} s, {len(made) / 1e6:.1f} MB", end=" ")
    assert read_all(made) == [address_of(procedure) for procedure in published_catalogue().procedures]


def read_all(pdf: bytes) -> list[str]:
    """Return what the code on each page holds; a module is three pixels wide, as in a picture of a telephone."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=1.0, grayscale=True).to_pil()
        (code,) = qr_codes(picture)
        found.append(code.text)
    return found


def address_of(procedure: Published) -> str:
    return f"HTTPS://ANPHUOC.EXAMPLE.VN/Q/{procedure.short}-{procedure.version_number}"
