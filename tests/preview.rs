//! The live preview: what it shows is what a fresh build would write, whatever happens to the
//! files, and nobody but the editor gets to see it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod support;

#[path = "preview/edits.rs"]
mod edits;
#[path = "preview/hostile.rs"]
mod hostile;
#[path = "preview/law.rs"]
mod law;
#[path = "preview/process.rs"]
mod process;
#[path = "preview/wire.rs"]
mod wire;
