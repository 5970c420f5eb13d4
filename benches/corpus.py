"""A made-up record of meetings: who leads what, who met whom, what was settled, and articles about it.

Everything follows from the number of articles: a quarter as many meetings, a twentieth as many leaders, and the same
record again each time. A few leaders are in many articles and most in few, as in real life. In texts a cross link is
written `[[id]]` or `[[id|words]]`, as summitry has it.
"""

import bisect
import datetime
import itertools
import random
import re
from dataclasses import dataclass, field

import words

FIRST_DAY = datetime.date(2005, 1, 1)
DAYS = 7_600  # The last day lies in the past, so that no article is held back.
SEED = 20_251_103
# Leader k has the weight 1 / (k + LEVEL): at 10,000 articles the first one is in one of eleven.
LEVEL = 8


@dataclass
class Office:
    title: str
    country: str
    start: datetime.date
    end: datetime.date | None


@dataclass
class Leader:
    id: str
    name: str
    family: str
    native_name: str | None
    country: str
    offices: list[Office]
    body: str


@dataclass
class Outcome:
    id: str
    pillar: str
    text: str
    status: str
    by: str
    to: str


@dataclass
class Summit:
    id: str
    title: str
    day: datetime.date
    last_day: datetime.date
    city: str
    country: str
    latitude: float
    longitude: float
    venue: str
    participants: list[Leader]
    outcomes: list[Outcome]
    body: str


@dataclass
class Article:
    slug: str
    title: str
    day: datetime.date
    authors: list[str]
    summary: str
    pillars: list[str]
    summits: list[Summit]
    leaders: list[Leader]
    body: str


@dataclass
class Corpus:
    leaders: list[Leader] = field(default_factory=list)
    summits: list[Summit] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)

    def countries(self):
        """The countries that occur, as (code, name)."""
        codes = {office.country for leader in self.leaders for office in leader.offices}
        codes |= {leader.country for leader in self.leaders} | {summit.country for summit in self.summits}
        return [(code, name) for code, name, *_ in words.COUNTRIES if code in codes]


def slug_of(title):
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


class Prose:
    """Sentences, paragraphs and whole texts from one stream of chance."""

    def __init__(self, chance):
        self.chance = chance

    def one_of(self, choices):
        return choices[int(self.chance.random() * len(choices))]

    def thing(self):
        return f"{self.one_of(words.KINDS)} {self.one_of(words.THINGS)}"

    def deed(self):
        return f"the {self.thing()} {self.one_of(words.DEEDS)} the {self.thing()}"

    def sentence(self):
        turn = self.chance.random()
        if turn < 0.3:
            return f"{self.one_of(words.OPENINGS)}, {self.deed()}."
        if turn < 0.5:
            return f"T{self.deed()[1:]} once the {self.one_of(words.THINGS)} was {self.one_of(words.DEEDS)}."
        if turn < 0.75:
            return f"T{self.deed()[1:]}; {self.deed()}."
        return f"T{self.deed()[1:]}, and {self.deed()} for {2 + int(turn * 400) % 97} days."

    def sentences(self, count):
        return " ".join(self.sentence() for _ in range(count))

    def article(self, links):
        """Eight paragraphs with the links in them, headings over every second one, and what else an editor uses."""
        links = list(links)
        extras = [self.bullets, self.bullets, self.quotation, self.emphasis, self.elsewhere]
        if self.chance.random() < 0.1:
            extras.append(self.table)
        self.chance.shuffle(extras)
        parts = []
        for number in range(8):
            if number % 2:
                parts.append(f"## {self.thing().capitalize()} for the {self.thing()}")
            paragraph = self.sentences(self.chance.randint(2, 4))
            if links:
                said = f"{self.one_of(words.DEEDS)} the {self.thing()}"
                paragraph += f" {self.one_of(words.SPEAKERS)} {links.pop()} {said}."
            if number == 0:
                paragraph += "[^1]"
            parts.append(paragraph)
            if extras:
                parts.append(extras.pop()())
        return "\n\n".join(parts) + f"\n\n[^1]: {self.sentence()}\n"

    def bullets(self):
        return "\n".join(f"- {self.sentence()}" for _ in range(self.chance.randint(2, 3)))

    def quotation(self):
        return f"> {self.sentence()}"

    def emphasis(self):
        return f"{self.sentence()} **{self.sentence()}** {self.sentence()}"

    def elsewhere(self):
        address = f"https://example.com/{self.one_of(words.THINGS)}/{self.chance.randint(100, 999)}"
        return f"{self.sentence()} Its wording is in [the {self.thing()}]({address}). {self.sentence()}"

    def table(self):
        rows = [f"| {self.thing()} | {self.one_of(words.STATUSES)} | {self.chance.randint(2, 90)} |" for _ in range(4)]
        return "\n".join(["| Point | State | Weeks |", "| --- | --- | ---: |", *rows])


