//! Which requests are answered at all.
//!
//! The preview shows what is not published yet, and every site that the editor visits can make the browser send
//! requests to it. A name that such a site owns can even be pointed at this machine (DNS rebinding): then the browser
//! takes both for one site, and only the `Host` header tells them apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use percent_encoding::percent_decode_str;

/// The longest path that is looked at, in bytes as they are sent. Slugs have at most 200.
const LONGEST_PATH: usize = 4096;

/// The names that the preview answers to.
#[derive(Debug, Clone)]
pub struct Hosts {
    given: Option<Host>,
}

impl Hosts {
    /// The names of this machine for itself, and the one that the editor gave: a name or an IP address.
    pub fn new(given: &str) -> Self {
        let given = given.parse().map_or_else(
            |_| Host::read(given),
            |address| Some(Host::Address(address)),
        );
        Self { given }
    }

    /// Whether a host is this server. The address that a connection came in on is: a name can be pointed anywhere by
    /// whoever owns it, an address cannot.
    fn contain(&self, host: &Host, local: SocketAddr) -> bool {
        match host {
            Host::Name(name) if name == "localhost" => true,
            Host::Address(IpAddr::V4(Ipv4Addr::LOCALHOST) | IpAddr::V6(Ipv6Addr::LOCALHOST)) => {
                true
            }
            Host::Address(address) if *address == local.ip().to_canonical() => true,
            _ => self.given.as_ref() == Some(host),
        }
    }
}

/// A host as it stands in an address, in the one form that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Name(String),
    Address(IpAddr),
}

impl Host {
    /// Reads `localhost`, `127.0.0.1` or `[::1]`. A dot at the end means the same host.
    fn read(text: &str) -> Option<Self> {
        let text = text.strip_suffix('.').unwrap_or(text);
        if let Some(rest) = text.strip_prefix('[') {
            let address: Ipv6Addr = rest.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(address.to_canonical()));
        }
        if text.is_empty() {
            return None;
        }
        Some(text.parse().map_or_else(
            |_| Self::Name(text.to_ascii_lowercase()),
            |address: Ipv4Addr| Self::Address(address.into()),
        ))
    }

    /// Reads a host with or without a port.
    fn read_with_port(text: &str) -> Option<(Self, Option<u16>)> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !text.ends_with(']') => (host, port),
            _ => (text, ""),
        };
        // Rust reads `+80` as a number, too.
        let port = match port {
            "" => None,
            _ if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
            _ => return None,
        };
        Some((Self::read(host)?, port))
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It was sent to another name than those of this server.
    ForeignHost,
    /// A page of another site sent it.
    ForeignPage,
    /// It wants to do something else than read.
    Method,
    /// Its path is none that a browser would send for a page.
    Path,
    /// Its path is too long.
    LongPath,
}

impl Refusal {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::ForeignHost | Self::ForeignPage => StatusCode::FORBIDDEN,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Path => StatusCode::BAD_REQUEST,
            Self::LongPath => StatusCode::URI_TOO_LONG,
        }
    }

    /// What the reader is told. Nothing of the request is repeated.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::ForeignHost => {
                "This preview answers only to localhost, 127.0.0.1, [::1], the IP address it is reached at and the \
                 name given with --host. Open it under one of those.\n"
            }
            Self::ForeignPage => {
                "This preview answers only to its own pages. Another site tried to read or embed it.\n"
            }
            Self::Method => "This preview can only be read: it answers GET and HEAD.\n",
            Self::Path => "This is not an address of a page.\n",
            Self::LongPath => "This address is too long.\n",
        }
    }
}

/// The path that a request asks for, decoded, beginning with a slash and without anything that leads elsewhere.
///
/// # Errors
/// When the request must not be answered. `local` is this end of its connection.
pub fn admit(request: &Parts, hosts: &Hosts, local: SocketAddr) -> Result<String, Refusal> {
    check_host(request, hosts, local)?;
    check_origin(&request.headers, hosts, local)?;
    check_embedding(&request.headers)?;
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    read_path(&request.uri)
}

