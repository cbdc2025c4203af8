"""Orders of papers for many letters: made once by the worker, whatever happens to it, and kept for a week."""

import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions, print_jobs
from cqtt.letters.models import Letter, LetterPrint, Paper, PrintStatus
from cqtt.letters.papers import Drawing
from cqtt.letters.print_jobs import LEASE, make_letter_papers, sweep_letter_papers
from cqtt.letters.printing import AT_ONCE, KEPT, MOST_LETTERS, mark_sent, order_papers, print_store
from cqtt.letters.rules import CONSENT, LetterRefused, Occasion, Status, Way
from cqtt.roles import Role
from tests.audit.record import entries
from tests.counting import queries
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_officer
from tests.letters.cases import approved, drafted, running
from tests.posters.scanner import millimetres, words_on

PAGE = "/can-bo/thu/in"
KEY = "k" * 20


@pytest.fixture
def leader(app: Flask) -> Officer:
    return make_officer(Role.LEADER, title="Chủ tịch UBND xã")


@pytest.fixture
def clerk(app: Flask) -> Officer:
    return make_officer(Role.RECEPTION)


def ordered(officer: Officer, letters: list[Letter], paper: Paper = Paper.LETTERS, **options: Any) -> LetterPrint:
    made = order_papers(paper, options, letters, f"key-of-order-{letters[0].id}-{paper.value}", officer, MONDAY)
    db.session.commit()
    return made


def made_of(order: LetterPrint) -> bytes:
    db.session.rollback()
    assert order.status is PrintStatus.DONE and order.storage_key
    return print_store().read(order.storage_key)


def send_form(client: FlaskClient, letters: list[Letter], **typed: Any) -> Any:
    ids = [str(letter.id) for letter in letters]
    return client.post(PAGE, data={"start_key": KEY, "offered": ",".join(ids), "thu": ids, "what": "thu"} | typed)


def test_the_worker_makes_what_was_ordered(app: Flask, clerk: Officer, leader: Officer) -> None:
    letters = [approved(leader, reader=actions.Addressee("Bà", f"Lê Thị {name}")) for name in ("An", "Bình", "Cúc")]
    order = ordered(clerk, letters)
    assert make_letter_papers(MONDAY) and not make_letter_papers(MONDAY)
    pages = words_on(made_of(order))
    assert [name in page for page, name in zip(pages, ("An", "Bình", "Cúc"), strict=True)] == [True] * 3
    assert order.done == 3


@pytest.mark.parametrize(
    ("paper", "options", "size", "pages"),
    [
        (Paper.ENVELOPES, {"envelope": "dl"}, (220, 110), 3),
        (Paper.LABELS, {"sheet": "2x7", "first": 13}, (210, 297), 2),
    ],
)
def test_envelopes_and_labels_are_made_too(
    app: Flask, clerk: Officer, leader: Officer, paper: Paper, options: dict[str, Any], size: Any, pages: int
) -> None:
    order = ordered(clerk, [approved(leader) for _number in range(3)], paper, **options)
    make_letter_papers(MONDAY)
    assert millimetres(made_of(order)) == {size} and len(words_on(made_of(order))) == pages


def test_a_letter_thrown_away_meanwhile_is_left_out(app: Flask, clerk: Officer, leader: Officer) -> None:
    kept, thrown = approved(leader), approved(leader)
    order, empty = ordered(clerk, [kept, thrown]), ordered(clerk, [thrown])
    actions.discard(thrown, thrown.revision, leader, "nhầm", MONDAY)
    db.session.commit()
    make_letter_papers(MONDAY), make_letter_papers(MONDAY)
    assert len(words_on(made_of(order))) == 1
    assert empty.status is PrintStatus.FAILED and "Không còn thư nào" in empty.problem


