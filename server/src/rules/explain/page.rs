//! Lines of text with the punctuation of their language.

use shusseki_core::text::Language;

/// Text under way.
pub(super) struct Page {
    text: String,
    language: Language,
}

impl Page {
    /// An empty page.
    pub(super) const fn new(language: Language) -> Self {
        Self {
            text: String::new(),
            language,
        }
    }

    /// Whose words and punctuation it has.
    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// The words in the page's language.
    pub(super) const fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        self.language.pick(ja, en)
    }

    /// Adds a line, so many columns in.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds the heading of what follows.
    pub(super) fn section(&mut self, ja: &'static str, en: &'static str) {
        self.line(0, "");
        self.line(0, self.say(ja, en));
    }

    /// Adds a line of the form `label: text`.
    pub(super) fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        self.line(indent, &self.pair(label, text));
    }

    /// `label: text`.
    pub(super) fn pair(&self, label: &str, text: &str) -> String {
        format!("{label}{}{text}", self.say("：", ": "))
    }

    /// Two things of one line, apart.
    pub(super) fn spaced(&self, one: &str, other: &str) -> String {
        format!("{one}{}{other}", self.say("　", "  "))
    }

    /// Facts in brackets, to stand right behind what they are about; nothing where there are none.
    pub(super) fn aside(&self, facts: &[String]) -> String {
        if facts.is_empty() {
            return String::new();
        }
        match self.language {
            Language::Ja => format!("（{}）", facts.join("、")),
            Language::En => format!(" ({})", facts.join(", ")),
        }
    }

    /// What was written.
    pub(super) fn text(self) -> String {
        self.text
    }
}