/// The host stands in the `Host` header, and again in the target where that is a whole address.
fn check_host(request: &Parts, hosts: &Hosts, local: SocketAddr) -> Result<(), Refusal> {
    let in_header = match only(&request.headers, header::HOST) {
        Some(host) => host.to_str().map_err(|_| Refusal::ForeignHost)?,
        None => return Err(Refusal::ForeignHost),
    };
    let in_target = request.uri.authority().map(|authority| authority.as_str());
    let all_ours = std::iter::once(in_header).chain(in_target).all(|text| {
        Host::read_with_port(text).is_some_and(|(host, _)| hosts.contain(&host, local))
    });
    if all_ours {
        Ok(())
    } else {
        Err(Refusal::ForeignHost)
    }
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// The page that asks, where the browser names it, lies on this very server: another port is another site.
fn check_origin(headers: &HeaderMap, hosts: &Hosts, local: SocketAddr) -> Result<(), Refusal> {
    let is_ours = |origin: &HeaderValue| {
        origin
            .to_str()
            .ok()
            .and_then(read_origin)
            .is_some_and(|(host, port)| port == local.port() && hosts.contain(&host, local))
    };
    if headers.get_all(header::ORIGIN).iter().all(is_ours) {
        Ok(())
    } else {
        Err(Refusal::ForeignPage)
    }
}

fn read_origin(text: &str) -> Option<(Host, u16)> {
    let (rest, usual_port) = match text.split_once("://")? {
        ("http", rest) => (rest, 80),
        ("https", rest) => (rest, 443),
        _ => return None,
    };
    let (host, port) = Host::read_with_port(rest)?;
    Some((host, port.unwrap_or(usual_port)))
}

/// Browsers also say whether another site is behind a request that has no `Origin`, such as one for an image or a
/// script. Following a link from there to here is fine.
fn check_embedding(headers: &HeaderMap) -> Result<(), Refusal> {
    let is_foreign = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    let follows_link = headers
        .get("sec-fetch-mode")
        .is_some_and(|mode| mode == "navigate");
    if is_foreign && !follows_link {
        Err(Refusal::ForeignPage)
    } else {
        Ok(())
    }
}

/// Decodes a path once. What a browser would have resolved before sending it is refused, not resolved.
fn read_path(uri: &Uri) -> Result<String, Refusal> {
    let sent = uri.path();
    if sent.len() > LONGEST_PATH {
        return Err(Refusal::LongPath);
    }
    if !is_well_encoded(sent) {
        return Err(Refusal::Path);
    }
    let path = percent_decode_str(sent)
        .decode_utf8()
        .map_err(|_| Refusal::Path)?;
    let leads_elsewhere = !path.starts_with('/')
        || path.contains("//")
        || path.split('/').any(|part| matches!(part, "." | ".."))
        || path.contains(|c: char| c.is_control() || c == '\\');
    if leads_elsewhere {
        Err(Refusal::Path)
    } else {
        Ok(path.into_owned())
    }
}

/// Whether each percent sign stands before two hexadecimal digits, and none of them hides a slash.
fn is_well_encoded(path: &str) -> bool {
    path.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| {
            digits.iter().all(u8::is_ascii_hexdigit) && !digits.eq_ignore_ascii_case(b"2f")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    const LOCAL: ([u8; 4], u16) = ([127, 0, 0, 1], 4000);

    fn ask(target: &str, headers: &[(&'static str, &str)]) -> Result<String, Refusal> {
        ask_at(LOCAL.into(), "127.0.0.1", target, headers)
    }

    fn ask_at(
        local: SocketAddr,
        given: &str,
        target: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<String, Refusal> {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        admit(&parts, &Hosts::new(given), local)
    }

    fn host(value: &str) -> Result<String, Refusal> {
        ask("/", &[("host", value)])
    }

    #[test]
    fn this_machine_is_answered_under_each_of_its_names() {
        for name in [
            "localhost",
            "LocalHost",
            "localhost.",
            "127.0.0.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
        ] {
            for port in ["", ":", ":4000", ":8080"] {
                assert_eq!(
                    host(&format!("{name}{port}")),
                    Ok("/".into()),
                    "{name}{port}"
                );
            }
        }
    }

    #[test]
    fn every_other_name_is_refused() {
        for name in [
            "",
            ".",
            ":4000",
            "evil.example",
            "localhost.evil.example",
            "evil.localhost",
            "localhost..",
            "localhost:4000:4000",
            "localhost:+80",
            "localhost:99999",
            "localhost:80a",
            "localhost, evil.example",
            "localhost evil.example",
            "user@localhost",
            "localhost@evil.example",
            "localhost/",
            "127.0.0.1.evil.example",
            "127.1",
            "127.0.0.2",
            "0.0.0.0",
            "192.168.1.5",
            "[::1",
            "::1",
            "[::]",
            "[::1]evil.example",
            "[::1]:80]",
            "localhost\u{e9}",
        ] {
            assert_eq!(host(name), Err(Refusal::ForeignHost), "{name}");
        }
        assert_eq!(ask("/", &[]), Err(Refusal::ForeignHost));
        let twice = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(ask("/", &twice), Err(Refusal::ForeignHost));
    }

    #[test]
    fn the_given_name_and_the_address_of_the_connection_are_answered() {
        let local: SocketAddr = ([192, 168, 1, 5], 4000).into();
        let at = |given, host| ask_at(local, given, "/", &[("host", host)]).is_ok();
        assert!(at("0.0.0.0", "192.168.1.5:4000"));
        assert!(at("0.0.0.0", "0.0.0.0:4000"));
        assert!(!at("0.0.0.0", "192.168.1.6:4000"));
        assert!(at("Newsroom.lan", "newsroom.LAN.:4000"));
        assert!(!at("newsroom.lan", "other.lan"));
        let mapped: SocketAddr = (Ipv4Addr::new(192, 168, 1, 5).to_ipv6_mapped(), 4000).into();
        assert!(ask_at(mapped, "::", "/", &[("host", "192.168.1.5")]).is_ok());
        assert!(ask_at(mapped, "::", "/", &[("host", "[::]:4000")]).is_ok());
    }

    #[test]
    fn a_whole_address_as_target_is_judged_as_well_as_the_header() {
        let ours = [("host", "localhost")];
        assert_eq!(ask("http://127.0.0.1:4000/a", &ours), Ok("/a".into()));
        assert_eq!(ask("http://localhost", &ours), Ok("/".into()));
        for target in [
            "http://evil.example/a",
            "http://user@localhost/a",
            "http://localhost:80@evil.example/a",
        ] {
            assert_eq!(ask(target, &ours), Err(Refusal::ForeignHost), "{target}");
        }
        let foreign = [("host", "evil.example")];
        assert_eq!(
            ask("http://localhost/a", &foreign),
            Err(Refusal::ForeignHost)
        );
    }

    #[test]
    fn only_pages_of_this_server_may_ask() {
        let from = |origin| ask("/", &[("host", "localhost"), ("origin", origin)]);
        for origin in [
            "http://localhost:4000",
            "http://127.0.0.1:4000",
            "http://[::1]:4000",
            "https://localhost:4000",
        ] {
            assert!(from(origin).is_ok(), "{origin}");
        }
        for origin in [
            "null",
            "",
            "http://localhost",
            "http://localhost:4001",
            "http://evil.example:4000",
            "http://localhost:4000/",
            "http://localhost:4000@evil.example",
            "file://localhost:4000",
            "http:localhost:4000",
            "http://localhost:4000, http://evil.example",
        ] {
            assert_eq!(from(origin), Err(Refusal::ForeignPage), "{origin}");
        }
        let first_ours = [
            ("host", "localhost"),
            ("origin", "http://localhost:4000"),
            ("origin", "http://evil.example"),
        ];
        assert_eq!(ask("/", &first_ours), Err(Refusal::ForeignPage));
        let usual_port = ([127, 0, 0, 1], 80).into();
        let without_port = [("host", "localhost"), ("origin", "http://localhost")];
        assert!(ask_at(usual_port, "127.0.0.1", "/", &without_port).is_ok());
    }

    #[test]
    fn other_sites_may_link_here_but_not_embed() {
        let by = |site, mode| {
            let headers = [
                ("host", "localhost"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
            ];
            ask("/", &headers)
        };
        assert!(by("same-origin", "no-cors").is_ok());
        assert!(by("none", "navigate").is_ok());
        assert!(by("cross-site", "navigate").is_ok());
        assert_eq!(by("cross-site", "no-cors"), Err(Refusal::ForeignPage));
        // Another port of this machine.
        assert_eq!(by("same-site", "no-cors"), Err(Refusal::ForeignPage));
        let without_mode = [("host", "localhost"), ("sec-fetch-site", "cross-site")];
        assert_eq!(ask("/", &without_mode), Err(Refusal::ForeignPage));
    }

    #[test]
    fn paths_are_decoded_once() {
        let path = |sent| ask(sent, &[("host", "localhost")]);
        for (sent, meant) in [
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("/a/b.css?v=..//", "/a/b.css"),
            ("/caf%C3%a9/", "/café/"),
            ("/%252e%252e/a", "/%2e%2e/a"),
            ("/a%25", "/a%"),
            ("/.well-known/a", "/.well-known/a"),
            ("/...", "/..."),
        ] {
            assert_eq!(path(sent), Ok(meant.into()), "{sent}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let path = |sent| ask(sent, &[("host", "localhost")]);
        for sent in [
            "//",
            "//a",
            "/a//",
            "/a//b",
            "/.",
            "/..",
            "/../a",
            "/a/..",
            "/a/./b",
            "/a/%2e%2E/b",
            "/a/.%2e",
            "/%2e/",
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a%00",
            "/a%0d%0ab",
            "/a%7f",
            "/a%C2%85",
            "/%",
            "/%2",
            "/%g0",
            "/%+1",
            "/%u002e",
            "/%ff",
            "/%c0%ae%c0%ae/a",
            "*",
        ] {
            assert_eq!(path(sent), Err(Refusal::Path), "{sent}");
        }
        let longest = format!("/{}", "a".repeat(LONGEST_PATH - 1));
        assert!(path(&longest).is_ok());
        assert_eq!(path(&format!("{longest}a")), Err(Refusal::LongPath));
    }

    #[test]
    fn the_preview_is_only_read() {
        for (method, is_answered) in [
            ("GET", true),
            ("HEAD", true),
            ("POST", false),
            ("OPTIONS", false),
        ] {
            let request = Request::builder()
                .method(method)
                .header("host", "localhost");
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let answer = admit(&parts, &Hosts::new("127.0.0.1"), LOCAL.into());
            assert_eq!(answer.is_ok(), is_answered, "{method}");
        }
    }
}
