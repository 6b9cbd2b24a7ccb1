//! An authenticator that is being set up: its secret travels sealed in the form, and nothing is stored
//! before a code of it came back.

use super::FactorError;
use super::totp::TotpSecret;
use crate::app::{App, Tenant};
use shusseki_core::ids::{MemberId, SocietySlug};

/// For how long a secret that is being set up is taken, in minutes.
const SET_UP_WITHIN: i64 = 60;

/// What a secret is sealed for that is being set up, so that nobody's but one's own can be brought back.
fn about_setting_up(society: &SocietySlug, member: MemberId) -> String {
    format!("authenticator being set up {society} {member}")
}

/// A secret that is being set up.
pub(in crate::accounts) struct SettingUp {
    /// The secret.
    pub(in crate::accounts) secret: TotpSecret,
    /// The same as the form carries it: nothing is stored before it is confirmed.
    pub(in crate::accounts) sealed: String,
}

/// A new secret for the member's app.
///
/// # Errors
/// There is no randomness.
pub(in crate::accounts) fn begin(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<SettingUp, FactorError> {
    let secret = TotpSecret::new(&app.random)?;
    let mut content = app.clock.now().as_second().to_be_bytes().to_vec();
    content.extend(secret.bytes());
    let about = about_setting_up(tenant.slug(), member);
    let sealed = app.factor_keys.seal.seal(&app.random, &about, content)?;
    Ok(SettingUp { secret, sealed })
}

/// The secret that a form brings back.
///
/// # Errors
/// [`FactorError::Stale`].
pub(in crate::accounts) fn brought_back(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    sealed: &str,
) -> Result<SettingUp, FactorError> {
    let about = about_setting_up(tenant.slug(), member);
    let content = app.factor_keys.seal.open(&about, sealed);
    let content = content.map_err(|_| FactorError::Stale)?;
    let (begun, secret) = content.split_first_chunk::<8>().ok_or(FactorError::Stale)?;
    let age = app.clock.now().as_second() - i64::from_be_bytes(*begun);
    let secret = TotpSecret::from_bytes(secret).ok_or(FactorError::Stale)?;
    if !(0..=SET_UP_WITHIN * 60).contains(&age) {
        return Err(FactorError::Stale);
    }
    Ok(SettingUp {
        secret,
        sealed: sealed.to_owned(),
    })
}
