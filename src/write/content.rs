//! What an output file holds: how it is compared with, and written to, a file on the disk.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use fs_err::File;

use crate::stamp::Stamp;

/// Most pages fit, so that one call reads them.
const BUFFER: usize = 64 * 1024;

/// What an output file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What this file holds, however large: it is streamed. A link is followed, so the caller has checked where it
    /// leads. The copy gets the usual permissions, not those of the original.
    CopyOf(PathBuf),
}

impl Content {
    /// How many bytes of it are in memory.
    pub fn size_in_memory(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::CopyOf(_) => 0,
        }
    }

    /// Whether the file at `path`, which has `size` bytes, holds just this. Sizes are compared first.
    pub(super) fn is_at(&self, path: &Path, size: u64) -> io::Result<bool> {
        match self {
            Self::Bytes(bytes) => {
                Ok(bytes.len() as u64 == size && same(bytes.as_slice(), read(path)?)?)
            }
            Self::CopyOf(original) => {
                Ok(size_of_original(original)? == size && same(read(original)?, read(path)?)?)
            }
        }
    }

    /// Creates the file `path`, which must not exist, and tells what it looks like then.
    pub(super) fn create(&self, path: &Path) -> io::Result<Stamp> {
        let mut file = File::create_new(path)?;
        match self {
            Self::Bytes(bytes) => file.write_all(bytes)?,
            Self::CopyOf(original) => copy(original, &mut file)?,
        }
        Ok(Stamp::from(&file.metadata()?))
    }
}

/// Asked before it is opened, because opening a pipe would wait for somebody to write to it.
fn size_of_original(original: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(original)?;
    if !metadata.is_file() {
        let problem = format!(
            "cannot publish `{}`: it is not a regular file",
            original.display()
        );
        return Err(io::Error::new(ErrorKind::InvalidInput, problem));
    }
    Ok(metadata.len())
}

fn copy(original: &Path, copy: &mut File) -> io::Result<()> {
    size_of_original(original)?;
    let (mut from, from_path) = File::open(original)?.into_parts();
    // Between two plain files the standard library lets the kernel copy.
    let copied = io::copy(&mut from, copy.file_mut());
    copied.map(|_| ()).map_err(|error| {
        let (from, to) = (from_path.display(), copy.path().display());
        io::Error::new(
            error.kind(),
            format!("failed to copy `{from}` to `{to}`: {error}"),
        )
    })
}

fn read(path: &Path) -> io::Result<impl BufRead> {
    Ok(BufReader::with_capacity(BUFFER, File::open(path)?))
}

fn same(mut left: impl BufRead, mut right: impl BufRead) -> io::Result<bool> {
    loop {
        let (a, b) = (left.fill_buf()?, right.fill_buf()?);
        let common = a.len().min(b.len());
        if common == 0 {
            return Ok(a.is_empty() && b.is_empty());
        }
        if a[..common] != b[..common] {
            return Ok(false);
        }
        left.consume(common);
        right.consume(common);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sameness_does_not_depend_on_how_the_bytes_arrive() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let by = |capacity, bytes: &[u8]| {
            BufReader::with_capacity(capacity, io::Cursor::new(bytes.to_vec()))
        };
        assert!(same(by(7, &bytes), by(64, &bytes)).unwrap());
        assert!(!same(by(7, &bytes), by(64, &bytes[..999])).unwrap());
        assert!(!same(by(7, &bytes[..998]), by(64, &bytes)).unwrap());
        let mut other = bytes.clone();
        other[999] ^= 1;
        assert!(!same(by(7, &bytes), by(64, &other)).unwrap());
        assert!(same(by(7, &[]), &[][..]).unwrap());
    }
}
