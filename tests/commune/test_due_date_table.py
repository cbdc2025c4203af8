"""A table of due dates, each told twice: by its row, read against the calendar, and by a slow count.

The days off stand here as plain dates copied from the notices, and the slow count walks over them, so that a
mistake in the proposed holidays, in the calendar or in the counting shows.
"""

from datetime import date, datetime, time, timedelta

import pytest

from cqtt.clock import ICT
from cqtt.commune.due_dates import Limit, Unit, compute_due
from cqtt.commune.holidays import calendar_days, propose
from cqtt.commune.working_time import ORDINARY_HOURS, CalendarDay, DayKind, WorkingCalendar

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MORNING, AFTERNOON = ORDINARY_HOURS[:1], ORDINARY_HOURS[1:]
OWN_DAYS = {
    date(2025, 6, 25): CalendarDay(DayKind.HALF, "Họp dân"),
    date(2025, 6, 27): CalendarDay(DayKind.HALF, "Tập huấn", hours=AFTERNOON),
    date(2025, 6, 28): CalendarDay(DayKind.MAKEUP, "Làm bù", hours=MORNING),
    date(2025, 12, 24): CalendarDay(DayKind.HALF, "Tổng kết năm"),
}
HOLIDAYS = calendar_days(row for year in range(2024, 2028) for row in propose(year))
CALENDAR = WorkingCalendar(days=HOLIDAYS | OWN_DAYS)
SATURDAYS = WorkingCalendar(days=HOLIDAYS | OWN_DAYS, saturday_counts=True)

