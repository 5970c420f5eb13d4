//! Requests that no browser of the editor sends.

use crate::edits;
use crate::wire::{Reply, Server};

const SECRET: &str = "A secret beside the site.";

/// Paths that must lead nowhere. The site lies under `/press/`.
const PATHS: &[&str] = &[
    "/press/../outside/secret.txt",
    "/press/../../outside/secret.txt",
    "/press/../../../../../../../../etc/passwd",
    "/press/articles/../../site/site.toml",
    "/press/..",
    "/press/./site/site.toml",
    "/press/%2e%2e/outside/secret.txt",
    "/press/%2E%2e/%2e%2E/outside/secret.txt",
    "/press/.%2e/outside/secret.txt",
    "/press/%252e%252e/outside/secret.txt",
    "/press/%252e%252e%252foutside%252fsecret.txt",
    "/press/..%2foutside%2fsecret.txt",
    "/press/..%2Foutside%2Fsecret.txt",
    "/press/%2e%2e%2f%2e%2e%2foutside%2fsecret.txt",
    "/press/..%5coutside%5csecret.txt",
    "/press/..\\outside\\secret.txt",
    "/press/%c0%ae%c0%ae/outside/secret.txt",
    "/press/%c0%ae%c0%ae%c0%afoutside/secret.txt",
    "/press/press.txt%00.html",
    "/press/%00",
    "/press//etc/passwd",
    "//etc/passwd",
    "/press/site/site.toml",
    "/site/site.toml",
    "/press/articles/2024-05-02-tokyo/article.md",
    "/press/.summitry/manifest.json",
    "/press/.env",
    "/press/secret-link.txt",
    "/press/%",
    "/press/%zz",
    "/press/press.txt/",
    "/press/press.txt/../../../outside/secret.txt",
    "/press/_summitry/../../outside/secret.txt",
    "/press/_summitry/state/../../../site/site.toml",
    "/press/_summitry/%2e%2e/site/site.toml",
    "/pressed/press.txt",
];

/// Headers of requests that come from elsewhere, or want something else, for a page that is there.
const HEADS: &[&str] = &[
    "GET /press/ HTTP/1.1\r\nHost: evil.example\r\n",
    "GET /press/ HTTP/1.1\r\nHost: evil.example:{port}\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1.evil.example:{port}\r\n",
    "GET /press/ HTTP/1.1\r\nHost: localhost.evil.example\r\n",
    "GET /press/ HTTP/1.1\r\nHost: evil.example#@127.0.0.1:{port}\r\n",
    "GET /press/ HTTP/1.1\r\nHost: user@127.0.0.1:{port}\r\n",
    "GET /press/ HTTP/1.1\r\nHost:\r\n",
    "GET /press/ HTTP/1.1\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n",
    "GET /press/ HTTP/1.0\r\n",
    "GET http://evil.example/press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "GET http://evil.example/press/ HTTP/1.1\r\nHost: evil.example\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://evil.example\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: null\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:1\r\n",
    "GET /press/_summitry/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://evil.example:{port}\r\n",
    "GET /press/_summitry/state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
    "GET /press/press.txt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
    "POST /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n",
    "PUT /press/press.txt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n",
    "DELETE /press/press.txt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "OPTIONS /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n",
    "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n",
    "TRACE /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "PROPFIND /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nDepth: 1\r\n",
    "GET /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: \u{0}\r\n",
    "GET /press/ HTTP/9.9\r\nHost: 127.0.0.1:{port}\r\n",
    "GET press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "GET  /press/ /press/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "GET /press/ HTTP/1.1\r\nHost : 127.0.0.1:{port}\r\n",
];

/// What is no request at all, or none that ends.
fn noise() -> Vec<Vec<u8>> {
    let endless_path = format!(
        "GET /press/{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "a".repeat(1 << 20)
    );
    let endless_header = format!("GET /press/ HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(1 << 20));
    let many_headers = format!("GET /press/ HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(5_000));
    vec![
        endless_path.into_bytes(),
        endless_header.into_bytes(),
        many_headers.into_bytes(),
        b"GET /press/\r\n".to_vec(),
        b"GET /press/".to_vec(),
        b"\r\n\r\n\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        (0..=255).cycle().take(100_000).collect(),
        vec![0; 100_000],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        // What is smuggled behind a body must not be taken for a request.
        b"POST /press/ HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /press/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".to_vec(),
    ]
}

#[test]
fn hostile_requests_get_nothing_and_stop_nothing() {
    let site = edits::site();
    site.write(".env", SECRET);
    let server = Server::start(&site, &[]);
    assert_eq!(server.base, "/press/");
    let port = server.port;
    let head = |path: &&str| format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
    let heads = HEADS
        .iter()
        .map(|head| head.replace("{port}", &port.to_string()));
    let requests = PATHS
        .iter()
        .map(head)
        .chain(heads)
        .map(|head| format!("{head}Connection: close\r\n\r\n").into_bytes())
        .chain(noise());
    let mut count = 0;
    for request in requests {
        let sent = String::from_utf8_lossy(&request[..request.len().min(200)]).into_owned();
        let answer = server.send(&request);
        let text = String::from_utf8_lossy(&answer);
        assert!(
            !text.starts_with("HTTP/1.1 2") && !text.starts_with("HTTP/1.0 2"),
            "{sent:?}: {text}"
        );
        assert!(!text.contains("HTTP/1.1 200"), "{sent:?}: {text}");
        for secret in [SECRET, "base_url =", "root:x:", "extends = "] {
            assert!(!text.contains(secret), "{sent:?}: {text}");
        }
        assert!(
            !text.to_lowercase().contains("access-control-"),
            "{sent:?}: {text}"
        );
        assert!(
            !text.contains("evil.example"),
            "{sent:?} comes back: {text}"
        );
        // What is no request, the library answers by itself, with a head alone.
        let is_ours = !answer.is_empty()
            && !text.trim_end().ends_with("content-length: 0")
            && !text.contains("content-length: 0\r\n");
        if is_ours {
            Reply::read(&answer).assert_private();
        }
        let alive = server.page("/press.txt");
        assert_eq!(alive.status, 200, "after {sent:?}");
        count += 1;
    }
    assert!(count >= 50, "{count}");
}

#[test]
fn requests_in_a_row_on_one_connection_are_judged_one_by_one() {
    let site = edits::site();
    let server = Server::start(&site, &[]);
    let good = format!(
        "GET /press/press.txt HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n",
        server.port
    );
    let foreign = "GET /press/press.txt HTTP/1.1\r\nHost: evil.example\r\n";
    let row = format!("{good}\r\n{foreign}\r\n{good}\r\n{foreign}Connection: close\r\n\r\n");
    let answer = server.send(row.as_bytes());
    let text = String::from_utf8(answer).unwrap();
    let codes: Vec<&str> = text
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect();
    assert_eq!(codes, ["200", "403", "200", "403"], "{text}");
    assert_eq!(text.matches("Write to the press office.").count(), 2);
}