def test_how_far_it_is_is_noted_and_nothing_is_held_while_drawing(
    app: Flask, clerk: Officer, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(clerk, [approved(leader) for _number in range(2)])
    order.letter_ids = order.letter_ids * AT_ONCE + order.letter_ids[:1]
    db.session.commit()
    draw, seen = Drawing.pdf, []

    def look(drawing: Drawing) -> bytes:
        assert not db.session().in_transaction()
        seen.append(db.session.get_one(LetterPrint, order.id, populate_existing=True).done)
        db.session.rollback()
        return draw(drawing)

    monkeypatch.setattr(Drawing, "pdf", look)
    make_letter_papers(MONDAY)
    assert seen == [0, AT_ONCE, 2 * AT_ONCE]


def test_an_order_whose_maker_dies_is_made_by_the_next_and_once(
    app: Flask, clerk: Officer, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(clerk, [approved(leader)])

    def die(drawing: Drawing) -> bytes:
        raise SystemExit  # as if the power had gone: nothing is written down

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(Drawing, "pdf", die)
        make_letter_papers(MONDAY)
    db.session.rollback()
    assert order.status is PrintStatus.WAITING
    assert not make_letter_papers(MONDAY + LEASE / 2)  # its lease holds
    assert make_letter_papers(MONDAY + LEASE)
    assert len(words_on(made_of(order))) == 1
    assert len(list(print_store()._files())) == 1


def test_a_maker_that_was_overtaken_writes_nothing(
    app: Flask, clerk: Officer, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(clerk, [approved(leader)])
    draw, rounds = Drawing.pdf, []

    def be_overtaken(drawing: Drawing) -> bytes:
        if not rounds:
            rounds.append(1)
            assert make_letter_papers(MONDAY + 2 * LEASE)
        return draw(drawing)

    monkeypatch.setattr(Drawing, "pdf", be_overtaken)
    make_letter_papers(MONDAY)
    first = made_of(order)
    assert len(words_on(first)) == 1 and len(list(print_store()._files())) == 1


def test_a_maker_whose_order_another_has_taken_up_leaves_it_to_that_one(
    app: Flask, clerk: Officer, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, draw, taken = ordered(clerk, [approved(leader)]), Drawing.pdf, []

    def lose_it(drawing: Drawing) -> bytes:
        taken.append(print_jobs._take_lease(MONDAY + 2 * LEASE))
        return draw(drawing)

    monkeypatch.setattr(Drawing, "pdf", lose_it)
    make_letter_papers(MONDAY)
    db.session.rollback()
    assert order.status is PrintStatus.WAITING and order.leased_until == taken[0].until
    assert list(print_store()._files()) == []


def test_two_workers_at_once_take_up_an_order_once(app: Flask, clerk: Officer, leader: Officer) -> None:
    ordered(clerk, [approved(leader)])
    first = print_jobs._take_lease(MONDAY)
    assert first is not None and print_jobs._take_lease(MONDAY) is None


def test_an_order_whose_makers_die_for_an_hour_is_given_up_one_that_waited_is_not(
    app: Flask, clerk: Officer, leader: Officer
) -> None:
    deadly, patient = ordered(clerk, [approved(leader)]), ordered(clerk, [approved(leader)])
    deadly.leased_until = MONDAY + LEASE
    db.session.commit()
    later = MONDAY + timedelta(hours=2)  # the worker was away meanwhile
    assert not make_letter_papers(later) and make_letter_papers(later)
    db.session.rollback()
    assert (deadly.status, patient.status) == (PrintStatus.FAILED, PrintStatus.DONE)


def test_files_are_kept_for_a_week_and_strays_are_swept(app: Flask, clerk: Officer, leader: Officer) -> None:
    order = ordered(clerk, [approved(leader)])
    make_letter_papers(MONDAY)
    stray = print_store().put(b"nobody knows this")
    for path in print_store()._files():
        os.utime(path, (0, 0))
    assert sweep_letter_papers(MONDAY + KEPT) == 1
    assert not print_store().path(stray).exists()
    made_of(order)
    assert sweep_letter_papers(MONDAY + KEPT + timedelta(minutes=1)) == 1
    db.session.rollback()
    assert order.storage_key is None


def test_none_and_more_than_the_most_are_refused(app: Flask, clerk: Officer) -> None:
    one = drafted()
    for letters in ([], [one] * (MOST_LETTERS + 1)):
        with pytest.raises(LetterRefused):
            order_papers(Paper.LETTERS, {}, letters, KEY, clerk, MONDAY)


# -- the pages ------------------------------------------------------------------------------------


def test_the_page_offers_what_waits_for_paper_and_orders_it_once(app: Flask, leader: Officer, clerk: Officer) -> None:
    letters = [approved(leader), approved(leader)]
    drafted(reader=actions.Addressee("Bà", "Chưa Duyệt"))
    client = desk_of(app, clerk)
    page = client.get(PAGE)
    assert page.text.count('name="thu"') == 2 and "Chưa Duyệt" not in page.text
    answers = [send_form(client, letters) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    (order,) = db.session.scalars(select(LetterPrint))
    assert order.letter_ids == [letter.id for letter in letters]


def test_letters_named_in_the_address_are_offered_drafts_with_a_word_of_warning(app: Flask, clerk: Officer) -> None:
    one, other = drafted(), drafted()
    page = desk_of(app, clerk).get(f"{PAGE}?thu={one.id},{other.id}")
    assert page.text.count('name="thu"') == 2 and "BẢN NHÁP" in page.text


def test_what_is_refused_is_said_and_the_ticks_stay(app: Flask, leader: Officer, clerk: Officer) -> None:
    letters = [approved(leader), approved(leader)]
    client = desk_of(app, clerk)
    refused = send_form(client, letters, thu=[])
    assert refused.status_code == 422 and "đánh dấu ít nhất một thư" in refused.text
    refused = send_form(client, letters, thu=[str(letters[1].id)], what="nhan-2x7", first="15")
    assert refused.status_code == 422 and "14 nhãn" in refused.text
    assert f'value="{letters[1].id}" checked' in refused.text and f'value="{letters[0].id}" checked' not in refused.text
    assert send_form(client, letters, what="to-lon").status_code == 422
    assert db.session.scalar(select(LetterPrint)) is None


def test_nobody_orders_what_they_may_not_read(app: Flask, clerk: Officer) -> None:
    sealed = drafted(Occasion.DISSATISFIED)
    refused = send_form(desk_of(app, clerk), [sealed])
    assert refused.status_code == 422 and db.session.scalar(select(LetterPrint)) is None


def test_the_page_of_an_order_follows_it_to_its_file(app: Flask, leader: Officer, clerk: Officer) -> None:
    client = desk_of(app, clerk)
    with frozen(MONDAY):
        order = ordered(clerk, [approved(leader)])
        here = f"{PAGE}/{order.id}"
        waiting = client.get(here, headers={"HX-Request": "true"})
        assert 'hx-trigger="every 2s"' in waiting.text and "<html" not in waiting.text
        assert client.get(f"{here}/tep.pdf").status_code == 404
        make_letter_papers(MONDAY)
        done = client.get(here)
        assert "hx-trigger" not in done.text and "30/11/2026" in done.text
        assert "người trong danh sách" not in done.text  # these came from no list, so nobody of it was left out
        file = client.get(f"{here}/tep.pdf")
    assert file.mimetype == "application/pdf" and len(words_on(file.data)) == 1
    db.session.rollback()
    (printed,) = [entry for entry in entries() if entry.action == "print"]
    assert (printed.object_kind, printed.details) == ("letter_print", {"letters": order.letter_ids})


def test_an_order_opens_for_its_maker_and_for_leaders(app: Flask, leader: Officer, clerk: Officer) -> None:
    here = f"{PAGE}/{ordered(clerk, [approved(leader)]).id}"
    assert desk_of(app, leader).get(here).status_code == 200
    assert desk(app, Role.SPECIALIST).get(here).status_code == 404
    assert desk(app, Role.ADMINISTRATOR).get(here).status_code == 403
    assert browser(app).get(here).location.startswith("/dang-nhap")


def test_a_failed_order_is_tried_again_at_a_press(app: Flask, leader: Officer, clerk: Officer) -> None:
    order = ordered(clerk, [approved(leader)])
    order.status = PrintStatus.FAILED
    db.session.commit()
    client = desk_of(app, clerk)
    assert "Thử lại" in client.get(f"{PAGE}/{order.id}").text
    assert client.post(f"{PAGE}/{order.id}/thu-lai").status_code == 303
    make_letter_papers(MONDAY)
    made_of(order)


def test_what_went_out_on_paper_is_marked_at_a_press_drafts_are_not(
    app: Flask, leader: Officer, clerk: Officer
) -> None:
    with frozen(MONDAY):
        signed, waiting = approved(leader), drafted()
        order = ordered(clerk, [signed, waiting])
        make_letter_papers(MONDAY)
        actions.approve([waiting], {waiting.id: waiting.revision}, leader, MONDAY + LEASE)  # after it was printed
        db.session.commit()
        client = desk_of(app, clerk)
        assert "Ghi 1 thư đã gửi bằng giấy" in client.get(f"{PAGE}/{order.id}").text
        for _time in range(2):
            assert client.post(f"{PAGE}/{order.id}/da-gui").status_code == 303
    db.session.rollback()
    assert (signed.status, signed.way) == (Status.SENT, Way.PRINTED)
    assert waiting.status is Status.APPROVED


def test_one_that_may_not_be_sent_any_more_stops_no_other(app: Flask, leader: Officer, clerk: Officer) -> None:
    with frozen(MONDAY):
        dossier = running(make_officer(*Role), consents={CONSENT: {"at": MONDAY.isoformat()}})
        unwanted = approved(leader, occasion=Occasion.BIRTH, dossier=dossier)
        good = approved(leader)
        order = ordered(clerk, [unwanted, good])
        make_letter_papers(MONDAY)
        dossier.consents = {}
        db.session.commit()
        assert mark_sent(order, clerk, MONDAY) == 1
    db.session.commit()
    assert (unwanted.status, good.status) == (Status.APPROVED, Status.SENT)


def test_each_that_is_marked_is_a_short_transaction_of_its_own(app: Flask, leader: Officer, clerk: Officer) -> None:
    """Five hundred in one would hold the database for two seconds."""
    with frozen(MONDAY):
        order = ordered(clerk, [approved(leader) for _number in range(6)])
        make_letter_papers(MONDAY)
        commits: list[int] = []
        event.listen(db.engine, "commit", lambda connection: commits.append(1))
        assert mark_sent(order, clerk, MONDAY) == 6
    assert len(commits) >= 6


def test_fifty_letters_are_offered_in_few_queries(app: Flask, leader: Officer, clerk: Officer) -> None:
    for _number in range(3):
        approved(leader)
    client = desk_of(app, clerk)
    client.get(PAGE)
    with queries() as few:
        client.get(PAGE)
    for _number in range(9):
        approved(leader)
    with queries() as many:
        client.get(PAGE)
    assert len(many) == len(few) < 25
