"""Every page on which people rate and the unit is evaluated: axe, and the narrowest phone."""

from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.routing import MapAdapter

from cqtt.clock import now
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.evaluation.rules import OUTLINES, Subject
from cqtt.extensions import db
from cqtt.ratings.models import RatingInvite
from tests.browser.conftest import PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_letters import OF_EVALUATION, OF_POINTS, OF_RATED, OF_RATERS, OF_TABLET
from tests.browser.test_feedback_path import office
from tests.browser.test_pages_of_listening import HELD, signed_in
from tests.factories import numbers
from tests.ratings.people import make_invite, make_returned

UNIT = "/can-bo/danh-gia-don-vi"
RATINGS = "/can-bo/danh-gia"


def returned(served: Served, login: str = "tiepnhan") -> tuple[int, str, str]:
    """Something that this officer handed over now: its number, its link, and the link to rate it."""
    with office(served):
        officer = db.session.scalars(select(Officer).where(Officer.login == login)).one()
        version = db.session.scalars(select(Dossier).order_by(Dossier.id).limit(1)).one().version
        code = f"H19.00.00-200101-{next(numbers):04}"
        dossier = make_returned(now(), by=officer, version=version, code=code)
        return dossier.id, f"/ho-so/mo/{dossier.token}", f"/danh-gia/{make_invite(dossier, now()).token}"


def face(mark: int) -> str:
    return f"main button[name=mark][value='{mark}']"


def test_pages_of_raters(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    page = look.page
    _id, follow, link = returned(served)
    page.goto(follow)
    look.here("a dossier to be rated")
    look.at(link)
    look.press("why somebody was not content", button=face(1))
    page.locator("main details summary").first.click()
    look.here("another face may be tapped")
    page.locator("#words").fill(f"Phải đi lại hai lần. {'a' * 200}")
    look.press("what happens after a low mark")
    look.at(link)
    page.goto(follow)
    look.here("a dossier that was rated")
    look.at(link.replace("/danh-gia/", "/danh-gia/khong-co-"), status=404)
    look_at_places(look, served)
    stranger = Look(open_page(PHONE), rules, PHONE)
    stranger.at(link, "/danh-gia/da-ghi-nhan")
    look_at_ended(stranger, served)
    look.done(OF_RATERS)


def look_at_places(look: Look, served: Served) -> None:
    """Codes on a counter, on the whole desk and at a session; a second vote of the same device."""
    look.at("/danh-gia/quay/1", "/danh-gia/quay/0", f"/danh-gia/buoi/{HELD}")
    look.at("/danh-gia/quay/999", status=404)
    look.page.goto("/danh-gia/quay/1")
    look.press("what somebody was content with", button=face(5))
    look.press("thanks for a vote")
    look.page.goto("/danh-gia/quay/1")
    look.press("a device that has voted", button=face(5))


def look_at_ended(look: Look, served: Served) -> None:
    """An invitation that nobody followed in time."""
    _id, _follow, link = returned(served)
    with office(served):
        invite = db.session.scalars(select(RatingInvite).where(RatingInvite.token == link.rpartition("/")[2])).one()
        invite.expires_at = now()
    look.at(link)
    look.done(set())


def test_pages_of_the_tablet(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    # Whoever hands over nothing in the other tests of this demonstration.
    officer = signed_in(open_page, rules, "vanhoa")
    officer.at(f"{RATINGS}/may-tinh-bang")
    address = officer.page.locator("#may").inner_text()
    tablet = Look(open_page({"width": 800, "height": 600}), rules, {"width": 800, "height": 600})
    tablet.at(address)
    _id, _follow, link = returned(served, "vanhoa")
    tablet.at(address)
    tablet.press("why, on the tablet", button=face(4))
    tablet.press("thanks on the tablet")
    officer.at(link, "/danh-gia/quay/1")
    officer.done({"ratings.tablets"})
    tablet.done(OF_TABLET - {"ratings.tablets"})


def test_pages_of_what_was_rated(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    page = look.page
    ((waiting,),) = served.rows("select min(id) from rating_follow_up where done_at is null")
    look.at(RATINGS, f"{RATINGS}/{waiting}", f"{RATINGS}/so-lieu", f"{RATINGS}/so-lieu?thang=12&cua-toi=1")
    look.mistakes(f"{RATINGS}/{waiting}")
    page.locator("#what").fill("Đã gọi xin lỗi, nhắc quầy 2 hướng dẫn đủ giấy tờ một lần.")
    look.press("what was done about a low mark")
    look.at(f"{RATINGS}/{waiting}")
    id, _follow, _link = returned(served)
    look.at(f"/can-bo/ho-so/{id}", f"/can-bo/ho-so/{id}/moi-danh-gia")
    look.press("the code that invites")
    expert = signed_in(open_page, rules, "chuyenmon")
    expert.at("/can-bo/danh-gia-can-bo", f"{RATINGS}/so-lieu")
    expect(expert.page.get_by_text("Quầy 1", exact=True)).to_be_visible()
    expert.done(set())
    look.done(OF_RATED)


def test_pages_of_the_evaluation(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "lanhdao")
    own = "ky=ngay&tu-ngay=2020-01-01&den-ngay=2020-01-31"
    lists = [f"{UNIT}/{one.slug}" for one in OUTLINES.values() if one.subject is not Subject.RATINGS]
    look.at(UNIT, f"{UNIT}/in", *lists, f"{lists[1]}?{own}", "/can-bo/danh-gia-thu-tuc", "/can-bo/danh-gia-can-bo")
    for page in (UNIT, "/can-bo/danh-gia-thu-tuc", "/can-bo/danh-gia-can-bo"):
        look.at(f"{page}?{own.replace('2020-01-31', '2019-01-31')}", status=422)
    overseer = signed_in(open_page, rules, "giamsat")
    overseer.at(UNIT, lists[0], "/can-bo/danh-gia-thu-tuc")
    overseer.done(set())
    look.done(OF_EVALUATION)


def test_pages_of_points(open_page: OpenPage, rules: MapAdapter) -> None:
    look = signed_in(open_page, rules, "quantri")
    page, weights = look.page, "/quan-tri/diem-danh-gia"
    look.at(weights, UNIT, "/quan-tri/danh-gia")
    look.mistakes(weights, axe=True)
    page.goto(weights)
    page.locator("main input[name=seen]").evaluate("box => { box.value = 'khác'; }")
    look.send()
    look.here("points after a colleague")
    page.goto("/quan-tri/danh-gia")
    page.locator("#follow_up_days").fill("0")
    look.refused("no time to look after a low mark")
    page.goto("/quan-tri/danh-gia")
    look.press("the settings of ratings, saved")  # nobody can be overtaken before somebody has saved any
    look.overtaken("/quan-tri/danh-gia", follow_up_days="7")
    look.done(OF_POINTS)
