//! `summitry serve` itself: where it listens, what it shows and tells, and that it writes nothing.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRunner};

use crate::edits::{self, Edit, edit, touch};
use crate::support::{TestSite, Told, Tree};
use crate::wire::{Server, Stream};

/// The front page, where there is one.
fn shows(server: &Server, text: &str) -> bool {
    server.page("/").text().contains(text)
}

#[test]
fn the_site_lies_under_the_base_path_that_it_will_have() {
    let site = edits::site();
    let server = Server::start(&site, &[]);
    assert_eq!(server.base, "/press/");
    for entrance in ["/", "/press"] {
        let reply = server.get(entrance);
        assert_eq!(
            (reply.status, reply.headers["location"].as_str()),
            (302, "/press/")
        );
        reply.assert_private();
    }
    for (address, status) in [
        ("/press/", 200),
        ("/press/articles/tokyo", 302),
        ("/press/articles/tokyo/", 200),
        ("/press/press.txt", 200),
        ("/press/articles/nowhere/", 404),
        ("/articles/tokyo/", 404),
        ("/press/_summitry/state", 200),
        ("/press/_summitry/live.js", 200),
    ] {
        let reply = server.get(address);
        assert_eq!(reply.status, status, "{address}");
        reply.assert_private();
    }
    let server = Server::start(&site, &["--base-url-path", "/other/place/"]);
    assert_eq!(server.base, "/other/place/");
    assert!(shows(&server, "href=\"/other/place/articles/tokyo/\""));
    assert_eq!(server.get("/press/").status, 404);
}

#[test]
fn drafts_and_what_is_to_come_are_shown_on_demand_alone_and_marked() {
    let site = edits::site()
        .with_article("2024-07-01-draft", "draft = true", "Not yet.")
        .with_article("2027-01-01-later", "date = 2027-01-01", "Not yet.");
    let server = Server::start(&site, &[]);
    for address in ["/articles/draft/", "/articles/later/"] {
        assert_eq!(server.page(address).status, 404);
    }
    drop(server);
    let server = Server::start(&site, &["--drafts", "--future"]);
    let plain = server.page("/articles/after/").text();
    for address in ["/articles/draft/", "/articles/later/"] {
        let reply = server.page(address);
        assert_eq!(reply.status, 200, "{address}");
        assert!(
            reply.text().contains("class=\"draft"),
            "{address} {}",
            reply.text()
        );
    }
    assert!(!plain.contains("class=\"draft"));
}

#[test]
fn nothing_is_written_into_the_project() {
    let site = edits::site();
    let before = Tree::read(&site.root());
    let server = Server::start(&site, &[]);
    server.page("/articles/tokyo/");
    before.assert_untouched(&Tree::read(&site.root()));
    site.write("site/static/press.txt", "Ring the press office.\n");
    site.write("articles/2024-05-04-after/article.md", "+++\nbroken");
    let edited = Tree::read(&site.root());
    server.wait_for("the fault", |server| server.news()["ok"] == false);
    server.page("/articles/tokyo/");
    edited.assert_untouched(&Tree::read(&site.root()));
}

#[test]
fn a_site_that_is_broken_at_first_is_shown_once_it_is_mended() {
    let site = edits::site();
    let path = "articles/2024-05-04-after/article.md";
    let text = site.read(path);
    site.write(path, "+++\nbroken");
    let server = Server::start(&site, &[]);
    let standing = server.page("/articles/tokyo/");
    assert_eq!(standing.status, 503);
    assert!(
        standing.text().contains("_summitry/live.js"),
        "it goes by itself"
    );
    standing.assert_private();
    site.write(path, text);
    server.wait_for("the site", |server| {
        server.page("/articles/tokyo/").status == 200
    });
    assert_eq!(server.news()["errors"], serde_json::json!([]));
}

