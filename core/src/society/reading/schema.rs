//! The words of a definition as a KDL Schema document, made from the tables that the reader itself
//! checks against.

use super::grammar::{FILE, Shape, Times, Word};
use std::fmt::Write as _;

/// The schema as text.
pub(in super::super) fn schema() -> String {
    let mut schema = Schema {
        text: String::from(
            "// Made from the reader's own tables; a test keeps it so.\n\
             document {\n    info {\n        title \"The definition of a society\" lang=\"en\"\n    }\n",
        ),
        open: Vec::new(),
    };
    schema.words(FILE, 1);
    schema.text.push_str("}\n");
    schema.text
}

struct Schema {
    text: String,
    /// The words around the one that is written, by which a word inside itself is recognised.
    open: Vec<(&'static str, *const Shape)>,
}

impl Schema {
    fn line(&mut self, depth: usize, line: &str) {
        // Writing to a text can't fail.
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = depth * 4);
    }

    fn words(&mut self, words: &'static [Word], depth: usize) {
        for (word, times, shape) in words {
            self.word(word, *times, shape, depth);
        }
    }

    fn word(&mut self, word: &'static str, times: Times, shape: &'static Shape, depth: usize) {
        let this = (word, std::ptr::from_ref(shape));
        if self.open.contains(&this) {
            self.line(
                depth,
                &format!("node \"{word}\" ref=\"[id=\\\"{word}\\\"]\""),
            );
            return;
        }
        let contains_itself = shape
            .block
            .iter()
            .any(|(inner, _, other)| (*inner, std::ptr::from_ref(*other)) == this);
        let id = if contains_itself {
            format!(" id=\"{word}\"")
        } else {
            String::new()
        };
        self.line(depth, &format!("node \"{word}\"{id} {{"));
        if matches!(times, Times::Once | Times::AtLeastOnce) {
            self.line(depth + 1, "min 1");
        }
        if matches!(times, Times::Once | Times::AtMostOnce) {
            self.line(depth + 1, "max 1");
        }
        self.values(shape, depth + 1);
        self.properties(shape, depth + 1);
        if !shape.block.is_empty() {
            self.line(depth + 1, "children {");
            self.open.push(this);
            self.words(shape.block, depth + 2);
            self.open.pop();
            self.line(depth + 1, "}");
        }
        self.line(depth, "}");
    }

    fn values(&mut self, shape: &Shape, depth: usize) {
        let (least, most) = (shape.values.len(), shape.values.len() + shape.then.len());
        if most == 0 && shape.more.is_none() {
            return;
        }
        let names: Vec<&str> = shape
            .values
            .iter()
            .chain(shape.then)
            .chain(&shape.more)
            .copied()
            .collect();
        self.line(
            depth,
            &format!("value description=\"{}\" {{", names.join(", ")),
        );
        self.line(depth + 1, &format!("min {least}"));
        if shape.more.is_none() {
            self.line(depth + 1, &format!("max {most}"));
        }
        self.line(depth, "}");
    }

    fn properties(&mut self, shape: &Shape, depth: usize) {
        for name in shape.needs {
            self.line(depth, &format!("prop \"{name}\" {{"));
            self.line(depth + 1, "required #true");
            self.line(depth, "}");
        }
        for name in shape.may.unwrap_or_default() {
            self.line(depth, &format!("prop \"{name}\""));
        }
        if shape.may.is_none() {
            self.line(depth, "other-props-allowed #true");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FILE, Shape, Word, schema};
    use std::collections::BTreeSet;

    #[test]
    fn the_schema_in_the_repository_is_the_readers() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/societies/definition.kdl-schema"
        );
        let written = include_str!("../../../societies/definition.kdl-schema");
        if written != schema() && std::env::var_os("WRITE_SCHEMA").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert!(written == schema(), "run the test once with WRITE_SCHEMA=1");
    }

    #[test]
    fn the_schema_is_kdl() {
        kdl::KdlDocument::parse_v2(&schema()).unwrap();
    }

    #[test]
    fn every_word_stands_in_the_definition_that_uses_them_all() {
        let text = include_str!("../../../tests/definitions/every-word.kdl");
        let used: BTreeSet<&str> = text
            .split(|one: char| !one.is_ascii_alphanumeric() && one != '-')
            .collect();
        let (mut open, mut seen) = (vec![FILE], BTreeSet::new());
        while let Some(words) = open.pop() {
            for (word, _, shape) in words as &[Word] {
                let properties = shape.needs.iter().chain(shape.may.unwrap_or_default());
                for word in properties.chain([word]) {
                    assert!(used.contains(word), "{word}");
                }
                if seen.insert(std::ptr::from_ref::<Shape>(shape)) {
                    open.push(shape.block);
                }
            }
        }
    }
}
