"""Lists of addresses: sitemap.xml, robots.txt, llms.txt, and the Markdown of articles."""
import html
import re
import unittest
from urllib.robotparser import RobotFileParser

from lxml import etree

from sites import for_each, sites

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# The day or moment of W3C Datetime, as sitemaps.org wants it.
MOMENT = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$"


class TestAddresses(unittest.TestCase):
    def sitemap(self, site, file):
        """All addresses of a sitemap, and of those that it is an index of."""
        raw = file.read_bytes()
        self.assertLess(len(raw), 50 * 1024 * 1024)
        root = etree.fromstring(raw)
        rows = list(root)
        self.assertLessEqual(len(rows), 50_000)
        self.assertIn(root.tag, (SITEMAP + "urlset", SITEMAP + "sitemapindex"))
        row_tag = SITEMAP + ("url" if root.tag == SITEMAP + "urlset" else "sitemap")
        for row in rows:
            self.assertEqual(row.tag, row_tag)
            names = [child.tag for child in row if child.tag.startswith(SITEMAP)]
            self.assertEqual(len(names), len(set(names)))
            self.assertLessEqual(set(names), {SITEMAP + name for name in ("loc", "lastmod", "changefreq", "priority")})
            loc = row.findtext(SITEMAP + "loc")
            self.assertLess(len(loc), 2048)
            lastmod = row.findtext(SITEMAP + "lastmod")
            if lastmod is not None:
                self.assertRegex(lastmod, MOMENT)
            if row_tag == SITEMAP + "sitemap":
                part = site.file_at(loc)
                self.assertIsNotNone(part, f"{loc} is not there")
                yield from self.sitemap(site, part)
            else:
                yield loc

    @for_each(sites)
    def test_the_sitemap_has_exactly_the_pages_to_be_listed(self, site):
        listed = list(self.sitemap(site, site.folder / "sitemap.xml"))
        self.assertEqual(len(listed), len(set(listed)))
        files = [site.file_at(address) for address in listed]
        self.assertNotIn(None, files)
        expected = {page.file for page in site.pages if page.is_listed and not page.is_edition}
        self.assertEqual(set(files), expected)

    @for_each(sites)
    def test_robots_may_read_and_find_the_sitemap(self, site):
        lines = (site.folder / "robots.txt").read_text("utf-8").splitlines()
        robots = RobotFileParser()
        robots.parse(lines)
        self.assertEqual(robots.site_maps(), [site.base_url + "sitemap.xml"])
        self.assertTrue(robots.can_fetch("*", site.base_url))

    @for_each(sites)
    def test_llms_txt(self, site):
        text = (site.folder / "llms.txt").read_text("utf-8")
        lines = text.splitlines()
        self.assertRegex(lines[0], r"^# \S", "it begins with the name of the site")
        self.assertTrue(any(line.startswith("> ") for line in lines), "it says what the site is")
        links = re.findall(r"\]\(<?([^)>\s]+)>?\)", text)
        self.assertTrue(links)
        for link in links:
            self.assertTrue(link.startswith(site.base_url), f"{link} is not a whole address of the site")
            self.assertIsNotNone(site.file_at(link), f"{link} is not there")

    @for_each(sites)
    def test_each_article_has_its_markdown(self, site):
        articles = [page for page in site.pages if page.tree.xpath("//body[contains(@class, 'page-article')]")]
        self.assertTrue(articles)
        for page in articles:
            twin = page.file.with_name("index.md")
            self.assertTrue(twin.is_file(), f"{page} has no index.md")
            title = page.tree.xpath("string(//h1)").strip()
            self.assertTrue(title)
            text = twin.read_text("utf-8")
            # Backslashes and references of HTML both stand for letters in Markdown.
            plain = html.unescape(re.sub(r"\\(.)", r"\1", text))
            self.assertIn(title, plain, f"{page}: its Markdown lacks the title")
            self.assertNotIn("[[", text, f"{page}: a link that only summitry understands")
            alternates = page.tree.xpath("//link[@rel='alternate'][@type='text/markdown']/@href")
            self.assertEqual([site.file_at(address, beside=page.url) for address in alternates], [twin])
            for link in re.findall(r"\]\(<?(https?://[^)>\s]+)>?\)", text):
                if link.startswith(site.base_url):
                    self.assertIsNotNone(site.file_at(link), f"{link} is not there")

    @for_each(sites)
    def test_what_a_host_asks_for(self, site):
        self.assertEqual((site.folder / ".nojekyll").read_bytes(), b"")
        self.assertTrue((site.folder / "404.html").is_file())
        has_domain = site.base_url.count("/") == 3 and not site.base_url.endswith(".github.io/")
        self.assertEqual((site.folder / "CNAME").is_file(), has_domain)


if __name__ == "__main__":
    unittest.main()
