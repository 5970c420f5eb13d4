//! A small site with one of everything, and what editors do to it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use proptest::prelude::*;

use crate::support::{TestSite, split};

/// One record of each kind, assets, and a theme of its own. The people are invented.
const SITE: &str = r#"
-- site/site.toml --
title = "The Record"
description = "Who met whom."
base_url = "https://record.example/press/"
theme = "paper"

[[pillars]]
id = "trade"
name = "Trade"

[[pillars]]
id = "energy"
name = "Energy"

-- site/sources/sources.toml --
[communique]
title = "Joint communiqué"
publisher = "Ministry of Foreign Affairs"
url = "https://ministry.example/communique"

-- site/leaders/ann-lee.md --
+++
name = "Ann Lee"
country = "US"

[[offices]]
title = "President of the United States"
kind = "head-of-state-and-government"
from = 2021-01-20
+++

She likes trains.

-- site/leaders/bo-tanaka.md --
+++
name = "Bo Tanaka"
country = "JP"
+++

-- site/summits/tokyo-2024.md --
+++
title = "Lee–Tanaka, Tokyo"
date = 2024-05-01
participants = ["ann-lee", "bo-tanaka"]
place = { city = "Tokyo", country = "JP" }
part_of = "forum-2024"
trip = "spring-2024"
sources = ["communique"]

[[outcomes]]
id = "tariff-cut"
pillar = "trade"
text = "Tariffs on steel are cut by half."
by = ["US"]
status = "agreed"
sources = ["communique"]
+++

-- site/events/forum-2024.md --
+++
title = "Forum 2024"
date = 2024-05-01
end_date = 2024-05-03
+++

-- site/trips/spring-2024.md --
+++
title = "Journey to Japan"
date = 2024-04-30
end_date = 2024-05-02
leader = "ann-lee"
+++

-- site/countries/jp.md --
+++
+++

An island state.

-- site/static/press.txt --
Write to the press office.

-- articles/2024-05-02-tokyo/article.md --
+++
title = "A day in Tokyo"
date = 2024-05-02
summits = ["tokyo-2024"]
topics = ["Rare earths", "Steel"]
+++

Ann Lee met [[bo-tanaka]] in Tokyo.[@communique] ![The hall](hall.svg)

-- articles/2024-05-02-tokyo/hall.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>

-- articles/2024-05-04-after/article.md --
+++
title = "The day after"
date = 2024-05-04
topics = ["Steel"]
+++

Nothing happened, says [[tokyo]].

-- themes/paper/theme.toml --
extends = "chancery"
stylesheets = ["paper.css"]

