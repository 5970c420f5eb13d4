//! What is shown at this moment, swapped as a whole: the server reads it, the builder sets it.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

/// The state of the preview: the site as it is served, and what browsers are told of it.
#[derive(Debug, Clone)]
pub struct State {
    /// Unique among all states, those of earlier runs included.
    pub version: String,
    /// The path that the site lies under, with a slash at both ends.
    pub base_path: String,
    /// The last good site; missing where there was none since the preview began.
    pub site: Option<Arc<dyn Served>>,
    /// A [`super::news::News`] as JSON.
    pub news: Arc<str>,
}

/// A site that answers for its addresses.
pub trait Served: std::fmt::Debug + Send + Sync {
    /// What lies at a path below the base path: decoded, beginning with `/`.
    ///
    /// Pages are made when they are asked for, so this may take some milliseconds.
    fn answer(&self, path: &str) -> Answer;
}

/// What lies at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A page or file.
    Found(Body),
    /// The address with a slash at its end is meant.
    Moved(String),
    /// Nothing; the site's own page that says so.
    NotFound(Body),
    /// It is there and cannot be made; the builder knows why and tells it.
    Broken,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: String,
}

/// Where the builder puts the state, and the server takes it.
#[derive(Debug)]
pub struct Stage {
    now: RwLock<Arc<State>>,
    changed: watch::Sender<Arc<str>>,
}

impl Stage {
    /// A stage with its first state.
    pub fn new(state: State) -> Self {
        let (changed, _) = watch::channel(Arc::clone(&state.news));
        Self {
            now: RwLock::new(Arc::new(state)),
            changed,
        }
    }

    /// The state at this moment.
    pub fn now(&self) -> Arc<State> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Swaps the state, then tells the browsers.
    pub fn set(&self, state: State) {
        let news = Arc::clone(&state.news);
        let before = std::mem::replace(
            &mut *self.now.write().unwrap_or_else(PoisonError::into_inner),
            Arc::new(state),
        );
        self.changed.send_replace(news);
        // A large site takes a while to be dropped; nobody has to wait for that.
        std::thread::spawn(move || drop(before));
    }

    /// News from now on; the latest alone, where several came at once.
    pub fn subscribe(&self) -> watch::Receiver<Arc<str>> {
        self.changed.subscribe()
    }
}
