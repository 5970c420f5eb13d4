//! Makes the plan: lists every page and file in a fixed order, and checks that no two lie on
//! one address, be it only after folding letters for case and Unicode form.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::kind::PageKind;
use super::machine_file::{MachineFile, sitemap_parts};
use super::pictures::{self, PictureCopy, SitePicture};
use super::plan::{Page, Place, PlainContent, PlainFile, Plan, PlannedFile, SEARCH_INDEX};
use super::survey::Survey;
use super::url::{self, PagePath};
use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::picture::{Picture, Size};
use crate::load::theme::ThemeFiles;
use crate::load::{Asset, SITE_FILE};
use crate::model::Model;
use crate::model::ids::{ArticleId, Entity, PillarId};
use crate::model::names::{Named, fold_letters};
use crate::model::types::Alias;

/// Plans the site.
pub fn plan(model: &Model, theme: &ThemeFiles) -> (Plan, Vec<Diagnostic>) {
    let mut planner = Planner {
        model,
        plan: Plan::default(),
        taken: FxHashMap::default(),
        folders: FxHashMap::default(),
        pictures: Vec::new(),
        faults: Vec::new(),
    };
    let sources = || {
        let proses = model.proses();
        proses
            .map(|(entity, prose)| (prose.file.path.clone(), entity))
            .collect()
    };
    let survey = || match theme.shows_maps() {
        true => Survey::of(model),
        false => Survey::of(model).without_maps(),
    };
    let ((survey, sources), ()) = rayon::join(
        || (Arc::new(survey()), sources()),
        || {
            planner.search_index();
            planner.articles();
            planner.records();
            planner.lists();
            planner.redirects();
        },
    );
    planner.plan.survey = survey;
    planner.plan.sources = sources;
    planner.files(theme);
    planner.machine_files();
    planner.pictures();
    (planner.plan, planner.faults)
}

struct Planner<'m> {
    model: &'m Model,
    plan: Plan,
    /// Folded output files with their makers.
    taken: FxHashMap<String, Maker>,
    /// Folded folders of the output with the maker of a file in them.
    folders: FxHashMap<String, Maker>,
    /// Pictures among the files, in their order.
    pictures: Vec<FoundPicture<'m>>,
    faults: Vec<Diagnostic>,
}

/// A picture that is published.
struct FoundPicture<'m> {
    path: PagePath,
    asset: &'m Asset,
    /// Its number among the files of the plan.
    file: usize,
    is_beside_article: bool,
}

/// Who puts something at an address.
#[derive(Debug, Clone)]
struct Maker {
    path: PagePath,
    at: Option<Location>,
}

impl<'m> Planner<'m> {
    fn page(&mut self, path: PagePath, kind: PageKind, at: Option<Location>) {
        if self.claim(&path, at) {
            let place = Place::Page(self.plan.pages.len());
            self.plan.addresses.insert(path.shared(), place);
            self.plan.pages.push(Page { path, kind });
        }
    }

    /// Takes an address; a fault where it, or a folder or file that it needs, is taken.
    fn claim(&mut self, path: &PagePath, at: Option<Location>) -> bool {
        let file = fold(path.file());
        let maker = Maker {
            path: path.clone(),
            at,
        };
        let mut clash = self.taken.get(&file).or_else(|| self.folders.get(&file));
        // The nearest folder first: those around a folder that is known are known as well.
        let mut new = Vec::new();
        for (at, _) in file.rmatch_indices('/') {
            let folder = &file[..at];
            if clash.is_some() || self.folders.contains_key(folder) {
                break;
            }
            clash = self.taken.get(folder);
            new.push(folder);
        }
        if let Some(first) = clash {
            let fault = collision(&maker, first);
            self.faults.push(fault);
            return false;
        }
        for folder in new {
            self.folders.insert(folder.to_owned(), maker.clone());
        }
        self.taken.insert(file, maker);
        true
    }

    /// The folder of the search index belongs to it alone.
    fn search_index(&mut self) {
        if self.model.site.outputs.search {
            self.plan.has_search_index = true;
            let path = PagePath::new(SEARCH_INDEX);
            let folder = SEARCH_INDEX.trim_matches('/').to_owned();
            self.taken.insert(folder, Maker { path, at: None });
        }
    }

    fn articles(&mut self) {
        let model = self.model;
        for (id, article) in model.articles() {
            let at = Location::start_of(&article.prose().file);
            if let Err(why) = url::check_slug(&article.slug) {
                let message = format!(
                    "the slug `{}` cannot become an address: {}",
                    article.slug, why.0
                );
                self.faults.push(Diagnostic::new(Code::InvalidPath, at, message).help("rename the folder, or give the article a `slug` of letters, digits and hyphens"));
                continue;
            }
            self.page(url::article(model, id), PageKind::Article(id), Some(at));
            for topic in &article.topics {
                let entry = self
                    .plan
                    .topics
                    .entry(topic.slug.clone())
                    .or_insert_with(|| (topic.name.clone(), Vec::new()));
                entry.1.push(id);
            }
        }
    }

