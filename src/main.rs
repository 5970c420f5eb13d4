//! The program `summitry`: see the library for all it does.

use std::process::ExitCode;

/// Building a site is millions of small allocations from several threads at once; mimalloc
/// takes them in about half the time of the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    summitry::cli::run()
}
