"""The one screen of an intake as it stands in a request: what was typed, what follows from it, what comes next."""

import secrets
from functools import cached_property
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from cqtt.citizen_number import contradictions
from cqtt.clock import now, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import DueDate, compute_due
from cqtt.commune.limits import Limit
from cqtt.commune.models import Commune, active_hamlets, the_commune
from cqtt.desk import choosing
from cqtt.desk.brought import PapersBrought
from cqtt.desk.card import Card, CardRefused, address_hint, name_hint, read_card, readable_of
from cqtt.desk.forms import IntakeForm
from cqtt.desk.home_on_card import place_of
from cqtt.desk.returning import Offer, Returning, offers, returning, twins
from cqtt.desk.scans import Scan, scans_folder, waiting_scans
from cqtt.dossiers.consents import asked_for
from cqtt.dossiers.models import Dossier
from cqtt.i18n import _
from cqtt.phrases.models import Occasion, StandardText, texts_for
from cqtt.procedures.catalogue import Catalogue, Published, published_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import Fact, fee_fact
from cqtt.procedures.requirements import Requirement
from cqtt.text import parse_phone

CONTACT = ("phone", "email")


class Screen:
    """What the officer sees and has typed. It changes nothing but its own boxes."""

    def __init__(self) -> None:
        self.form = IntakeForm(start_key=secrets.token_urlsafe(16))
        self.typed = str(request.form.get("tim", ""))[:100].strip()
        self.is_new_procedure = self.procedure is not None and self.form.shown_version.data != str(self.version_id)
        self.form.let_choose(self.hamlets, [text.text for text in self.reasons])
        self.form.offer_refusals(self.refusals)
        self._offer_consents()
        self.scan_error = self.scanned_phone = ""
        self.card: Card | None = None
        self._read_scan_field()
        self.taken_over = self._take_over(str(request.form.get("use", "")))
        if self.is_new_procedure:
            self._offer_fee()
            self._offer_result()
        self.form.shown_version.data = str(self.version_id or "")

    @cached_property
    def commune(self) -> Commune:
        return the_commune()

    @cached_property
    def hamlets(self) -> dict[int, str]:
        return {hamlet.id: hamlet.name for hamlet in active_hamlets()}

    # -- the person -------------------------------------------------------------------------------

    def _read_scan_field(self) -> None:
        """Fill the boxes from a card. What was scanned is neither kept nor shown again."""
        scanned = str(request.form.get("scan", ""))
        if not scanned.strip():
            return
        if phone := parse_phone(scanned):
            self.scanned_phone = phone
            self.form.write({"phone": phone})
            return
        try:
            self.card = read_card(scanned, today(), current_app.config["SETTINGS"].base_url)
        except CardRefused as refused:
            self.scan_error = refused.sentence
            self._fill_empty_boxes(readable_of(scanned, today()))
            return
        if self.form.citizen_number.data not in ("", None, self.card.number):
            self.form.write(dict.fromkeys(CONTACT, ""))  # those of whoever stood here before
        self.form.write(
            {
                "citizen_number": self.card.number,
                "applicant_name": self.card.name,
                "birth_on": self.card.birth_on,
                "sex": self.card.sex,
                "address_old": self.card.address,
                **self._home_on(self.card.address),
            }
        )

    def _home_on(self, address: str) -> dict[str, Any]:
        return place_of(address, self.hamlets, self.commune.name, self.commune.parent_name)

    def _fill_empty_boxes(self, read: dict[str, Any]) -> None:
        """Use what could be read of a damaged card, unless somebody else already stands in the boxes."""
        boxes = {name: self.form[name] for name in read}
        whose = [name for name in ("citizen_number", "applicant_name") if name in boxes and boxes[name].data]
        if not read or any(boxes[name].data != read[name] for name in whose):
            return
        if "address_old" in read:
            read |= self._home_on(read["address_old"])
        self.form.write({name: value for name, value in read.items() if not self.form[name].data})
        self.scan_error = _("%(why)s Các ô đọc được đã điền sẵn, xin so lại với thẻ.", why=self.scan_error)

    @cached_property
    def known(self) -> Returning | None:
        """Return whom this number or telephone belongs to, if they filed here before."""
        return returning(self.form.citizen_number.data or "", self.form.phone.data or "")

    def forget_known(self) -> None:
        """Show nothing of earlier dossiers: to whoever did not come from this page."""
        self.known = None

    @cached_property
    def twins(self) -> list[Dossier]:
        """Return what this person has already filed for this procedure and is still open, or is of today."""
        number = self.form.citizen_number.data or ""
        if not number or self.procedure is None:
            return []
        return twins(number, self.procedure.id, self.form.start_key.data or "", now())

    @property
    def has_unseen_twins(self) -> bool:
        """Whether nobody has asked yet about one of them."""
        seen = (self.form.seen_twins.data or "").split(",")
        return any(str(twin.id) not in seen for twin in self.twins)

    @property
    def offers(self) -> list[Offer]:
        return offers(self.known, self.form.boxes()) if self.known else []

    def _take_over(self, fact: str) -> bool:
        """Put a known fact into its boxes, as its button asks."""
        offer = next((each for each in self.offers if each.fact == fact), None) if fact else None
        if offer:
            self.form.write(offer.values)
        return offer is not None

    @property
    def remarks(self) -> list[str]:
        """Return what the officer should look at again; none of it stops the intake."""
        form = self.form
        number, birth, sex = form.citizen_number.data or "", form.birth_on.data, form.sex.data or ""
        found = [name_hint(form.applicant_name.data or ""), address_hint(form.address_old.data or "")]
        if self.scanned_phone:
            found.append(_("Vừa quét một số điện thoại, đã ghi vào ô Số điện thoại. Xin so lại."))
        return [*filter(None, found), *contradictions(number, birth, sex)]

    # -- the procedure ----------------------------------------------------------------------------

    @cached_property
    def catalogue(self) -> Catalogue:
        return published_catalogue()

    @cached_property
    def found(self) -> list[Published]:
        """Return what to choose from: what the typed letters may mean, else what is used most."""
        return choosing.find(self.catalogue, self.typed, choosing.used_lately(now()))

    @cached_property
    def procedure(self) -> Published | None:
        """Return the one picked from the list, the likeliest of what was typed, or the one chosen before."""
        picked, before = str(request.form.get("pick", "")), self.form.procedure.data or ""
        if self.typed and self.found:
            return next((each for each in self.found if each.address_code == picked), self.found[0])
        return self.catalogue.find(picked or before) if picked or before else None

    @property
    def finds_nothing(self) -> bool:
        """Whether letters were typed that no procedure has; the one chosen before stays."""
        return bool(self.typed) and not self.found

    @property
    def version_id(self) -> int | None:
        return self.procedure.version_id if self.procedure else None

    @property
    def content(self) -> ProcedureContent | None:
        return self.procedure.content if self.procedure else None

    @property
    def fee(self) -> Fact | None:
        """Return the fee in the words of the procedure's page; an unknown one is said to be unknown."""
        return fee_fact(self.content, "") if self.content else None

    def _offer_fee(self) -> None:
        """Write the published amount into the box of a procedure that was chosen just now."""
        fee = self.content.known_fee if self.content else None
        known = fee is not None and fee.amount_vnd is not None
        self.form.write({"fee": str(fee.amount_vnd) if fee and known else ""})

    def _offer_consents(self) -> None:
        """Ask for what the procedure lets one agree to; a tick that was made for another procedure says nothing."""
        if self.is_new_procedure:
            self.form.agreed_to.data = []
        self.form.offer_consents(asked_for(self.procedure.id if self.procedure else None), at_desk=True)

    def _offer_result(self) -> None:
        """Write the usual result into the box of a procedure that is settled on the spot."""
        if self.content and self.content.on_the_spot:
            usual = _("Đã giải quyết tại chỗ, trao kết quả ngay.")
            self.form.write({"result": self.results[0].text if self.results else usual})

    @property
    def limit(self) -> Limit | None:
        """Return the limit: as it is published, else as the officer wrote it."""
        known = self.content.known_limit if self.content else None
        return known or self.form.typed_limit

    @property
    def agreed_limit(self) -> Limit:
        """Return the limit of a screen that was checked."""
        if self.limit is None:
            raise ValueError("an intake without a limit")
        return self.limit

    @cached_property
    def due(self) -> DueDate | None:
        """Return when the result is due if the dossier is accepted now."""
        limit = self.limit if self.content else None
        return compute_due(working_calendar(self.commune), now(), limit) if limit else None

    @cached_property
    def reasons(self) -> list[StandardText]:
        return texts_for(Occasion.SUPPLEMENT_REASON, self.procedure.id) if self.procedure else []

    @cached_property
    def refusals(self) -> list[StandardText]:
        return texts_for(Occasion.REFUSAL, self.procedure.id) if self.procedure else []

    @cached_property
    def results(self) -> list[StandardText]:
        return texts_for(Occasion.RESULT, self.procedure.id) if self.procedure else []

    # -- papers and files -------------------------------------------------------------------------

    @cached_property
    def papers(self) -> PapersBrought | None:
        """Return the list of papers; another procedure begins with nothing ticked."""
        sent = None if self.is_new_procedure else request.form
        return PapersBrought.of(self.content, sent) if self.content else None

    @cached_property
    def picked_files(self) -> list[tuple[str, FileStorage]]:
        """Return the files of this request with the paper each belongs to."""
        lines = self.papers.lines if self.papers else ()
        ids = (line.requirement.id for line in lines)
        return [(paper, file) for paper in ids for file in request.files.getlist(f"files-{paper}") if file.filename]

    @property
    def has_scanner(self) -> bool:
        return scans_folder() is not None

    @cached_property
    def scans(self) -> list[tuple[Scan, str]]:
        """Return what lies in the scanner's folder, with the paper each file was given to, if any."""
        ids = {line.requirement.id for line in self.papers.lines} if self.papers else set()
        given = ((scan, str(request.form.get(f"scan-{scan.key}", ""))) for scan in waiting_scans())
        return [(scan, paper if paper in ids else "") for scan, paper in given]

    @property
    def vanished_scans(self) -> list[str]:
        """Return the keys of files that were chosen on the page and are gone, or were changed, since."""
        chosen = [name.removeprefix("scan-") for name, paper in request.form.items() if paper and name[:5] == "scan-"]
        return [key for key in chosen if key not in {scan.key for scan, _paper in self.scans}]

    @property
    def missing(self) -> list[Requirement]:
        """Return the compulsory papers that neither came nor were looked up."""
        with_files = {paper for paper, _file in self.picked_files} | {paper for _scan, paper in self.scans if paper}
        return self.papers.missing(with_files) if self.papers else []

    @property
    def lost_files(self) -> list[str]:
        """Return the names of files that a browser does not keep when the page is shown again."""
        return [file.filename or "" for _paper, file in self.picked_files]

    # -- what comes next --------------------------------------------------------------------------

    @property
    def changed_here(self) -> bool:
        """Whether this request itself filled boxes that nobody has looked at yet."""
        return bool(self.card or self.scan_error or self.scanned_phone or self.taken_over or self.is_new_procedure)

    def refuse(self, place: str, sentence: str) -> None:
        """Add a mistake that no box can tell by itself."""
        self.form.refuse(place, sentence)

    @property
    def http_status(self) -> int:
        return 422 if self.scan_error or (request.method == "POST" and self.form.complaints()) else 200
