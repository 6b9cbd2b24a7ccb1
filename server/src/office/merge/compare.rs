//! Two records side by side: what each has, where they differ, and from which each value is taken.

use crate::app::Tenant;
use crate::credits::holdings;
use crate::db::{Conn, DbError};
use crate::members::{self, Member, profile};
use data_encoding::HEXLOWER;
use ring::digest;
use serde::{Deserialize, Serialize};
use shusseki_core::credit::Holder;
use shusseki_core::ids::{CertificationKey, ClassKey, DistrictKey, FieldKey, MemberId};
use shusseki_core::profile::Contents;
use shusseki_core::society::Period;
use std::collections::BTreeMap;

use super::store::{self, Counts};
use crate::members::profile::Stored;
use jiff::civil::Date;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::office) enum Pick {
    /// The record that stays.
    Stays,
    /// The record that goes.
    Goes,
}

/// From which record each value is taken, by the [key](Which::key) of what differs.
pub(in crate::office) type Choices = BTreeMap<String, Pick>;

/// Something in which records may differ and one of the two values is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::office) enum Which {
    /// A field of the profile, names and mail address among them.
    Field(FieldKey),
    /// 会員区分.
    Class,
    /// 所属地区, where no field of the profile decides it.
    District,
    /// 入会日.
    Joined,
    /// Whether the membership is in force.
    Status,
}

impl Which {
    /// Its name in forms and in the database.
    pub(in crate::office) fn key(&self) -> String {
        match self {
            Self::Field(key) => format!("f.{key}"),
            Self::Class => "class".to_owned(),
            Self::District => "district".to_owned(),
            Self::Joined => "joined-on".to_owned(),
            Self::Status => "status".to_owned(),
        }
    }
}

/// A certification held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::office) struct Held {
    /// Which.
    pub(in crate::office) certification: CertificationKey,
    /// Its number.
    pub(in crate::office) number: String,
    /// Its period.
    pub(in crate::office) period: Period,
}

impl From<Holder> for Held {
    fn from(holder: Holder) -> Self {
        Self {
            certification: holder.certification,
            number: holder.number,
            period: holder.period,
        }
    }
}

/// A record, as far as it matters to whoever decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::office) struct Side {
    /// 会員番号.
    pub(in crate::office) number: String,
    /// 会員区分.
    pub(in crate::office) class: ClassKey,
    /// 所属地区.
    pub(in crate::office) district: Option<DistrictKey>,
    /// 入会日.
    pub(in crate::office) joined_on: Date,
    /// The status, by its name.
    pub(in crate::office) status: String,
    /// The revision of the profile.
    pub(in crate::office) revision: i64,
    /// The profile, with names and mail address.
    pub(in crate::office) held: Contents,
    /// Roles in the office, by name.
    pub(in crate::office) roles: Vec<String>,
    /// The certifications held.
    pub(in crate::office) holdings: Vec<Held>,
    /// How much else it has.
    pub(in crate::office) counts: Counts,
}

/// Both records as they are, or were when a merge was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::office) struct Comparison {
    /// The record that stays.
    pub(in crate::office) stays: Side,
    /// The record that goes.
    pub(in crate::office) goes: Side,
    /// Sessions that both attended.
    pub(in crate::office) both_attended: i64,
}

impl Comparison {
    /// What a form carries, to notice that a record changed since it was shown.
    ///
    /// # Errors
    /// The comparison can't be written, which would be a mistake of ours.
    pub(in crate::office) fn mark(&self) -> Result<String, DbError> {
        let text = crate::db::Json(self).text()?;
        let digest = digest::digest(&digest::SHA256, text.as_bytes());
        Ok(HEXLOWER.encode(digest.as_ref()))
    }

    /// Where the records differ and one value is kept. Nothing is ever emptied by a merge.
    pub(in crate::office) fn differing(&self, tenant: &Tenant) -> Vec<Which> {
        let Self { stays, goes, .. } = self;
        let profile = &tenant.society.profile;
        let fields = profile.fields().map(|field| &field.key);
        let differs = |key: &&FieldKey| {
            let other = goes.held.values.get(*key);
            other.is_some() && other != stays.held.values.get(*key)
        };
        let mut all: Vec<Which> = fields.filter(differs).cloned().map(Which::Field).collect();
        if stays.class != goes.class {
            all.push(Which::Class);
        }
        if profile.destination().is_none()
            && goes.district.is_some()
            && stays.district != goes.district
        {
            all.push(Which::District);
        }
        if stays.joined_on != goes.joined_on {
            all.push(Which::Joined);
        }
        if stays.status != goes.status {
            all.push(Which::Status);
        }
        all
    }

