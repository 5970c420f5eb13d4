//! The server of the preview: it shows what stands on the [`Stage`], and nothing that lies on the disk.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use pulldown_cmark_escape::escape_html;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::guard::{Hosts, Refusal, admit};
use super::stage::{Answer, Served, Stage, State};

/// How many ports after the wanted one are tried.
const FURTHER_PORTS: u16 = 50;

/// How long a client may take for the head of a request, the pause between two requests included.
const TIME_FOR_HEAD: Duration = Duration::from_secs(10);

/// How often a silent stream of events says that it is alive.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// How long nobody is let in after that failed: too many open files, most likely.
const PAUSE: Duration = Duration::from_millis(100);

/// What every answer says besides its content.
const HEADERS: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    // Addresses of what is not published yet are nobody's business.
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
];

const HTML: &str = "text/html; charset=utf-8";
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// What stays as it is in the path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A port that is the preview's.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    /// Where the preview is to be reached.
    pub address: SocketAddr,
    /// Whether it is another port than the one that was asked for.
    pub wanted_port_taken: bool,
}

/// Why there is no port for the preview.
#[derive(Debug)]
pub enum BindError {
    /// Somebody else has all ports that were tried.
    Taken {
        /// The port that was asked for.
        first: u16,
        /// The last one that was tried.
        last: u16,
    },
    /// The machine refused.
    Machine(io::Error),
}

impl Error for BindError {}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { first, last } if first == last => write!(f, "port {first} is taken"),
            Self::Taken { first, last } => write!(f, "the ports {first} to {last} are taken"),
            Self::Machine(error) => error.fmt(f),
        }
    }
}

/// Takes the wanted port, or the next one that is free unless `strict`. Port 0 means any.
///
/// # Errors
/// When all of them are taken, or the machine does not let the preview listen there.
pub fn bind(host: IpAddr, port: u16, strict: bool) -> Result<Bound, BindError> {
    let last = if strict || port == 0 {
        port
    } else {
        port.saturating_add(FURTHER_PORTS)
    };
    for candidate in port..=last {
        match TcpListener::bind((host, candidate)) {
            Ok(listener) => {
                return Ok(Bound {
                    address: listener.local_addr().map_err(BindError::Machine)?,
                    listener,
                    wanted_port_taken: candidate != port,
                });
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(BindError::Machine(error)),
        }
    }
    Err(BindError::Taken { first: port, last })
}

/// Serves what stands on the stage until the process ends.
///
/// # Errors
/// When the machine has no threads or no network for it.
pub fn serve(bound: Bound, stage: Arc<Stage>, hosts: Hosts) -> io::Result<()> {
    let desk = Arc::new(Desk { stage, hosts });
    // Pages are made on the blocking threads: more of them than processors would only wait for each other.
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(processors.max(4))
        .enable_all()
        .build()?;
    runtime.block_on(async {
        bound.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(bound.listener)?;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    tokio::spawn(converse(stream, Arc::clone(&desk)));
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    })
}

/// Answers the requests of one connection.
async fn converse(stream: tokio::net::TcpStream, desk: Arc<Desk>) {
    let Ok(local) = stream.local_addr() else {
        return;
    };
    // News are small and urgent. Without this they would wait for the client to confirm what went before.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(desk.answer(request, local).await) }
    });
    // What goes wrong here is the client's affair: it went away, or does not speak HTTP and has been told so.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(TIME_FOR_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Where requests are answered.
struct Desk {
    stage: Arc<Stage>,
    hosts: Hosts,
}

