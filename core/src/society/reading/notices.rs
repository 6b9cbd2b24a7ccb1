//! Notices: whether they go out by mail, and audiences with a name of their own.

use super::{
    Names,
    block::Block,
    node::Node,
    sections::{declared, references},
};
use crate::{
    audience::{Audience, Post, Selection, Standing},
    society::{NamedAudience, NoticePolicy},
};
use std::{collections::BTreeSet, str::FromStr};

pub(super) fn notices(file: &Block<'_>, names: &Names<'_>) -> Option<NoticePolicy> {
    let Some(node) = file.one("notices") else {
        return Some(NoticePolicy::default());
    };
    let has_audiences = node.block().raw("audience").next().is_some();
    let audiences = if has_audiences {
        declared(file, "notices", "audience", |node, key, name| {
            let audience = audience(node, names);
            Some(NamedAudience {
                key,
                name,
                audience,
            })
        })
    } else {
        Vec::new()
    };
    Some(NoticePolicy {
        mail: node.flag("mail"),
        audiences,
    })
}

fn audience(node: &Node<'_>, names: &Names<'_>) -> Audience {
    let block = node.block();
    let selection = selection(&block, names);
    if block.one("everybody").is_none() {
        return Audience::Members(selection);
    }
    if !selection.is_everything() {
        node.error(
            "`everybody` stands beside a choice of members",
            "keep one of them",
        );
    }
    Audience::Everybody
}

fn selection(block: &Block<'_>, names: &Names<'_>) -> Selection {
    let standings = Standing::OF_MEMBERS.map(|one| one.to_string());
    let standings: Vec<&str> = standings.iter().map(String::as_str).collect();
    let mut posts: BTreeSet<Post> = texts(block, "offices").map(Post::Office).collect();
    posts.extend(texts(block, "committees").map(Post::Committee));
    Selection {
        classes: named(block, "classes", "class", &names.classes),
        districts: named(block, "districts", "district", &names.districts),
        certifications: named(
            block,
            "certifications",
            "certification",
            &names.certifications,
        ),
        posts,
        standings: named(block, "statuses", "status of members", &standings),
    }
}

/// The declared things that the word names.
fn named<T: FromStr + Ord>(
    block: &Block<'_>,
    word: &'static str,
    what: &str,
    known: &[&str],
) -> BTreeSet<T> {
    let node = block.one(word);
    let words = node.map_or_else(Vec::new, |node| references(&node, what, known));
    // A declared word that is no name was reported where it is declared.
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

/// The names of offices or committees, which the office records as it likes.
fn texts(block: &Block<'_>, word: &'static str) -> impl Iterator<Item = String> {
    let nodes = block.one(word).into_iter();
    nodes
        .flat_map(|node| node.values())
        .filter_map(|value| Some(value.text()?.trim().to_owned()))
}
