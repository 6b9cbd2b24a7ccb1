//! The `profile` block: what a society keeps of a member.

use super::{
    block::Block,
    node::Node,
    refer,
    value::Value,
    words::{shorten, suggestion},
};
use crate::{
    ids::{FieldKey, GroupKey, OptionKey},
    profile::{Choice, DirectoryPolicy, Editor, Field, Group, Kind, Known, Profile, Shown},
    text::Text,
};
use std::{collections::BTreeSet, fmt::Display, str::FromStr};

/// Names of filters and columns that are not a field's.
const RESERVED: [&str; 4] = ["name", "district", "class", "after"];

/// Words for kinds that have no options.
const PLAIN: [(&str, Kind); 9] = [
    ("text", Kind::Text),
    ("kana", Kind::Kana),
    ("roman", Kind::Roman),
    ("day", Kind::Day),
    ("mail", Kind::Mail),
    ("phone", Kind::Phone),
    ("postal-code", Kind::PostalCode),
    ("prefecture", Kind::Prefecture),
    ("yes-no", Kind::YesNo),
];
/// Words for kinds that have.
const CHOSEN: [&str; 3] = ["choice", "choices", "destination"];

pub(super) fn profile(file: &Block<'_>) -> Profile {
    let Some(node) = file.one("profile") else {
        return Profile::plain();
    };
    let block = node.block();
    let directory = block.one("directory").map(|node| directory(&node));
    let mut reader = Reader {
        has_directory: directory.is_some(),
        fields: declared_fields(&block),
        seen_groups: BTreeSet::new(),
        seen_fields: BTreeSet::new(),
        destination: false,
    };
    let groups: Vec<Group> = block
        .all("group")
        .filter_map(|node| reader.group(&node))
        .collect();
    for known in [Known::FamilyName, Known::GivenName] {
        if !reader.seen_fields.contains(known.key()) {
            node.error(
                format!("`profile` lacks the field `{}`", known.key()),
                format!("add `field {} text`: every page needs it", known.key()),
            );
        }
    }
    Profile {
        groups,
        directory: directory.flatten(),
    }
}

/// The fields of all groups with their kinds, so that a field may refer to a later one.
fn declared_fields<'a>(block: &Block<'a>) -> Vec<(&'a str, &'a str)> {
    let groups = block.raw("group").filter_map(|node| node.children());
    let fields = groups.flat_map(|block| block.nodes().iter());
    let fields = fields.filter(|node| node.name().value() == "field");
    fields
        .filter_map(|node| Some((node.get(0)?.as_string()?, node.get(1)?.as_string()?)))
        .collect()
}

fn directory(node: &Node<'_>) -> Option<DirectoryPolicy> {
    let limit = |name| node.property(name)?.whole(1..=100_000);
    let (pages, details) = (limit("pages-an-hour"), limit("details-an-hour"));
    Some(DirectoryPolicy {
        pages_an_hour: pages?,
        details_an_hour: details?,
    })
}

struct Reader<'a> {
    has_directory: bool,
    fields: Vec<(&'a str, &'a str)>,
    seen_groups: BTreeSet<String>,
    seen_fields: BTreeSet<String>,
    destination: bool,
}

impl<'a> Reader<'a> {
    fn group(&mut self, node: &Node<'a>) -> Option<Group> {
        let key: Option<GroupKey> = node.first().and_then(|value| value.parsed());
        if let Some(key) = &key {
            once(node, &mut self.seen_groups, "group", key);
        }
        let name = node.label();
        let fields = node.block().all("field");
        let fields: Vec<Field> = fields.filter_map(|node| self.field(&node)).collect();
        Some(Group {
            key: key?,
            name: name?,
            fields,
        })
    }

    fn field(&mut self, node: &Node<'a>) -> Option<Field> {
        let key = node.first().and_then(field_key);
        if let Some(key) = &key {
            once(node, &mut self.seen_fields, "field", key);
        }
        let kind = self.kind(node);
        let shown = shown(node);
        let field = Field {
            key: key?,
            name: node.label()?,
            hint: hint(node),
            kind: kind?,
            required: node.flag("required"),
            edited_by: edited_by(node).unwrap_or_default(),
            shown: shown.unwrap_or_default(),
            searched: node.flag("searched"),
            substitute: node.flag("substitute"),
            prefecture: self.refers(node, "prefecture", "prefecture"),
            address: self.refers(node, "address", "text"),
        };
        self.sense(node, &field);
        Some(field)
    }

