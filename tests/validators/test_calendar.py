"""calendar.ics: RFC 5545, as the Python library icalendar reads it, and the zones as IANA has them."""
import unittest
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from sites import SITES, for_each


def calendars():
    for site in SITES:
        data = (site.folder / "calendar.ics").read_bytes()
        yield site, data, Calendar.from_ical(data)


class TestCalendar(unittest.TestCase):
    @for_each(calendars)
    def test_lines_are_those_of_rfc_5545(self, _site, data, _calendar):
        self.assertTrue(data.endswith(b"END:VCALENDAR\r\n"))
        self.assertEqual(data.count(b"\n"), data.count(b"\r\n"))
        self.assertEqual(data.count(b"\r"), data.count(b"\r\n"))
        for line in data.split(b"\r\n"):
            self.assertLessEqual(len(line), 75, line)
            line.decode("utf-8")

    @for_each(calendars)
    def test_nothing_is_misunderstood(self, _site, _data, calendar):
        for component in calendar.walk():
            self.assertEqual(component.errors, [], component.name)
        self.assertEqual(calendar["VERSION"], "2.0")
        self.assertTrue(calendar["PRODID"] and calendar["NAME"] and calendar["X-WR-CALNAME"])
        self.assertEqual(calendar["REFRESH-INTERVAL"].dt, timedelta(days=1))

    @for_each(calendars)
    def test_each_event_is_whole(self, site, _data, calendar):
        uids = [str(event["UID"]) for event in calendar.events]
        self.assertTrue(uids)
        self.assertEqual(len(uids), len(set(uids)))
        for event in calendar.events:
            uid = event["UID"]
            self.assertTrue(event["SUMMARY"], uid)
            self.assertEqual(event["DTSTAMP"].dt.utcoffset(), timedelta(0), uid)
            self.assertEqual(event["LAST-MODIFIED"].dt.utcoffset(), timedelta(0), uid)
            self.assertIsNotNone(site.file_at(event["URL"]), event["URL"])
            start = event["DTSTART"].dt
            if isinstance(start, datetime):
                self.assertNotIn("DTEND", event, uid)
                self.assertGreater(event.get("DURATION").dt if "DURATION" in event else timedelta(1), timedelta(0))
            else:
                end = event["DTEND"].dt
                self.assertIs(type(end), date, uid)
                self.assertGreater(end, start, f"{uid}: the end of whole days is the day after")

    @for_each(calendars)
    def test_all_that_the_data_has_is_there(self, site, _data, calendar):
        summits = site.json("data/summits.json")["summits"]
        events = {str(event["UID"]).split("@")[0]: event for event in calendar.events}
        expected = {f"meeting-{summit['id']}" for summit in summits}
        expected |= {f"due-{s['id']}.{o['id']}" for s in summits for o in s["outcomes"] if o["due"]}
        gatherings = (site.folder / "events").glob("*/index.html") if (site.folder / "events").is_dir() else []
        known = {"event-" + page.parent.name for page in gatherings}
        self.assertEqual({uid for uid in events if not uid.startswith("event-")}, expected)
        self.assertLessEqual({uid for uid in events if uid.startswith("event-")}, known)
        for summit in summits:
            start = events[f"meeting-{summit['id']}"]["DTSTART"].dt
            self.assertEqual((start.date() if isinstance(start, datetime) else start).isoformat(), summit["date"])
            end = events[f"meeting-{summit['id']}"].get("DTEND")
            if end is not None:
                self.assertEqual((end.dt - timedelta(days=1)).isoformat(), summit["end_date"])

    @for_each(calendars)
    def test_each_zone_is_told_and_told_right(self, _site, _data, calendar):
        told = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
        used = set()
        for event in calendar.events:
            zone = event["DTSTART"].params.get("TZID")
            if zone is None:
                continue
            used.add(zone)
            self.assertIn(zone, told)
            local = event["DTSTART"].dt.replace(tzinfo=None)
            right = local.replace(tzinfo=ZoneInfo(zone))
            ours = local.replace(tzinfo=told[zone])
            self.assertEqual((ours.utcoffset(), ours.tzname()), (right.utcoffset(), right.tzname()), event["UID"])
        self.assertEqual(used, set(told))


if __name__ == "__main__":
    unittest.main()