-- themes/paper/static/paper.css --
body { color: #222 }

-- themes/paper/i18n/en.toml --
[topic]
kicker = "Theme"

-- themes/paper/templates/components/stamp.html --
{% component stamp(text) %}<b class="stamp">{{ text }}</b>{% endcomponent stamp %}

-- themes/paper/templates/topic.html --
{% extends "base.html" %}
{% block content %}<h1>{{ page.title }}</h1>{{ <stamp text={page.title} /> }}{% endblock content %}
"#;

/// Other contents that a file may have, all of them right as long as the rest is.
const OTHERS: &[(&str, &str)] = &[
    (
        "articles/2024-05-02-tokyo/article.md",
        "+++\ntitle = \"Another title\"\ndate = 2024-05-02\nsummits = [\"tokyo-2024\"]\ntopics = [\"Rare earths\"]\n+++\n\nAnother text. ![The hall](hall.svg)\n",
    ),
    (
        "articles/2024-05-02-tokyo/article.md",
        "+++\ntitle = \"A day in Tokyo\"\ndate = 2024-05-03\nslug = \"tokyo\"\naliases = [\"/old/tokyo/\"]\n+++\n\nBo Tanaka met Ann Lee: [[tokyo-2024:ordinal]].\n",
    ),
    (
        "articles/2024-05-04-after/article.md",
        "+++\ntitle = \"The day after\"\ndate = 2024-05-04\nslug = \"afterwards\"\n+++\n\nNothing happened. ![[ann-lee]]\n",
    ),
    (
        "articles/2024-05-04-after/article.md",
        "+++\ntitle = \"The day after\"\ndate = 2024-05-04\ndraft = true\n+++\n\nNothing happened.\n",
    ),
    (
        "articles/2024-05-04-after/article.md",
        "+++\ntitle = \"The day after\"\ndate = 2031-05-04\n+++\n\nNothing will happen.\n",
    ),
    (
        "articles/2024/06/new/article.md",
        "+++\ntitle = \"A new one\"\ndate = 2024-06-01\npillars = [\"energy\"]\n+++\n\n[[ann-lee]] again, and a typo in a kye.\n",
    ),
    ("articles/2024/06/new/data.csv", "a,b\n1,2\n"),
    ("articles/2024/06/new/data.csv", "a,b\n3,4\n"),
    (
        "articles/2024-05-02-tokyo/hall.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"6\"></svg>\n",
    ),
    ("site/static/press.txt", "Ring the press office.\n"),
    ("site/static/deep/er/file.txt", "Deep.\n"),
    ("site/static/paper.css", "body { color: #333 }\n"),
    (
        "site/leaders/ann-lee.md",
        "+++\nname = \"Ann Lee-Smith\"\naliases = [\"Ann Lee\"]\ncountry = \"CA\"\n+++\n",
    ),
    (
        "site/leaders/bo-tanaka.md",
        "+++\nname = \"Bo Tanaka\"\ncountry = \"JP\"\nformer_ids = [\"b-tanaka\"]\n+++\n\nMet Ann Lee in [[tokyo-2024]].\n",
    ),
    (
        "site/leaders/cy-novak.md",
        "+++\nname = \"Cy Novak\"\ncountry = \"CZ\"\n+++\n",
    ),
    (
        "site/summits/tokyo-2024.md",
        "+++\ntitle = \"Lee–Tanaka, Kyoto\"\ndate = 2024-05-02\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nplace = { city = \"Kyoto\", country = \"JP\", lat = 35.0, lon = 135.8 }\n+++\n",
    ),
    (
        "site/summits/oslo-2025.md",
        "+++\ntitle = \"Lee–Tanaka, Oslo\"\ndate = 2025-02-01\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nplace = { city = \"Oslo\", country = \"NO\" }\n+++\n",
    ),
    (
        "site/events/forum-2024.md",
        "+++\ntitle = \"The Forum\"\ndate = 2024-05-01\nend_date = 2024-05-02\n+++\n",
    ),
    (
        "site/trips/spring-2024.md",
        "+++\ntitle = \"A journey\"\ndate = 2024-04-29\nend_date = 2024-05-02\nleader = \"ann-lee\"\n+++\n",
    ),
    ("site/countries/jp.md", "+++\nname = \"Nippon\"\n+++\n"),
    (
        "site/sources/sources.toml",
        "[communique]\ntitle = \"The communiqué\"\nurl = \"https://ministry.example/other\"\n",
    ),
    (
        "site/site.toml",
        "title = \"The Other Record\"\nbase_url = \"https://record.example/\"\ntheme = \"paper\"\n[[pillars]]\nid = \"trade\"\nname = \"Trade\"\n[[pillars]]\nid = \"energy\"\nname = \"Power\"\n",
    ),
    (
        "site/site.toml",
        "title = \"The Record\"\nbase_url = \"https://record.example/press/\"\nlanguage = \"ja\"\n[[pillars]]\nid = \"trade\"\nname = \"Trade\"\n[[pillars]]\nid = \"energy\"\nname = \"Energy\"\n",
    ),
    ("themes/paper/static/paper.css", "body { color: #444 }\n"),
    (
        "themes/paper/i18n/en.toml",
        "[topic]\nkicker = \"Subject\"\n",
    ),
    (
        "themes/paper/templates/components/stamp.html",
        "{% component stamp(text) %}<u>{{ text }}</u>{% endcomponent stamp %}\n",
    ),
    (
        "themes/paper/templates/404.html",
        "{% extends \"base.html\" %}\n{% block content %}<h1>Gone fishing</h1>{% endblock content %}\n",
    ),
    (
        "themes/paper/templates/topic.html",
        "{% extends \"base.html\" %}\n{% block content %}<h2>{{ page.title }}</h2>{% endblock content %}\n",
    ),
];

/// Contents that no build takes.
const FAULTS: &[(&str, &[u8])] = &[
    ("articles/2024-05-02-tokyo/article.md", b"+++\ntitle = \"A day\ndate = 2024-05-02\n+++\n"),
    ("articles/2024-05-02-tokyo/article.md", b"+++\ntitle = \"A day\"\ndate = 2024-05-02\n+++\n\nWith [[nobody-at-all]].\n"),
    ("articles/2024-05-04-after/article.md", b"+++\ntitle = \"\xff\xfe\"\ndate = 2024-05-04\n+++\n"),
    ("articles/2024-05-04-after/article.md", b"+++\ntitle = \"Two of them\"\ndate = 2024-05-04\nslug = \"tokyo\"\n+++\n"),
    ("site/leaders/ann-lee.md", b"+++\nname = \"Ann Lee\"\ncountry = \"QQ\"\n+++\n"),
    ("site/sources/sources.toml", b"[communique\n"),
    ("site/site.toml", b"title = \n"),
    ("site/site.toml", b"title = \"The Record\"\nbase_url = \"https://record.example/other/\"\ntheme = \"papyrus\"\n"),
    ("themes/paper/theme.toml", b"extends = \"paper\"\n"),
    ("themes/paper/i18n/en.toml", b"[topic]\nkicker = \"{nothing}\n"),
    ("themes/paper/templates/topic.html", b"{% extends \"base.html\" %}\n{% block content %}{{ page.\n"),
    ("themes/paper/templates/topic.html", b"{% extends \"base.html\" %}\n{% block content %}{{ t(key=\"no.such\") }}{% endblock content %}\n"),
    ("themes/paper/templates/404.html", b"{% extends \"base.html\" %}\n{% block content %}{% include \"404.html\" %}{% endblock content %}\n"),
    ("themes/paper/templates/components/stamp.html", b"{% component stamp(text) %}{{ <stamp text={text} /> }}{% endcomponent stamp %}\n"),
    // These show on one page of several alone.
    ("themes/paper/templates/article.html", b"{% extends \"base.html\" %}\n{% block content %}{{ article.title }}{% if article.title == \"A day in Tokyo\" %}{{ nothing.at_all }}{% endif %}{% endblock content %}\n"),
    ("themes/paper/templates/topic.html", b"{% extends \"base.html\" %}\n{% block content %}{% if page.title == \"Steel\" %}{{ 1 / 0 }}{% endif %}{% endblock content %}\n"),
    ("themes/paper/templates/topic.html", b"{% extends \"base.html\" %}\n{% block content %}{% if page.title == \"Rare earths\" %}{{ nothing.at_all }}{% endif %}{% endblock content %}\n"),
];

/// Files and folders that change their names, there and back.
const MOVES: &[(&str, &str)] = &[
    (
        "articles/2024-05-02-tokyo",
        "articles/asia/2024-05-02-japan",
    ),
    ("articles/2024-05-04-after", "articles/_after"),
    ("articles/2024/06", "articles/2025"),
    ("site/leaders", "site/_leaders"),
    ("site/leaders/ann-lee.md", "site/leaders/anna-lee.md"),
    ("site/static/press.txt", "site/static/news.txt"),
    (
        "articles/2024-05-02-tokyo/hall.svg",
        "articles/2024-05-02-tokyo/room.svg",
    ),
    ("themes/paper", "themes/_paper"),
    (
        "themes/paper/templates/topic.html",
        "themes/paper/templates/topic.html~",
    ),
];

/// What an editor does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edit {
    /// Writes another content: number in [`OTHERS`].
    Write(usize),
    /// Writes a content with a fault: number in [`FAULTS`].
    Break(usize),
    /// Moves a file or folder there or back: number in [`MOVES`].
    Move(usize),
    /// Deletes a file or folder: what [`MOVES`] names.
    Delete(usize),
    /// Deletes a file that [`OTHERS`] names.
    Remove(usize),
    /// Puts a link that leads out of the site in the place of a file that is published.
    Link,
    /// Writes the same again.
    Touch(usize),
    /// Writes the site as it was at first, over all that is there; nothing stays broken.
    Mend,
}

