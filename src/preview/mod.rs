//! The live preview: the site in memory, always what a fresh build would write.
//!
//! [`watch`] says where to look, [`builder`] finds what changed and makes the next [`edition`],
//! which stands on the [`stage`]; [`server`] shows it to those whom [`guard`] lets in and tells
//! them the [`news`]; `client/` is what runs in their browsers. Nothing is written to the disk.

pub mod builder;
pub mod edition;
pub mod guard;
pub mod news;
pub mod server;
pub mod stage;
pub mod watch;

use std::sync::{Arc, mpsc};

use builder::{Builder, Orders};
use guard::Hosts;
use server::Bound;
use watch::Watch;

use crate::pipeline::Failure;

/// Builds the site and serves it until the process ends. `ready` is told the base path and, where
/// the system cannot be watched, why: changes are then found by looking every second.
///
/// # Errors
/// When the site cannot be read or the network not be used.
pub fn preview(
    orders: Orders,
    bound: Bound,
    hosts: Hosts,
    ready: impl FnOnce(&str, Option<&str>),
) -> Result<(), Failure> {
    let (sender, messages) = mpsc::channel();
    let (builder, stage) = Builder::start(orders, sender.clone(), messages)?;
    let stage = Arc::new(stage);
    let watch = Watch::start(&builder.root(), sender);
    ready(
        &stage.now().base_path,
        watch.as_ref().err().map(String::as_str),
    );
    let shown = Arc::clone(&stage);
    std::thread::spawn(move || builder.run(&shown, watch.ok()));
    server::serve(bound, stage, hosts).map_err(Failure::Machine)
}
