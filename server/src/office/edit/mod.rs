//! The office changes what is on record of a member: class, day of joining, and every field of the
//! profile, also those that members can't write.

pub(crate) mod pages;

use super::deed::Desk;
use super::error::OfficeError;
use crate::app::Tenant;
use crate::audit::Actor;
use crate::db::Tx;
use crate::mail::templates::RECORD_CHANGED;
use crate::members::Member;
use crate::members::profile::{self, Change, Stored};
use jiff::civil::Date;
use shusseki_core::ids::ClassKey;
use shusseki_core::profile::{Contents, Editor, Typed, Wrong};

/// What is to be on record.
pub(super) struct Wanted {
    /// The profile's revision that the form was made from.
    pub(super) revision: i64,
    /// What was typed into the fields of the profile.
    pub(super) typed: Typed,
    /// 会員区分.
    pub(super) class: ClassKey,
    /// 入会日.
    pub(super) joined_on: Date,
}

/// Why a record was not changed.
#[derive(Debug)]
pub(super) enum EditError {
    /// What stands in these fields can't.
    Wrong(Vec<Wrong>),
    /// Something else.
    Office(OfficeError),
}

impl<E: Into<OfficeError>> From<E> for EditError {
    fn from(error: E) -> Self {
        Self::Office(error.into())
    }
}

/// Changes the record with all that follows from it, and tells the member which fields.
///
/// # Errors
/// See [`EditError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    wanted: &Wanted,
) -> Result<(), EditError> {
    let tenant = desk.tenant;
    if tenant.society.class(&wanted.class).is_none() {
        return Err(OfficeError::Unreadable("class").into());
    }
    let before = profile::of(tx, tenant.slug(), member).await?;
    if before.revision != wanted.revision {
        return Err(OfficeError::Stale.into());
    }
    let form = &tenant.society.profile;
    let typed = differing(&wanted.typed, &before.held);
    let held = form
        .read(&before.held, &typed, Editor::Office)
        .map_err(EditError::Wrong)?;
    let why = desk.reason()?.to_owned();
    let changed = changed(tenant, member, &before, &held, wanted);
    if changed.is_empty() {
        return Err(OfficeError::Same.into());
    }
    let change = Change {
        member,
        before: &before,
        held: &held,
        actor: Actor::Staff(desk.by),
        why: Some(why),
    };
    let standing = (&wanted.class, wanted.joined_on);
    profile::save_with(tx, tenant, &change, standing, desk.now).await?;
    let language = member.language;
    let names = changed.iter().map(|[ja, en]| language.pick(ja, en));
    let names: Vec<&str> = names.collect();
    let told = vec![("fields", names.join(language.pick("、", ", ")))];
    desk.tell(tx, member, &RECORD_CHANGED, told).await?;
    Ok(())
}

/// What was typed that is not there already: what a member never filled in must not keep the office
/// from correcting a name.
fn differing(typed: &Typed, held: &Contents) -> Typed {
    let mut typed = typed.clone();
    let substitutes = typed.substitutes.clone();
    typed.values.retain(|key, words| {
        let mut values = held.values.iter();
        let value = values.find(|(held, _)| held.as_str() == key.as_str());
        let before = value.map(|(_, value)| value.words()).unwrap_or_default();
        let mut spelled = held.substitutes.iter();
        let spelled = spelled.find(|(held, _)| held.as_str() == key.as_str());
        let spelled = spelled.map_or("", |(_, text)| text.as_str());
        let words: Vec<&String> = words.iter().filter(|word| !word.is_empty()).collect();
        let respelled = substitutes.get(key).is_some_and(|text| text != spelled);
        words != before.iter().collect::<Vec<_>>() || respelled
    });
    typed
}

/// The names of what changes, in Japanese and English.
fn changed(
    tenant: &Tenant,
    member: &Member,
    before: &Stored,
    held: &Contents,
    wanted: &Wanted,
) -> Vec<[String; 2]> {
    let name = |ja: &str, en: &str| [ja.to_owned(), en.to_owned()];
    let mut changed = Vec::new();
    if member.class != wanted.class {
        changed.push(name("会員区分", "Class"));
    }
    if member.joined_on != wanted.joined_on {
        changed.push(name("入会日", "Day of joining"));
    }
    let differs = |field: &&shusseki_core::profile::Field| {
        let key = &field.key;
        before.held.values.get(key) != held.values.get(key)
            || before.held.substitutes.get(key) != held.substitutes.get(key)
    };
    let fields = tenant.society.profile.fields().filter(differs);
    changed.extend(fields.map(|field| name(&field.name.ja, &field.name.en)));
    changed
}
