"""Open data: each file against the schema that it names, and the files against each other."""
import csv
import io
import json
import re
import unittest
from urllib.parse import urldefrag

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from sites import SITES, for_each, sites

# What a spreadsheet would run; a negative number is none of it.
FORMULA = re.compile(r"^([=+@\t\r]|-(?![\d.]+$))")

SETS = ("articles", "leaders", "summits", "outcomes")


def sets():
    """Each set of each site: its address, its site, its name and what it holds."""
    for site in SITES:
        for name in SETS:
            yield f"{site}data/{name}.json", site, name, site.json(f"data/{name}.json")


def faults(validator, data):
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


class TestData(unittest.TestCase):
    def validator(self, site, address):
        file = site.file_at(address)
        self.assertIsNotNone(file, f"the schema {address} is not there")
        schema = json.loads(file.read_text("utf-8"))
        self.assertEqual(schema["$id"], address)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        Draft202012Validator.check_schema(schema)
        return Draft202012Validator(schema, format_checker=FormatChecker())

    def registry(self, site, address):
        schema = self.validator(site, urldefrag(address).url).schema
        return Registry().with_resource(schema["$id"], Resource.from_contents(schema))

    @for_each(sets)
    def test_each_set_is_what_its_schema_says(self, url, site, name, data):
        self.assertEqual(data["schema"], f"{site.base_url}data/{name}.schema.json")
        self.assertEqual(faults(self.validator(site, data["schema"]), data), [])

    @for_each(sets)
    def test_a_schema_can_say_no(self, url, site, name, data):
        validator = self.validator(site, data["schema"])
        self.assertNotEqual(faults(validator, {}), [])
        self.assertNotEqual(faults(validator, {**data, name: [{}]}), [])
        self.assertNotEqual(faults(validator, {**data, name: None}), [])

    @for_each(sets)
    def test_records_are_there_and_their_pages_too(self, url, site, name, data):
        records = data[name]
        self.assertTrue(records)
        for record in records:
            self.assertIsNotNone(site.file_at(record["url"]), record["url"])
        urls = [record["url"] for record in records]
        self.assertEqual(len(urls), len(set(urls)))

    @for_each(sites)
    def test_outcomes_are_those_of_the_meetings(self, site):
        meetings = site.json("data/summits.json")["summits"]
        nested = [(f"{m['url']}#outcome-{o['id']}", o) for m in meetings for o in m["outcomes"]]
        flat = {outcome["url"]: outcome for outcome in site.json("data/outcomes.json")["outcomes"]}
        self.assertEqual(sorted(url for url, _ in nested), sorted(flat))
        for url, outcome in nested:
            for key, value in outcome.items():
                self.assertEqual(flat[url].get(key), value, f"{url}: {key}")
            anchor = urldefrag(url).fragment
            self.assertIn(f'id="{anchor}"', site.file_at(url).read_text("utf-8"))

    @for_each(sites)
    def test_the_table_of_outcomes_has_the_same_rows(self, site):
        raw = (site.folder / "data/outcomes.csv").read_bytes()
        self.assertTrue(raw.endswith(b"\r\n"), "lines end as RFC 4180 has it")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        head, *rows = rows
        self.assertEqual(len(head), len(set(head)))
        self.assertEqual({len(row) for row in rows}, {len(head)})
        outcomes = site.json("data/outcomes.json")["outcomes"]
        self.assertEqual(len(rows), len(outcomes))
        for row, outcome in zip(rows, outcomes):
            cells = dict(zip(head, row))
            # An apostrophe keeps spreadsheets from running a text.
            text = cells["text"].removeprefix("'") if FORMULA.match(outcome["text"]) else cells["text"]
            self.assertEqual((cells["id"], text), (outcome["id"], outcome["text"]))
            for cell in row:
                self.assertFalse(FORMULA.match(cell), cell)

    @for_each(sites)
    def test_each_record_alone_is_that_of_its_set(self, site):
        for name in ("leaders", "summits"):
            records = {record["url"]: record for record in site.json(f"data/{name}.json")[name]}
            files = [file for file in site.files("data.json") if file.parent.parent == site.folder / name]
            self.assertEqual({site.url_of(file).removesuffix("data.json") for file in files}, set(records))
            for file in files:
                url = site.url_of(file)
                alone = json.loads(file.read_text("utf-8"))
                address = alone.pop("schema")
                for key in ("license", "as_of"):
                    self.assertIn(key, alone, url)
                    alone.pop(key)
                alone = alone.get(name.removesuffix("s"), alone)
                validator = Draft202012Validator({"$ref": address}, registry=self.registry(site, address))
                self.assertEqual(faults(validator, alone), [], url)
                for key, value in records[url.removesuffix("data.json")].items():
                    self.assertIn(key, alone, url)
                    self.assertEqual(alone[key], value, f"{url}: {key}")

    @for_each(sites)
    def test_all_json_means_the_same_everywhere(self, site):
        """RFC 8259, section 4: a key twice, and numbers that are none, are read in different ways."""
        def once(pairs):
            keys = [key for key, _ in pairs]
            self.assertEqual(len(keys), len(set(keys)), keys)
            return dict(pairs)

        def never(constant):
            self.fail(f"{constant} is no JSON")

        for file in site.files("*.json"):
            if "pagefind" not in file.parts:
                json.loads(file.read_text("utf-8"), object_pairs_hook=once, parse_constant=never)


if __name__ == "__main__":
    unittest.main()
