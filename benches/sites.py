"""Writes the same made-up record as a site of summitry and as a site of Hugo.

    python3 sites.py ARTICLES FOLDER

makes FOLDER/hugo, FOLDER/alike (summitry with the theme of this bench) and FOLDER/chancery (summitry as it comes).
It is a program of its own because of its memory: on Linux a program's peak counts in what its starter held.
"""

import datetime
import json
import re
import shutil
import sys
from pathlib import Path

import corpus
import words

HERE = Path(__file__).resolve().parent
ADDRESS = "https://bench.example/"
CROSS_LINK = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")


def toml(table, inside=""):
    """A table with its plain values first and the tables within it after them."""
    plain, nested = [], []
    for key, value in table.items():
        if value is None:
            continue
        if isinstance(value, dict):
            nested.append(f"\n[{inside}{key}]\n{toml(value, f'{inside}{key}.')}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            nested += [f"\n[[{inside}{key}]]\n{toml(item, f'{inside}{key}.')}" for item in value]
        else:
            plain.append(f"{key} = {toml_value(value)}\n")
    return "".join(plain + nested)


def toml_value(value):
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def write(path, table, body=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"+++\n{toml(table)}+++\n{body}", encoding="utf-8")


def offices(leader):
    return [
        {"title": office.title, "country": office.country, "from": office.start, "to": office.end}
        for office in leader.offices
    ]


def write_summitry(record, root, theme=None):
    """The site as an editor of summitry would write it."""
    settings = {"title": "Bench", "base_url": ADDRESS, "language": "en", "theme": theme and "alike"}
    settings["pillars"] = [{"id": id, "name": name} for id, name in words.PILLARS]
    site = root / "site"
    (site / "sources").mkdir(parents=True)
    (site / "site.toml").write_text(toml(settings), encoding="utf-8")
    source = {"minutes": {"title": "Minutes that nobody took", "publisher": "Bench"}}
    (site / "sources/minutes.toml").write_text(toml(source), encoding="utf-8")
    if theme:
        shutil.copytree(theme, root / "themes/alike")
    for leader in record.leaders:
        fields = {"name": leader.name, "native_name": leader.native_name, "country": leader.country}
        fields |= {"aliases": [leader.family], "offices": offices(leader)}
        write(site / f"leaders/{leader.id}.md", fields, leader.body)
    for summit in record.summits:
        fields = {"title": summit.title, "date": summit.day}
        fields["end_date"] = summit.last_day if summit.last_day > summit.day else None
        fields["kind"] = "bilateral" if len(summit.participants) == 2 else "multilateral"
        fields["participants"] = [leader.id for leader in summit.participants]
        fields["place"] = {"city": summit.city, "country": summit.country, "lat": summit.latitude}
        fields["place"] |= {"lon": summit.longitude, "venue": summit.venue}
        fields["outcomes"] = [
            vars(outcome) | {"by": [outcome.by], "to": [outcome.to], "sources": ["minutes"]}
            for outcome in summit.outcomes
        ]
        write(site / f"summits/{summit.id}.md", fields, summit.body)
    for article in record.articles:
        fields = {"title": article.title, "date": article.day, "authors": article.authors}
        fields |= {"summary": article.summary, "pillars": article.pillars}
        fields["summits"] = [summit.id for summit in article.summits]
        fields["leaders"] = [leader.id for leader in article.leaders]
        write(root / f"articles/{article.day}-{article.slug}/article.md", fields, article.body)


def write_hugo(record, root):
    """The site as taxonomies: leaders, summits, countries and pillars are terms, each with a text of its own.

    So Hugo's own index answers what belongs to what (`.Pages` of a term, `.GetTerms` of a page), and no template has
    to look through the site.
    """
    shutil.copytree(HERE / "hugo", root)
    shutil.copytree(HERE / "theme/static", root / "static")
    content = root / "content"
    names = {leader.id: (f"/leaders/{leader.id}/", leader.name) for leader in record.leaders}
    names |= {summit.id: (f"/summits/{summit.id}/", summit.title) for summit in record.summits}

    def plain_link(match):
        address, name = names[match[1]]
        return f"[{match[2] or name}]({address})"

    for section in ("articles", "leaders", "summits", "countries", "pillars"):
        write(content / section / "_index.md", {"title": section.capitalize()})
    for code, name in record.countries():
        write(content / f"countries/{code.lower()}/_index.md", {"title": name})
    for id, name in words.PILLARS:
        write(content / f"pillars/{id}/_index.md", {"title": name})
    for leader in record.leaders:
        fields = {"title": leader.name, "native_name": leader.native_name, "countries": [leader.country.lower()]}
        fields |= {"offices": offices(leader)}
        write(content / f"leaders/{leader.id}/_index.md", fields, leader.body)
    for summit in record.summits:
        fields = {"title": summit.title, "date": summit.day, "city": summit.city, "venue": summit.venue}
        fields |= {"leaders": [leader.id for leader in summit.participants], "countries": [summit.country.lower()]}
        fields["outcomes"] = [vars(outcome) for outcome in summit.outcomes]
        write(content / f"summits/{summit.id}/_index.md", fields, summit.body)
    for article in record.articles:
        fields = {"title": article.title, "date": article.day, "authors": article.authors}
        fields |= {"summary": article.summary, "pillars": article.pillars}
        fields["summits"] = [summit.id for summit in article.summits]
        fields["leaders"] = [leader.id for leader in article.leaders]
        write(content / f"articles/{article.slug}.md", fields, CROSS_LINK.sub(plain_link, article.body))


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    record = corpus.make(count)
    write_hugo(record, folder / "hugo")
    write_summitry(record, folder / "alike", HERE / "theme")
    write_summitry(record, folder / "chancery")


if __name__ == "__main__":
    main()
