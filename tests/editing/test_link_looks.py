"""One look at an address: what counts as dead, and where no look ever goes."""

import time
from collections.abc import Iterator

import pytest

from cqtt.editing.link_looks import SILENCE, UNKNOWN, Answer, Looker
from cqtt.outgoing import is_public
from tests.editing.webs import HERE, Web, looker, small_web


@pytest.fixture
def web() -> Iterator[Web]:
    with small_web() as server:
        yield server


@pytest.mark.parametrize(
    ("path", "status", "dead"),
    [
        ("/", 200, False),
        ("/đường dẫn?hỏi=đáp#chỗ", 200, False),
        ("/404", 404, True),
        ("/410", 410, True),
        ("/500", 500, True),
        ("/403", 403, False),  # a reader may be let in where a program is not
        ("/429", 429, False),
        ("/405-head", 200, False),
        ("/501-head", 200, False),
        ("/404-head", 200, False),
        ("/to?/404", 404, True),
        ("/to?/", 200, False),
    ],
)
def test_an_answer_is_told_by_its_status(web: Web, path: str, status: int, dead: bool) -> None:
    assert looker().look(web.address(path)) == Answer(status, dead)


def test_only_the_head_is_asked_for_where_that_is_enough(web: Web) -> None:
    looker().look(web.address("/x?y"))
    looker().look(web.address("/405-head"))
    assert web.asked == [("HEAD", "/x?y"), ("HEAD", "/405-head"), ("GET", "/405-head")]


def test_it_says_who_asks_and_brings_no_cookie_back(web: Web) -> None:
    looker().look(web.address("/to?/sau"))
    assert [each["User-Agent"] for each in web.headers] == ["cqtt (https://anphuoc.example)"] * 2
    assert all(each["Host"] == f"mot.vn:{web.server_port}" and "Cookie" not in each for each in web.headers)


def test_a_server_that_never_answers_is_not_waited_for(web: Web) -> None:
    begun = time.monotonic()
    assert looker(patience=0.1).look(web.address("/hang")) == SILENCE
    assert time.monotonic() - begun < 2


def test_a_round_ends_in_time_whatever_the_servers_do(web: Web) -> None:
    slow, quick = web.address("/hang"), web.address("/")
    begun = time.monotonic()
    assert looker(patience=10).look_at_all([slow, quick], seconds=0.5) == {slow: SILENCE, quick: Answer(200, False)}
    assert time.monotonic() - begun < 3


def test_a_name_or_a_machine_that_is_not_there_is_silence() -> None:
    assert looker().look("http://khong-co.vn/") == SILENCE
    with small_web() as closed:
        address = closed.address("/")
    assert looker().look(address) == SILENCE


def test_a_second_number_of_a_name_is_tried(web: Web) -> None:
    assert looker().look(web.address("/", "cham.vn")) == Answer(200, False)


@pytest.mark.parametrize("name", ["trong.vn", "hai-noi.vn"])
def test_a_name_that_leads_inside_is_never_asked(web: Web, name: str) -> None:
    assert looker().look(web.address("/", name)) == UNKNOWN
    assert web.asked == []


@pytest.mark.parametrize(
    "way",
    ["http://trong.vn/", "//192.168.1.1/", "http://[fe80::1]/", "http://0.0.0.0:{port}/", "http://169.254.169.254/"],
)
def test_a_redirect_that_leads_inside_is_not_followed(web: Web, way: str) -> None:
    assert looker().look(web.address(f"/to?{way.format(port=web.server_port)}")) == UNKNOWN
    assert len(web.asked) == 1


def test_as_the_worker_looks_this_machine_itself_is_refused(web: Web) -> None:
    real = Looker("cqtt", patience=1)
    for host in (HERE, "localhost"):
        assert real.look(f"http://{host}:{web.server_port}/") == UNKNOWN
    assert web.asked == []


@pytest.mark.parametrize("way", ["ftp://mot.vn/x", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_redirect_out_of_the_web_is_not_followed(web: Web, way: str) -> None:
    assert looker().look(web.address(f"/to?{way}")) == Answer(302, False)
    assert looker().look(way) == SILENCE


def test_going_round_in_circles_ends(web: Web) -> None:
    assert looker().look(web.address(f"/to?{web.address('/to')}")) == Answer(302, False)
    circle = web.address("/to?/to")
    assert looker().look(circle) == Answer(302, False)
    assert len(web.asked) < 15


def test_a_server_whose_certificate_cannot_be_judged_is_not_called_dead(web: Web) -> None:
    assert looker().look(web.address("/").replace("http:", "https:")) == UNKNOWN


@pytest.mark.parametrize(
    "address", ["http://", "http://a..vn/", "http://a.vn:0x/", "http://[::1", "", "http://a\x00b.vn/"]
)
def test_an_address_that_cannot_be_read_is_silence(address: str) -> None:
    assert looker().look(address) == SILENCE


@pytest.mark.parametrize(
    ("numbers", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("::ffff:0:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("5f00::1", False),
    ],
)
def test_only_what_everybody_reaches_is_public(numbers: str, public: bool) -> None:
    assert is_public(numbers) is public
