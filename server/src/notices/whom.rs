//! An audience in words.

use shusseki_core::audience::{Audience, Standing};
use shusseki_core::society::Society;
use shusseki_core::text::{Language, Text};

/// Whom the audience is: who is chosen, kind by kind.
pub(crate) fn whom(society: &Society, audience: &Audience, language: Language) -> String {
    let Some(selection) = audience.selection() else {
        return everybody(language).to_owned();
    };
    if selection.is_everything() {
        return all_members(language).to_owned();
    }
    let name = |text: Option<&Text>, key: &str| {
        text.map_or_else(|| key.to_owned(), |text| text.get(language).to_owned())
    };
    let classes = selection.classes.iter();
    let districts = selection.districts.iter();
    let certifications = selection.certifications.iter();
    let standings = selection.standings.iter();
    let kinds: [Vec<String>; 5] = [
        classes
            .map(|key| name(society.class(key).map(|one| &one.name), key.as_str()))
            .collect(),
        districts
            .map(|key| name(society.district(key).map(|one| &one.name), key.as_str()))
            .collect(),
        certifications
            .map(|key| {
                name(
                    society.certification(key).map(|one| &one.name),
                    key.as_str(),
                )
            })
            .collect(),
        selection
            .posts
            .iter()
            .map(|post| post.name().to_owned())
            .collect(),
        standings
            .map(|one| standing_word(*one, language).to_owned())
            .collect(),
    ];
    let kinds = kinds.iter().filter(|words| !words.is_empty());
    let kinds: Vec<String> = kinds
        .map(|words| words.join(language.pick("・", " or ")))
        .collect();
    kinds.join(language.pick("／", "; "))
}

/// Visitors and members.
pub(super) const fn everybody(language: Language) -> &'static str {
    language.pick("一般（会員以外の方を含む）", "Everybody, visitors too")
}

/// Everybody who is a member.
pub(super) const fn all_members(language: Language) -> &'static str {
    language.pick("会員全員", "All members")
}

/// Those whose membership stands so.
pub(super) const fn standing_word(standing: Standing, language: Language) -> &'static str {
    match standing {
        Standing::Active => language.pick("在籍中", "Active"),
        Standing::OnLeave => language.pick("休会中", "On leave"),
        Standing::Withdrawn => language.pick("退会", "Withdrawn"),
    }
}