    fn records(&mut self) {
        let model = self.model;
        for (id, leader) in model.leaders() {
            self.record(
                Entity::Leader(id),
                &leader.id,
                PageKind::Leader(id),
                Location::start_of(&leader.prose.file),
            );
        }
        for (id, summit) in model.summits() {
            self.record(
                Entity::Summit(id),
                &summit.id,
                PageKind::Summit(id),
                Location::start_of(&summit.prose.file),
            );
        }
        for (id, event) in model.events() {
            self.record(
                Entity::Event(id),
                &event.id,
                PageKind::Event(id),
                Location::start_of(&event.prose.file),
            );
        }
        for (id, trip) in model.trips() {
            self.record(
                Entity::Trip(id),
                &trip.id,
                PageKind::Trip(id),
                Location::start_of(&trip.prose.file),
            );
        }
        for country in &model.countries {
            let at = country
                .prose
                .as_ref()
                .map(|prose| Location::start_of(&prose.file));
            self.page(
                url::country(country.code),
                PageKind::Country(country.code),
                at,
            );
        }
        for (pair, _) in model.derived.relations.all() {
            self.page(url::relation(pair), PageKind::Relation(pair), None);
        }
    }

    /// A record's page. An id with other letters is told by the model; here it only must not
    /// become a path.
    fn record(&mut self, entity: Entity, id: &str, kind: PageKind, at: Location) {
        if url::check_slug(id).is_ok() && self.owns(id, entity) {
            self.page(url::of(self.model, entity), kind, Some(at));
        }
    }

    /// Whether an id is this record's. One that is another's is told by the model.
    fn owns(&self, id: &str, entity: Entity) -> bool {
        let first = self.model.names.exact(id).next();
        first.is_some_and(|first| first.named == Named::Here(entity))
    }

    fn lists(&mut self) {
        let model = self.model;
        let settings = Some(Location::start_of(&SourceText::new(SITE_FILE, "")));
        self.page(PagePath::new("/"), PageKind::Home, None);
        let pages = model.articles.len().div_ceil(model.site.per_page).max(1);
        for page in 1..=pages {
            self.page(url::archive(page), PageKind::Archive(page), None);
        }
        for (path, kind) in [
            ("/leaders/", PageKind::Leaders),
            ("/summits/", PageKind::Summits),
            ("/countries/", PageKind::Countries),
            ("/relations/", PageKind::Relations),
            ("/events/", PageKind::Events),
            ("/trips/", PageKind::Trips),
            ("/pillars/", PageKind::Pillars),
            ("/topics/", PageKind::Topics),
            ("/commitments/", PageKind::Commitments),
            ("/timeline/", PageKind::Timeline),
            ("/map/", PageKind::Map),
            ("/network/", PageKind::Network),
            ("/search/", PageKind::Search),
            ("/corrections/", PageKind::Corrections),
        ] {
            self.page(PagePath::new(path), kind, None);
        }
        self.page(PagePath::new("/404.html"), PageKind::NotFound, None);
        for index in 0..model.site.pillars.len() {
            let id = PillarId::from_index(index);
            if url::check_slug(&model.site.pillars[index].id).is_ok() {
                self.page(
                    url::pillar(model, id),
                    PageKind::Pillar(id),
                    settings.clone(),
                );
            }
        }
        let topics: Vec<(String, ArticleId)> = self
            .plan
            .topics
            .iter()
            .filter_map(|(slug, (_, articles))| Some((slug.clone(), *articles.first()?)))
            .collect();
        for (slug, first) in topics {
            let at = Location::start_of(&model.article(first).prose().file);
            self.page(url::topic(&slug), PageKind::Topic(slug), Some(at));
        }
    }

    /// An old address of an article; the same one twice is a slip, not a collision.
    fn redirect(&mut self, path: PagePath, to: PagePath, alias: &Alias) {
        let kind = PageKind::Redirect(to);
        if self
            .plan
            .page_at(path.as_str())
            .is_some_and(|page| page.kind == kind)
        {
            let message = format!("the old address `{}` is here twice", alias.path);
            self.faults.push(Diagnostic::new(
                Code::DuplicateEntry,
                alias.at.clone(),
                message,
            ));
        } else {
            self.page(path, kind, Some(alias.at.clone()));
        }
    }