TABLE = """
# The worked examples
2026-11-23 10:00 | 1 same_day | 2026-11-23 16:30
2026-11-23 15:30 | 1 same_day | 2026-11-25 16:30
2026-11-23 09:00 | 3 working_day | 2026-11-27 16:30
2026-02-12 09:00 | 5 working_day | 2026-02-26 16:30
2026-04-24 09:00 | 3 working_day | 2026-05-04 16:30
2026-11-23 09:00 | 30 day | 2026-12-23 16:30
2026-11-13 09:00 | 8 day | 2026-11-23 16:30
# Tết 2024: off from Thursday 08/02 to Wednesday 14/02
2024-02-05 09:00 | 1 working_day | 2024-02-06 16:30
2024-02-05 09:00 | 2 working_day | 2024-02-07 16:30
2024-02-05 09:00 | 3 working_day | 2024-02-15 16:30
2024-02-05 09:00 | 10 working_day | 2024-02-26 16:30
2024-02-07 09:00 | 1 working_day | 2024-02-15 16:30
2024-02-07 16:31 | 1 working_day | 2024-02-16 16:30
2024-02-08 09:00 | 1 working_day | 2024-02-16 16:30
2024-02-10 10:00 | 1 working_day | 2024-02-16 16:30
2024-02-14 23:59 | 1 working_day | 2024-02-16 16:30
2024-02-15 07:00 | 1 working_day | 2024-02-16 16:30
2024-02-07 15:00 | 1 same_day | 2024-02-07 16:30
2024-02-07 15:00:01 | 1 same_day | 2024-02-15 16:30
2024-02-12 08:00 | 1 same_day | 2024-02-15 16:30
2024-01-29 09:00 | 10 day | 2024-02-15 16:30
2024-01-30 09:00 | 15 day | 2024-02-15 16:30
2024-02-01 09:00 | 30 day | 2024-03-04 16:30
2024-02-07 16:00 | 1 hour | 2024-02-15 08:00
2024-02-07 10:00 | 8 hour | 2024-02-15 10:30
2024-02-09 10:00 | 2 hour | 2024-02-15 09:30
# Tết 2025: off from Saturday 25/01 to Sunday 02/02
2025-01-24 09:00 | 1 working_day | 2025-02-03 16:30
2025-01-24 17:00 | 1 working_day | 2025-02-04 16:30
2025-01-23 09:00 | 2 working_day | 2025-02-03 16:30
2025-01-20 09:00 | 5 working_day | 2025-02-03 16:30
2025-01-20 09:00 | 20 working_day | 2025-02-24 16:30
2025-01-25 09:00 | 1 working_day | 2025-02-04 16:30
2025-01-29 09:00 | 3 working_day | 2025-02-06 16:30
2025-02-02 21:00 | 3 working_day | 2025-02-06 16:30
2025-01-24 15:00 | 1 same_day | 2025-01-24 16:30
2025-01-24 15:01 | 1 same_day | 2025-02-03 16:30
2025-01-31 10:00 | 1 same_day | 2025-02-03 16:30
2025-01-15 09:00 | 15 day | 2025-02-03 16:30
2025-01-17 09:00 | 10 day | 2025-02-03 16:30
2025-01-04 09:00 | 21 day | 2025-02-03 16:30
2025-01-24 15:30 | 2 hour | 2025-02-03 08:30
2025-01-24 07:30 | 7 hour | 2025-01-24 16:00
2025-01-24 07:30 | 8 hour | 2025-02-03 08:00
# Tết 2026: off from Saturday 14/02 to Sunday 22/02
2026-02-13 09:00 | 1 working_day | 2026-02-23 16:30
2026-02-13 16:45 | 1 working_day | 2026-02-24 16:30
2026-02-14 09:00 | 1 working_day | 2026-02-24 16:30
2026-02-17 00:00 | 1 working_day | 2026-02-24 16:30
2026-02-06 09:00 | 7 working_day | 2026-02-24 16:30
2026-02-12 09:00 | 1 working_day | 2026-02-13 16:30
2026-02-12 09:00 | 2 working_day | 2026-02-23 16:30
2026-02-13 14:59 | 1 same_day | 2026-02-13 16:30
2026-02-13 15:01 | 1 same_day | 2026-02-23 16:30
2026-02-20 09:00 | 1 same_day | 2026-02-23 16:30
2026-02-11 09:00 | 5 day | 2026-02-23 16:30
2026-02-10 09:00 | 13 day | 2026-02-23 16:30
2026-02-13 16:00 | 2 hour | 2026-02-23 09:00
2026-02-13 07:30 | 15 hour | 2026-02-23 16:30
2026-02-18 15:00 | 4 hour | 2026-02-23 11:30
# Tết 2027, assumed: off from Thursday 04/02 to Wednesday 10/02
2027-02-03 09:00 | 1 working_day | 2027-02-11 16:30
2027-02-03 17:00 | 1 working_day | 2027-02-12 16:30
2027-02-02 09:00 | 2 working_day | 2027-02-11 16:30
2027-02-01 09:00 | 5 working_day | 2027-02-15 16:30
2027-02-06 09:00 | 5 working_day | 2027-02-18 16:30
2027-01-25 09:00 | 15 working_day | 2027-02-22 16:30
2027-02-03 15:00 | 1 same_day | 2027-02-03 16:30
2027-02-03 15:30 | 1 same_day | 2027-02-11 16:30
2027-02-09 09:00 | 1 same_day | 2027-02-11 16:30
2027-01-28 09:00 | 7 day | 2027-02-11 16:30
2027-01-25 09:00 | 17 day | 2027-02-11 16:30
2027-02-03 15:30 | 3 hour | 2027-02-11 09:30
2027-02-10 09:00 | 5 hour | 2027-02-11 14:00
# Swapped days: 29/04/2024 for Saturday 04/05, 02/05/2025 for Saturday 26/04, 02/01/2026 for Saturday 10/01,
# 31/08/2026 for Saturday 22/08
2024-04-26 09:00 | 1 working_day | 2024-05-02 16:30
2024-04-26 09:00 | 3 working_day | 2024-05-04 16:30
2024-04-26 09:00 | 4 working_day | 2024-05-06 16:30
2024-04-25 17:00 | 2 working_day | 2024-05-03 16:30
2024-05-03 09:00 | 1 working_day | 2024-05-04 16:30
2024-05-03 16:31 | 1 working_day | 2024-05-06 16:30
2024-05-04 09:00 | 1 working_day | 2024-05-06 16:30
2024-05-04 15:00 | 1 same_day | 2024-05-04 16:30
2024-05-04 15:01 | 1 same_day | 2024-05-06 16:30
2024-05-03 15:30 | 1 same_day | 2024-05-04 16:30
2024-04-29 09:00 | 1 same_day | 2024-05-02 16:30
2024-05-02 09:00 | 2 day | 2024-05-04 16:30
2024-05-03 16:00 | 2 hour | 2024-05-04 09:00
2024-05-04 16:00 | 1 hour | 2024-05-06 08:00
2025-04-25 09:00 | 1 working_day | 2025-04-26 16:30
2025-04-25 09:00 | 2 working_day | 2025-04-28 16:30
2025-04-25 09:00 | 5 working_day | 2025-05-06 16:30
2025-04-26 09:00 | 1 working_day | 2025-04-28 16:30
2025-04-29 09:00 | 1 working_day | 2025-05-05 16:30
2025-04-29 09:00 | 5 working_day | 2025-05-09 16:30
2025-04-25 16:00 | 1 same_day | 2025-04-26 16:30
2025-04-26 14:00 | 1 same_day | 2025-04-26 16:30
2025-04-29 15:30 | 1 same_day | 2025-05-05 16:30
2025-04-24 09:00 | 2 day | 2025-04-26 16:30
2025-04-22 09:00 | 8 day | 2025-05-05 16:30
2025-04-26 15:30 | 3 hour | 2025-04-28 09:30
2025-05-02 09:00 | 1 hour | 2025-05-05 08:30
2026-01-09 09:00 | 1 working_day | 2026-01-10 16:30
2026-01-08 09:00 | 3 working_day | 2026-01-12 16:30
2025-12-31 09:00 | 5 working_day | 2026-01-09 16:30
2025-12-31 09:00 | 6 working_day | 2026-01-10 16:30
2026-01-10 09:00 | 2 working_day | 2026-01-13 16:30
2026-08-21 16:31 | 1 working_day | 2026-08-24 16:30
2026-08-21 09:00 | 6 working_day | 2026-08-28 16:30
2026-08-22 09:00 | 5 working_day | 2026-08-28 16:30
2026-08-28 09:00 | 2 working_day | 2026-09-04 16:30
2026-08-22 15:00 | 1 same_day | 2026-08-22 16:30
2026-08-22 15:00:30 | 1 same_day | 2026-08-24 16:30
2026-08-20 09:00 | 2 day | 2026-08-22 16:30
2026-08-21 15:30 | 2 hour | 2026-08-22 08:30
2026-08-28 15:00 | 3 hour | 2026-09-03 09:00
# The other holidays
2024-04-17 09:00 | 1 working_day | 2024-04-19 16:30
2024-04-17 15:30 | 1 same_day | 2024-04-19 16:30
2024-08-30 09:00 | 1 working_day | 2024-09-04 16:30
2024-08-30 09:00 | 2 working_day | 2024-09-05 16:30
2024-08-03 09:00 | 30 day | 2024-09-04 16:30
2025-04-04 09:00 | 1 working_day | 2025-04-08 16:30
2025-04-04 15:30 | 1 same_day | 2025-04-08 16:30
2025-08-29 09:00 | 1 working_day | 2025-09-03 16:30
2025-08-29 15:00:01 | 1 same_day | 2025-09-03 16:30
2025-08-22 09:00 | 10 day | 2025-09-03 16:30
2026-04-24 15:30 | 1 same_day | 2026-04-28 16:30
2026-04-26 09:00 | 1 working_day | 2026-04-29 16:30
2026-04-29 15:30 | 1 same_day | 2026-05-04 16:30
2026-04-29 16:00 | 1 hour | 2026-05-04 08:00
2026-11-20 09:00 | 2 working_day | 2026-11-25 16:30
2026-11-23 16:00 | 8 hour | 2026-11-25 16:30
2027-04-15 15:30 | 1 same_day | 2027-04-19 16:30
2027-04-29 09:00 | 1 working_day | 2027-05-04 16:30
2027-04-30 09:00 | 1 working_day | 2027-05-05 16:30
2027-09-01 09:00 | 3 working_day | 2027-09-08 16:30
2027-09-01 15:01 | 1 same_day | 2027-09-06 16:30
2027-11-23 15:30 | 1 same_day | 2027-11-25 16:30
2027-11-23 09:00 | 1 day | 2027-11-25 16:30
# The ends of years, the end of February
2023-12-29 09:00 | 1 working_day | 2024-01-02 16:30
2023-12-29 15:30 | 1 same_day | 2024-01-02 16:30
2023-12-29 16:00 | 1 hour | 2024-01-02 08:00
2024-12-31 09:00 | 1 working_day | 2025-01-02 16:30
2024-12-31 09:00 | 3 working_day | 2025-01-06 16:30
2024-12-31 17:00 | 1 working_day | 2025-01-03 16:30
2024-12-31 15:00 | 1 same_day | 2024-12-31 16:30
2024-12-31 15:01 | 1 same_day | 2025-01-02 16:30
2024-12-31 16:00 | 1 hour | 2025-01-02 08:00
2024-12-02 09:00 | 30 day | 2025-01-02 16:30
2024-12-15 09:00 | 15 working_day | 2025-01-07 16:30
2025-12-31 16:30 | 1 working_day | 2026-01-05 16:30
2025-12-31 15:30 | 1 same_day | 2026-01-05 16:30
2025-12-31 15:30 | 2 hour | 2026-01-05 08:30
2025-12-02 09:00 | 30 day | 2026-01-05 16:30
2025-12-22 09:00 | 10 working_day | 2026-01-07 16:30
2026-12-31 14:59 | 1 same_day | 2026-12-31 16:30
2026-12-31 09:00 | 2 working_day | 2027-01-05 16:30
2026-12-30 16:31 | 1 working_day | 2027-01-04 16:30
2026-12-17 09:00 | 15 day | 2027-01-04 16:30
2026-12-31 16:15 | 1 hour | 2027-01-04 08:15
2027-01-01 09:00 | 1 working_day | 2027-01-05 16:30
2024-02-28 09:00 | 1 day | 2024-02-29 16:30
2024-02-28 09:00 | 2 working_day | 2024-03-01 16:30
2027-02-26 09:00 | 1 day | 2027-03-01 16:30
# The cut-off, lunch and night in an ordinary week: 14/07/2025 is a Monday
2025-07-14 14:59 | 1 same_day | 2025-07-14 16:30
2025-07-14 15:00 | 1 same_day | 2025-07-14 16:30
2025-07-14 15:00:01 | 1 same_day | 2025-07-15 16:30
2025-07-14 15:01 | 1 same_day | 2025-07-15 16:30
2025-07-14 05:00 | 1 same_day | 2025-07-14 16:30
2025-07-14 12:00 | 1 same_day | 2025-07-14 16:30
2025-07-14 16:30 | 1 same_day | 2025-07-15 16:30
2025-07-18 15:00 | 1 same_day | 2025-07-18 16:30
2025-07-18 15:01 | 1 same_day | 2025-07-21 16:30
2025-07-18 20:00 | 1 same_day | 2025-07-21 16:30
2025-07-19 09:00 | 1 same_day | 2025-07-21 16:30
2025-07-20 09:00 | 1 same_day | 2025-07-21 16:30
2025-07-14 07:30 | 1 hour | 2025-07-14 08:30
2025-07-14 07:29 | 1 hour | 2025-07-14 08:30
2025-07-14 10:30 | 1 hour | 2025-07-14 11:30
2025-07-14 10:45 | 1 hour | 2025-07-14 13:15
2025-07-14 11:30 | 1 hour | 2025-07-14 14:00
2025-07-14 12:20 | 1 hour | 2025-07-14 14:00
2025-07-14 13:00 | 4 hour | 2025-07-15 08:00
2025-07-14 15:30 | 1 hour | 2025-07-14 16:30
2025-07-14 15:31 | 1 hour | 2025-07-15 07:31
2025-07-14 16:30 | 1 hour | 2025-07-15 08:30
2025-07-14 23:00 | 1 hour | 2025-07-15 08:30
2025-07-14 10:00 | 9 hour | 2025-07-15 11:30
2025-07-14 07:30 | 15 hour | 2025-07-15 16:30
2025-07-14 07:30 | 16 hour | 2025-07-16 08:30
2025-07-18 14:00 | 4 hour | 2025-07-21 09:00
2025-07-18 16:31 | 4 hour | 2025-07-21 11:30
2025-07-19 10:00 | 4 hour | 2025-07-21 11:30
2025-07-14 08:20 | 30 hour | 2025-07-18 08:20
2025-07-14 07:30 | 75 hour | 2025-07-25 16:30
# Calendar days that end on days off
2025-07-14 09:00 | 4 day | 2025-07-18 16:30
2025-07-14 09:00 | 5 day | 2025-07-21 16:30
2025-07-14 09:00 | 6 day | 2025-07-21 16:30
2025-07-14 09:00 | 7 day | 2025-07-21 16:30
2025-07-18 17:00 | 5 day | 2025-07-28 16:30
2025-07-19 09:00 | 5 day | 2025-07-28 16:30
2025-07-20 23:59 | 13 day | 2025-08-04 16:30
2025-07-14 09:00 | 45 day | 2025-08-28 16:30
2025-08-02 09:00 | 30 day | 2025-09-03 16:30
2025-08-01 09:00 | 31 day | 2025-09-03 16:30
2026-10-25 09:00 | 29 day | 2026-11-25 16:30
2026-10-26 17:00 | 28 day | 2026-11-25 16:30
2026-03-27 09:00 | 30 day | 2026-04-28 16:30
2027-04-01 09:00 | 30 day | 2027-05-04 16:30
# Working days in ordinary weeks
2025-07-14 09:00 | 1 working_day | 2025-07-15 16:30
2025-07-14 16:30 | 1 working_day | 2025-07-15 16:30
2025-07-14 16:31 | 1 working_day | 2025-07-16 16:30
2025-07-17 09:00 | 3 working_day | 2025-07-22 16:30
2025-07-18 09:00 | 1 working_day | 2025-07-21 16:30
2025-07-18 17:00 | 1 working_day | 2025-07-22 16:30
2025-07-19 09:00 | 1 working_day | 2025-07-22 16:30
2025-07-20 09:00 | 1 working_day | 2025-07-22 16:30
2025-07-14 09:00 | 5 working_day | 2025-07-21 16:30
2025-07-14 09:00 | 15 working_day | 2025-08-04 16:30
2025-07-14 09:00 | 60 working_day | 2025-10-08 16:30
# Half days: Wednesday 25/06/2025 in the morning, Friday 27/06 in the afternoon, the made-up Saturday 28/06 and
# Wednesday 24/12 in the morning
2025-06-24 09:00 | 1 working_day | 2025-06-25 11:30
2025-06-24 09:00 | 2 working_day | 2025-06-26 16:30
2025-06-24 09:00 | 3 working_day | 2025-06-27 16:30
2025-06-24 09:00 | 4 working_day | 2025-06-28 11:30
2025-06-24 09:00 | 5 working_day | 2025-06-30 16:30
2025-06-25 11:30 | 1 working_day | 2025-06-26 16:30
2025-06-25 11:31 | 1 working_day | 2025-06-27 16:30
2025-06-25 11:00 | 1 same_day | 2025-06-25 11:30
2025-06-25 13:30 | 1 same_day | 2025-06-26 16:30
2025-06-27 08:00 | 1 same_day | 2025-06-27 16:30
2025-06-27 15:30 | 1 same_day | 2025-06-28 11:30
2025-06-28 10:00 | 1 same_day | 2025-06-28 11:30
2025-06-28 12:00 | 1 same_day | 2025-06-30 16:30
2025-06-24 09:00 | 1 day | 2025-06-25 11:30
2025-06-25 09:00 | 3 day | 2025-06-28 11:30
2025-06-25 09:00 | 2 day | 2025-06-27 16:30
2025-06-24 16:00 | 1 hour | 2025-06-25 08:00
2025-06-24 15:30 | 8 hour | 2025-06-26 10:30
2025-06-25 11:00 | 1 hour | 2025-06-26 08:00
2025-06-25 12:00 | 8 hour | 2025-06-27 13:30
2025-06-26 16:00 | 5 hour | 2025-06-28 08:30
2025-06-27 07:00 | 7 hour | 2025-06-28 11:00
2025-06-28 11:00 | 1 hour | 2025-06-30 08:00
2025-12-23 09:00 | 1 working_day | 2025-12-24 11:30
2025-12-23 15:30 | 1 same_day | 2025-12-24 11:30
2025-12-23 15:30 | 5 hour | 2025-12-24 11:30
2025-12-24 11:30 | 1 same_day | 2025-12-24 11:30
2025-12-24 14:00 | 2 hour | 2025-12-25 09:30
"""
ROWS = [tuple(row.split(" | ")) for row in TABLE.splitlines() if row and not row.startswith("#")]

