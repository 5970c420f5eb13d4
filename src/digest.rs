//! Numbers by which two contents are told apart: XXH3 with 128 bits
//! (<https://github.com/Cyan4973/xxHash>), fast, and no defence against somebody who looks for two
//! contents with one number.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The number of a content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digest(u128);

impl Digest {
    /// How many bytes it has.
    pub const BYTES: usize = size_of::<Self>();

    /// Its bytes, the same on every machine.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0.to_le_bytes()
    }

    /// The number of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }
}

/// Makes one number of several parts.
#[derive(Default)]
pub struct Digester(Xxh3);

impl Digester {
    /// Adds a part. Its length keeps it apart from the next.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Adds a number as a part.
    pub fn add_digest(&mut self, part: Digest) {
        self.add(&part.to_bytes());
    }

    /// The number of all parts in their order.
    pub fn digest(&self) -> Digest {
        Digest(self.0.digest128())
    }
}

impl std::fmt::Debug for Digester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digester")
    }
}