    fn kind(&mut self, node: &Node<'a>) -> Option<Kind> {
        let value = node.values().nth(1)?;
        let word = value.text()?;
        let options = self.options(node);
        if let Some((_, kind)) = PLAIN.into_iter().find(|(plain, _)| *plain == word) {
            if node.block().raw("option").next().is_some() {
                node.error(
                    format!("a field of the kind `{word}` has no options"),
                    "remove them, or make it `choice` or `choices`",
                );
            }
            return Some(kind);
        }
        let words: Vec<&str> = PLAIN.iter().map(|(word, _)| *word).chain(CHOSEN).collect();
        if !refer(&value, word, "kind of field", &words) {
            return None;
        }
        if node.block().raw("option").next().is_none() {
            node.error(
                format!("a field of the kind `{word}` has no options to choose from"),
                "add `option` lines",
            );
        }
        Some(match word {
            "choice" => Kind::Choice(options),
            "choices" => Kind::Choices(options),
            _ => Kind::Destination(options),
        })
    }

    fn options(&self, node: &Node<'a>) -> Vec<Choice> {
        let mut seen = BTreeSet::new();
        let options = node.block().all("option").filter_map(|node| {
            let key: OptionKey = node.first()?.parsed()?;
            once(&node, &mut seen, "option", &key);
            Some(Choice {
                key,
                name: node.label()?,
                prefecture: self.refers(&node, "prefecture", "prefecture"),
            })
        });
        options.collect()
    }

    /// The field that a property names, which must be of that kind.
    fn refers(&self, node: &Node<'a>, property: &str, kind: &str) -> Option<FieldKey> {
        let value = node.property(property)?;
        let fields = self.fields.iter().filter(|(_, found)| *found == kind);
        let known: Vec<&str> = fields.map(|(key, _)| *key).collect();
        value.name_of(&format!("field of the kind `{kind}`"), &known)
    }

    /// What says nothing where it stands, or contradicts the rest.
    fn sense(&mut self, node: &Node<'_>, field: &Field) {
        if let Some(known) = field.known().filter(|known| known.kind() != field.kind) {
            node.error(
                format!(
                    "`{}` must be of the kind `{}`",
                    field.key,
                    known.kind().word()
                ),
                format!("write `field {} {}`", field.key, known.kind().word()),
            );
        }
        if field.substitute && field.kind != Kind::Text {
            let mistake = "only a field of the kind `text` has substitute spellings";
            node.error(mistake, "remove `substitute`");
        }
        if field.kind != Kind::PostalCode && (field.prefecture.is_some() || field.address.is_some())
        {
            let mistake = "only a postal code leads to a prefecture and an address";
            node.error(mistake, "remove `prefecture` and `address`");
        }
        if field.shown != Shown::Never && !self.has_directory {
            let mistake = "nobody is shown anything where there is no `directory`";
            node.error(mistake, "remove `shown`, or add `directory` to `profile`");
        } else if field.searched && field.shown == Shown::Never {
            let mistake = "nobody is found by what is never shown";
            node.error(mistake, "remove `searched`, or add `shown=public`");
        }
        if let Kind::Destination(_) = field.kind
            && std::mem::replace(&mut self.destination, true)
        {
            node.error("there is a destination already", "keep one of them");
        }
    }
}

fn once(node: &Node<'_>, seen: &mut BTreeSet<String>, what: &str, key: &impl Display) {
    if !seen.insert(key.to_string()) {
        node.error(
            format!("the {what} `{key}` is declared twice"),
            "give one of them another name, or remove it",
        );
    }
}

fn field_key(value: Value<'_>) -> Option<FieldKey> {
    if let Some(word) = value.text().filter(|word| RESERVED.contains(word)) {
        let mistake = format!(
            "`{}` is what the directory calls something else",
            shorten(word)
        );
        let known = Known::ALL.into_iter().map(Known::key);
        value
            .report
            .error(value.span(), mistake, suggestion(word, known));
        return None;
    }
    FieldKey::from_str(value.text()?)
        .ok()
        .or_else(|| value.parsed())
}

fn hint(node: &Node<'_>) -> Option<Text> {
    let ja = node.property("hint-ja")?.text()?;
    let en = match node.property("hint-en") {
        Some(value) => value.text()?,
        None => ja,
    };
    Some(Text::new(ja, en))
}

fn edited_by(node: &Node<'_>) -> Option<Editor> {
    let words = [("member", Editor::Member), ("office", Editor::Office)];
    node.property("edited-by")?.one_of("editor", &words)
}

fn shown(node: &Node<'_>) -> Option<Shown> {
    let words = [
        ("always", Shown::Always),
        ("public", Shown::Public),
        ("private", Shown::Private),
        ("never", Shown::Never),
    ];
    node.property("shown")?
        .one_of("way to show a field", &words)
}