# Received, limit, due when a Saturday does not count, due when it does.
SATURDAY_TABLE = """
2025-07-18 16:30 | 1 working_day | 2025-07-21 16:30 | 2025-07-21 16:30
2025-07-18 16:31 | 1 working_day | 2025-07-22 16:30 | 2025-07-21 16:30
2025-07-19 00:00 | 1 working_day | 2025-07-22 16:30 | 2025-07-21 16:30
2025-07-19 09:00 | 1 working_day | 2025-07-22 16:30 | 2025-07-21 16:30
2025-07-19 19:30 | 1 working_day | 2025-07-22 16:30 | 2025-07-21 16:30
2025-07-20 09:00 | 1 working_day | 2025-07-22 16:30 | 2025-07-22 16:30
2025-07-19 09:00 | 5 working_day | 2025-07-28 16:30 | 2025-07-25 16:30
2025-07-19 09:00 | 1 day | 2025-07-22 16:30 | 2025-07-21 16:30
2025-07-19 09:00 | 2 day | 2025-07-23 16:30 | 2025-07-21 16:30
2025-07-19 09:00 | 7 day | 2025-07-28 16:30 | 2025-07-28 16:30
2025-07-19 09:00 | 8 day | 2025-07-29 16:30 | 2025-07-28 16:30
2025-07-19 09:00 | 2 hour | 2025-07-21 09:30 | 2025-07-21 09:30
2025-07-18 17:00 | 2 hour | 2025-07-21 09:30 | 2025-07-21 09:30
2025-07-19 09:00 | 1 same_day | 2025-07-21 16:30 | 2025-07-21 16:30
2025-07-19 15:30 | 1 same_day | 2025-07-21 16:30 | 2025-07-21 16:30
2025-07-18 15:30 | 1 same_day | 2025-07-21 16:30 | 2025-07-21 16:30
2024-05-04 09:00 | 1 working_day | 2024-05-06 16:30 | 2024-05-06 16:30
2024-05-04 17:00 | 1 working_day | 2024-05-07 16:30 | 2024-05-07 16:30
2024-02-10 09:00 | 1 working_day | 2024-02-16 16:30 | 2024-02-16 16:30
2026-02-14 09:00 | 1 working_day | 2026-02-24 16:30 | 2026-02-23 16:30
2027-05-01 09:00 | 1 working_day | 2027-05-05 16:30 | 2027-05-05 16:30
2026-11-21 09:00 | 1 working_day | 2026-11-25 16:30 | 2026-11-23 16:30
2026-11-21 09:00 | 3 day | 2026-11-26 16:30 | 2026-11-25 16:30
"""
SATURDAY_ROWS = [tuple(row.split(" | ")) for row in SATURDAY_TABLE.split("\n") if row]


