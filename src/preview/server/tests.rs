//! The server over real sockets, with requests as they are on the wire.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use super::*;
use crate::preview::stage;

/// Stands in everything that the site holds, and must not get out to anyone who is refused.
const SECRET: &str = "EMBARGOED";

/// Far more than anything here takes: a test that hangs is to fail, not to hang.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tabs that are open at once. Each is two open files here, and 1,024 are a usual limit.
const TABS: usize = 400;

#[derive(Debug)]
struct Site;

impl Served for Site {
    fn answer(&self, path: &str) -> Answer {
        let body = |mime: &str, bytes: Vec<u8>| stage::Body {
            bytes,
            mime: mime.into(),
        };
        let page = |title: &str| body(HTML, format!("<h1>{title} {SECRET}</h1>\n").into());
        match path {
            "/" => Answer::Found(page("Front page")),
            "/articles/" => Answer::Found(page("Archive")),
            "/articles" => Answer::Moved("/articles/".into()),
            "/what?/ü" => Answer::Moved("/what?/ü/".into()),
            "/café/" => Answer::Found(page("Café")),
            "/upper.html" => Answer::Found(body("Text/HTML", b"<p>Upper".into())),
            "/feed.xml" => Answer::Found(body("application/atom+xml", SECRET.into())),
            "/odd" => Answer::Found(body("text/html\r\nx-injected: 1", SECRET.into())),
            "/large.bin" => Answer::Found(body("video/mp4", vec![7; 64 << 20])),
            "/broken/" => Answer::Broken,
            "/panic/" => panic!("a fault of the program, made by the test"),
            _ => Answer::NotFound(body(HTML, b"<h1>Not found</h1>\n".into())),
        }
    }
}

