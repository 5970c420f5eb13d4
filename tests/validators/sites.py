"""The built sites that are validated: their files, their addresses and what lies behind an address.

`SITES` names them, one a line: the folder and, after a blank, the address it is built for.
"""
import json
import os
from functools import cache, cached_property, wraps
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html


class Page:
    """A page of a site."""

    def __init__(self, site, file):
        self.site = site
        self.file = file
        path = file.relative_to(site.folder).as_posix()
        self.url = site.base_url + (path.removesuffix("index.html") if path.split("/")[-1] == "index.html" else path)
        self.text = file.read_text("utf-8")

    def __str__(self):
        return self.url

    @cached_property
    def tree(self):
        return html.document_fromstring(self.text.encode(), parser=html.HTMLParser(encoding="utf-8"))

    @property
    def is_redirect(self):
        return bool(self.tree.xpath("//meta[@http-equiv='refresh']"))

    @property
    def is_listed(self):
        return not self.is_redirect and not self.tree.xpath("//meta[@name='robots'][contains(@content, 'noindex')]")

    @property
    def is_edition(self):
        """An article as it is pasted into a mailing tool: no page of the site."""
        return self.file.name == "email.html"


class Site:
    """A built site."""

    def __init__(self, folder, base_url):
        self.folder = Path(folder)
        self.base_url = base_url

    def __str__(self):
        return self.base_url

    @cached_property
    def pages(self):
        return [Page(self, file) for file in self.files("*.html")]

    def files(self, pattern):
        """All published files of a name, in the order of their paths."""
        found = (file for file in self.folder.rglob(pattern) if ".summitry" not in file.parts)
        return sorted(file for file in found if file.is_file())

    def url_of(self, file):
        return self.base_url + Path(file).relative_to(self.folder).as_posix()

    def file_at(self, url, beside=None):
        """The file behind an address of the site; None where the address leads elsewhere or nowhere."""
        url = urldefrag(urljoin(beside or self.base_url, url)).url
        if not url.startswith(self.base_url):
            return None
        path = unquote(urlsplit(url).path)[len(urlsplit(self.base_url).path):]
        file = self.folder / path
        file = file / "index.html" if path == "" or path.endswith("/") else file
        return file if file.is_file() else None

    @cache
    def json(self, path):
        return json.loads((self.folder / path).read_text("utf-8"))


def for_each(cases):
    """Runs a test for each of the cases, which are tuples; a failure names the first of its case."""
    def decorate(test):
        @wraps(test)
        def run(self):
            found = list(cases())
            self.assertTrue(found, "nothing to look at")
            for case in found:
                with self.subTest(str(case[0])):
                    test(self, *case)
        return run
    return decorate


SITES = [Site(*line.split(" ", 1)) for line in os.environ.get("SITES", "").splitlines() if line]
if not SITES:
    raise SystemExit("SITES names no site: run scripts/validate")


def sites():
    """Each site, as a case."""
    return [(site,) for site in SITES]