class Titles:
    """Titles, each once: the second of the same words is numbered."""

    def __init__(self):
        self.seen = {}

    def once(self, title):
        count = self.seen[title] = self.seen.get(title, 0) + 1
        return title if count == 1 else f"{title} ({count})"


def day(offset):
    return FIRST_DAY + datetime.timedelta(days=offset)


def make(count):
    """The record with `count` articles."""
    chance = random.Random(SEED)
    prose = Prose(chance)
    corpus = Corpus()
    corpus.leaders = make_leaders(chance, prose, max(20, count // 20))
    weights = list(itertools.accumulate(1 / (rank + LEVEL) for rank in range(1, len(corpus.leaders) + 1)))

    def company(size):
        ranks = {}
        while len(ranks) < size:
            ranks[bisect.bisect(weights, chance.random() * weights[-1])] = True
        return [corpus.leaders[rank] for rank in ranks]

    corpus.summits = make_summits(chance, prose, max(4, count // 4), company)
    corpus.articles = make_articles(chance, prose, count, company, corpus.summits)
    return corpus


def make_leaders(chance, prose, count):
    families = [one + other for one in words.FAMILY_BEGINNINGS for other in words.FAMILY_ENDINGS]
    people = [(given, family) for given in words.GIVEN for family in families]
    leaders = []
    for given, family in chance.sample(people, count):
        country = prose.one_of(words.COUNTRIES)[0]
        offices, begin = [], chance.randrange(4_000)
        for _ in range(chance.randint(1, 3)):
            end = begin + chance.randint(400, 2_400)
            lasts = end >= DAYS
            offices.append(Office(prose.one_of(words.OFFICES), country, day(begin), None if lasts else day(end)))
            if lasts:
                break
            begin = end
        offices.reverse()
        native = words.NATIVE.get(country)
        leaders.append(
            Leader(
                id=slug_of(f"{given} {family}"),
                name=f"{given} {family}",
                family=family,
                native_name=native and prose.one_of(native[0]) + prose.one_of(native[1]),
                country=country,
                offices=offices,
                body=prose.sentences(6) + "\n",
            )
        )
    return leaders


def make_summits(chance, prose, count, company):
    places = {place[0]: place for place in words.COUNTRIES}
    titles = Titles()
    summits = []
    for offset in sorted(chance.randrange(DAYS) for _ in range(count)):
        people = company(chance.randint(2, 6))
        countries = sorted({leader.country for leader in people})
        code, _, city, latitude, longitude = places[prose.one_of(countries)]
        pillars = chance.sample(words.PILLARS, chance.randint(1, 3))
        title = titles.once(f"{city} talks on {pillars[0][1].split()[0].lower()}, {day(offset).year}")
        # Outcomes stand in the order of the pillars, as every page shows them.
        places_of_pillars = sorted(words.PILLARS.index(prose.one_of(pillars)) for _ in range(chance.randint(2, 5)))
        outcomes = [
            Outcome(
                id=f"point-{number}",
                pillar=words.PILLARS[place][0],
                text=prose.sentence(),
                status=prose.one_of(words.STATUSES),
                by=prose.one_of(countries),
                to=prose.one_of(countries),
            )
            for number, place in enumerate(places_of_pillars, 1)
        ]
        summits.append(
            Summit(
                id=slug_of(title),
                title=title,
                day=day(offset),
                last_day=day(offset + chance.randint(0, 2)),
                city=city,
                country=code,
                latitude=latitude,
                longitude=longitude,
                venue=prose.one_of(words.VENUES),
                participants=people,
                outcomes=outcomes,
                body=prose.sentences(9) + "\n",
            )
        )
    return summits


def make_articles(chance, prose, count, company, summits):
    """Articles on days of their own choosing, each about the latest meetings and some people."""
    days = [summit.day for summit in summits]
    reporters = [f"{given} {family}" for given, family in zip(words.GIVEN[::5], words.FAMILY_BEGINNINGS)]
    titles = Titles()
    articles = []
    for offset in sorted(chance.randrange(DAYS) for _ in range(count)):
        people = company(chance.randint(2, 5))
        latest = max(4, bisect.bisect(days, day(offset)))
        about = chance.sample(summits[max(0, latest - 6) : latest], chance.randint(1, 3))
        one, other = people[:2]
        title = titles.once(
            f"{one.family} and {other.family}: {prose.thing()} {prose.one_of(words.DEEDS)} in {about[0].city}"
        )
        links = [f"[[{leader.id}]]" for leader in people] + [f"[[{summit.id}]]" for summit in about]
        links += [f"[[{about[0].id}|the talks in {about[0].city}]]", f"[[{one.id}|{one.family}]]"]
        articles.append(
            Article(
                slug=slug_of(title),
                title=title,
                day=day(offset),
                authors=chance.sample(reporters, chance.randint(1, 2)),
                summary=prose.sentences(2),
                pillars=[id for id, _ in chance.sample(words.PILLARS, chance.randint(1, 3))],
                summits=about,
                leaders=people,
                body=prose.article(chance.sample(links, 5)),
            )
        )
    return articles
