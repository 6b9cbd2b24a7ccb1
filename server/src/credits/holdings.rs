//! The certifications held, in the database.

use crate::db::{Conn, Day, DbError, Json, Tx, statements};
use shusseki_core::credit::{History, Holder};
use shusseki_core::ids::{CertificationKey, HoldingId, MemberId, RuleKey, SocietySlug};
use shusseki_core::society::Period;
use std::collections::{BTreeMap, BTreeSet};

statements! {
    HOLDINGS = "SELECT certification, number, first_day, last_day, renewed_on, first_certified, \
        renewals, extensions, used_until, carried FROM holdings \
        WHERE society_id = $1 AND member_id = $2";
    INSERT_HOLDING = "INSERT INTO holdings (society_id, holding_id, member_id, certification, \
        number, first_day, last_day, renewed_on, first_certified, renewals, extensions, used_until, \
        carried) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
}

#[derive(sqlx::FromRow)]
struct HoldingRow {
    #[sqlx(try_from = "String")]
    certification: CertificationKey,
    number: String,
    first_day: Day,
    last_day: Day,
    renewed_on: Option<Day>,
    first_certified: Option<Day>,
    renewals: i64,
    extensions: Option<String>,
    used_until: Option<Day>,
    carried: String,
}

impl HoldingRow {
    fn holder(self) -> Result<Holder, DbError> {
        let unreadable = |what: &str| DbError::from(sqlx::Error::Decode(what.into()));
        let extensions = self.extensions.map(Json::<BTreeSet<RuleKey>>::try_from);
        let extensions = extensions.transpose();
        Ok(Holder {
            certification: self.certification,
            number: self.number,
            period: Period::new(self.first_day.0, self.last_day.0),
            renewed_on: self.renewed_on.map(|day| day.0),
            history: History {
                first_certified: self.first_certified.map(|day| day.0),
                renewals: u32::try_from(self.renewals).map_err(|_| unreadable("renewals"))?,
                extensions: extensions
                    .map_err(|_| unreadable("extensions"))?
                    .map_or_else(BTreeSet::new, |json| json.0),
                used_until: self.used_until.map(|day| day.0),
                carried: self.carried.parse().map_err(|_| unreadable("carried"))?,
                choices: BTreeMap::new(),
            },
        })
    }
}

/// The certifications that a member holds, without the member's choices.
pub(crate) async fn holders(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Holder>, DbError> {
    let rows: Vec<HoldingRow> = conn
        .sql(HOLDINGS)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    rows.into_iter().map(HoldingRow::holder).collect()
}

/// Records that a member holds a certification.
pub(crate) async fn insert_holding(
    tx: &mut Tx,
    society: &SocietySlug,
    id: HoldingId,
    member: MemberId,
    holder: &Holder,
) -> Result<(), DbError> {
    let history = &holder.history;
    let extensions = &history.extensions;
    let extensions = (!extensions.is_empty()).then(|| Json(extensions).text());
    tx.sql(INSERT_HOLDING)
        .bind(society.as_str())
        .bind(id.to_string())
        .bind(member.to_string())
        .bind(holder.certification.as_str())
        .bind(holder.number.as_str())
        .bind(Day(holder.period.first))
        .bind(Day(holder.period.last))
        .bind(holder.renewed_on.map(Day))
        .bind(history.first_certified.map(Day))
        .bind(i64::from(history.renewals))
        .bind(extensions.transpose()?)
        .bind(history.used_until.map(Day))
        .bind(history.carried.to_string())
        .run()
        .await?;
    Ok(())
}
