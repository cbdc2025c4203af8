"""What people tell the commune, and what it answers, promises and pledges: which tests look at which of its pages."""

# What answers no page of its own: files, calendars, data for scripts, and buttons that lead to a page named below.
NO_PAGES = {
    "feedback.autosave",
    "feedback.photos",  # for the script; whoever has none sends the photographs with the words
    "feedback.draft_file",
    "feedback.drop_file",
    "feedback.discard",
    "feedback.open_by_link",
    "feedback.withdraw_consent",
    "feedback.own_file",
    "feedback.public_photo",
    "feedback.staff_file",
    "feedback.blurred_photo",
    "feedback.put_back",
    "feedback.search_inbox",
    "feedback.mark_feedback_message_sent",
    "feedback.change_topic",
    "feedback.change_standard_answer",
    "promises.photo",
    "leaders.vcard",
    "leaders.photo",
    "leaders.qr",
    "leaders.sheet",
    "leaders.copy_week",
    "leaders.change_shift",
    "leaders.change_reception_time",
    "leaders.change_call",
    "leaders.strike_reception_entry",
    "leaders.reception_book_pdf",
    "pledges.board",
    "pledges.own_card",
    "pledges.all_cards",
    "pledges.blank_sheet",
    "pledges.scan",
    "listening.one_calendar",
    "listening.whole_calendar",
    "listening.put_back",
    "listening.hold",
    "listening.mark_reminder_sent",
    "listening.take_down",
    "listening.minutes_as_pdf",
    "listening.minutes_as_docx",
    "listening.signed_sheet",
    "listening.field_shell",  # the field page once more, as the device keeps it
    "listening.field_worker",
    "listening.field_token",
    "listening.field_sync",
    "listening.field_file",
    "commune.officer_photo",
    "commune.remove_photo",
    "posters.change_counter",
}
# Looked at in test_pages_of_feedback.py.
OF_SENDERS = {
    "feedback.begin",
    "feedback.say",
    "feedback.who",
    "feedback.preview",
    "feedback.follow_instead",
    "feedback.sent",
    "feedback.complaints",
    "feedback.find",
    "feedback.show",
    "feedback.rate",
    "feedback.reopen",
    "feedback.forget",
    "feedback.mend_words",
    "feedback.listing",
}
OF_HANDLERS = {
    "feedback.inbox",
    "feedback.work_on",
    "feedback.log_call",
    "feedback.transcribe",
    "feedback.classify",
    "feedback.mark_conduct",
    "feedback.assign",
    "feedback.answer",
    "feedback.reject",
    "feedback.merge",
    "feedback.note",
    "feedback.publish",
    "feedback.unpublish",
}
OF_HEAD = {"feedback.amend", "feedback.close", "feedback.restore"}
OF_SETTINGS = {
    "feedback.settings",
    "feedback.recipients",
    "feedback.limits",
    "feedback.add_topic",
    "feedback.edit_topic",
    "feedback.standard_answers",
    "feedback.add_standard_answer",
    "feedback.edit_standard_answer",
}
# Looked at in test_pages_of_listening.py.
OF_EVERYBODY = {
    "leaders.listing",
    "leaders.ask_call_back",
    "leaders.call_back_asked",
    "pledges.show",
    "promises.listing",
    "promises.show",
    "listening.listing",
    "listening.show",
}
OF_SESSIONS = {
    "listening.overview",
    "listening.plan",
    "listening.change",
    "listening.result",
    "listening.cancel",
    "listening.publish",
    "listening.signed_minutes",
    "listening.field_page",
}
OF_PROMISES = {
    "promises.overview",
    "promises.add",
    "promises.work",
    "promises.move",
    "promises.keep",
    "promises.drop",
    "promises.reopen",
}
OF_RECEIVING = {
    "leaders.calls",
    "leaders.finish_call",
    "leaders.roster",
    "leaders.reception_times",
    "leaders.reception_entries",
    "leaders.add_reception_entry",
    "leaders.reception_entry",
}
OF_PLEDGES = {"pledges.overview", "pledges.of_officer", "pledges.take_back"}
OF_SIGNERS = {"pledges.sign"}
OF_COUNTERS = {"posters.counters", "posters.add_counter", "posters.edit_counter", "commune.put_photo"}
OF_LISTENING = (
    OF_SENDERS
    | OF_HANDLERS
    | OF_HEAD
    | OF_SETTINGS
    | OF_EVERYBODY
    | OF_SESSIONS
    | OF_PROMISES
    | OF_RECEIVING
    | OF_PLEDGES
    | OF_SIGNERS
    | OF_COUNTERS
)