/// Any edit; about as many mend the site as break it.
pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => (0..OTHERS.len()).prop_map(Edit::Write),
        3 => (0..FAULTS.len()).prop_map(Edit::Break),
        2 => (0..MOVES.len()).prop_map(Edit::Move),
        1 => (0..MOVES.len()).prop_map(Edit::Delete),
        1 => (0..OTHERS.len()).prop_map(Edit::Remove),
        1 => Just(Edit::Link),
        1 => (0..OTHERS.len()).prop_map(Edit::Touch),
        5 => Just(Edit::Mend),
    ]
}

/// The site before any edit.
pub(crate) fn site() -> TestSite {
    let site = TestSite::new(SITE);
    let outside = site.outside("secret.txt");
    fs::create_dir_all(outside.parent().unwrap()).unwrap();
    fs::write(outside, "A secret beside the site.\n").unwrap();
    site
}

impl Edit {
    /// A template that fails on one of the pages that it makes.
    pub(crate) const BREAKS_ONE_PAGE: Self = Self::Break(FAULTS.len() - 2);
    /// The same template, which fails on another page instead.
    pub(crate) const BREAKS_ANOTHER_INSTEAD: Self = Self::Break(FAULTS.len() - 1);
    /// A file that is served as it is.
    pub(crate) const PLAIN: Self = Self::Write(9);

