"""Topics, limits, recipients of reports of conduct, standard answers; and what the calendar does by itself."""