fn state(version: &str, base_path: &str) -> State {
    State {
        version: version.into(),
        base_path: base_path.into(),
        site: Some(Arc::new(Site)),
        news: format!(r#"{{"version":"{version}"}}"#).into(),
    }
}

/// A server that runs until the tests end.
struct Preview {
    address: SocketAddr,
    stage: Arc<Stage>,
}

impl Preview {
    fn start(state: State) -> Self {
        let bound = bind(Ipv4Addr::LOCALHOST.into(), 0, true).unwrap();
        let address = bound.address;
        let stage = Arc::new(Stage::new(state));
        let on_stage = Arc::clone(&stage);
        std::thread::spawn(move || serve(bound, on_stage, Hosts::new("127.0.0.1")));
        Self { address, stage }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are, and reads until the server closes the connection.
    fn send(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // The server may answer and close before all of it is sent.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&bytes)
    }

    fn ask(&self, method: &str, target: &str) -> Reply {
        let request =
            format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        self.send(request.as_bytes())
    }

    fn get(&self, target: &str) -> Reply {
        self.ask("GET", target)
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        stream
            .write_all(b"GET /x/_summitry/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        Events {
            stream,
            seen: Vec::new(),
        }
    }

    fn is_alive(&self) -> bool {
        self.get("/x/").status == 200
    }
}

struct Reply {
    /// Nought where there was no answer.
    status: u16,
    /// In order of their names, which are in lower case.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let end = position(bytes, b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let mut headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        headers.sort();
        Self {
            status: status.map_or(0, |status| status.parse().unwrap()),
            headers,
            body: bytes.get(end + 4..).unwrap_or_default().to_vec(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(other, _)| other == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn holds(&self, text: &str) -> bool {
        position(&self.body, text.as_bytes()).is_some()
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// An open stream of events.
struct Events {
    stream: TcpStream,
    seen: Vec<u8>,
}

impl Events {
    /// Reads on until a message comes that ends like this.
    fn wait_for(&mut self, end_of_message: &str) {
        let wanted = format!("{end_of_message}\n\n");
        let mut buffer = [0; 1 << 16];
        // What was searched before is searched again only as far as a match can begin there.
        let mut searched = 0;
        while position(&self.seen[searched..], wanted.as_bytes()).is_none() {
            searched = self.seen.len().saturating_sub(wanted.len());
            let read = self.stream.read(&mut buffer).unwrap();
            assert!(read > 0, "the stream ended before {end_of_message}");
            self.seen.extend_from_slice(&buffer[..read]);
        }
    }

    fn wait_for_version(&mut self, version: &str) {
        self.wait_for(&format!(r#"data: {{"version":"{version}"}}"#));
    }
}

const SCRIPT_LINE: &str =
    "\n<script src=\"/x/_summitry/live.js\" data-version=\"1\" defer></script>\n";

#[test]
fn pages_carry_the_script_and_are_otherwise_as_built() {
    let preview = Preview::start(state("1", "/x/"));
    let page = preview.get("/x/articles/?q=1");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.text(),
        format!("<h1>Archive {SECRET}</h1>\n{SCRIPT_LINE}")
    );
    assert_eq!(page.header("content-type"), Some(HTML));
    assert_eq!(preview.get("/x/caf%C3%A9/").status, 200);
    let upper = preview.get("/x/upper.html");
    assert_eq!(upper.text(), format!("<p>Upper{SCRIPT_LINE}"));

    let missing = preview.get("/x/nowhere/");
    assert_eq!(missing.status, 404);
    assert_eq!(missing.text(), format!("<h1>Not found</h1>\n{SCRIPT_LINE}"));

    let feed = preview.get("/x/feed.xml");
    assert_eq!((feed.status, feed.text()), (200, SECRET));
    assert_eq!(feed.header("content-type"), Some("application/atom+xml"));
    let large = preview.get("/x/large.bin");
    assert!(large.body == vec![7; 64 << 20]);
    let odd = preview.get("/x/odd");
    assert_eq!(odd.header("content-type"), Some("application/octet-stream"));
    assert_eq!(odd.header("x-injected"), None);
}

#[test]
fn the_script_line_is_html_whatever_the_version_is() {
    let preview = Preview::start(state("\"><i>&", "/x/"));
    let page = preview.get("/x/");
    assert!(page.holds("data-version=\"&quot;&gt;&lt;i&gt;&amp;\" defer"));
}

#[test]
fn the_files_of_the_preview_itself_lie_under_the_base_path() {
    let preview = Preview::start(state("1", "/x/"));
    for (name, mime, content) in [
        (
            "live.js",
            "text/javascript; charset=utf-8",
            include_str!("../client/live.js"),
        ),
        (
            "live.css",
            "text/css; charset=utf-8",
            include_str!("../client/live.css"),
        ),
        ("state", "application/json", r#"{"version":"1"}"#),
    ] {
        let file = preview.get(&format!("/x/_summitry/{name}"));
        assert_eq!((file.status, file.text()), (200, content));
        assert_eq!(file.header("content-type"), Some(mime));
        assert_eq!(preview.get(&format!("/_summitry/{name}")).status, 404);
    }
    assert_eq!(preview.get("/x/_summitry/other").status, 404);
}

#[test]
fn every_answer_is_for_this_site_and_this_moment_alone() {
    let preview = Preview::start(state("1", "/x/"));
    let mut events = preview.events();
    events.wait_for_version("1");
    let mut replies = vec![Reply::read(&events.seen)];
    assert_eq!(replies[0].header("content-type"), Some("text/event-stream"));
    replies.push(preview.ask("POST", "/x/"));
    replies.push(preview.send(b"GET /x/ HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n"));
    for target in [
        "/",
        "/x",
        "/x/",
        "/x/articles",
        "/x/nowhere",
        "/x/feed.xml",
        "/x/broken/",
        "/x/panic/",
        "/x/%00",
        "/y",
        "/x/_summitry/state",
        "/x/_summitry/live.js",
    ] {
        replies.push(preview.get(target));
    }
    for reply in replies {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("x-frame-options"), Some("SAMEORIGIN"));
        let opens_up = |(name, _): &(String, String)| name.starts_with("access-control");
        assert!(!reply.headers.iter().any(opens_up));
    }
}

#[test]
fn head_is_get_without_the_body() {
    let preview = Preview::start(state("1", "/x/"));
    for target in [
        "/x/",
        "/x/feed.xml",
        "/x/nowhere",
        "/x/articles",
        "/x/broken/",
        "/y",
    ] {
        let mut get = preview.get(target);
        let mut head = preview.ask("HEAD", target);
        assert_eq!(head.status, get.status, "{target}");
        assert!(head.body.is_empty(), "{target}");
        let length = get.body.len().to_string();
        assert_eq!(
            head.header("content-length"),
            Some(length.as_str()),
            "{target}"
        );
        for reply in [&mut get, &mut head] {
            reply.headers.retain(|(name, _)| name != "date");
        }
        assert_eq!(head.headers, get.headers, "{target}");
    }
    assert_eq!(preview.ask("HEAD", "/x/_summitry/events").status, 200);
}

#[test]
fn redirections_stay_on_this_server() {
    let preview = Preview::start(state("1", "/x/"));
    for (target, location) in [
        ("/", "/x/"),
        ("/?q=1", "/x/?q=1"),
        ("/x", "/x/"),
        ("/x/articles", "/x/articles/"),
        (
            "/x/articles?page=//evil.example",
            "/x/articles/?page=//evil.example",
        ),
        ("/x/what%3F/%C3%BC", "/x/what%3F/%C3%BC/"),
    ] {
        let reply = preview.get(target);
        assert_eq!(
            (reply.status, reply.header("location")),
            (302, Some(location)),
            "{target}"
        );
    }
    preview.stage.set(state("2", "/"));
    let reply = preview.get("/articles");
    assert_eq!(
        (reply.status, reply.header("location")),
        (302, Some("/articles/"))
    );
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn no_redirection_leads_to_another_server() {
    for (base_path, path) in [
        ("/", "//evil.example/"),
        ("//evil.example/", "/"),
        ("//", "//"),
    ] {
        let reply = redirection(base_path, path, None);
        let location = reply.headers()[header::LOCATION].to_str().unwrap();
        assert!(
            location.starts_with('/') && !location.starts_with("//"),
            "{location}"
        );
    }
}

#[test]
fn the_base_path_can_change_while_the_preview_runs() {
    let preview = Preview::start(state("1", "/x/"));
    assert_eq!(preview.get("/x/").status, 200);
    preview.stage.set(state("2", "/caf%C3%A9/y/"));
    let before = preview.get("/x/");
    assert_eq!(
        (before.status, before.header("content-type")),
        (404, Some(PLAIN_TEXT))
    );
    assert!(before.holds("/caf%C3%A9/y/") && !before.holds(SECRET));
    let now = preview.get("/caf%C3%A9/y/");
    assert!(now.holds("src=\"/caf%C3%A9/y/_summitry/live.js\" data-version=\"2\""));
    assert_eq!(preview.get("/").header("location"), Some("/caf%C3%A9/y/"));
}

#[test]
fn a_base_path_is_whole_segments() {
    assert_eq!(place("/x/", "/xy/"), Place::Outside);
    assert_eq!(place("/x/", "/x"), Place::Entrance);
    assert_eq!(place("/x/", "/"), Place::Entrance);
    assert_eq!(place("/x/", "/x/x/"), Place::Below("/x/"));
    assert_eq!(place("/", "/"), Place::Below("/"));
    assert_eq!(place("/", "/x"), Place::Below("/x"));
}

#[test]
fn without_a_site_a_notice_waits_for_it() {
    let preview = Preview::start(State {
        site: None,
        ..state("1", "/x/")
    });
    for target in ["/x/", "/x/articles/", "/x/feed.xml"] {
        let reply = preview.get(target);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (503, Some(HTML))
        );
        assert!(reply.text().ends_with(SCRIPT_LINE));
    }
    assert_eq!(preview.get("/x/_summitry/live.js").status, 200);
    preview.stage.set(state("2", "/x/"));
    assert!(preview.is_alive());
}

#[test]
fn a_page_that_cannot_be_made_says_so_and_harms_no_other() {
    let preview = Preview::start(state("1", "/x/"));
    for target in ["/x/broken/", "/x/panic/"] {
        for _ in 0..100 {
            let reply = preview.get(target);
            assert_eq!(reply.status, 500, "{target}");
            assert!(reply.text().ends_with(SCRIPT_LINE), "{target}");
        }
        assert!(preview.is_alive());
    }
}

#[test]
fn events_bring_the_news_of_now_and_then_each_new_one() {
    let preview = Preview::start(state("1", "/x/"));
    let mut events = preview.events();
    events.wait_for_version("1");
    preview.stage.set(state("2", "/x/"));
    events.wait_for_version("2");
    preview.stage.set(state("3", "/x/"));
    preview.stage.set(state("4", "/x/"));
    events.wait_for_version("4");
    preview.events().wait_for_version("4");
}

#[test]
fn many_open_tabs_and_clients_that_never_read_stall_nobody() {
    let preview = Preview::start(state("1", "/x/"));
    let _deaf = preview.events();
    let mut stuffed = preview.connect();
    stuffed
        .write_all(b"GET /x/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut silent = preview.connect();
    silent.write_all(b"GET /x/ HTTP/1.1\r\nHos").unwrap();
    let mut tabs: Vec<_> = (0..TABS).map(|_| preview.events()).collect();
    for tab in &mut tabs {
        tab.wait_for_version("1");
    }
    assert!(preview.is_alive());
    preview.stage.set(state("2", "/x/"));
    assert!(preview.is_alive());
    for tab in &mut tabs {
        tab.wait_for_version("2");
    }
}

#[test]
fn a_slow_client_skips_to_the_latest_news() {
    const ROUNDS: usize = 40;
    let filling = "-".repeat(2 << 20);
    let preview = Preview::start(state("1", "/x/"));
    let mut slow = preview.events();
    let mut quick = preview.events();
    for round in 0..ROUNDS {
        let end = format!("end {round}.");
        preview.stage.set(State {
            news: format!("{filling}{end}").into(),
            ..state(&end, "/x/")
        });
        quick.wait_for(&end);
        quick.seen.clear();
    }
    slow.wait_for(&format!("end {}.", ROUNDS - 1));
    assert!(slow.seen.len() < ROUNDS * filling.len());
}

#[test]
fn a_taken_port_leads_to_the_next_free_one() {
    let host = Ipv4Addr::LOCALHOST.into();
    let first = bind(host, 0, false).unwrap();
    assert!(!first.wanted_port_taken);
    let port = first.address.port();
    let next = bind(host, port, false).unwrap();
    assert!(next.wanted_port_taken);
    assert!(next.address.port() > port);
    let refusal = bind(host, port, true).unwrap_err();
    assert_eq!(refusal.to_string(), format!("port {port} is taken"));
}

/// Requests as an attacker would send them, with the status of the answer; nought is a connection closed without one.
/// `PORT` stands for the server's.
const HOSTILE: &[(&str, u16)] = &[
    // Another name: DNS rebinding.
    ("GET /x/ HTTP/1.1\r\nHost: evil.example\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: evil.example:PORT\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: localhost.evil.example\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: evil.localhost:PORT\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: 127.0.0.2\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: 0.0.0.0:PORT\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: 2130706433\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: [::]:PORT\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: localhost..\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: localhost:x\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: user@localhost\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: localhost, evil.example\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: localhost/x/\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost: löcalhost\r\n", 403),
    ("GET /x/ HTTP/1.1\r\nHost:\r\n", 403),
    ("GET /x/ HTTP/1.1\r\n", 403),
    ("GET /x/ HTTP/1.0\r\n", 403),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n",
        403,
    ),
    (
        "GET http://evil.example/x/ HTTP/1.1\r\nHost: localhost\r\n",
        403,
    ),
    (
        "GET http://localhost/x/ HTTP/1.1\r\nHost: evil.example\r\n",
        403,
    ),
    (
        "GET http://localhost@evil.example/x/ HTTP/1.1\r\nHost: localhost\r\n",
        403,
    ),
    (
        "GET http://user@localhost/x/ HTTP/1.1\r\nHost: localhost\r\n",
        403,
    ),
    (
        "GET /x/_summitry/state HTTP/1.1\r\nHost: evil.example\r\n",
        403,
    ),
    (
        "GET /x/_summitry/events HTTP/1.1\r\nHost: evil.example\r\n",
        403,
    ),
    ("GET / HTTP/1.1\r\nHost: evil.example\r\n", 403),
    // Another page.
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: file://\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:PORT.evil.example\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:PORT@evil.example\r\n",
        403,
    ),
    (
        "GET /x/_summitry/events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n",
        403,
    ),
    (
        "GET /x/_summitry/state HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
        403,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
        403,
    ),
    // Something else than reading.
    (
        "POST /x/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n",
        405,
    ),
    (
        "POST /x/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n",
        405,
    ),
    (
        "POST /x/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n",
        405,
    ),
    (
        "PUT /x/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n",
        405,
    ),
    ("DELETE /x/ HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("OPTIONS /x/ HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("TRACE /x/ HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("PROPFIND /x/ HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("get /x/ HTTP/1.1\r\nHost: localhost\r\n", 405),
    ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n", 405),
    (
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n",
        403,
    ),
    (
        "OPTIONS /x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: GET\r\n",
        403,
    ),
    // Ways out of the site.
    ("GET /x/../x/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n", 400),
    (
        "GET /x/%2e%2e/%2E%2E/etc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    (
        "GET /x/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    (
        "GET /x/%252e%252e%252fetc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        404,
    ),
    (
        "GET /x/..\\..\\etc\\passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    (
        "GET /x/..%5c..%5cetc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    (
        "GET /x/%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    ("GET /x/articles/%00 HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/articles/\0 HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/articles/./ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/articles%2f HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x//articles/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /%5cevil.example/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/% HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/%zz HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/%u002e%u002e/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    (
        "GET /x/%0d%0aSet-Cookie:a=b HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    (
        "GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        400,
    ),
    ("GET * HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET x/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /etc/passwd HTTP/1.1\r\nHost: localhost\r\n", 404),
    ("GET /X/ HTTP/1.1\r\nHost: localhost\r\n", 404),
    ("GET /xx/ HTTP/1.1\r\nHost: localhost\r\n", 404),
    // No HTTP.
    ("GET /x/\r\n", 400),
    ("GET /x/ HTTP/9.9\r\nHost: localhost\r\n", 400),
    ("GET  /x/ HTTP/1.1\r\nHost: localhost\r\n", 400),
    ("GET /x/ HTTP/1.1\r\nHost : localhost\r\n", 400),
    ("GET /x/ HTTP/1.1\r\n Host: localhost\r\n", 400),
    ("GET /x/ HTTP/1.1\r\nHost: local\0host\r\n", 400),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n",
        400,
    ),
    (
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        400,
    ),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n", 400),
    ("\u{16}\u{3}\u{1}\0\u{5}hello\r\n", 400),
    ("\0\0\0\0\r\n", 400),
];

#[test]
fn hostile_requests_get_nothing() {
    let preview = Preview::start(state("1", "/x/"));
    let port = preview.address.port().to_string();
    let long_path = format!(
        "GET /x/{} HTTP/1.1\r\nHost: localhost\r\n",
        "a".repeat(5000)
    );
    let long_header = format!(
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\nA: {}\r\n",
        "a".repeat(1 << 20)
    );
    let many_headers = format!(
        "GET /x/ HTTP/1.1\r\nHost: localhost\r\n{}",
        "A: a\r\n".repeat(1000)
    );
    let long = [
        (&*long_path, 414),
        (&*long_header, 431),
        (&*many_headers, 431),
    ];
    for &(request, status) in HOSTILE.iter().chain(&long) {
        let request = request.replace("PORT", &port) + "Connection: close\r\n\r\n";
        let reply = preview.send(request.as_bytes());
        let shown = &request[..request.len().min(200)];
        assert_eq!(reply.status, status, "{shown:?}");
        assert!(!reply.holds(SECRET), "{shown:?}");
        if status == 403 || status == 405 {
            assert_eq!(reply.header("content-type"), Some(PLAIN_TEXT), "{shown:?}");
        }
        assert!(preview.is_alive(), "{shown:?}");
    }
}

#[test]
fn bodies_are_not_read_for_ever() {
    let preview = Preview::start(state("1", "/x/"));
    let mut stream = preview.connect();
    stream
        .write_all(b"GET /x/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .unwrap();
    // The server closes after its answer; until it is noticed, the client writes on.
    while stream.write_all(b"4\r\nmore\r\n").is_ok() {}
    assert!(preview.is_alive());
}