    /// Does it, and tells the paths that may have changed.
    pub(crate) fn apply(self, site: &TestSite) -> BTreeSet<String> {
        match self {
            Self::Write(number) => {
                let (path, text) = OTHERS[number];
                write(site, path, text.as_bytes())
            }
            Self::Break(number) => {
                let (path, bytes) = FAULTS[number];
                write(site, path, bytes)
            }
            Self::Move(number) => {
                let (here, there) = MOVES[number];
                let (from, to) = match (exists(site, here), exists(site, there)) {
                    (true, _) => (here, there),
                    (false, true) => (there, here),
                    (false, false) => return BTreeSet::new(),
                };
                remove(&site.path(to));
                fs::create_dir_all(site.path(to).parent().unwrap()).unwrap();
                fs::rename(site.path(from), site.path(to)).unwrap();
                [from.to_owned(), to.to_owned()].into()
            }
            Self::Delete(number) => delete(site, MOVES[number].0),
            Self::Remove(number) => delete(site, OTHERS[number].0),
            Self::Link => {
                let path = "site/static/press.txt";
                let changed = delete(site, path);
                fs::create_dir_all(site.path(path).parent().unwrap()).unwrap();
                link(&site.outside("secret.txt"), &site.path(path));
                changed
            }
            Self::Touch(number) => {
                let path = OTHERS[number].0;
                let Ok(bytes) = fs::read(site.path(path)) else {
                    return BTreeSet::new();
                };
                write(site, path, &bytes)
            }
            Self::Mend => {
                let files = split(SITE);
                let at_first = |path: &str| files.iter().any(|(own, _)| own == path);
                let faulty = FAULTS.iter().map(|(path, _)| *path);
                let added = faulty.filter(|path| !at_first(path) && exists(site, path));
                let mut changed: BTreeSet<String> =
                    added.flat_map(|path| delete(site, path)).collect();
                for (path, text) in &files {
                    changed.extend(write(site, path, text.as_bytes()));
                }
                changed
            }
        }
    }
}

fn exists(site: &TestSite, path: &str) -> bool {
    site.path(path).symlink_metadata().is_ok()
}

fn write(site: &TestSite, path: &str, bytes: &[u8]) -> BTreeSet<String> {
    // Not through a link: that would be another file's content.
    if site.path(path).is_symlink() {
        remove(&site.path(path));
    }
    site.write(path, bytes);
    [path.to_owned()].into()
}

fn delete(site: &TestSite, path: &str) -> BTreeSet<String> {
    remove(&site.path(path));
    [path.to_owned()].into()
}

fn remove(path: &Path) {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

#[cfg(unix)]
pub(crate) fn link(target: &Path, path: &Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(windows)]
pub(crate) fn link(target: &Path, path: &Path) {
    // Where links are not allowed, a file of another content does as well.
    if std::os::windows::fs::symlink_file(target, path).is_err() {
        File::create(path).unwrap();
    }
}

/// Sets the time of change of a file to this moment, and changes nothing else.
pub(crate) fn touch(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    let later = modified + std::time::Duration::from_secs(5);
    file.set_modified(later).unwrap();
}