    fn redirects(&mut self) {
        let model = self.model;
        for (id, article) in model.articles() {
            for alias in &article.aliases {
                match url::alias(&alias.path) {
                    Ok(path) => self.redirect(path, url::article(model, id), alias),
                    Err(why) => {
                        let message = format!(
                            "the old address `{}` is no path on this site: {}",
                            alias.path, why.0
                        );
                        self.faults.push(
                            Diagnostic::new(Code::InvalidPath, alias.at.clone(), message).help(
                                "write it from the root of the site, such as /2024/old-name/",
                            ),
                        );
                    }
                }
            }
        }
        let former = |folder: &'static str,
                      ids: &[String],
                      entity: Entity,
                      file: &std::sync::Arc<SourceText>| {
            let to = url::of(model, entity);
            let at = Location::start_of(file);
            ids.iter()
                .filter(|id| url::check_slug(id).is_ok() && self.owns(id, entity))
                .map(|id| {
                    (
                        PagePath::new(format!("/{folder}/{id}/")),
                        to.clone(),
                        at.clone(),
                    )
                })
                .collect::<Vec<_>>()
        };
        let mut all = Vec::new();
        for (id, leader) in model.leaders() {
            all.extend(former(
                "leaders",
                &leader.former_ids,
                Entity::Leader(id),
                &leader.prose.file,
            ));
        }
        for (id, summit) in model.summits() {
            all.extend(former(
                "summits",
                &summit.former_ids,
                Entity::Summit(id),
                &summit.prose.file,
            ));
        }
        for (id, event) in model.events() {
            all.extend(former(
                "events",
                &event.former_ids,
                Entity::Event(id),
                &event.prose.file,
            ));
        }
        for (id, trip) in model.trips() {
            all.extend(former(
                "trips",
                &trip.former_ids,
                Entity::Trip(id),
                &trip.prose.file,
            ));
        }
        for (path, to, at) in all {
            self.page(path, PageKind::Redirect(to), Some(at));
        }
    }

    /// Files beside articles, files of the site, files of the theme. A file of the site takes
    /// the place of the theme's.
    fn files(&mut self, theme: &ThemeFiles) {
        let model = self.model;
        for (id, article) in model.articles() {
            let folder = url::article(model, id);
            for asset in &article.assets {
                let path = PagePath::new(format!("{}{}", folder.as_str(), asset.path));
                self.asset(path, asset, true);
            }
        }
        for asset in &model.files {
            let path = PagePath::new(format!("/{}", asset.path));
            self.asset(path, asset, false);
        }
        let survey = Arc::clone(&self.plan.survey);
        for (number, wanted) in survey.wanted.iter().enumerate() {
            if !self.taken.contains_key(&fold(wanted.path.file())) {
                self.file(wanted.path.clone(), PlainContent::Map(number), "maps");
            }
        }
        for path in theme.files.keys() {
            let address = PagePath::new(format!("/{path}"));
            if !self.taken.contains_key(&fold(address.file())) {
                self.file(address, PlainContent::Theme(path.clone()), path);
            }
        }
    }

    fn asset(&mut self, path: PagePath, asset: &'m Asset, is_beside_article: bool) {
        let picture = asset.picture.as_ref();
        if let Some(size) = picture.and_then(Picture::size) {
            self.plan.sizes.insert(path.as_str().to_owned(), size);
        }
        let file = self.plan.files.len();
        let content = PlainContent::OnDisk(asset.on_disk.clone());
        if self.file(path.clone(), content, &asset.source) && picture.is_some() {
            self.pictures.push(FoundPicture {
                path,
                asset,
                file,
                is_beside_article,
            });
        }
    }

    /// Pictures tell nothing but what they show, and those that pages show have smaller copies.
    /// The names of these give way to all others.
    fn pictures(&mut self) {
        let shown = pictures::shown(self.model, &self.plan);
        for found in std::mem::take(&mut self.pictures) {
            let is_shown = shown.contains(&found.path);
            if is_shown || found.is_beside_article {
                self.picture(&found, is_shown);
            }
        }
    }

    fn picture(&mut self, found: &FoundPicture, is_shown: bool) {
        let asset = found.asset;
        let raster = match &asset.picture {
            Some(Picture::Raster(raster)) => raster,
            Some(Picture::Broken { why, .. }) => {
                self.faults.push(broken_picture(&asset.source, why));
                return;
            }
            Some(Picture::Other(_)) | None => return,
        };
        let picture = Arc::new(SitePicture {
            source: asset.source.clone(),
            on_disk: asset.on_disk.clone(),
            raster: raster.clone(),
        });
        if !raster.is_bare {
            self.plan.files[found.file].content = PlainContent::Picture(Arc::clone(&picture));
        }
        if is_shown && raster.is_too_large() {
            self.faults.push(large_picture(&asset.source, raster.size));
        }
        if is_shown && self.model.site.outputs.images {
            self.copies(&found.path, &picture);
        }
    }

