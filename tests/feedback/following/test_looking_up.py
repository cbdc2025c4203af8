"""Opening feedback: by the link, by code and digits; what answers alike, and how often one may try."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen
from tests.factories import MONDAY, make_feedback
from tests.feedback.following.opening import opened

FIND = "/phan-anh/tra-cuu"


def look_up(client: FlaskClient, code: str, digits: str) -> int:
    return client.post(FIND, data={"code": code, "digits": digits}).status_code


def test_code_and_digits_open_it_however_they_are_typed(client: FlaskClient) -> None:
    feedback = make_feedback()
    typed = feedback.code.lower().replace("-", " ")
    assert look_up(client, typed, "0900 000 123") == 303
    page = client.get(f"/phan-anh/{feedback.code}")
    assert page.status_code == 200 and feedback.words in page.text


def test_unknown_code_wrong_digits_and_no_name_answer_alike(client: FlaskClient) -> None:
    named, nameless = make_feedback(), make_feedback(is_anonymous=True)
    codes = (named.code, nameless.code, "GY-222-2222", "khong phai ma")
    texts = set()
    for code in codes:
        answer = client.post(FIND, data={"code": code, "digits": "9999"})
        assert answer.status_code == 422
        texts.add(answer.text.replace(code, "CODE"))
    assert len(texts) == 1
    assert client.post(FIND, data={"code": nameless.code, "digits": "0123"}).status_code == 422


@pytest.mark.parametrize("digits", ["", "1", "abcd", "12345678901234567890"])
def test_four_digits_are_asked_for_and_the_code_stays(client: FlaskClient, digits: str) -> None:
    feedback = make_feedback(is_anonymous=True)
    answer = client.post(FIND, data={"code": feedback.code, "digits": digits})
    assert answer.status_code == 422 and feedback.code in answer.text


def test_ten_wrong_digits_close_the_code_for_the_day_but_not_the_link(app: Flask, client: FlaskClient) -> None:
    feedback = make_feedback()
    with frozen(MONDAY):
        assert [look_up(client, feedback.code, "9999") for _ in range(11)] == [422] * 10 + [429]
        assert look_up(app.test_client(), feedback.code, "0123") == 429
        page = client.post(FIND, data={"code": feedback.code, "digits": "0123"}).text
        page = page.partition("<main")[2].partition("</main>")[0]
        assert (
            "không mở được" in page and f'href="{FIND}"' in page and "ít phút" not in page and "cho hồ sơ" not in page
        )
        assert app.test_client().get(f"/phan-anh/mo/{feedback.token}").status_code == 303
    with frozen(MONDAY + timedelta(days=1)):
        assert look_up(app.test_client(), feedback.code, "0123") == 303


def test_right_digits_do_not_use_the_allowance_up(app: Flask, client: FlaskClient) -> None:
    feedback = make_feedback()
    assert {look_up(app.test_client(), feedback.code, "0123") for _ in range(15)} == {303}


def test_one_device_tries_thirty_codes_an_hour(client: FlaskClient) -> None:
    with frozen(MONDAY):
        tried = [look_up(client, f"GY-{number:03}-2222", "0123") for number in range(31)]
    assert tried == [422] * 30 + [429]


def test_without_the_secret_nothing_opens(client: FlaskClient) -> None:
    code = make_feedback().code
    for known in (code, "GY-222-2222"):
        assert client.get(f"/phan-anh/{known}").location == f"/phan-anh/tra-cuu?ma={known}"
        for part in ("da-gui", "mo-lai", "tep/x"):
            assert client.get(f"/phan-anh/{known}/{part}").status_code == 404, part
        for part in ("danh-gia", "mo-lai", "khong-cong-khai"):
            assert client.post(f"/phan-anh/{known}/{part}", data={"mark": "5", "reason": "x"}).status_code == 404, part
    assert client.get("/phan-anh/mo/khong-co-that").status_code == 404


def test_forgetting_closes_it_on_this_browser_and_back_does_not_open_it(client: FlaskClient) -> None:
    from tests.feedback.sending.writing import begin, say, send, sent_to, tell_who

    draft = begin(client)
    say(client, draft)
    tell_who(client, draft)
    feedback = sent_to(send(client, draft))
    assert feedback.code in client.get(FIND).text
    asked = client.get(f"/phan-anh/{feedback.code}/cat-di")
    assert f"/phan-anh/mo/{feedback.token}" in asked.text and feedback.code in client.get(FIND).text
    answer = client.post(f"/phan-anh/{feedback.code}/cat-di", follow_redirects=True)
    assert "Đã xóa khỏi máy này." in answer.text
    assert client.get(f"/phan-anh/{feedback.code}/cat-di").location.endswith(FIND), "nothing is said of others'"
    assert client.get(f"/phan-anh/{feedback.code}").status_code == 303
    assert feedback.code not in client.get(FIND).text
    assert send(client, draft).status_code == 410, "the last page, sent again with the back button"


def test_without_a_name_the_link_is_said_to_be_the_only_way_back(client: FlaskClient) -> None:
    feedback = make_feedback(is_anonymous=True)
    client.get(f"/phan-anh/mo/{feedback.token}")
    assert "chỉ mở lại được bằng liên kết" in client.get(f"/phan-anh/{feedback.code}/cat-di").text


def test_a_follower_forgets_alike(client: FlaskClient) -> None:
    from cqtt.extensions import db
    from cqtt.feedback.citizen_actions import follow

    feedback = make_feedback()
    follower = follow(feedback, "follow-1", "", MONDAY)
    db.session.commit()
    assert client.get(f"/phan-anh/mo/{follower.token}").location == f"/phan-anh/{feedback.code}"
    assert "đang theo dõi" in client.get(f"/phan-anh/{feedback.code}").text
    assert "Đang theo dõi trên máy này" in client.get(FIND).text
    client.post(f"/phan-anh/{feedback.code}/cat-di")
    assert client.get(f"/phan-anh/{feedback.code}").status_code == 303


def test_addresses_and_titles_say_nothing_personal(client: FlaskClient) -> None:
    feedback = make_feedback()
    page = opened(client, feedback)
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert feedback.code in title and "Mẫu" not in title and "Đèn" not in title
    assert "0900000123" not in page and "090****123" in page