def spread(*texts: str) -> set[date]:
    """Return the days, of which "2024-02-08/2024-02-14" names the first and the last."""
    days = set()
    for text in texts:
        first, _, last = text.partition("/")
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            days.add(day)
            day += DAY
    return days


OFF = spread(
    *("2024-01-01", "2024-02-08/2024-02-14", "2024-04-18", "2024-04-29/2024-05-01", "2024-09-02/2024-09-03"),
    *("2025-01-01", "2025-01-27/2025-01-31", "2025-04-07", "2025-04-30/2025-05-02", "2025-09-01/2025-09-02"),
    *("2026-01-01/2026-01-02", "2026-02-16/2026-02-20", "2026-04-26/2026-04-27", "2026-04-30/2026-05-01"),
    *("2026-08-31/2026-09-02", "2026-11-24", "2027-01-01", "2027-02-04/2027-02-10", "2027-04-16"),
    *("2027-04-30/2027-05-01", "2027-05-03", "2027-09-02/2027-09-03", "2027-11-24"),
)
MADE_UP = spread("2024-05-04", "2025-04-26", "2025-06-28", "2026-01-10", "2026-08-22")
MORNINGS = spread("2025-06-25", "2025-06-28", "2025-12-24")
AFTERNOONS = spread("2025-06-27")


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def open_at(at: datetime) -> bool:
    """Tell whether somebody works in the minute of a working day that begins now."""
    morning, afternoon = time(7, 30) <= at.time() < time(11, 30), time(13) <= at.time() < time(16, 30)
    return (morning and at.date() not in AFTERNOONS) or (afternoon and at.date() not in MORNINGS)


