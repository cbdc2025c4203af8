"""What the commune writes, how it is judged and what it sends: which tests look at which of these pages."""

# What answers no page of its own: files, data for scripts, and buttons that lead to a page named below.
NO_PAGES = {
    "dossiers.withdraw_consent",
    "dossiers.withdraw_consent_for_citizen",
    "letters.letter_pdf",
    "letters.open_letter_pdf",
    "letters.search_letters",
    "letters.send_letter",
    "letters.restore",
    "letters.use_template",
    "letters.mark_message",
    "letters.register_xlsx",
    "letters.print_file",
    "letters.try_print_again",
    "letters.mark_prints_sent",
    "letters.merge_workbook",
    "letters.merge_draft",
    "letters.print_template",
    "letters.rewrite_drafts",
    "letters.switch_trigger",
    "ratings.rate_own",
    "ratings.change",
    "evaluation.unit_csv",
    "evaluation.unit_xlsx",
    "evaluation.dossier_cases_file",
    "evaluation.feedback_cases_file",
    "evaluation.payment_cases_file",
    "evaluation.procedure_cases_file",
    "evaluation.usual_weights",
    "notifications.send_again",
    "notifications.send_all_again",
    "notifications.switch",
    "equipment.report_again",
    "equipment.reopen",
    "push.ask",
    "push.stop",
    "push.worker",
}
# Looked at in test_pages_of_letters.py.
OF_LETTER = {"letters.show", "letters.edit", "letters.sign", "letters.discard", "letters.note_returned"}
OF_SIGNING = {"letters.overview", "letters.approve", "letters.approve_and_send", "letters.register"}
OF_WRITING = {"letters.write", "letters.write_one", "letters.preview_letter"}
OF_PRINTING = {"letters.order_print", "letters.print_order", "letters.merge_list", "letters.merge_look"}
OF_READERS = {"letters.open_letter"}
OF_LETTER_TEXTS = {
    "letters.templates",
    "letters.edit_template",
    "letters.preview_template",
    "letters.template_versions",
    "letters.triggers",
    "letters.add_trigger",
    "letters.edit_trigger",
}
# Looked at in test_pages_of_ratings.py.
OF_RATERS = {
    "ratings.rate",
    "ratings.rate_desk",
    "ratings.rate_session",
    "ratings.reasons",
    "ratings.thanks",
    "ratings.counted",
}
OF_TABLET = {"ratings.tablets", "ratings.tablet", "ratings.reasons", "ratings.thanks"}
OF_RATED = {"ratings.low_ratings", "ratings.follow_up", "ratings.rating_figures", "ratings.invite"}
OF_EVALUATION = {
    "evaluation.unit",
    "evaluation.unit_on_paper",
    "evaluation.dossier_cases",
    "evaluation.payment_cases",
    "evaluation.feedback_cases",
    "evaluation.procedure_cases",
    "evaluation.procedures",
    "evaluation.officers",
}
OF_POINTS = {"evaluation.edit_weights", "ratings.settings"}
# Looked at in test_pages_of_messages.py.
OF_MESSAGES = {
    "notifications.overview",
    "notifications.failed",
    "notifications.by_hand",
    "notifications.email",
    "notifications.sms",
    "notifications.zalo",
    "notifications.push",
    "notifications.try_out",
    "notifications.events",
    "notifications.restore_events",
    "notifications.quiet_hours",
    "upkeep.condition",
}
OF_EQUIPMENT = {"equipment.overview", "equipment.report_fault", "equipment.mend"}
OF_LETTERS = (
    OF_LETTER
    | OF_SIGNING
    | OF_WRITING
    | OF_PRINTING
    | OF_READERS
    | OF_LETTER_TEXTS
    | OF_RATERS
    | OF_TABLET
    | OF_RATED
    | OF_EVALUATION
    | OF_POINTS
    | OF_MESSAGES
    | OF_EQUIPMENT
)