    /// From which record the value is taken: as chosen; else from the one that stays, and where that has
    /// nothing, from the other.
    pub(in crate::office) fn pick(&self, which: &Which, choices: &Choices) -> Pick {
        let chosen = choices.get(&which.key()).copied();
        chosen.unwrap_or_else(|| {
            let is_empty = match which {
                Which::Field(key) => !self.stays.held.values.contains_key(key),
                Which::District => self.stays.district.is_none(),
                Which::Class | Which::Joined | Which::Status => false,
            };
            if is_empty { Pick::Goes } else { Pick::Stays }
        })
    }

    /// The record that stays, with what is taken from the other.
    pub(super) fn kept(&self, tenant: &Tenant, choices: &Choices) -> Side {
        let (mut kept, goes) = (self.stays.clone(), &self.goes);
        for which in self.differing(tenant) {
            if self.pick(&which, choices) == Pick::Stays {
                continue;
            }
            match which {
                Which::Field(key) => {
                    put(&mut kept.held.values, &key, goes.held.values.get(&key));
                    let substitute = goes.held.substitutes.get(&key);
                    put(&mut kept.held.substitutes, &key, substitute);
                }
                Which::Class => kept.class = goes.class.clone(),
                Which::District => kept.district.clone_from(&goes.district),
                Which::Joined => kept.joined_on = goes.joined_on,
                Which::Status => kept.status.clone_from(&goes.status),
            }
        }
        kept
    }
}

fn put<V: Clone>(values: &mut BTreeMap<FieldKey, V>, key: &FieldKey, value: Option<&V>) {
    match value {
        Some(value) => values.insert(key.clone(), value.clone()),
        None => values.remove(key),
    };
}

/// Two records of a society, read together.
#[derive(Debug)]
pub(in crate::office) struct Pair {
    /// The record that stays.
    pub(in crate::office) stays: Member,
    /// The record that goes.
    pub(in crate::office) goes: Member,
    /// The profile of the one that stays.
    pub(super) stored: Stored,
    /// Both as they are compared.
    pub(in crate::office) comparison: Comparison,
}

impl Pair {
    /// Reads both.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn read(
        conn: &mut Conn,
        tenant: &Tenant,
        stays: Member,
        goes: Member,
    ) -> Result<Self, DbError> {
        let slug = tenant.slug();
        let stored = profile::of(conn, slug, &stays).await?;
        let other = profile::of(conn, slug, &goes).await?;
        let comparison = Comparison {
            stays: side(conn, tenant, &stays, stored.clone()).await?,
            goes: side(conn, tenant, &goes, other).await?,
            both_attended: store::both_attended(conn, slug, [stays.id, goes.id]).await?,
        };
        Ok(Self {
            stays,
            goes,
            stored,
            comparison,
        })
    }

    /// Whether she or he is one of the two.
    pub(super) fn has(&self, member: MemberId) -> bool {
        self.stays.id == member || self.goes.id == member
    }
}

async fn side(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    stored: Stored,
) -> Result<Side, DbError> {
    let slug = tenant.slug();
    let roles = members::roles(conn, slug, member.id).await?;
    let held = holdings::holders(conn, slug, member.id).await?;
    let mut held: Vec<Held> = held.into_iter().map(Held::from).collect();
    held.sort_by(|one, other| one.certification.cmp(&other.certification));
    let mut roles: Vec<String> = roles.iter().map(|role| role.name().to_owned()).collect();
    roles.sort();
    Ok(Side {
        number: member.number.to_string(),
        class: member.class.clone(),
        district: member.district.clone(),
        joined_on: member.joined_on,
        status: member.status.name().to_owned(),
        revision: stored.revision,
        held: stored.held,
        roles,
        holdings: held,
        counts: store::counts(conn, slug, member.id).await?,
    })
}
