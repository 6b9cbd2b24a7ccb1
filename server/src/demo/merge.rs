//! Somebody of the demo who married, moved and joined a second time: two records of one person, which one
//! administrator asks to be merged and another may approve.

use super::DemoError;
use super::history::Register;
use super::notices::first;
use super::scenario::{AccountRole, Scenario};
use crate::app::{App, Tenant};
use crate::db::Tx;
use crate::members::{Member, MemberName, store};
use crate::office::merge::ask_plainly;
use crate::programme::store::sessions_between;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::Window;
use shusseki_core::check_in::Evidence;
use shusseki_core::ids::MemberId;

/// Who of the crowd joined twice, and whose family name and institution are hers or his since.
const TWICE: (usize, usize) = (9, 12);
/// What the second record has attended.
const ATTENDED: usize = 2;
/// The days between which these sessions were.
const BETWEEN: [i64; 2] = [600, 2];
const WHY: &str = "ご本人から電話あり（結婚による改姓と転勤の後、新しい会員番号で再入会された）。戸籍名の変更届を確認済み。";

/// Adds the second record, and asks for the merge.
///
/// # Errors
/// The database failed, or the crowd is too small.
pub(super) async fn ask(
    tx: &mut Tx,
    (app, tenant): (&App, &Tenant),
    scenario: &Scenario,
    crowd: &[Member],
    now: Timestamp,
) -> Result<(), DemoError> {
    let admin = first(tx, tenant, scenario, AccountRole::Admin).await?;
    let (Some(admin), Some(before), Some(since)) = (admin, crowd.get(TWICE.0), crowd.get(TWICE.1))
    else {
        return Ok(());
    };
    let again = joined_again(app, before, since)?;
    store::insert(tx, tenant.slug(), &again).await?;
    attend(tx, app, tenant, &again, now).await?;
    let asked_at = now - SignedDuration::from_hours(20);
    let by = (admin.id, asked_at, WHY);
    let taken = [
        "f.family-name",
        "f.family-kana",
        "f.roman-name",
        "f.institution",
    ];
    let both = ([before.clone(), again], taken.as_slice());
    let asked = ask_plainly(tx, (app, tenant), by, app.random.uuid()?, both).await;
    asked.map_err(|error| DemoError::Data(error.to_string()))
}

/// The second record: another number and family name, the same mail address.
fn joined_again(app: &App, before: &Member, since: &Member) -> Result<Member, DemoError> {
    let mistake = |error: String| DemoError::Data(error);
    let number: u64 = before
        .number
        .as_str()
        .parse()
        .map_err(|error: std::num::ParseIntError| mistake(error.to_string()))?;
    let width = before.number.as_str().len();
    let number = format!("{:0width$}", number + 1);
    let given = before.name.roman.split(' ').next().unwrap_or_default();
    let family = since.name.roman.rsplit(' ').next().unwrap_or_default();
    Ok(Member {
        id: MemberId::new(app.random.uuid()?),
        number: number.parse().map_err(|_| mistake(number.clone()))?,
        name: MemberName {
            family: since.name.family.clone(),
            family_kana: since.name.family_kana.clone(),
            roman: format!("{given} {family}"),
            ..before.name.clone()
        },
        institution: since.institution.clone(),
        district: since.district.clone(),
        joined_on: since.joined_on.max(before.joined_on),
        ..before.clone()
    })
}

async fn attend(
    tx: &mut Tx,
    app: &App,
    tenant: &Tenant,
    member: &Member,
    now: Timestamp,
) -> Result<(), DemoError> {
    let [from, until] = BETWEEN.map(|days| now - SignedDuration::from_hours(24 * days));
    let sessions = sessions_between(tx, tenant.slug(), Window::new(from, until)).await?;
    let mut register = Register::new(&tenant.society, app);
    for session in sessions.iter().take(ATTENDED) {
        let at = session.window.opens + SignedDuration::from_mins(4);
        register.attended(session, member.id, at, Evidence::Poster);
    }
    register.store(tx).await
}
