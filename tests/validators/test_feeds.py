"""Feeds: Atom as feedparser reads it, JSON Feed by the rules of version 1.1."""
import json
import unittest
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree, html

from sites import SITES, for_each, sites

ATOM = "{http://www.w3.org/2005/Atom}"
JSON_FEED = Draft202012Validator(
    json.loads(Path(__file__).with_name("json-feed-1.1.schema.json").read_text("utf-8")),
    format_checker=FormatChecker(),
)


def feeds(name):
    """Each feed of a name: its address, its site and its file."""
    return [(site.url_of(file), site, file) for site in SITES for file in site.files(name)]


class TestFeeds(unittest.TestCase):
    def links_are_absolute(self, markup):
        if not markup.strip():
            return
        for element in html.fragment_fromstring(markup, create_parent=True).iter():
            for name in ("href", "src"):
                address = element.get(name) if isinstance(element.tag, str) else None
                if address is not None:
                    self.assertIn(urlsplit(address).scheme, ("http", "https", "mailto", "tel"), address)

    @for_each(lambda: feeds("feed.xml"))
    def test_atom(self, url, site, file):
        root = etree.fromstring(file.read_bytes())
        self.assertEqual(root.tag, ATOM + "feed")
        for element in [root, *root.iter(ATOM + "entry")]:
            for name in ("id", "title", "updated"):
                self.assertEqual(len(element.findall(ATOM + name)), 1, f"one {name} each")
        feed = feedparser.parse(file.read_bytes())
        self.assertFalse(feed.bozo, feed.get("bozo_exception"))
        self.assertEqual(feed.version, "atom10")
        own = [link.href for link in feed.feed.links if link.rel == "self"]
        self.assertEqual(own, [site.url_of(file)])
        ids = [entry.id for entry in feed.entries]
        self.assertEqual(len(ids), len(set(ids)))
        for entry in feed.entries:
            self.assertTrue(entry.title and entry.updated_parsed, entry.id)
            self.assertIsNotNone(site.file_at(entry.link), entry.link)
            self.assertTrue(feed.feed.get("author") or entry.get("author"), "an author somewhere (RFC 4287, 4.1.1)")
            for content in entry.get("content", []):
                self.assertTrue(content.value.strip(), entry.id)
        # What feedparser mends is looked at as it was written.
        for content in root.iter(ATOM + "content"):
            if content.get("type") == "html":
                self.links_are_absolute(content.text or "")

    @for_each(sites)
    def test_the_feed_of_the_site_has_whole_entries(self, site):
        feed = feedparser.parse((site.folder / "feed.xml").read_bytes())
        self.assertTrue(feed.entries)
        for entry in feed.entries:
            self.assertTrue(entry.get("content"), f"{entry.id} has no content")
            self.assertTrue(entry.published_parsed)

    @for_each(lambda: feeds("feed.json"))
    def test_json_feed(self, url, site, file):
        feed = json.loads(file.read_text("utf-8"))
        faults = [f"{error.json_path}: {error.message}" for error in JSON_FEED.iter_errors(feed)]
        self.assertEqual(faults, [])
        self.assertEqual(feed["feed_url"], site.url_of(file))
        ids = [item["id"] for item in feed["items"]]
        self.assertEqual(len(ids), len(set(ids)))
        for item in feed["items"]:
            self.assertIsNotNone(site.file_at(item["url"]), item["url"])
            self.links_are_absolute(item.get("content_html", ""))

    @for_each(lambda: feeds("feed.json"))
    def test_both_formats_say_the_same(self, url, site, file):
        items = json.loads(file.read_text("utf-8"))["items"]
        atom = feedparser.parse(file.with_name("feed.xml").read_bytes())
        self.assertEqual([item["url"] for item in items], [entry.link for entry in atom.entries])

    @for_each(sites)
    def test_pages_name_feeds_that_exist(self, site):
        named = set()
        for page in site.pages:
            for link in page.tree.xpath("//link[@rel='alternate'][@href]"):
                file = site.file_at(link.get("href"), beside=page.url)
                self.assertIsNotNone(file, f"{page}: {link.get('href')} is not there")
                named.add(file)
        published = {file for name in ("feed.xml", "feed.json") for file in site.files(name)}
        self.assertIn(site.folder / "corrections/feed.json", published)
        self.assertEqual(published - named, set(), "feeds that no page names")


if __name__ == "__main__":
    unittest.main()
