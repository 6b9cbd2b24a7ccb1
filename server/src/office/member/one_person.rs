//! What is known of other records of the same person.

use crate::app::Tenant;
use crate::db::{Conn, DbError};
use crate::members::{Member, handover};
use crate::office::deed::address_of;
use crate::office::merge::{self, duplicates};
use shusseki_core::text::Language;

/// Other records of the same person.
#[derive(Default)]
pub(super) struct OnePerson {
    /// Address and number of the record that this one was merged into.
    pub(super) into: Option<(String, String)>,
    /// The same of records that were merged into this one.
    pub(super) merged: Vec<(String, String)>,
    /// The request that waits for this one.
    pub(super) waiting: Option<String>,
    /// Address, name and number of records that may be the same person's, and why.
    pub(super) alike: Vec<(String, String, String, &'static str)>,
}

impl OnePerson {
    /// What is known; requests and proposals only for whoever may merge.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn read(
        conn: &mut Conn,
        tenant: &Tenant,
        member: &Member,
        may_merge: bool,
        language: Language,
    ) -> Result<Self, DbError> {
        let address = |id| address_of(tenant, id);
        let into = merge::merged_into(conn, tenant, member).await?;
        let mut known = Self {
            into: into.map(|(id, number)| (address(id), number)),
            ..Self::default()
        };
        for gone in handover::merged(conn, tenant.slug(), member.id).await? {
            known
                .merged
                .push((address(gone.id), gone.number.to_string()));
        }
        if may_merge {
            let waiting = merge::store::waiting_of(conn, tenant.slug(), member.id).await?;
            known.waiting = waiting.map(|request| request.id.to_string());
            for (other, why) in duplicates::of(conn, tenant, member).await? {
                let place = format!("{}/merge/{}", address(member.id), other.id);
                let named = (other.name.get(language), other.number.to_string());
                known
                    .alike
                    .push((place, named.0, named.1, why.word(language)));
            }
        }
        Ok(known)
    }
}