    fn copies(&mut self, of: &PagePath, picture: &Arc<SitePicture>) {
        let mut copies = Vec::new();
        for width in pictures::widths(&picture.raster) {
            let Some(path) = pictures::names(of, width).find(|path| self.is_free(path)) else {
                continue;
            };
            let content = PlainContent::PictureCopy(Arc::clone(picture), width);
            if self.file(path.clone(), content, &picture.source) {
                copies.push(PictureCopy { path, width });
            }
        }
        self.plan.copies.insert(of.clone(), copies);
    }

    /// Whether nothing lies at an address yet, nor below it.
    fn is_free(&self, path: &PagePath) -> bool {
        let file = fold(path.file());
        !self.taken.contains_key(&file) && !self.folders.contains_key(&file)
    }

    /// Puts a file at an address; whether it could be put there.
    fn file(&mut self, path: PagePath, content: PlainContent, source: &str) -> bool {
        let at = Location::start_of(&SourceText::new(source, ""));
        let is_claimed = self.claim(&path, Some(at));
        if is_claimed {
            let place = Place::File(self.plan.files.len());
            self.plan.addresses.insert(path.shared(), place);
            if let Some(folder) = path.as_str().strip_suffix("/index.html") {
                self.plan
                    .addresses
                    .entry(format!("{folder}/").into())
                    .or_insert(place);
            }
            self.plan.files.push(PlainFile { path, content });
        }
        is_claimed
    }

    /// A site may bring its own `robots.txt` and the like.
    fn machine_files(&mut self) {
        let listed = self.plan.pages.iter().filter(|page| page.kind.is_listed());
        let parts = sitemap_parts(listed.count());
        for file in MachineFile::all(self.model).into_iter().chain(parts) {
            let path = file.path(self.model);
            let own = self.taken.contains_key(&fold(path.file()));
            if !own && self.claim(&path, None) {
                let place = Place::MachineFile(self.plan.machine_files.len());
                self.plan.addresses.insert(path.shared(), place);
                self.plan.machine_files.push(PlannedFile { path, file });
            }
        }
    }
}

/// Two file names that one disk or one server may hold for the same.
fn fold(file: String) -> String {
    let is_plain = file
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_plain { file } else { fold_letters(&file) }
}

fn broken_picture(source: &str, why: &str) -> Diagnostic {
    let at = Location::start_of(&SourceText::new(source, ""));
    let message = format!("the picture cannot be read: {why}");
    Diagnostic::new(Code::BrokenPicture, at, message).help(
        "save it again: until then it is published as it is, with the place and time that a camera may have written into it",
    )
}

fn large_picture(source: &str, (width, height): Size) -> Diagnostic {
    let at = Location::start_of(&SourceText::new(source, ""));
    let message = format!("the picture has {width} × {height} pixels: too many for smaller copies");
    Diagnostic::new(Code::LargePicture, at, message)
        .help("make it smaller; 2400 pixels across are enough for any screen")
}

fn collision(second: &Maker, first: &Maker) -> Diagnostic {
    let message = if first.path.as_str() == SEARCH_INDEX {
        format!(
            "{} lies in {SEARCH_INDEX}, where the search index is",
            second.path.as_str()
        )
    } else if first.path == second.path {
        format!("two things lie on the address {}", second.path.as_str())
    } else {
        format!(
            "the addresses {} and {} cannot both be files on one disk",
            second.path.as_str(),
            first.path.as_str()
        )
    };
    // The place that an editor can change comes first.
    let (at, other) = match (&second.at, &first.at) {
        (Some(at), other) => (Some(at.clone()), other.clone()),
        (None, Some(at)) => (Some(at.clone()), None),
        (None, None) => (None, None),
    };
    let fault = match at {
        Some(at) => Diagnostic::new(Code::UrlCollision, at, message),
        None => Diagnostic::global(Code::UrlCollision, message),
    };
    match other {
        Some(other) => fault
            .related(other, "the other one")
            .help("give one of them another name or slug"),
        None => fault.help("summitry makes a page there itself: give this one another name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_case_or_form_alone_are_the_same_file() {
        assert_eq!(
            fold("articles/Asia/index.html".to_owned()),
            fold("articles/asia/index.html".to_owned())
        );
        assert_eq!(
            fold("articles/é/index.html".to_owned()),
            fold("articles/e\u{301}/index.html".to_owned())
        );
    }
}
