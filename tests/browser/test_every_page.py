"""Every page as people meet it: no accessibility violation, no sideways scrolling, no word on the console."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect
from werkzeug.routing import MapAdapter

from cqtt.clock import date_text, today
from tests.browser import pages_of_letters, pages_of_listening
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Served
from tests.browser.look import Look
from tests.browser.pages_of_letters import OF_LETTERS
from tests.browser.pages_of_listening import OF_LISTENING
from tests.browser.path import (
    answer_questions,
    cases_by_status,
    fill_applicant,
    fill_date,
    scan_and_choose,
    send_paper,
    sign_in,
    start_draft,
    tick_all_papers,
)
from tests.declarations.papers import word
from tests.dossiers.citizen import photo

PAID = "2.000635"  # of the demonstration: on the spot, with a fee that two people confirmed
CARD = "000188000103||Phan Thị Thúy|01021988|Nữ|Ấp 5, Xã An Phước, Huyện Long Thành, Đồng Nai|15042021"  # known here
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What answers no page of its own: files, data, redirects, and buttons that lead to a page named below.
NO_PAGES = {
    "static_files.send",
    "static_files.favicon",
    "home.robots",
    "home.morning_sheet_pdf",
    "upkeep.health",
    "audit.verify_record",
    "procedures.qr_svg",
    "procedures.qr_png",
    "procedures.poster",
    "commune.sign_out",
    "commune.administration",
    "commune.change_hamlet",
    "commune.change_my_absence",
    "commune.change_officer_absence",
    "commune.enable_officer",
    "phrases.change_text",
    "fees.confirm_fees",
    "fees.retire_fees",
    "dossiers.open_by_link",
    "dossiers.save_for_later",
    "dossiers.autosave",
    "dossiers.discard",
    "dossiers.forget",
    "dossiers.file",
    "dossiers.delete_file",
    "dossiers.confirmation_pdf",
    "dossiers.notice_pdf",
    "dossiers.search_queue",
    "dossiers.case_paper",
    "dossiers.case_file",
    "dossiers.paper_as_pdf",
    "dossiers.preview_stop_paper",
    "dossiers.give_out_paper",
    "dossiers.mark_message_sent",
    "declarations.own_declaration",
    "declarations.draft_declaration",
    "declarations.case_declaration",
    "declarations.stored_template",
    "declarations.trial",
    "declarations.change_template",
    "desk.back_to_intake",
    "desk.search_results",
    "desk.request_supplement",
    "desk.resolve_at_once",
    "desk.refuse",
    "desk.print_paper",
    "desk.scan_picture",
    "till.day_sheet",
    "till.receipt",
    "register.register_pdf",
    "register.register_xlsx",
    "register.control_slip",
    "register.restore_paper_name",
    "register.example_paper",
    "desk.back_to_results",
    "dossiers.add_row",
    "dossiers.remove_row",
    "dossiers.case_answer_sheet",
    "dossiers.own_answer_sheet",
    "procedures.form_file",
    "editing.draft_file",
    "editing.add_requirement",
    "editing.attach_file",
    "editing.detach_file",
    "editing.change_requirement",
    "editing.save_part",
    "editing.change_order",
    "editing.place_question",
    "editing.preview_add_row",
    "editing.preview_remove_row",
    "editing.preview_form_paper",
    "editing.take_form",
    "editing.undo_change",
    "editing.find_source",
    "editing.discard",
    "editing.undo",
    "editing.unschedule",
    "editing.look_again",
    "editing.bulk_undo",
    "exchange.exported",
    "news.withdraw",
    "news.put_back",
    "news.preview",
    "news.feed",
    "posters.job_file",
    "posters.print_again",
    "posters.try_again",
    "posters.change_place",
    "vocabulary.add_to_event",
    "vocabulary.drop_from_event",
    "vocabulary.move_in_event",
    "vocabulary.move_heading",
    "vocabulary.settle",
    "vocabulary.take_name_back",
} | (pages_of_listening.NO_PAGES | pages_of_letters.NO_PAGES)
# The pages each test below looks at: a new page belongs to one of them, or the first test fails.
OF_ALL = {
    "home.index",
    "home.privacy",
    "home.help",
    "home.guide",
    "procedures.catalogue",
    "procedures.show",
    "codes.open_code",
    "commune.sign_in",
    "news.listing",
    "posters.counter",
    "dossiers.find",
    "dossiers.start",
}
OF_SUBMISSION = {
    "dossiers.applicant",
    "dossiers.answers",
    "dossiers.papers",
    "dossiers.paper",
    "dossiers.review",
    "dossiers.saved",
    "dossiers.confirmation",
    "dossiers.withdraw",
}
OF_CITIZENS_DOSSIER = {"dossiers.show", "dossiers.supplement", "dossiers.supplement_files"}
OF_RECEPTION = {
    "home.my_day",
    "commune.change_password",
    "commune.my_absences",
    "deadlines.moved",
    "dossiers.queue",
    "dossiers.work_on",
    "dossiers.view_case_file",
    "dossiers.national_code",
    "dossiers.accept",
    "dossiers.due_preview",
    "dossiers.mark_complete",
    "dossiers.request_supplement",
    "dossiers.refuse",
    "dossiers.preview_refusal",
    "dossiers.withdraw_for_citizen",
    "dossiers.assign",
    "dossiers.correct",
    "dossiers.note",
    "dossiers.take_supplement",
    "dossiers.remind",
    "dossiers.shelve",
    "dossiers.return_result",
    "dossiers.bulk_ask",
    "dossiers.bulk_do",
    "dossiers.bulk_undo",
    "register.register",
}
OF_EXPERTS = {
    "dossiers.begin",
    "dossiers.undo_begin",
    "dossiers.resolve",
    "dossiers.request_payment",
    "dossiers.propose_stop",
}
OF_LEADERS = {"dossiers.extend", "dossiers.preview_extension", "dossiers.stop", "dossiers.preview_stop"}
OF_COUNTER = {
    "desk.intake",
    "desk.procedures",
    "desk.accept",
    "desk.done",
    "desk.mirror",
    "desk.results",
    "desk.hand_over_results",
}
OF_TILL = {
    "till.day",
    "till.payment_code",
    "till.take_payment",
    "till.cancel_payment",
    "till.statement",
    "till.record_statement",
}
OF_ADMINISTRATORS = {
    "commune.edit_unit",
    "commune.hamlets",
    "commune.rename_hamlet",
    "commune.officers",
    "commune.add_officer",
    "commune.edit_officer",
    "commune.officer_absences",
    "commune.give_temporary_password",
    "commune.disable_officer",
}
OF_CALENDAR = {
    "deadlines.calendar",
    "deadlines.edit_week",
    "deadlines.add_day",
    "deadlines.edit_day",
    "deadlines.take_out_day",
    "deadlines.confirm_proposed",
}
OF_FEES = {
    "fees.overview",
    "fees.propose_account",
    "fees.read_code",
    "fees.confirm_account",
    "fees.retire_account",
    "fees.propose_fees",
}
OF_KEPT_WORDS = {
    "audit.log",
    "declarations.overview",
    "declarations.templates",
    "phrases.texts",
    "phrases.add_text",
    "phrases.edit_text",
    "register.paper_names",
    "register.paper_name",
}
# Looked at in test_pages_of_editors.py.
OF_EDITORS = {
    "editing.overview",
    "editing.show",
    "editing.create",
    "editing.remove",
    "editing.choose_filing",
    "editing.filing_preview",
    "editing.bulk",
    "editing.bulk_confirm",
    "editing.bulk_do",
    "editing.edit",
    "editing.show_part",
    "editing.builder",
    "editing.choose_kind",
    "editing.add_question",
    "editing.edit_question",
    "editing.remove_question",
    "editing.copy_form",
    "editing.preview_form",
    "editing.preview",
    "editing.publish",
    "editing.publish_several",
    "editing.compare",
    "editing.history",
    "editing.restore",
    "editing.retire",
    "editing.find_successor",
}
OF_CATALOGUE = {
    "exchange.choose_file",
    "exchange.look",
    "exchange.export",
    "posters.overview",
    "posters.order",
    "posters.job",
    "posters.places",
    "posters.rename_place",
    "posters.scans",
    "vocabulary.misses",
    "vocabulary.give_name",
    "vocabulary.names",
    "vocabulary.edit_names",
    "vocabulary.try_names",
    "vocabulary.headings",
    "vocabulary.add_heading",
    "vocabulary.edit_heading",
    "vocabulary.remove_heading",
    "vocabulary.event_procedures",
    "news.overview",
    "news.add",
    "news.edit",
    "news.show",
}
OF_CITIZENS = OF_ALL | OF_SUBMISSION | OF_CITIZENS_DOSSIER
OF_OFFICERS = OF_RECEPTION | OF_EXPERTS | OF_LEADERS | OF_COUNTER | OF_TILL
EVERY_PAGE = (
    OF_CITIZENS
    | OF_OFFICERS
    | OF_ADMINISTRATORS
    | OF_CALENDAR
    | OF_FEES
    | OF_KEPT_WORDS
    | OF_EDITORS
    | OF_CATALOGUE
    | OF_LISTENING
    | OF_LETTERS
)


def test_no_page_is_left_out(rules: MapAdapter) -> None:
    known = {rule.endpoint for rule in rules.map.iter_rules()}
    assert known - NO_PAGES - EVERY_PAGE == set(), "look at this page in one of the tests below"
    assert (NO_PAGES | EVERY_PAGE) - known == set(), "no such address any more"
    assert set() == NO_PAGES & EVERY_PAGE


def test_pages_of_all(open_page: OpenPage, rules: MapAdapter) -> None:
    look = Look(open_page(PHONE), rules, PHONE)
    look.at("/", "/thu-tuc", "/thu-tuc?q=khai+sinh", "/thu-tuc?q=khong+co+gi+nhu+the")
    look.at("/thu-tuc?trang=3", "/thu-tuc/1.000656", "/nop-ho-so/1.001193", axe=False)
    look.at("/thu-tuc/1.001193", "/thu-tuc/1.004222", "/thu-tuc/1.003583", "/thu-tuc/2.000884", "/nop-ho-so/2.000635")
    look.at("/tin", "/quay/1")
    look.at("/ho-so", "/rieng-tu", "/tro-giup", "/huong-dan", "/dang-nhap")
    look.at("/khong-co-trang-nay", "/q/khong", status=404)
    look.at("/thu-tuc/2.000986", "/nop-ho-so/000000000000/nguoi-nop", status=410)
    look.mistakes("/ho-so", axe=True)
    look.mistakes("/dang-nhap", axe=True)
    look.done(OF_ALL)


def test_pages_of_a_submission(open_page: OpenPage, rules: MapAdapter, tmp_path: Path) -> None:
    page = open_page(PHONE)
    look = Look(page, rules, PHONE)
    draft = start_draft(page, "2.000635")
    look.at(*(f"{draft}/{step}" for step in ("nguoi-nop", "noi-dung", "giay-to", "kiem-tra", "da-luu")))
    look.mistakes(f"{draft}/nguoi-nop", axe=True)
    look.mistakes(f"{draft}/noi-dung", axe=True)
    page.goto(f"{draft}/nguoi-nop")
    fill_applicant(page)
    look.press("the questions", axe=False)
    answer_questions(page)
    look.press("the papers", axe=False)
    paper = page.locator("form.upload").first.get_attribute("action") or ""
    (tmp_path / "ảnh chụp giấy tờ có tên rất dài không dấu cách nào cả_2026_11_23_ban_chinh.jpg").write_bytes(photo())
    send_paper(page, str(next(tmp_path.iterdir())), javascript=True)
    look.here("the papers with a photo")
    look.at(paper)
    page.goto(f"{draft}/giay-to")
    for box in page.get_by_role("checkbox").all():
        box.check()
    look.press("the whole, ready to be sent")
    look.at("/nop-ho-so/2.000635")
    page.goto(f"{draft}/kiem-tra")
    look.press("the receipt")
    dossier = page.url.removesuffix("/xac-nhan")
    look.at(f"{dossier}/rut", "/ho-so")
    look.at(dossier, axe=False)
    look.done(OF_SUBMISSION)


def test_pages_of_a_dossier(open_page: OpenPage, rules: MapAdapter, links: dict[str, str]) -> None:
    page = open_page(PHONE)
    look = Look(page, rules, PHONE)
    for status, link in links.items():
        page.goto(link)
        look.here(f"a dossier: {status}")
    page.goto(links["awaiting_supplement"])
    dossier = page.url
    look.at(f"{dossier}/bo-sung")
    look.mistakes(f"{dossier}/bo-sung", axe=True)
    page.locator("form.upload").evaluate("form => form.submit()")  # as without scripts, and no file picked
    page.wait_for_url("**/bo-sung/tep/*")
    look.here("files were to be sent, and none was")
    look.done(OF_CITIZENS_DOSSIER)


def test_pages_of_officers(open_page: OpenPage, rules: MapAdapter, served: Served) -> None:
    desk, expert, leader = (Look(open_page(DESKTOP), rules, DESKTOP) for _login in ("tiepnhan", "chuyenmon", "lanhdao"))
    for look, login in ((desk, "tiepnhan"), (expert, "chuyenmon"), (leader, "lanhdao")):
        sign_in(look.page, login)
        look.here(f"the day of {login}", axe=look is desk)
    cases = cases_by_status(desk.page)
    look_at_work_of_experts(expert, cases)
    look_at_work_of_leaders(leader, cases)
    look_at_work_of_the_desk(desk, cases)
    citizen = Look(open_page(PHONE), rules, PHONE)
    for status, (case, *_others) in cases_by_status(desk.page).items():
        desk.at(case)
        if status in ("Không tiếp nhận", "Chờ nộp phí", "Dừng xử lý"):  # the demonstration has none of these
            citizen.page.goto(link_of_citizen(desk))
            citizen.here(f"a citizen's dossier: {status}")
    leader.page.goto(cases["Chờ bổ sung"][0] + "/giao")
    leader.page.locator("#note").fill("Nhờ chị xem giúp hồ sơ này.")
    served.end_all_sign_ins()
    leader.press("a form that was sent after the sign-in had ended")
    expect(leader.page.locator("main")).to_contain_text("Nhờ chị xem giúp hồ sơ này.")
    citizen.done({"dossiers.show"})
    expert.done(OF_EXPERTS)
    leader.done(OF_LEADERS)
    desk.done(OF_RECEPTION)


def link_of_citizen(officer: Look) -> str:
    """The secret link of the dossier whose page the officer has open: a message of every dossier holds it."""
    link = re.search(r"/ho-so/mo/[\w-]+", officer.page.locator("main").text_content() or "")
    assert link, officer.page.url
    return link[0]


def look_at_work_of_experts(expert: Look, cases: dict[str, list[str]]) -> None:
    """What comes after acceptance; it leaves a dossier that waits for money, and one that is proposed to be stopped."""
    at_work, accepted = cases["Đang xử lý"][0], cases["Đã tiếp nhận"][-1]
    expert.at(accepted + "/xu-ly", at_work + "/hoan-tac-xu-ly", accepted + "/bo-sung")
    expert.at(at_work + "/yeu-cau-nop-phi", at_work + "/co-ket-qua")
    expert.overtaken(at_work + "/co-ket-qua")
    expert.mistakes(at_work + "/co-ket-qua")
    expert.mistakes(at_work + "/yeu-cau-nop-phi")
    expert.page.locator("#amount").fill("50000")
    expert.page.locator("#what").fill("Lệ phí, nộp tại quầy")
    expert.press("a dossier that waits for money", axe=False)
    expert.mistakes(accepted + "/de-nghi-dung", axe=True)
    expert.page.locator("#reason").fill("Ông/Bà đề nghị dừng.")
    expert.press("a dossier that is proposed to be stopped")


def look_at_work_of_leaders(leader: Look, cases: dict[str, list[str]]) -> None:
    """More time, or the end; it leaves a dossier that was stopped."""
    accepted, page = cases["Đã tiếp nhận"].pop(), leader.page
    leader.at(accepted)
    leader.mistakes(accepted + "/gia-han", axe=True)
    page.locator("#amount").fill("2")
    page.locator("#legal_ground").fill("Điều 17 Nghị định 118/2025/NĐ-CP")
    look_at_preview(leader, "what an extension would lead to")
    leader.mistakes(accepted + "/dung", axe=True)
    page.locator("#reason").fill("Ông/Bà đề nghị dừng.")
    page.locator("#legal_ground").fill("Điều 18 Nghị định 118/2025/NĐ-CP")
    look_at_preview(leader, "what a stop would say")
    leader.press("a dossier that was stopped", axe=False)


def look_at_preview(look: Look, name: str) -> None:
    """What a decision would say, as it is shown where no scripts run."""
    look.page.locator("form#move").evaluate("form => { form.action += '/xem-truoc'; form.submit(); }")
    look.page.wait_for_url("**/xem-truoc")
    look.here(name)


def look_at_work_of_the_desk(desk: Look, cases: dict[str, list[str]]) -> None:
    """What the desk does, from the list to handing over the result; it leaves a dossier that was refused."""
    new, ready, waiting = cases["Chờ tiếp nhận"][-1], cases["Đã xong"][0], cases["Chờ bổ sung"][0]
    desk.at("/can-bo/ho-so?trang-thai=tat-ca", "/can-bo/ho-so?tim=khong-co-gi", "/can-bo/mat-khau", "/can-bo/vang-mat")
    desk.mistakes("/can-bo/mat-khau")
    desk.mistakes("/can-bo/vang-mat", axe=True)
    moves = ("tiep-nhan", "du-giay-to", "bo-sung", "tu-choi", "rut", "giao", "sua", "ghi-chu", "ma-quoc-gia")
    desk.at(*(f"{new}/{move}" for move in moves), f"{new}/ngay-hen?amount=3&unit=working_day")
    desk.at(f"{waiting}/nhan-bo-sung", f"{waiting}/nhac", f"{ready}/ke", f"{ready}/tra-ket-qua")
    desk.at(cases["Đã trả"][0] + "/tiep-nhan", status=409)
    desk.at("/can-bo/so-theo-doi", "/can-bo/so-theo-doi?tu-ngay=2020-01-01&den-ngay=2020-01-31")
    desk.at("/can-bo/so-theo-doi?tu-ngay=2026-02-30", status=422)
    desk.at("/quan-tri/lich/ho-so-doi-ngay")
    desk.page.goto(ready)
    desk.at(desk.page.locator(".photos a").first.get_attribute("href") or "")
    for move in ("bo-sung", "sua", "ghi-chu", "giao"):
        desk.mistakes(f"{new}/{move}")
    desk.mistakes(f"{ready}/tra-ket-qua")
    desk.overtaken(f"{new}/sua", applicant_name="Trần Thị Tên Đã Sửa Lại")
    look_at_many(desk)
    desk.mistakes(f"{new}/tu-choi", axe=True)
    desk.page.locator("#reason").fill("Giấy tờ không đúng.")
    look_at_preview(desk, "what a refusal would say")
    desk.page.locator("#legal_ground").fill("Điều 17 Nghị định 118/2025/NĐ-CP")
    desk.press("a dossier that was refused", axe=False)


def look_at_many(desk: Look) -> None:
    """Many dossiers at once: what would be done and what not, to whom, done, and taken back."""
    page, preview = desk.page, ".bulk button"
    page.goto("/can-bo/ho-so?chon=trang")
    page.locator("select[name=viec]").select_option("tiep-nhan")
    desk.press("many to be accepted, and others that cannot be", button=preview)
    page.goto("/can-bo/ho-so?trang-thai=cho-tiep-nhan&chon=trang")
    page.locator("select[name=viec]").select_option("giao")
    desk.press("many to be handed over", axe=False, button=preview)
    desk.send()
    desk.here("many handed over to nobody", axe=False)
    page.locator("#to").select_option(index=1)
    desk.press("many that were handed over")
    desk.press("many that were handed back")


def test_pages_of_the_counter(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(DESKTOP)
    look = Look(page, rules, DESKTOP)
    sign_in(page, "taiquay")
    look.at("/can-bo/tiep-nhan", "/can-bo/tiep-nhan/thu-tuc?tim=ks", "/can-bo/tra-ket-qua")
    look.at("/can-bo/tiep-nhan/thu-tuc?tim=khong+co+gi+nhu+the", axe=False)
    scan_and_choose(page, CARD, PAID)
    look.refused("an intake that lacks a paper, of somebody known", button="#accept")
    window = Look(page.context.new_page(), rules, DESKTOP)
    window.at("/can-bo/man-hinh-phu")
    window.done({"desk.mirror"})
    window.page.close()  # behind another window a page draws once a second
    page.locator("#use-phone").click()
    expect(page.locator("#phone")).not_to_have_value("")
    tick_all_papers(page)
    look.press("a dossier that was taken in", button="#accept")
    case = page.get_by_role("link", name="Mở hồ sơ").get_attribute("href") or ""
    scan_and_choose(page, CARD, "chứng thực di chúc")
    look.here("an intake without a published limit")
    page.goto("/can-bo/tra-ket-qua")
    page.locator("#scan").fill("000192000111")
    look.press("a result to hand over", button="#scan + button")
    page.locator("#receiver").fill("")
    look.refused("a result for nobody", button="#hand-over-now")
    look_at_till(look, case)
    citizen = Look(open_page(PHONE), rules, PHONE)
    look.page.goto(case)
    citizen.page.goto(link_of_citizen(look))
    citizen.here("a citizen's dossier that has to be paid")
    citizen.done({"dossiers.show"})
    look.done(OF_COUNTER - {"desk.mirror"} | OF_TILL)


def look_at_till(look: Look, case: str) -> None:
    """Money of a dossier: the code to pay by, taken, taken back, and found in what the bank says."""
    page = look.page
    look.at("/can-bo/thu-phi?ngay=2021-01-02", case, f"{case}/ma-nop-phi", f"{case}/da-nop-phi")
    memo = page.locator("main .code").first.inner_text().replace(".", "")
    look.mistakes(f"{case}/da-nop-phi")
    page.goto(f"{case}/da-nop-phi")
    look.press("a dossier that was paid")
    look.at("/can-bo/thu-phi")
    look.mistakes(page.locator("main a[href$='/huy']").first.get_attribute("href") or "", axe=True)
    page.locator("#reason").fill("Ghi nhầm hồ sơ.")
    look.press("the day with a receipt that was taken back")
    look.mistakes("/can-bo/thu-phi/sao-ke", axe=True)
    lines = (f"{amount}\t{date_text(today())}\tMBVCB.1.{memo}.CT tu 99887766" for amount in ("+8,000", "+9,000"))
    page.locator("#text").fill("\n".join(["Số tiền\tNgày\tNội dung", *lines, "một dòng không đọc được"]))
    look.press("the statement beside the dossiers")
    page.locator("[name=lines]").first.uncheck()
    look.refused("nothing of the statement ticked")


def test_pages_of_overseers(open_page: OpenPage, rules: MapAdapter) -> None:
    look = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(look.page, "giamsat")
    look.at("/can-bo", "/can-bo/ho-so", "/can-bo/so-theo-doi")
    look.at("/can-bo/ho-so/1", status=403)
    look.done({"home.my_day", "dossiers.queue", "register.register"})


def test_pages_of_administrators(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(DESKTOP)
    look = Look(page, rules, DESKTOP)
    sign_in(page, "quantri")
    look.at("/can-bo", "/quan-tri/don-vi", "/quan-tri/don-vi/ap", "/quan-tri/don-vi/ap/1")
    look.at("/quan-tri/can-bo", "/quan-tri/can-bo?q=khong-co-ai", "/quan-tri/can-bo/them", "/quan-tri/can-bo/2")
    look.mistakes("/quan-tri/don-vi", axe=True)
    look.overtaken("/quan-tri/don-vi", address="Một địa chỉ rất dài " * 8)
    look.mistakes("/quan-tri/don-vi/ap")
    look.mistakes("/quan-tri/don-vi/ap/1")
    look.mistakes("/quan-tri/can-bo/them", axe=True)
    page.goto("/quan-tri/can-bo?q=tiepnhan2")
    page.locator("main table a").first.click()
    officer = page.url
    look.mistakes(f"{officer}/vang-mat")
    fill_date(page, "from_on", today() + timedelta(days=200))
    fill_date(page, "until_on", today() + timedelta(days=203))
    page.locator("#deputy").select_option(index=1)
    look.press("days away that were planned")
    look.at(f"{officer}/ngung", f"{officer}/mat-khau")
    look.press("the temporary password")
    password = page.locator("#password").inner_text()
    newcomer = Look(open_page(DESKTOP), rules, DESKTOP)
    sign_in(newcomer.page, "tiepnhan2", password, leads_to="/can-bo/mat-khau$")
    newcomer.here("the password that has to be changed")
    newcomer.done({"commune.change_password"})
    look.done(OF_ADMINISTRATORS)


def test_pages_of_the_calendar(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(DESKTOP)
    look = Look(page, rules, DESKTOP)
    sign_in(page, "quantri")
    look.at("/quan-tri/lich", "/quan-tri/lich/tuan", "/quan-tri/lich/them")
    look.at("/quan-tri/lich/de-xuat/2050", axe=False)
    day = page.goto("/quan-tri/lich") and page.locator("main td a").first.get_attribute("href")
    look.at(f"{day}", f"{day}/bo", f"/quan-tri/lich/de-xuat/{today().year + 2}")
    look.mistakes("/quan-tri/lich/tuan", axe=True)
    look.mistakes(f"{day}")
    look.overtaken("/quan-tri/lich/tuan", cut_off="14:00")
    look.mistakes("/quan-tri/lich/them", axe=True)
    fill_date(page, "on", today() + timedelta(days=1))
    fill_date(page, "until", today() + timedelta(days=8))
    page.locator("input[name=kind][value=off]").check()
    page.locator("#name").fill("Nghỉ phòng chống bão")
    look.press("what a holiday announced late would move")
    look.press("the dates it moved")
    look.done(OF_CALENDAR | {"deadlines.moved"})


def test_pages_of_fees(open_page: OpenPage, rules: MapAdapter) -> None:
    first, second = (Look(open_page(DESKTOP), rules, DESKTOP) for _login in ("quantri", "quantri2"))
    page = first.page
    sign_in(page, "quantri")
    sign_in(second.page, "quantri2")
    first.at("/quan-tri/phi", "/quan-tri/phi?q=khong-co-gi", "/quan-tri/phi/tai-khoan")
    page.goto("/quan-tri/phi")
    first.refused("no fee ticked")
    page.goto("/quan-tri/phi/tai-khoan")
    page.locator("main summary").first.click()
    first.refused("a code that is none")
    first.mistakes("/quan-tri/phi/tai-khoan", axe=True)
    page.locator("#bank").select_option(index=1)
    page.locator("#number").fill("000000000027")
    page.locator("#holder").fill("UBND XA AN PHUOC")
    first.press("an account that was proposed")
    second.page.goto("/quan-tri/phi")
    confirm = second.page.get_by_role("link", name="Xem lại và xác nhận").get_attribute("href") or ""
    second.at(confirm, confirm.replace("/xac-nhan", "/ngung"))
    second.mistakes(confirm)
    first.done(OF_FEES - {"fees.confirm_account", "fees.retire_account"})
    second.done({"fees.confirm_account", "fees.retire_account"})


def test_pages_of_words_that_are_kept(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(DESKTOP)
    look = Look(page, rules, DESKTOP)
    sign_in(page, "quantri")
    look.at("/quan-tri/mau-cau", "/quan-tri/mau-cau?dip=khong-co", "/quan-tri/mau-cau/1")
    look.mistakes("/quan-tri/mau-cau/them", axe=True)
    look.overtaken("/quan-tri/mau-cau/1", text="Một câu khác, viết trong lúc đồng nghiệp cũng sửa câu này.")
    look.at("/quan-tri/mau-giay", "/quan-tri/mau-giay/mau-01")
    look.mistakes("/quan-tri/mau-giay/mau-01")
    look.at("/quan-tri/thu-tuc/to-khai", "/quan-tri/thu-tuc/to-khai?q=khong-co-gi")
    look.at("/quan-tri/thu-tuc/1.001193/to-khai")
    look.mistakes("/quan-tri/thu-tuc/1.000656/to-khai")
    paper = {"name": "tờ khai.docx", "mimeType": DOCX, "buffer": word("Tôi là {{ ten_la }}. {% if ho_ten.upper() %}")}
    page.locator("input[type=file]").set_input_files([paper])
    look.refused("a template with an unknown name and a hostile expression")
    look.at("/quan-tri/nhat-ky", "/quan-tri/nhat-ky?so=khong-co")
    look.at("/quan-tri/nhat-ky?tu-ngay=2026-02-30", status=422)
    page.goto("/quan-tri/nhat-ky")
    look.press("the record, checked", axe=False)
    look.done(OF_KEPT_WORDS)


def test_dark_pages(open_page: OpenPage, rules: MapAdapter) -> None:
    page = open_page(PHONE)
    page.emulate_media(color_scheme="dark")
    look = Look(page, rules, PHONE)
    look.at("/", "/thu-tuc/1.001193", "/ho-so")
    sign_in(page, "taiquay")
    look.at("/can-bo/ho-so?trang-thai=tat-ca", "/can-bo/tra-ket-qua")
    scan_and_choose(page, CARD, PAID)
    look.here("an intake")
    look.done(set())