impl Desk {
    async fn answer(&self, request: Request<Incoming>, local: SocketAddr) -> Response {
        // Bodies are never read; the connection is closed after the answer where there is one.
        let (request, _) = request.into_parts();
        let mut response = match admit(&request, &self.hosts, local) {
            Ok(path) => self.show(&path, request.uri.query()).await,
            Err(refusal) => refused(refusal),
        };
        for (name, value) in HEADERS {
            let name = HeaderName::from_static(name);
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }

    async fn show(&self, path: &str, query: Option<&str>) -> Response {
        let state = self.stage.now();
        match place(&state.base_path, path) {
            Place::Entrance => redirection(&state.base_path, "/", query),
            Place::Outside => {
                let hint = format!(
                    "There is no page here: the site lies under {}\n",
                    state.base_path
                );
                content(StatusCode::NOT_FOUND, PLAIN_TEXT, hint)
            }
            Place::Below("/_summitry/live.js") => content(
                StatusCode::OK,
                "text/javascript; charset=utf-8",
                include_str!("client/live.js"),
            ),
            Place::Below("/_summitry/live.css") => content(
                StatusCode::OK,
                "text/css; charset=utf-8",
                include_str!("client/live.css"),
            ),
            Place::Below("/_summitry/state") => {
                content(StatusCode::OK, "application/json", state.news.to_string())
            }
            Place::Below("/_summitry/events") => self.events(),
            Place::Below(path) => {
                let path = path.to_owned();
                let query = query.map(str::to_owned);
                // The state moves along: if it is the last of its kind, it is dropped over there, which takes a while.
                tokio::task::spawn_blocking(move || page(state, &path, query.as_deref()))
                    .await
                    .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
        }
    }

    /// The news of this moment, and all that follow. A client that reads slowly gets the latest alone.
    fn events(&self) -> Response {
        let news = WatchStream::new(self.stage.subscribe())
            .map(|news| Ok::<_, Infallible>(Event::default().data(news)));
        Sse::new(news)
            .keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
            .into_response()
    }
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Place<'p> {
    /// To this path below the base path.
    Below(&'p str),
    /// To the front page: the root, or the base path without its last slash.
    Entrance,
    /// Nowhere.
    Outside,
}

fn place<'p>(base_path: &str, path: &'p str) -> Place<'p> {
    let base = percent_decode_str(base_path.trim_end_matches('/')).decode_utf8_lossy();
    match path.strip_prefix(base.as_ref()) {
        Some("") => Place::Entrance,
        Some(below) if below.starts_with('/') => Place::Below(below),
        _ if path == "/" => Place::Entrance,
        _ => Place::Outside,
    }
}

/// What the site answers at a path.
fn page(state: Arc<State>, path: &str, query: Option<&str>) -> Response {
    let Some(site) = &state.site else {
        return notice(StatusCode::SERVICE_UNAVAILABLE, &NO_SITE, &state);
    };
    match answer_of(site.as_ref(), path) {
        Answer::Found(body) => file(StatusCode::OK, body.mime, body.bytes, &state),
        Answer::NotFound(body) => file(StatusCode::NOT_FOUND, body.mime, body.bytes, &state),
        Answer::Moved(path) => redirection(&state.base_path, &path, query),
        Answer::Broken => notice(StatusCode::INTERNAL_SERVER_ERROR, &BROKEN_PAGE, &state),
    }
}

/// A fault in the program is one broken page, and the terminal has its story.
fn answer_of(site: &dyn Served, path: &str) -> Answer {
    catch_unwind(AssertUnwindSafe(|| site.answer(path))).unwrap_or(Answer::Broken)
}

/// A page or file. Pages get the script that keeps them up to date.
fn file(status: StatusCode, mime: String, mut bytes: Vec<u8>, state: &State) -> Response {
    let essence = mime.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("text/html") {
        bytes.extend_from_slice(script_line(state).as_bytes());
    }
    content(status, &mime, bytes)
}

/// The line at the end of every page.
fn script_line(state: &State) -> String {
    let mut line = String::from("\n<script src=\"");
    // Writing into a String cannot fail.
    let _ = escape_html(&mut line, &state.base_path);
    line.push_str("_summitry/live.js\" data-version=\"");
    let _ = escape_html(&mut line, &state.version);
    line.push_str("\" defer></script>\n");
    line
}

/// What stands where no page can be shown.
struct Notice {
    title: &'static str,
    text: &'static str,
}

const NO_SITE: Notice = Notice {
    title: "No page yet",
    text: "The content has errors, and there is no earlier page to show. The terminal lists them.",
};

const BROKEN_PAGE: Notice = Notice {
    title: "This page could not be made",
    text: "The terminal says why.",
};

fn notice(status: StatusCode, notice: &Notice, state: &State) -> Response {
    let Notice { title, text } = notice;
    let page = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</body>
</html>
"#
    );
    file(status, HTML.to_owned(), page.into_bytes(), state)
}

/// To a path below the base path. Both slashes in front are dealt with here: an address that begins with two of them
/// leads to another server.
fn redirection(base_path: &str, path: &str, query: Option<&str>) -> Response {
    let base = percent_decode_str(base_path.trim_matches('/')).decode_utf8_lossy();
    let path = path.trim_start_matches('/');
    let slash = if base.is_empty() { "" } else { "/" };
    let target = format!("/{base}{slash}{path}");
    let mut target = utf8_percent_encode(&target, PATH).to_string();
    if let Some(query) = query {
        target.push('?');
        target.push_str(query);
    }
    let hint = format!("This page lies at {target}\n");
    let mut response = content(StatusCode::FOUND, PLAIN_TEXT, hint);
    set(response.headers_mut(), header::LOCATION, &target, "/");
    response
}

fn refused(refusal: Refusal) -> Response {
    let mut response = content(refusal.status(), PLAIN_TEXT, refusal.explanation());
    if refusal == Refusal::Method {
        let methods = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

fn content(status: StatusCode, mime: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    set(
        response.headers_mut(),
        header::CONTENT_TYPE,
        mime,
        "application/octet-stream",
    );
    response
}

/// Sets a header; to `otherwise` where the value cannot stand in one.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str, otherwise: &'static str) {
    let value = HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(otherwise));
    headers.insert(name, value);
}

#[cfg(test)]
mod tests;
