//! The program itself, and what it says over a socket.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::support::TestSite;

/// When waiting is given up. Nothing is measured by it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running `summitry serve`; ended with this value.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
    /// The path that the site lies under.
    pub(crate) base: String,
    lines: Receiver<(Stream, String)>,
    /// What it printed so far, until it was ready.
    pub(crate) printed: Vec<(Stream, String)>,
}

/// Where something was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

impl Server {
    /// Starts it on any free port, unless the arguments name one.
    pub(crate) fn start(site: &TestSite, arguments: &[&str]) -> Self {
        Self::run(Self::command(site, arguments))
    }

    /// How it is started.
    pub(crate) fn command(site: &TestSite, arguments: &[&str]) -> Command {
        let mut command = site.command(["serve"]);
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        command.args(arguments);
        command
    }

    /// Starts it, and waits until it is ready.
    pub(crate) fn run(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        // Both are read to their ends, or the program would wait for a reader.
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        let other = sender.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = sender.send((Stream::Out, line));
            }
        });
        std::thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                let _ = other.send((Stream::Err, line));
            }
        });
        let mut server = Self {
            child,
            port: 0,
            base: String::new(),
            lines,
            printed: Vec::new(),
        };
        let ready = server.line_with("Preview at http://127.0.0.1:");
        let rest = ready.split("127.0.0.1:").nth(1).unwrap();
        let (port, rest) = rest.split_once('/').unwrap();
        server.port = port.parse().unwrap();
        let path = rest.split(' ').next().unwrap();
        server.base = format!("/{path}");
        server
    }

    /// The next printed line that holds a text.
    #[track_caller]
    pub(crate) fn line_with(&mut self, text: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok((stream, line)) => {
                    self.printed.push((stream, line.clone()));
                    if line.contains(text) {
                        return line;
                    }
                }
                Err(error) => panic!("{error}: no {text:?} in {:#?}", self.printed),
            }
        }
    }

    /// Lines that are printed within a time in which none is expected.
    pub(crate) fn lines_within(&self, time: Duration) -> Vec<String> {
        let until = Instant::now() + time;
        let mut lines = Vec::new();
        loop {
            match self
                .lines
                .recv_timeout(until.saturating_duration_since(Instant::now()))
            {
                Ok((_, line)) => lines.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return lines,
            }
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are, and reads until the server ends the connection.
    pub(crate) fn send(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // It may have heard enough before it was told everything.
        let _ = stream.write_all(bytes);
        if !bytes.ends_with(b"\n\r\n") {
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// What lies at a path of the server.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        Reply::read(&self.send(request.as_bytes()))
    }

    /// What lies at an address of the site.
    #[track_caller]
    pub(crate) fn page(&self, address: &str) -> Reply {
        self.get(&format!("{}{}", self.base, address.trim_start_matches('/')))
    }

    /// The news of this moment.
    #[track_caller]
    pub(crate) fn news(&self) -> serde_json::Value {
        loop {
            // The base path may have changed since the start, or change between the two requests.
            let entrance = self.get("/");
            let base = entrance.headers.get("location").map_or("/", String::as_str);
            let state = self.get(&format!("{base}_summitry/state"));
            if state.status == 200 {
                return serde_json::from_slice(&state.body).unwrap();
            }
        }
    }

    /// Asks until an answer is as it should be.
    #[track_caller]
    pub(crate) fn wait_for(&self, what: &str, is_there: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_there(self) {
            assert!(Instant::now() < until, "in vain: {what}; {}", self.news());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub(crate) fn wait_for_end(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it goes on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// By their names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a build writes it: without the line that keeps pages up to date.
    pub(crate) fn without_script(&self) -> Vec<u8> {
        let is_page = self
            .headers
            .get("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"));
        let script = b"\n<script src=\"";
        let at = self
            .body
            .windows(script.len())
            .rposition(|window| window == script);
        match at.filter(|_| is_page) {
            Some(at) => self.body[..at].to_vec(),
            None => self.body.clone(),
        }
    }

    /// Checks what every answer has and has not.
    #[track_caller]
    pub(crate) fn assert_private(&self) {
        assert_eq!(
            self.headers.get("cache-control").map(String::as_str),
            Some("no-store"),
            "{self:?}"
        );
        let lets_others_in = self
            .headers
            .keys()
            .any(|name| name.starts_with("access-control-"));
        assert!(!lets_others_in, "{self:?}");
    }
}
