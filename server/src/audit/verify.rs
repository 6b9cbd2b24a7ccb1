//! Walks a society's chain and finds the first line that does not hold.

use super::chain::Head;
use super::store;
use crate::db::{Conn, DbError};
use shusseki_core::ids::SocietySlug;

/// Lines held in memory at once.
const A_PAGE: i64 = 1000;

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// A number is left out.
    #[error("line {0} is missing: it was removed, or moved elsewhere")]
    Missing(i64),
    /// The line does not follow from the one before it.
    #[error(
        "line {0} does not follow from the line before it: it was altered, or it was put there or moved there"
    )]
    Altered(i64),
    /// The lines of the end are gone.
    #[error("the lines from {first} to {last} are missing: the end of the log was removed")]
    EndMissing {
        /// The first that is gone.
        first: i64,
        /// The last, as the head of the chain has it.
        last: i64,
    },
    /// Lines stand behind the end.
    #[error("line {0} stands behind the end of the log: it was put there")]
    BehindTheEnd(i64),
    /// The head names another last line than there is.
    #[error(
        "line {0} is the last, but the head of the log says otherwise: one of them was altered"
    )]
    OtherEnd(i64),
    /// An end that was noted earlier is not in the chain any more.
    #[error("line {0} is not the one that was noted earlier: the log was written anew")]
    OtherThanNoted(i64),
}

/// An end of a chain that was noted outside of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noted {
    /// The number of the line.
    pub(crate) line: i64,
    /// Its digest.
    pub(crate) digest: String,
}

/// Walks the whole chain. Lines that are recorded meanwhile are walked too.
///
/// # Errors
/// The database failed. What is wrong with the chain is in the answer.
pub(crate) async fn verify(
    conn: &mut Conn,
    society: &SocietySlug,
    noted: Option<&Noted>,
) -> Result<Result<Head, Broken>, DbError> {
    let mut end = Head {
        lines: 0,
        digest: String::new(),
    };
    loop {
        // Before the lines: whatever the head names then has to be there.
        let head = store::head(conn, society).await?;
        loop {
            let page = store::chain(conn, society, end.lines, A_PAGE).await?;
            if page.is_empty() {
                break;
            }
            for stored in page {
                if let Err(broken) = follow(&mut end, stored, society, noted) {
                    return Ok(Err(broken));
                }
            }
        }
        let promised = head.as_ref().map_or(0, |head| head.lines);
        if promised > end.lines {
            return Ok(Err(Broken::EndMissing {
                first: end.lines + 1,
                last: promised,
            }));
        }
        if promised == end.lines {
            let same = head.is_none_or(|head| head.digest == end.digest);
            let missing = noted.filter(|noted| noted.line > end.lines);
            return Ok(match missing {
                Some(noted) => Err(Broken::EndMissing {
                    first: end.lines + 1,
                    last: noted.line,
                }),
                None if same => Ok(end),
                None => Err(Broken::OtherEnd(end.lines)),
            });
        }
        // More lines than promised: recorded since, if the head has moved since.
        let moved = store::head(conn, society).await?;
        if moved == head {
            return Ok(Err(Broken::BehindTheEnd(promised + 1)));
        }
    }
}

fn follow(
    end: &mut Head,
    stored: store::Stored,
    society: &SocietySlug,
    noted: Option<&Noted>,
) -> Result<(), Broken> {
    let number = stored.line.number;
    if number != end.lines + 1 {
        return Err(Broken::Missing(end.lines + 1));
    }
    if stored.line.digest(society, &end.digest) != stored.digest {
        return Err(Broken::Altered(number));
    }
    if noted.is_some_and(|noted| noted.line == number && noted.digest != stored.digest) {
        return Err(Broken::OtherThanNoted(number));
    }
    *end = Head {
        lines: number,
        digest: stored.digest,
    };
    Ok(())
}
