//! Which texts of articles a page was made of, noted while it is made.
//!
//! A build that knows it can leave alone a page of which nothing changed. Only what an editor
//! changes all day is noted, the text of an article; a change of anything else makes all pages
//! anew. Notes are kept by thread: one page is made by one thread from beginning to end.

use std::cell::RefCell;

use super::ids::{ArticleId, Entity};

/// What a page was made of, besides what all pages rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Articles whose texts it shows or counts in.
    pub texts: Vec<ArticleId>,
    /// Articles of whose texts it tells only how long they are.
    pub lengths: Vec<ArticleId>,
    /// Things of which it tells where they are mentioned.
    pub mentions: Vec<Entity>,
}

thread_local! {
    static NOTES: RefCell<Option<Reads>> = const { RefCell::new(None) };
}

/// Does a piece of work, and tells which texts it read.
pub fn noted<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let around = NOTES.replace(Some(Reads::default()));
    let done = work();
    let mut reads = NOTES.replace(around).unwrap_or_default();
    for articles in [&mut reads.texts, &mut reads.lengths] {
        articles.sort_unstable();
        articles.dedup();
    }
    reads.mentions.sort_unstable();
    reads.mentions.dedup();
    (done, reads)
}

fn note(note: impl FnOnce(&mut Reads)) {
    NOTES.with_borrow_mut(|notes| notes.as_mut().map(note));
}

/// Notes that a text is read. Whoever keeps what it made of a text notes it at every use.
pub fn text(id: ArticleId) {
    note(|reads| {
        if reads.texts.last() != Some(&id) {
            reads.texts.push(id);
        }
    });
}

/// Notes that the length of a text is read.
pub fn length(id: ArticleId) {
    note(|reads| {
        if reads.lengths.last() != Some(&id) {
            reads.lengths.push(id);
        }
    });
}

/// Notes that the mentions of a thing are read.
pub fn mentions(entity: Entity) {
    note(|reads| reads.mentions.push(entity));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_within_work_keeps_its_own_notes() {
        let [one, two] = [1, 2].map(ArticleId::from_index);
        let (inner, outer) = noted(|| {
            text(two);
            let ((), inner) = noted(|| text(one));
            length(one);
            text(two);
            inner
        });
        assert_eq!(inner.texts, [one]);
        assert_eq!((outer.texts, outer.lengths), (vec![two], vec![one]));
    }

    #[test]
    fn nobody_listens_outside_of_work() {
        text(ArticleId::from_index(1));
        assert_eq!(noted(|| ()).1, Reads::default());
    }
}