def closes(day: date) -> time:
    return time(11, 30) if day in MORNINGS else time(16, 30)


def slow_due(at: datetime, amount: int, unit: str, saturday_counts: bool = False) -> datetime:
    if unit == "hour":
        return slow_hours(at, amount * 60)
    while not (works(at.date()) and at.time() <= closes(at.date())):
        if saturday_counts and at.weekday() == 5 and not {at.date()} & (OFF | MADE_UP):
            break
        at = datetime.combine(at.date() + DAY, time())
    day, left = at.date(), amount
    if unit == "same_day":
        left = int(at.time() > time(15))
    while left:
        day += DAY
        left -= unit == "day" or works(day)
    while not works(day):
        day += DAY
    return datetime.combine(day, closes(day))


def slow_hours(at: datetime, minutes: int) -> datetime:
    while minutes:
        if not works(at.date()):
            at = datetime.combine(at.date() + DAY, time())
            continue
        minutes -= open_at(at)
        at += MINUTE
    return at


def due(calendar: WorkingCalendar, received: str, limit: str) -> str:
    amount, unit = limit.split()
    at = datetime.fromisoformat(received).replace(tzinfo=ICT)
    return f"{compute_due(calendar, at, Limit(int(amount), Unit(unit))).due_at.astimezone(ICT):%Y-%m-%d %H:%M}"


