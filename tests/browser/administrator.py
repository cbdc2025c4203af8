"""An administrator at a browser who owns one procedure: each deed is done on its page, as somebody new would."""

import re
from contextvars import copy_context
from datetime import date

from playwright.sync_api import FilePayload, Locator, Page, expect

from cqtt import worker
from cqtt.clock import frozen
from tests.browser.look import Look
from tests.browser.office import Office
from tests.browser.officers import TICKED, fill, press
from tests.browser.path import fill_date, sign_in
from tests.declarations.papers import word
from tests.dossiers.citizen import photo

LIST = "/quan-tri/thu-tuc"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Administrator:
    """Works on one procedure from its first word to its poster."""

    def __init__(self, office: Office, page: Page, look: Look, code: str) -> None:
        self.office, self.page, self.look, self.code = office, page, look, code
        sign_in(page, "quantri", leads_to="/(can-bo|quan-tri)")

    @property
    def address(self) -> str:
        return f"{LIST}/{self.code}"

    def open(self, where: str = "") -> Page:
        """Open a page of the procedure; a minute has gone by."""
        self.office.wait(1)
        self.page.goto(f"{self.address}{where}")
        return self.page

    # -- words ------------------------------------------------------------------------------------

    def add(self, name: str) -> None:
        page = self.page
        page.goto(LIST)
        page.get_by_role("link", name="Thêm thủ tục").first.click()
        fill(page, name=name, code=self.code)
        page.locator("#field").select_option(index=1)
        self.look.here("a new procedure")
        press(page, "Thêm và viết tiếp")
        expect(page).to_have_url(re.compile(f"{re.escape(self.address)}/sua$"))

    def section(self, part: str) -> Locator:
        """A section of the page; a minute has gone by, so that what is saved from now on says another time."""
        self.office.wait(1)
        return self.page.locator(f"#{part}")

    def saved(self, part: str) -> None:
        expect(self.page.locator(f"#luu-{part} .saved")).to_contain_text(f"Đã lưu lúc {self.office.at:%H:%M}")

    def write(self, part: str, **typed: str) -> None:
        """Type into a section, and go on when the page says that it is saved."""
        section = self.section(part)
        for name, text in typed.items():
            box = section.locator(f"[name={name}]")
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)
        self.saved(part)

    def vouch(self, source: str) -> None:
        """Say where the words come from, and that all of them were compared with it."""
        section = self.section("can-cu")
        section.locator("[name=source]").fill(source)
        for box in section.locator("[name=checked]").all():
            box.check()
        self.saved("can-cu")

    def add_paper(self, name: str) -> Locator:
        """Add a document, and return its fold, opened."""
        page = self.page
        page.locator("#new_name").fill(name)
        page.locator("#new_name").press("Enter")
        row = page.locator("#giay-to .row", has_text=name)
        expect(row.locator("details")).to_have_attribute("open", "")
        return row

    def send_files(self, row: Locator, form: str, sample: str) -> None:
        """Give a document its blank form and a picture of one that is filled in."""
        blank = FilePayload(name=form, mimeType=DOCX, buffer=word("Đơn mượn nhà văn hóa ấp"))
        for number, file in enumerate((blank, FilePayload(name=sample, mimeType="image/jpeg", buffer=photo()))):
            row.locator("input[type=file]").nth(number).set_input_files(file)
            expect(row.locator(".kept")).to_have_count(number + 1)
        expect(row.locator(".kept img")).to_have_js_property("complete", True)

    def put_first_by_keyboard(self, name: str) -> None:
        """Move a document up with the keyboard until nothing stands above it."""
        names = self.page.locator("#giay-to .row summary b")
        for place in range(names.all_inner_texts().index(name), 0, -1):
            self.section("giay-to").get_by_role("button", name=f"Chuyển “{name}” lên").focus()
            self.page.keyboard.press("Enter")
            expect(names.nth(place - 1)).to_have_text(name)
            self.saved("giay-to")

    def file_here(self, reason: str) -> None:
        page = self.open("/cach-nop")
        page.locator("input[name=mode][value=local]").check()
        fill(page, reason=reason)
        expect(page.locator("#nguoi-dan-doc")).to_contain_text(reason)  # told while it is typed
        press(page, "Lưu cách nộp")
        expect(page.locator("#cach-nop")).to_contain_text("Nộp tại đây")

    # -- questions --------------------------------------------------------------------------------

    def ask(self, kind: str, into: str = "", **typed: str) -> None:
        """Add a question at the end, or into a group; what kind of question is chosen first, by its name."""
        page = self.open("/cau-hoi")
        if into:
            page.locator("li.card", has_text=into).get_by_role("link", name="Thêm câu vào nhóm này").click()
        else:
            page.get_by_role("link", name="Thêm câu").first.click()
        page.locator(".kinds").get_by_role("link", name=kind, exact=True).click()
        fill(page, **typed)

    def only_when(self, question: str, answer: str) -> None:
        """Let the question that is being written wait for an answer to an earlier one."""
        page = self.page
        page.get_by_label(f"Chỉ khi “{question}” là").check()
        page.locator(".condition", has_text=question).get_by_label(answer, exact=True).check()

    def keep_question(self, name: str) -> None:
        press(self.page, "Lưu")
        expect(self.page.locator("#builder")).to_contain_text(name)

    # -- to the public ----------------------------------------------------------------------------

    def publish(self, why: str) -> None:
        page = self.open("/cong-bo")
        expect(page.locator("main")).not_to_contain_text("Chưa công bố được")
        fill(page, note=why)
        press(page, "Công bố bản này")
        expect(page.locator("main")).to_contain_text("Người dân đọc được ngay từ bây giờ.")

    def call_it(self, *names: str) -> None:
        """Give it everyday names, and try one of them before it is kept."""
        page = self.page
        page.goto("/quan-tri/tra-cuu/ten-goi")
        page.locator("input[name=q]").fill(self.code)
        page.locator("input[name=q]").press("Enter")
        page.locator(f"main a[href$='/{self.code}']").first.click()
        page.locator("[name=names]").fill("\n".join(names))
        page.locator("#thu").fill(names[0])
        expect(page.locator("#tried li").first.locator("b")).to_be_visible()  # it comes first
        self.look.here("everyday names")
        press(page, "Lưu tên gọi")
        expect(page.locator("[name=names]")).to_have_value("\n".join(names))

    def order_poster(self, place: str) -> bytes:
        """Order an A5 poster, have the worker make it while the page waits, and take the file."""
        page = self.page
        page.goto("/quan-tri/to-ma")
        page.locator("#q").fill(self.code)
        expect(page.locator("#found input[name=chon]")).to_have_count(1)
        page.locator("#found input[name=chon]").check()
        press_first(page, "In những mục đã đánh dấu")
        page.locator("input[name=size][value=a5]").check()
        fill(page, new_place=place)
        self.look.here("an order for posters")
        press(page, "Làm tệp PDF")
        expect(page.locator("#job")).to_contain_text("Đang làm")
        self.let_the_worker_run()
        link = page.get_by_role("link", name="Tải tờ mã (PDF)")  # the page asks again by itself
        answer = page.request.get(link.get_attribute("href") or "")  # a browser shows it instead of keeping it
        assert answer.status == 200, answer.status
        return answer.body()

    def let_the_worker_run(self) -> None:
        with self.office.app.app_context(), frozen(self.office.at):
            assert copy_context().run(worker.tick) == 0

    def announce(self, title: str, body: str, until: date) -> None:
        page = self.page
        page.goto("/quan-tri/tin")
        page.get_by_role("link", name="Viết tin").first.click()
        fill(page, title=title, body=body, is_urgent=TICKED)
        fill_date(page, "expires_day", until)
        expect(page.locator("#drawn strong")).to_be_visible()
        self.look.here("an announcement being written")
        press(page, "Lưu")
        expect(page.locator("main")).to_contain_text("Đang đăng")

    def export(self) -> bytes:
        self.page.goto(LIST)
        self.page.get_by_role("link", name="Xuất ra tệp").click()
        name, content = taken(self.page, "Tải XLSX (Excel)")
        assert name.endswith(".xlsx"), name
        return content


def press_first(page: Page, name: str) -> None:
    """Press the first of several buttons that say the same."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()


def taken(page: Page, link: str) -> tuple[str, bytes]:
    """Press a link that leads to a file; return the name and the content that arrive."""
    with page.expect_download() as arriving:
        page.get_by_role("link", name=link).first.click()
    return arriving.value.suggested_filename, arriving.value.path().read_bytes()
