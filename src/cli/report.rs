//! What is printed besides a command's own output: faults, progress, the closing line.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::{Diagnostic, Level, MessageFormat, print};
use crate::timings;

/// Work that takes longer shows its progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// Prints faults: for people on the standard error stream, for programs on the standard output.
/// Colours only where a terminal shows them.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], format: MessageFormat) {
    // A reader that has gone away is no reason to fail.
    let _ = match format {
        MessageFormat::Human => print(diagnostics, format, true, &mut anstream::stderr().lock()),
        MessageFormat::Json | MessageFormat::Github => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            print(diagnostics, format, false, &mut out).and_then(|()| out.flush())
        }
    };
}

/// Prints the closing line where it does not disturb a program.
pub(super) fn closing(line: &str, format: MessageFormat) {
    let _ = match format {
        MessageFormat::Human => writeln!(io::stdout(), "{line}"),
        MessageFormat::Json | MessageFormat::Github => writeln!(io::stderr(), "{line}"),
    };
}

/// Prints a command's own output. A reader that has gone away is no reason to fail.
pub(super) fn output(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Prints why a command could not be carried out.
pub(super) fn error(message: &str) {
    let _ = writeln!(anstream::stderr(), "\u{1b}[1;31merror\u{1b}[0m: {message}");
}

/// Prints a way out.
pub(super) fn help(message: &str) {
    let _ = writeln!(anstream::stderr(), "  \u{1b}[1;36mhelp\u{1b}[0m: {message}");
}

/// "3 errors, 1 warning".
pub(super) fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |level: Level| diagnostics.iter().filter(|d| d.level == level).count();
    let said = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match of(Level::Error) {
        0 => said(of(Level::Warning), "warning"),
        errors => format!(
            "{}, {}",
            said(errors, "error"),
            said(of(Level::Warning), "warning")
        ),
    }
}

/// A duration as people read it.
pub(super) fn seconds(duration: Duration) -> String {
    if duration < Duration::from_secs(1) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.2} s", duration.as_secs_f64())
    }
}

/// Says that no stage ran.
pub(super) fn nothing_to_do() {
    let _ = writeln!(
        io::stderr(),
        "nothing changed since the last build, so nothing was read"
    );
}

/// Prints where the time went, on the standard error stream: what each stage took of all threads
/// together.
pub(super) fn timings(elapsed: Duration) {
    let rows = timings::rows();
    let whole: Duration = rows.iter().map(|row| row.time).sum();
    let mut table = String::from("stage       time   share   things\n");
    for row in rows.iter().filter(|row| !row.time.is_zero()) {
        let share = 100.0 * row.time.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
        let bytes = match row.bytes {
            0 => String::new(),
            bytes => format!(", {}", HumanBytes(bytes)),
        };
        table += &format!(
            "{:<9} {:>6} {share:>5.1} %   {} {}{bytes}\n",
            row.stage,
            seconds(row.time),
            row.things,
            row.unit
        );
    }
    table += &format!(
        "in all {} on {} threads, {} from beginning to end",
        seconds(whole),
        rayon::current_num_threads(),
        seconds(elapsed)
    );
    let _ = writeln!(io::stderr(), "{table}");
}

/// A bar for long work, on a terminal only.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: OnceLock<()>,
}

impl Progress {
    /// A bar for so many pages, not shown yet.
    pub(super) fn new(pages: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(pages as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} pages") {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
            shown: OnceLock::new(),
        }
    }

    /// A page is done.
    pub(super) fn step(&self) {
        if self.started.elapsed() > PATIENCE
            && self.shown.get().is_none()
            && self.shown.set(()).is_ok()
            && io::stderr().is_terminal()
        {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