def slowly(received: str, limit: str, saturday_counts: bool = False) -> str:
    amount, unit = limit.split()
    return f"{slow_due(datetime.fromisoformat(received), int(amount), unit, saturday_counts):%Y-%m-%d %H:%M}"


def test_the_table_is_long_and_no_row_stands_twice() -> None:
    assert len({row[:2] for row in ROWS}) == len(ROWS) >= 240


@pytest.mark.parametrize(("received", "limit", "expected"), ROWS)
def test_a_due_date_is_the_one_of_the_table_and_of_the_slow_count(received: str, limit: str, expected: str) -> None:
    assert due(CALENDAR, received, limit) == expected
    assert slowly(received, limit) == expected


@pytest.mark.parametrize(("received", "limit", "by_default", "counting"), SATURDAY_ROWS)
def test_a_saturday_counts_as_the_unit_decided(received: str, limit: str, by_default: str, counting: str) -> None:
    assert (due(CALENDAR, received, limit), due(SATURDAYS, received, limit)) == (by_default, counting)
    assert (slowly(received, limit), slowly(received, limit, saturday_counts=True)) == (by_default, counting)


@pytest.mark.parametrize("year", range(2024, 2028))
def test_the_proposed_days_are_those_copied_from_the_notices(year: int) -> None:
    days = [date(year, 1, 1) + number * DAY for number in range(365)]
    calendar = WorkingCalendar(days=HOLIDAYS)
    own = set(OWN_DAYS)
    assert [day for day in days if day not in own and calendar.is_working_day(day) is not works(day)] == []
