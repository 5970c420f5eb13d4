//! `summitry serve`.

use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};

use clap::Args;

use super::{Exit, SiteArguments, fail, report};
use crate::diagnostic::{Diagnostic, MessageFormat};
use crate::preview::builder::{Orders, Told};
use crate::preview::guard::Hosts;
use crate::preview::{preview, server};

/// Shows the site as it will be, and every change as soon as it is saved.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    site: SiteArguments,
    /// The address to listen on; others than 127.0.0.1 let other machines in
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; where it is taken, the next one that is free
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// Fail where the port is taken
    #[arg(long)]
    strict_port: bool,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Show the page whose source was just saved
    #[arg(long)]
    follow: bool,
    /// The path that the site lies under, in place of that of its address
    #[arg(long, value_name = "PATH", value_parser = base_path, conflicts_with = "base_url")]
    base_url_path: Option<String>,
}

fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim_matches('/');
    let is_plain = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~'));
    let has_names = path.is_empty() || path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    match (is_plain && has_names, path) {
        (false, _) => Err("write a path of letters, digits and hyphens, such as /repo/".to_owned()),
        (true, "") => Ok("/".to_owned()),
        (true, path) => Ok(format!("/{path}/")),
    }
}

impl Serve {
    pub(super) fn run(self) -> Exit {
        let mut options = match self.site.options() {
            Ok(options) => options,
            Err(exit) => return exit,
        };
        options.model.site.base_path.clone_from(&self.base_url_path);
        let Some(host) = address(&self.host) else {
            report::error(&format!("there is no host `{}`", self.host));
            return Exit::Usage;
        };
        let bound = match server::bind(host, self.port, self.strict_port) {
            Ok(bound) => bound,
            Err(error) => {
                report::error(&error.to_string());
                report::help("name another one with --port, or leave out --strict-port");
                return Exit::Machine;
            }
        };
        let address = bound.address;
        if bound.wanted_port_taken {
            report::error(&format!(
                "port {} is taken; this preview is on port {}",
                self.port,
                address.port()
            ));
        }
        if !host.is_loopback() {
            report::help("other machines can read this preview, drafts and all");
        }
        let format = self.site.message_format;
        let orders = Orders {
            options,
            follow: self.follow,
            told: Box::new(move |told| tell(told, format)),
        };
        let hosts = Hosts::new(&self.host);
        let ready = |base_path: &str, unwatched: Option<&str>| {
            if let Some(why) = unwatched {
                report::help(&format!("{why}; changes are looked for every second"));
            }
            let host = match address.ip() {
                ip if ip.is_unspecified() => IpAddr::from(Ipv4Addr::LOCALHOST),
                ip => ip,
            };
            let shown = std::net::SocketAddr::new(host, address.port());
            let url = format!("http://{shown}{base_path}");
            report::closing(&format!("Preview at {url} - Ctrl-C ends it."), format);
            if self.open
                && let Err(error) = open::that_detached(&url)
            {
                report::error(&format!("the browser cannot be opened: {error}"));
            }
        };
        match preview(orders, bound, hosts, ready) {
            Ok(()) => Exit::Done,
            Err(failure) => fail(&failure),
        }
    }
}

/// The address of a host.
fn address(host: &str) -> Option<IpAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let written = bare.parse().ok();
    written.or_else(|| Some((bare, 0).to_socket_addrs().ok()?.next()?.ip()))
}

/// A line for every new state, after its faults.
fn tell(told: &Told<'_>, format: MessageFormat) {
    let errors: Vec<Diagnostic> = told
        .diagnostics
        .iter()
        .filter(|fault| fault.is_error())
        .cloned()
        .collect();
    // At the start everything is told; later what is wrong, and what the saved files warn of.
    let shown: Vec<Diagnostic> = match told.pages {
        Some(_) if told.changed.is_empty() => told.diagnostics.to_vec(),
        Some(_) => told
            .diagnostics
            .iter()
            .filter(|fault| {
                let file = fault.location.as_ref().map(|at| &at.file.path);
                file.is_some_and(|file| told.changed.contains(file))
            })
            .cloned()
            .collect(),
        None => errors,
    };
    report::diagnostics(&shown, format);
    let count = report::count(told.diagnostics);
    let took = report::seconds(told.took);
    let what = match told.changed.iter().next() {
        None => String::new(),
        Some(only) if told.changed.len() == 1 => format!("{only}: "),
        Some(first) => format!("{first} and {} more: ", told.changed.len() - 1),
    };
    let line = match told.pages {
        Some(pages) => format!("{what}{pages} pages in {took}; {count}."),
        None => format!("{what}the last good site stays; {count}."),
    };
    report::closing(&line, format);
}
