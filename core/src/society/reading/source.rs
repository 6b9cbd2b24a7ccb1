//! The text of a definition: parsed within bounds, and where in it a mistake is.

use crate::society::{Diagnostic, Severity};
use kdl::{KdlDiagnostic, KdlDocument, KdlError};
use std::{cell::RefCell, collections::BTreeSet, ops::Range};

/// The largest definition that is read. The shipped ones have some 5 kB.
const MOST_BYTES: usize = 64 * 1024;
/// How deep blocks may be nested. The shipped files use 4.
const DEEPEST: usize = 24;
/// The parser recurses for a block in a block, and while it recovers from a mistake it may see depth
/// where there is none; so the number of all blocks is bounded too. The shipped files have some 40.
const MOST_BLOCKS: usize = 1_000;
/// Enough for the parser however it recurses: some 8 kB a block, and less than 2 kB for each stray
/// character that it recovers from (measured unoptimised); twice that is given. Only what is used takes memory.
const PARSER_STACK: usize = 256 * 1024 * 1024;
/// Nobody reads more mistakes or warnings than this at once.
const MOST_DIAGNOSTICS: usize = 200;

/// A definition's text, and what was found wrong with it so far.
pub(super) struct Report<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1));
        Self {
            file,
            text,
            line_starts: line_starts.collect(),
            found: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn error(
        &self,
        at: Range<usize>,
        mistake: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Error, at, mistake.into(), remedy.into());
    }

    pub(super) fn warning(
        &self,
        at: Range<usize>,
        mistake: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Warning, at, mistake.into(), remedy.into());
    }

    fn add(&self, severity: Severity, at: Range<usize>, mistake: String, remedy: String) {
        // Counted one by one, so that no number of warnings hides an error.
        if self.number_of(severity) >= MOST_DIAGNOSTICS {
            return;
        }
        let start = floor_to_character(self.text, at.start);
        let end = floor_to_character(self.text, at.end.max(start));
        let line = self.line_of(start);
        let first = self
            .line_starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let rest = self.text.get(first..).unwrap_or_default();
        let source_line = rest.lines().next().unwrap_or_default();
        let characters =
            |range: Range<usize>| self.text.get(range).map_or(0, |part| part.chars().count());
        let line_end = (first + source_line.len()).max(start);
        self.found.borrow_mut().push(Diagnostic {
            severity,
            file: self.file.to_owned(),
            line,
            column: characters(first..start) + 1,
            mistake,
            remedy,
            // A line of a hostile file may be as long as the file.
            source_line: source_line.chars().take(400).collect(),
            marked: characters(start..end.min(line_end)).clamp(1, 200),
        });
    }

    pub(super) fn has_errors(&self) -> bool {
        let found = self.found.borrow();
        found.iter().any(|one| one.severity == Severity::Error)
    }

    /// The line of a place in the text, from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|first| *first <= at)
    }

    /// How many errors there are so far; none were found in what was read while it stays the same.
    pub(super) fn errors(&self) -> usize {
        self.number_of(Severity::Error)
    }

    fn number_of(&self, severity: Severity) -> usize {
        let found = self.found.borrow();
        found.iter().filter(|one| one.severity == severity).count()
    }

    /// All that was found, in the order of the places.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|one| (one.line, one.column));
        // A node that two sections look at is found wrong twice.
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert((one.line, one.column, one.mistake.clone())));
        found
    }

    /// The parsed text; none, with the reasons reported, when it is no KDL or out of bounds.
    pub(super) fn document(&self) -> Option<KdlDocument> {
        if !self.within_bounds() || !super::full_width::absent(self.text, self) {
            return None;
        }
        match parsed(self.text) {
            Some(Ok(document)) => Some(document),
            Some(Err(failure)) => {
                for one in &failure.diagnostics {
                    self.syntax(one);
                }
                None
            }
            None => {
                let remedy = "try again when the machine has memory to spare";
                self.error(0..0, "the definition couldn't be read", remedy);
                None
            }
        }
    }

    fn syntax(&self, one: &KdlDiagnostic) {
        let at = one.span.offset()..one.span.offset() + one.span.len();
        let said = one
            .message
            .clone()
            .unwrap_or_else(|| "this can't be read".to_owned());
        let remedy = one.help.clone().unwrap_or_else(|| {
            "quote texts, close every block with `}`, and write numbers and words as in the shipped definitions".to_owned()
        });
        self.error(at, format!("not KDL: {said}"), remedy);
    }

    /// What the parser must not be given: it reads twice what `/-` comments out, so that a short
    /// hostile text with such blocks in each other would take for ever.
    fn within_bounds(&self) -> bool {
        if self.text.len() > MOST_BYTES {
            self.error(
                0..0,
                format!("the file has more than {} kB", MOST_BYTES / 1024),
                "split the definition, or remove what doesn't belong in it",
            );
            return false;
        }
        if let Some(at) = self.text.find("/-") {
            self.error(
                at..at + 2,
                "`/-` isn't used in definitions",
                "comment out with `//`",
            );
            return false;
        }
        if let Some(at) = self.text.find("/*") {
            self.error(
                at..at + 2,
                "`/*` isn't used in definitions",
                "comment with `//`",
            );
            return false;
        }
        if let Some((at, _)) = self.text.match_indices('{').nth(MOST_BLOCKS) {
            self.error(
                at..at + 1,
                format!("there are more than {MOST_BLOCKS} blocks"),
                "split the definition, or close a block on the line where it opens",
            );
            return false;
        }
        if let Some(at) = too_deep(self.text) {
            self.error(
                at..at + 1,
                format!("blocks are nested more than {DEEPEST} deep"),
                "close a block with `}`, or make the categories flatter",
            );
            return false;
        }
        true
    }
}

fn floor_to_character(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Parses on a stack of its own, so that no text can exhaust the caller's; none when the machine
/// gives no thread.
fn parsed(text: &str) -> Option<Result<KdlDocument, KdlError>> {
    std::thread::scope(|scope| {
        let parser = std::thread::Builder::new().stack_size(PARSER_STACK);
        let parser = parser.spawn_scoped(scope, || KdlDocument::parse_v2(text));
        parser.ok()?.join().ok()
    })
}

/// Where the blocks become too deep, texts and comments left out.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let (mut quoted, mut before) = (false, ' ');
        for (at, character) in line.char_indices() {
            match character {
                '"' if before != '\\' => quoted = !quoted,
                '/' if before == '/' && !quoted => break,
                '{' if !quoted => depth += 1,
                '}' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Some(line_start + at);
            }
            before = character;
        }
        line_start += line.len();
    }
    None
}
