//! The typesetter: Typst in a world of a few templates, one data file and the machine's fonts.

use crate::DocumentError;
use serde::Serialize;
use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{self, FontStore};
use typst_layout::PagedDocument;

/// Families that hold all of 髙﨑𠮷鷗 and have a bold cut, best first. IPAex has none, so it is not here.
const FAMILIES: &[&str] = &["Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP"];

/// Typesets documents. Making one scans the machine's fonts (some 100 ms), so keep it.
pub struct Press {
    library: LazyHash<Library>,
    fonts: FontStore,
    family: &'static str,
}

/// The documents there are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Poster,
    Transcript,
    PasswordLetter,
    MemberForm,
}

/// A document and what the typesetter did not like about it.
pub(crate) struct Proof {
    pub(crate) document: PagedDocument,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests refuse a template that warns")
    )]
    pub(crate) warnings: Vec<String>,
}

/// The data file, with what every template needs.
#[derive(Serialize)]
struct DataFile<'a, T> {
    family: &'static str,
    #[serde(flatten)]
    data: &'a T,
}

impl Press {
    /// A press with this machine's fonts.
    ///
    /// # Errors
    /// [`DocumentError::FontMissing`], naming the package to install, when there is no Japanese font.
    pub fn new() -> Result<Self, DocumentError> {
        Self::with_fonts(fonts::system())
    }

    fn with_fonts<S: fonts::FontSource>(
        found: impl IntoIterator<Item = (S, typst::text::FontInfo)>,
    ) -> Result<Self, DocumentError> {
        let mut store = FontStore::new();
        store.extend(found);
        let family = FAMILIES
            .iter()
            .find(|family| store.book().contains_family(&family.to_lowercase()))
            .ok_or(DocumentError::FontMissing {
                looked_for: FAMILIES,
            })?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts: store,
            family,
        })
    }

    pub(crate) fn typeset(
        &self,
        template: Template,
        data: &impl Serialize,
    ) -> Result<Proof, DocumentError> {
        let json = serde_json::to_vec(&DataFile {
            family: self.family,
            data,
        })
        .map_err(|error| DocumentError::Typesetting(error.to_string()))?;
        let job = Job {
            press: self,
            template,
            data: Bytes::new(json),
        };
        let result = typst::compile::<PagedDocument>(&job);
        // What was remembered about this document is of no use to the next: memory stays level.
        comemo::evict(0);
        let document = result.output.map_err(|errors| refusal(&errors))?;
        Ok(Proof {
            document,
            warnings: result.warnings.iter().map(describe).collect(),
        })
    }
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press")
            .field("family", &self.family)
            .finish_non_exhaustive()
    }
}

/// The errors as one.
pub(crate) fn refusal(errors: &[SourceDiagnostic]) -> DocumentError {
    DocumentError::Typesetting(errors.iter().map(describe).collect::<Vec<_>>().join("; "))
}

fn describe(diagnostic: &SourceDiagnostic) -> String {
    let hints = diagnostic
        .hints
        .iter()
        .map(|hint| format!(" (hint: {})", hint.v))
        .collect::<String>();
    format!("{}{hints}", diagnostic.message)
}

/// The files a template can reach; there are no others.
struct Files {
    poster: Source,
    transcript: Source,
    password_letter: Source,
    member_form: Source,
    shared: Source,
    data: FileId,
}

static FILES: LazyLock<Files> = LazyLock::new(|| Files {
    poster: source("/poster.typ", include_str!("../templates/poster.typ")),
    transcript: source(
        "/transcript.typ",
        include_str!("../templates/transcript.typ"),
    ),
    password_letter: source(
        "/password-letter.typ",
        include_str!("../templates/password-letter.typ"),
    ),
    member_form: source(
        "/member-form.typ",
        include_str!("../templates/member-form.typ"),
    ),
    shared: source("/shared.typ", include_str!("../templates/shared.typ")),
    data: file_id("/data.json"),
});

fn source(path: &str, text: &str) -> Source {
    Source::new(file_id(path), text.to_owned())
}

#[expect(clippy::expect_used, reason = "the paths are constants of this file")]
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a plain path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// One document being set.
struct Job<'a> {
    press: &'a Press,
    template: Template,
    data: Bytes,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.book()
    }

    fn main(&self) -> FileId {
        match self.template {
            Template::Poster => FILES.poster.id(),
            Template::Transcript => FILES.transcript.id(),
            Template::PasswordLetter => FILES.password_letter.id(),
            Template::MemberForm => FILES.member_form.id(),
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [
            &FILES.poster,
            &FILES.transcript,
            &FILES.password_letter,
            &FILES.member_form,
            &FILES.shared,
        ]
        .into_iter()
        .find(|source| source.id() == id)
        .cloned()
        .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == FILES.data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        // A document's dates are in its data; the clock is the caller's.
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Press;
    use crate::DocumentError;
    use typst_kit::fonts::FontPath;

    #[test]
    fn a_machine_without_a_japanese_font_is_told_the_package() {
        let error = Press::with_fonts(std::iter::empty::<(FontPath, _)>()).unwrap_err();
        assert!(matches!(error, DocumentError::FontMissing { .. }));
        assert!(
            error.to_string().contains("apt-get install fonts-noto-cjk"),
            "{error}"
        );
    }
}