#[test]
fn broken_settings_leave_the_last_good_site_where_it_is() {
    let site = edits::site();
    let text = site.read("site/site.toml");
    let server = Server::start(&site, &[]);
    for broken in [Some("title = \n"), None] {
        match broken {
            Some(broken) => site.write("site/site.toml", broken),
            None => site.remove("site/site.toml"),
        }
        server.wait_for("the fault", |server| server.news()["ok"] == false);
        assert_eq!(server.get("/press/articles/tokyo/").status, 200);
        site.write("site/site.toml", &text);
        server.wait_for("the site", |server| server.news()["ok"] == true);
    }
}

#[test]
fn a_file_that_becomes_a_link_out_of_the_site_is_not_served() {
    let site = edits::site();
    let server = Server::start(&site, &[]);
    Edit::Link.apply(&site);
    // From this moment on, whether it was noticed or not.
    assert!(!server.page("/press.txt").text().contains("secret"));
    server.wait_for("the fault", |server| server.news()["ok"] == false);
    assert!(!server.page("/press.txt").text().contains("secret"));
    site.remove("site/static/press.txt");
    site.write("site/static/press.txt", "There again.\n");
    server.wait_for("the file", |server| {
        server.page("/press.txt").text() == "There again.\n"
    });
}

#[test]
fn a_file_that_is_only_touched_is_no_news() {
    let site = edits::site();
    let server = Server::start(&site, &[]);
    let version = server.news()["version"].clone();
    for path in [
        "site/site.toml",
        "articles/2024-05-02-tokyo/article.md",
        "site/static/press.txt",
        "themes/paper/static/paper.css",
    ] {
        touch(&site.path(path));
        site.write(path, fs::read(site.path(path)).unwrap());
    }
    // Longer than any pause, the slow sweep's included: nothing happens.
    let printed = server.lines_within(Duration::from_millis(2_500));
    assert_eq!(server.news()["version"], version, "{printed:?}");
    assert!(
        printed.iter().all(|line| !line.contains("pages in")),
        "{printed:?}"
    );
}

#[test]
fn an_embargo_that_ends_while_the_site_is_broken_is_told_once() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the preview has the system's clock as well"
    )]
    let soon = jiff::Timestamp::now() + Duration::from_secs(4);
    let embargo = format!("date = {}", soon.strftime("%Y-%m-%dT%H:%M:%SZ"));
    let site = edits::site().with_article("soon", &embargo, "News.");
    let mut command = Server::command(&site, &[]);
    command.env_remove("SOURCE_DATE_EPOCH");
    let mut server = Server::run(command);
    assert_eq!(server.page("/articles/soon/").status, 404);
    let path = "articles/2024-05-04-after/article.md";
    let text = site.read(path);
    site.write(path, "+++\nbroken");
    server.line_with("the last good site stays");
    // The second one is that of the embargo. A third one would come with the next sweep.
    server.line_with("the last good site stays");
    let mut printed = server.lines_within(Duration::from_millis(3_500));
    printed.retain(|line| line.contains("the last good site stays"));
    assert_eq!(printed, Vec::<String>::new());
    site.write(path, text);
    server.wait_for("the article", |server| {
        server.page("/articles/soon/").status == 200
    });
}

#[test]
fn a_day_that_was_asked_for_does_not_pass() {
    let site = edits::site();
    let mut command = Server::command(&site, &["--as-of", "2024-12-31"]);
    command.env_remove("SOURCE_DATE_EPOCH");
    let server = Server::run(command);
    // Longer than any pause, the slow sweep's included: nothing happens.
    let printed = server.lines_within(Duration::from_millis(2_500));
    assert_eq!(printed, Vec::<String>::new());
}

