// What can be told in the hamlet already, while the person still stands there; the server looks at everything again.
"use strict";
(() => {
  const PHONE = /^(0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}|02\d{9})$/;

  const NAME = /^\p{L}+(?:[ '.\-]\p{L}*)*\.?$/u;

  const plain = (value) => value.replace(/[\s.\-()]/g, "").replace(/^(\+84|0084|84(?=\d{9,10}$))/, "0");
  const isPhone = (value) => !value.trim() || PHONE.test(plain(value));
  const isName = (value) => !value.trim() || (value.trim().length > 1 && NAME.test(value.normalize("NFC").trim().replace(/\s+/g, " ")));
  const isNumber = (value) => !value.trim() || /^\d{12}$/.test(value.replace(/[\s.]/g, ""));

  /* Three boxes: "" for none, a date, or null for what is none. */
  function dateIn(form, name) {
    const [day, month, year] = ["ngay", "thang", "nam"].map((part) => form.elements[`${name}-${part}`].value.trim());
    if (!day && !month && !year) return "";
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    const real = /^\d{4}$/.test(year) && date.getMonth() === Number(month) - 1 && date.getDate() === Number(day);
    return real ? date : null;
  }

  function promiseIn(form, asked) {
    const { promise_words: words, promise_by: by } = form.elements;
    if (!words) return [];
    const due = dateIn(form, "promise_due"), isMade = asked || words.value.trim();
    return [
      isMade && !words.value.trim() && ["promise_words", "NeedPromise"],
      isMade && by.value === "0" && ["promise_by", "NeedLeader"],
      due === null ? ["promise_due", "NeedDate"] : isMade && !due && ["promise_due", "NeedDue"],
    ];
  }

  const checks = {
    opinion(form, files) {
      const box = (name) => form.elements[name].value.trim();
      const promised = form.elements.promise_words?.value.trim();
      return [
        !box("words") && !files.some((file) => file.kind === "voice") && ["words", "NeedWords"],
        !isName(box("sender_name")) && !form.elements.is_anonymous.checked && ["sender_name", "NeedName"],
        !isPhone(box("phone")) && ["phone", "NeedPhone"],
        box("handling") === "solved" && !box("solved_how") && ["solved_how", "NeedSolved"],
        box("handling") === "assigned" && !box("department") && ["department", "NeedDepartment"],
        box("conduct_line") && (box("handling") !== "later" || promised) && ["conduct_line", "NeedPlain"],
        ...promiseIn(form, false),
      ];
    },
    promise: (form) => promiseIn(form, true),
    count: (form) => [!/^\d{1,4}$/.test(form.elements.attendees.value.trim()) && ["attendees", "NeedCount"]],
    dossier(form, files) {
      const box = (name) => form.elements[name].value.trim();
      const photographed = new Set(files.map((file) => file.paper));
      const needed = [...form.querySelectorAll("[data-papers]:not([hidden]) [data-needed]")];
      const lacking = needed.some((paper) => !paper.checked && !photographed.has(paper.value));
      return [
        !box("procedure") && ["procedure", "NeedProcedure"],
        !box("applicant_name") && ["applicant_name", "NeedApplicant"],
        !isName(box("applicant_name")) && ["applicant_name", "NeedName"],
        !isNumber(box("citizen_number")) && ["citizen_number", "NeedNumber"],
        dateIn(form, "birth_on") === null && ["birth_on", "NeedDate"],
        !isPhone(box("dossier_phone")) && ["dossier_phone", "NeedPhone"],
        lacking && !box("why_lacking") && ["why_lacking", "NeedPapers"],
      ];
    },
  };

  /* Each question with the name of the sentence that says what is missing there. */
  window.cqttField.wrongWith = (form, kind, files) => checks[kind](form, files).filter(Boolean);
})();
