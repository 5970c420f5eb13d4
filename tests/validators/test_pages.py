"""What pages say of themselves to programs: JSON-LD and Open Graph, as extruct finds them."""
import unittest
from functools import cache
from urllib.parse import urlsplit

import extruct

from sites import SITES, for_each

# The type that a page of a kind has at least, by the first class of its body.
TYPES = {
    "page-article": {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle"},
    "page-leader": {"Person", "ProfilePage"},
    "page-summit": {"Event"},
    "page-event": {"Event"},
    "page-home": {"WebSite"},
}


def nodes(value):
    """All objects in a JSON-LD document."""
    if isinstance(value, dict):
        yield value
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for part in value:
            yield from nodes(part)


def types(node):
    of = node.get("@type", [])
    return {of} if isinstance(of, str) else set(of)


@cache
def found():
    """Each page that search engines may list: the page, its site and what extruct finds in it."""
    return [
        (page, site, extruct.extract(page.text, base_url=page.url, syntaxes=["json-ld", "opengraph"], errors="strict"))
        for site in SITES
        for page in site.pages
        if page.is_listed and not page.is_edition
    ]


class TestPages(unittest.TestCase):
    def is_address(self, site, address):
        self.assertIn(urlsplit(address).scheme, ("http", "https"), address)
        if address.startswith(site.base_url):
            self.assertIsNotNone(site.file_at(address), f"{address} is not there")

    @for_each(found)
    def test_every_page_says_what_it_is(self, page, site, found):
        documents = found["json-ld"]
        self.assertTrue(documents, "no JSON-LD")
        for document in documents:
            self.assertIn(document.get("@context"), ("https://schema.org", "https://schema.org/"))
            self.assertTrue(types(document) or document.get("@graph"), "no @type")
        all_nodes = [node for document in documents for node in nodes(document)]
        kind = page.tree.xpath("string(//body/@class)").split(" ")[0]
        self.assertTrue(kind.startswith("page-"), kind)
        wanted = TYPES.get(kind)
        if wanted:
            self.assertTrue(any(types(node) & wanted for node in all_nodes), f"none of {wanted}")
        for node in all_nodes:
            self.assertNotIn(None, node.values(), "what is not known is left out")
            for key in ("url", "@id", "image", "mainEntityOfPage"):
                if isinstance(node.get(key), str):
                    self.is_address(site, node[key])

    @for_each(found)
    def test_the_way_from_the_front_page(self, page, site, found):
        trails = [node for document in found["json-ld"] for node in nodes(document) if "BreadcrumbList" in types(node)]
        if page.url == site.base_url:
            return
        self.assertEqual(len(trails), 1, "one BreadcrumbList")
        items = trails[0]["itemListElement"]
        self.assertEqual([item["position"] for item in items], list(range(1, len(items) + 1)))
        for item in items:
            self.assertTrue(item["name"])
        # The last may do without an address: it is this page.
        addresses = [item.get("item", page.url) for item in items]
        addresses = [item["@id"] if isinstance(item, dict) else item for item in addresses]
        self.assertEqual(addresses[0], site.base_url)
        self.assertEqual(len(addresses), len(set(addresses)))
        for address in addresses:
            self.is_address(site, address)

    @for_each(found)
    def test_a_link_that_is_shared_has_a_title_and_a_picture(self, page, site, found):
        [graph] = found["opengraph"] or [None]
        self.assertIsNotNone(graph, "no Open Graph")
        said = {}
        for name, value in graph["properties"]:
            if name.startswith("og:"):
                self.assertNotIn(name, said, f"{name} twice")
            said[name] = value
        for name in ("og:title", "og:type", "og:url", "og:image", "og:image:alt"):
            self.assertTrue(said.get(name), f"no {name}")
        self.assertEqual(said["og:url"], page.url)
        self.assertEqual(page.tree.xpath("string(//link[@rel='canonical']/@href)"), page.url)
        self.is_address(site, said["og:image"])
        self.assertEqual(page.tree.xpath("string(//meta[@name='twitter:card']/@content)"), "summary_large_image")

    @for_each(found)
    def test_pictures_are_as_large_as_is_said(self, page, site, found):
        said = dict(found["opengraph"][0]["properties"])
        data = site.file_at(said["og:image"]).read_bytes()
        self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
        size = tuple(int.from_bytes(data[at:at + 4], "big") for at in (16, 20))
        self.assertEqual(size, (int(said["og:image:width"]), int(said["og:image:height"])))


if __name__ == "__main__":
    unittest.main()
