//! The file that proves a declaration.

use crate::db::{Conn, DbError, Tx, statements};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use ring::digest;
use shusseki_core::ids::{EntryId, MemberId, SocietySlug};
use shusseki_core::text::Text;

/// Bytes that a proof may have.
pub(crate) const BYTES_AT_MOST: usize = 5 << 20;

statements! {
    PROOF = "SELECT media_type, content FROM proofs \
        WHERE society_id = $1 AND member_id = $2 AND entry_id = $3";
    INSERT = "INSERT INTO proofs (society_id, member_id, entry_id, media_type, digest, content) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    PROVED = "SELECT entry_id FROM proofs WHERE society_id = $1 AND member_id = $2";
}

/// What a proof may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// A document.
    Pdf,
    /// A photo.
    Jpeg,
    /// A picture of a screen.
    Png,
}

/// What its first bytes say a file is.
const MAGIC: [(&[u8], MediaType); 3] = [
    (b"%PDF-", MediaType::Pdf),
    (b"\xFF\xD8\xFF", MediaType::Jpeg),
    (b"\x89PNG\r\n\x1A\n", MediaType::Png),
];

/// The database holds a kind of proof that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown media type of a proof {0:?}")]
pub(crate) struct UnknownMediaType(String);

impl MediaType {
    /// The name in the database and in the answer's header.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// How the file's name ends.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

impl TryFrom<String> for MediaType {
    type Error = UnknownMediaType;

    fn try_from(name: String) -> Result<Self, UnknownMediaType> {
        [Self::Pdf, Self::Jpeg, Self::Png]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(UnknownMediaType(name))
    }
}

/// A proof.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// What it is, by its own bytes and nobody's word.
    pub(crate) media_type: MediaType,
    /// The file.
    pub(crate) content: Vec<u8>,
}

/// Why a file is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProofError {
    /// There is none.
    #[error("the proof is missing")]
    Missing,
    /// Larger than [`BYTES_AT_MOST`].
    #[error("the proof is too large")]
    TooLarge,
    /// Neither PDF, JPEG nor PNG.
    #[error("the proof is neither PDF, JPEG nor PNG")]
    OtherKind,
    /// It did not arrive whole.
    #[error("the proof did not arrive complete")]
    Unreadable,
}

impl From<ProofError> for Failure {
    fn from(error: ProofError) -> Self {
        let (status, code, ja, en) = match error {
            ProofError::Missing => (
                StatusCode::BAD_REQUEST,
                "proof-missing",
                "証明書のファイルが選ばれていません。",
                "No file was chosen as a proof.",
            ),
            ProofError::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "proof-too-large",
                "ファイルが大きすぎます（5MBまで）。",
                "The file is too large; up to 5 MB can be sent.",
            ),
            ProofError::OtherKind => (
                StatusCode::BAD_REQUEST,
                "proof-other-kind",
                "この形式のファイルは受け付けられません（PDF・JPEG・PNGに対応しています）。",
                "This kind of file can't be taken; PDF, JPEG and PNG can.",
            ),
            ProofError::Unreadable => (
                StatusCode::BAD_REQUEST,
                "proof-unreadable",
                "ファイルを受け取れませんでした。",
                "The file did not arrive complete.",
            ),
        };
        let next = Text::new(
            "参加証などの写真またはPDFを選んで、もう一度お送りください。",
            "Choose a photo or a PDF of your certificate of attendance and send it again.",
        );
        Self::new(status, code, Text::new(ja, en), next)
    }
}

impl Proof {
    /// The file as a proof, if it is one.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub(crate) fn new(content: Vec<u8>) -> Result<Self, ProofError> {
        if content.is_empty() {
            return Err(ProofError::Missing);
        }
        if content.len() > BYTES_AT_MOST {
            return Err(ProofError::TooLarge);
        }
        let mut magic = MAGIC.into_iter();
        let found = magic.find(|(first, _)| content.starts_with(first));
        let (_, media_type) = found.ok_or(ProofError::OtherKind)?;
        Ok(Self {
            media_type,
            content,
        })
    }

    /// A digest of the file.
    pub(crate) fn digest(&self) -> String {
        HEXLOWER.encode(digest::digest(&digest::SHA256, &self.content).as_ref())
    }
}

#[derive(sqlx::FromRow)]
struct ProofRow {
    #[sqlx(try_from = "String")]
    media_type: MediaType,
    content: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct ProvedRow {
    #[sqlx(try_from = "String")]
    entry_id: EntryId,
}

/// The proof of a declaration.
pub(crate) async fn proof(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    line: EntryId,
) -> Result<Option<Proof>, DbError> {
    let row: Option<ProofRow> = conn
        .sql(PROOF)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(line.to_string())
        .optional()
        .await?;
    Ok(row.map(|row| Proof {
        media_type: row.media_type,
        content: row.content,
    }))
}

/// The lines of a member that have a proof.
pub(crate) async fn proved(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<EntryId>, DbError> {
    let rows: Vec<ProvedRow> = conn
        .sql(PROVED)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

/// Keeps the proof of a declaration.
pub(crate) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    line: EntryId,
    proof: Proof,
) -> Result<(), DbError> {
    let digest = proof.digest();
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(line.to_string())
        .bind(proof.media_type.name())
        .bind(digest)
        .bind(proof.content)
        .run()
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BYTES_AT_MOST, MediaType, Proof, ProofError};

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, expected) in [
            (b"%PDF-1.7\n".to_vec(), Ok(MediaType::Pdf)),
            (b"\xFF\xD8\xFF\xE0".to_vec(), Ok(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1A\n....".to_vec(), Ok(MediaType::Png)),
            (
                b"<svg onload=alert(1)>".to_vec(),
                Err(ProofError::OtherKind),
            ),
            (b"MZ%PDF-".to_vec(), Err(ProofError::OtherKind)),
            (b"\xFF\xD8".to_vec(), Err(ProofError::OtherKind)),
            (Vec::new(), Err(ProofError::Missing)),
        ] {
            let found = Proof::new(bytes.clone()).map(|proof| proof.media_type);
            assert_eq!(found, expected, "{bytes:?}");
        }
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(BYTES_AT_MOST, 0);
        assert!(Proof::new(large.clone()).is_ok());
        large.push(0);
        assert_eq!(Proof::new(large).unwrap_err(), ProofError::TooLarge);
    }
}