#[test]
fn another_program_on_the_port_is_evaded_and_named() {
    let site = edits::site();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let server = Server::start(&site, &["--port", &port]);
    assert_ne!(server.port.to_string(), port);
    let said = server
        .printed
        .iter()
        .find(|(_, line)| line.contains("is taken"))
        .unwrap();
    assert_eq!(said.0, Stream::Err);
    assert!(
        said.1.contains(&port) && said.1.contains(&server.port.to_string()),
        "{}",
        said.1
    );

    let run = site.run(["serve", "--port", &port, "--strict-port"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains(&format!("port {port} is taken")),
        "{run:?}"
    );
}

#[test]
fn without_a_site_there_is_nothing_to_serve() {
    let site = TestSite::new("-- notes.txt --\nNo site.\n");
    let run = site.run(["serve", "--port", "0"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("site/site.toml"), "{run:?}");
}

#[test]
fn for_programs_every_line_is_a_fault() {
    let site = edits::site();
    let mut server = Server::start(&site, &["--message-format", "json"]);
    site.write("articles/2024-05-04-after/article.md", "+++\nbroken");
    server.line_with("the last good site stays");
    Edit::Mend.apply(&site);
    server.line_with("pages in");
    let out = server
        .printed
        .iter()
        .filter(|(stream, _)| *stream == Stream::Out);
    let told: Vec<Told> = out
        .map(|(_, line)| serde_json::from_str(line).unwrap())
        .collect();
    assert!(told.iter().any(|told| told.level == "error"), "{told:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_whoever_is_listening() {
    use std::os::unix::process::ExitStatusExt;

    let site = edits::site();
    let mut server = Server::start(&site, &[]);
    let mut streams: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut streams {
        let request = format!(
            "GET /press/_summitry/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            server.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    let id = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let status = server.wait_for_end();
    assert!(
        status.signal() == Some(2) || status.code() == Some(130) || status.success(),
        "{status}"
    );
    for stream in &mut streams {
        // The end, or a connection that is cut.
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

/// Waits until what is served is what a build writes now, or says why there is none.
#[track_caller]
fn settle(site: &TestSite, server: &Server) {
    let run = site.run([
        "build",
        "--output",
        &site.outside("built").to_string_lossy(),
    ]);
    if run.code != 0 {
        server.wait_for("the fault", |server| server.news()["ok"] == false);
        return;
    }
    let built = Tree::read(&site.outside("built"));
    let is_as_built = |server: &Server| {
        let news = server.news();
        let base = news["base"].as_str().unwrap();
        news["ok"] == true
            && built.published().iter().all(|(path, bytes)| {
                let short = path.strip_suffix("index.html");
                let short = short.filter(|short| short.is_empty() || short.ends_with('/'));
                let address = format!("{base}{}", short.unwrap_or(path));
                server.get(&address).without_script() == *bytes
            })
    };
    server.wait_for("what a build writes", is_as_built);
}

/// Edits one upon the other, with a rest after every fourth. Tells the memory in KiB after ten
/// edits and after the last, where the system tells it.
fn edit_at_random(count: usize) -> (Option<u64>, Option<u64>) {
    let site = edits::site();
    let server = Server::start(&site, &[]);
    let mut runner = TestRunner::new(Config::default());
    let edits = proptest::collection::vec(edit(), count);
    let edits = edits.new_tree(&mut runner).unwrap().current();
    let mut after_ten = None;
    for (number, edit) in edits.into_iter().enumerate() {
        // Shown where the test fails.
        println!("{number}: {edit:?}");
        edit.apply(&site);
        if number % 4 == 3 {
            settle(&site, &server);
        }
        if number == 9 {
            after_ten = resident(server.child.id());
        }
    }
    Edit::Mend.apply(&site);
    settle(&site, &server);
    (after_ten, resident(server.child.id()))
}

/// The memory that a process has, in KiB.
fn resident(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn edits_while_it_runs_end_in_what_a_build_writes() {
    edit_at_random(12);
}

#[test]
#[ignore = "takes minutes; it runs before a release"]
fn a_thousand_edits_neither_wedge_it_nor_fill_the_memory() {
    let (after_ten, after_all) = edit_at_random(1_000);
    println!("{after_ten:?} KiB after ten edits, {after_all:?} KiB after a thousand");
    if let (Some(after_ten), Some(after_all)) = (after_ten, after_all) {
        // What is kept for every edit would show many times over.
        assert!(
            after_all < after_ten * 3,
            "{after_ten} KiB, then {after_all} KiB"
        );
    }
}
