//! What the codes of problems mean: where a problem's `type` leads.

use shusseki_core::text::Language;

/// A code that the API may answer with.
pub(super) struct Code {
    /// The code, which is also the anchor.
    pub(super) code: &'static str,
    /// The HTTP status that it comes with.
    pub(super) status: u16,
    ja: &'static str,
    en: &'static str,
}

impl Code {
    /// What it means.
    pub(super) const fn meaning(&self, language: Language) -> &'static str {
        language.pick(self.ja, self.en)
    }
}

const fn code(code: &'static str, status: u16, ja: &'static str, en: &'static str) -> Code {
    Code {
        code,
        status,
        ja,
        en,
    }
}

/// Every code of the API: first those of a check-in, then those of the door, then of the ledger,
/// then of any request.
#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    code("too-early", 409, "受付の開始前に読み取られた。", "Scanned before check-in opened."),
    code("too-late", 409, "受付の終了後に読み取られた。", "Scanned after check-in had closed."),
    code("upload-too-late", 409, "送信が学会の定める期限を過ぎた。", "Sent later than the society accepts."),
    code("scanned-in-future", 409, "端末の時計が進んでいる。", "The phone's clock is ahead."),
    code("class-not-eligible", 409, "会員区分がセッションの対象ではない。", "The session is not for the member's class."),
    code("member-not-active", 409, "休会中または退会済みの会員。", "The member is on leave or has withdrawn."),
    code("session-cancelled", 409, "中止されたセッション。", "The session does not take place."),
    code("session-unknown", 404, "コードのセッションがなくなっている。", "The code's session is gone."),
    code("code-revoked", 409, "事務局が無効にしたポスター。", "The office revoked this poster."),
    code("code-not-yet-valid", 409, "読み取りの時点でまだ有効ではないコード。", "The code did not hold yet when it was scanned."),
    code("code-expired", 409, "読み取りの時点で期限の切れていたコード。", "The code had expired when it was scanned."),
    code("code-slot-expired", 409, "画面のコードの表示時間が過ぎている。", "The rotating code was no longer shown when it was scanned."),
    code("code-slot-in-future", 409, "読み取りの時点でまだ表示されていないコード。", "The rotating code was not shown yet when it was scanned."),
    code("code-wrong-society", 409, "別の学会のコード。", "The code is another society's."),
    code("code-key-unknown", 409, "学会にない鍵で作られたコード。", "The code was made with a key that the society does not have."),
    code("code-altered", 409, "改変されたコード。", "The code was altered."),
    code("typed-code-unknown", 409, "どのポスターにもない文字の並び。", "No poster has these characters."),
    code("code-unreadable", 400, "会場コードではない。", "The text is no venue code."),
    code("code-version-unknown", 400, "新しい形式のコード。アプリの更新が必要な場合がある。", "A newer form of code; the app may need an update."),
    code("typed-code-unreadable", 400, "入力用の8文字のコードではない。", "The text is not a typed code of 8 characters."),
    code("idempotency-key-reused", 422, "同じ Idempotency-Key が別の内容で使われた。", "The Idempotency-Key came before with another body."),
    code("bad-idempotency-key", 400, "Idempotency-Key の形式が正しくない。", "The Idempotency-Key is empty, too long, or not visible ASCII."),
    code("bad-batch", 400, "check_ins の件数が範囲外。", "check_ins holds none, or too many."),
    code("wrong-login", 401, "会員番号またはパスワードが正しくない。", "The member number or the password is wrong."),
    code("temporary-password-expired", 401, "仮パスワードの有効期限が過ぎている。", "The temporary password has expired."),
    code("temporary-password-used", 401, "仮パスワードはすでに使われた。", "The temporary password was used before."),
    code("password-change-required", 403, "仮パスワードを、先にブラウザで変更する必要がある。", "The temporary password must first be replaced, in a browser."),
    code("notice-not-accepted", 403, "初回ログインのお知らせを、先にブラウザで確認する必要がある。", "The notice of the first login must first be accepted, in a browser."),
    code("profile-not-confirmed", 403, "登録情報の確認の期限が過ぎている。", "The day for confirming the profile is past."),
    code("login-over", 401, "アプリのログインが終了している。もう一度ログインする。", "The app's login is over; log in again."),
    code("second-factor-required", 401, "二段階認証の code が必要。", "The code of the second factor is missing: send it as code."),
    code("wrong-code", 401, "認証コードが正しくないか、すでに使われた。", "The code is wrong, or was used before."),
    code("second-factor-not-set-up", 403, "事務局の役割には、二段階認証を先にブラウザで設定する必要がある。", "A role in the office needs a second factor, to be set up in a browser first."),
    code("no-such-member", 400, "検索した会員番号の会員はいない。", "There is no member of the number that is looked for."),
    code("unknown-action", 400, "操作記録にない操作のキー。", "The audit log has no such action."),
    code("bad-day", 400, "日付の形式が正しくない。", "The day is not written as 2026-11-20."),
    code("not-logged-in", 401, "アクセストークンがないか、期限切れ。", "There is no access token, or it has expired."),
    code("forbidden", 403, "必要な役割がない。", "A role is missing."),
    code("cross-site", 403, "別のサイトからの送信。", "Sent from another site."),
    code("society-not-found", 404, "この学会はない。", "There is no such society here."),
    code("poster-not-found", 404, "有効なポスターがない。", "There is no such poster in force."),
    code("not-found", 404, "このアドレスには何もない。", "There is nothing at this address."),
    code("member-not-found", 404, "この会員番号の会員はいない。", "There is no member of that number."),
    code("line-not-found", 404, "この単位記録はない。", "There is no such line in the ledger."),
    code("line-grants-nothing", 409, "取り消しや審査の記録は取り消せない。", "A line that voids or reviews another can't be voided."),
    code("already-voided", 409, "すでに取り消された単位記録。", "The line is voided already."),
    code("not-declared", 409, "自己申告ではない単位記録。", "The line was not declared by the member."),
    code("already-reviewed", 409, "すでに審査された申告。", "The declaration was reviewed already."),
    code("too-many-waiting", 409, "確認待ちの申告が多すぎる。", "Too many declarations are waiting."),
    code("reason-missing", 400, "理由がない。", "The reason is missing."),
    code("reason-too-long", 400, "理由が長すぎるか、改行などを含む。", "The reason is too long or has line breaks."),
    code("certification-not-held", 400, "会員がもっていない認定資格。", "The member does not hold the certification."),
    code("unknown-category", 400, "認定資格にない区分。", "The certification has no such category."),
    code("day-out-of-range", 400, "日付が未来か、古すぎる。", "The day is in the future, or too long ago."),
    code("unknown-activity", 400, "学会定義にない活動。", "The definition has no such activity."),
    code("unknown-role", 400, "学会定義にない役割。", "The definition has no such role."),
    code("unknown-tag", 400, "学会定義にないタグ。", "The definition has no such tag."),
    code("no-credits", 400, "活動と役割に単位の定めがない。", "The definition gives nothing for the activity and role."),
    code("minutes-missing", 400, "単位が時間で決まる活動に時間がない。", "The credits depend on the time, which is missing."),
    code("bad-minutes", 400, "時間が長すぎる。", "More minutes than can be."),
    code("bad-credits", 400, "単位が数ではない。", "The credits are no number."),
    code("event-missing", 400, "大会名がない。", "The event has no name."),
    code("bad-words", 400, "名称やコードが長すぎるか、改行などを含む。", "A name or code is too long or has line breaks."),
    code("bad-facts", 400, "facts の内容が仕様と異なる。", "The facts have another shape."),
    code("bad-as-of", 400, "as_of が未来の日。", "as_of lies in the future."),
    code("proof-missing", 400, "証明のファイルがない。", "The proof is missing."),
    code("proof-too-large", 413, "証明のファイルが5MBを超える。", "The proof is larger than 5 MB."),
    code("proof-other-kind", 400, "証明のファイルがPDF・JPEG・PNGではない。", "The proof is neither PDF, JPEG nor PNG."),
    code("proof-unreadable", 400, "証明のファイルが途中で切れているか、Base64ではない。", "The proof did not arrive complete, or is no Base64."),
    code("unknown-field", 400, "登録情報にない項目。", "The profile has no such field."),
    code("field-not-editable", 403, "会員がここで変更できない項目。detail に項目名。", "A field that members do not change here; title says which."),
    code("invalid-profile", 422, "登録できない内容。detail に項目ごとの理由。", "Something can't be registered; detail says what, field by field."),
    code("profile-changed", 409, "revision の後に別の変更があった。", "The profile was changed after that revision."),
    code("unknown-filter", 400, "会員検索にない条件。", "The directory has no such filter."),
    code("filter-missing", 400, "検索条件が1つもない。", "The directory was asked without any filter."),
    code("directory-quota", 429, "1時間に検索できる回数を超えた。Retry-After の後に再開できる。", "The hour's quota of the directory is used up; come back after Retry-After."),
    code("bad-limit", 400, "limit が範囲外。", "limit is out of range."),
    code("bad-cursor", 400, "cursor が前のページの値ではない。", "The cursor is not one that a page gave."),
    code("bad-days", 400, "from と to が逆か、離れすぎている。", "from comes after to, or they are too far apart."),
    code("invalid-query", 400, "アドレスの ? 以降を読み取れない。", "The query can't be read."),
    code("malformed", 400, "本文を読み取れない。", "The request can't be read."),
    code("malformed-json", 400, "JSON ではない。", "The body is not JSON."),
    code("invalid-body", 422, "JSON の内容が仕様と異なる。", "The JSON has another shape."),
    code("method-not-allowed", 405, "このアドレスでは使えないメソッド。", "The address does not take that method."),
    code("timeout", 408, "要求が届くまでに時間がかかりすぎた。再送すれば結果がわかる。", "The request took too long; whether it was carried out, a retry tells."),
    code("too-large", 413, "送信されたデータが大きすぎる。", "What was sent is too large."),
    code("unsupported-media-type", 415, "Content-Type が application/json ではない。", "The content type is not application/json."),
    code("too-many-attempts", 429, "試行の回数が多い。Retry-After の後に再送する。", "Too many attempts; come back after Retry-After."),
    code("internal", 500, "サーバー内部の問題。", "Something went wrong on the server."),
    code("busy", 503, "混雑している。Retry-After の後に再送する。", "Busy; come back after Retry-After."),
];

#[cfg(test)]
mod tests {
    use super::CODES;
    use crate::accounts::gate::Gate;
    use crate::web::failure::{Failure, Shed};
    use shusseki_core::check_in::{Ineligible, Refusal};
    use shusseki_core::text::Language;
    use shusseki_core::venue_code::{
        KeyId, Malformed, Slot, SocietyNumber, TypedError, VerifyError,
    };
    use std::collections::BTreeSet;

    fn refusals() -> Vec<Refusal> {
        let at = "2026-11-20T01:00:00Z".parse().unwrap();
        let found = SocietyNumber::new(1).unwrap();
        let (key, slot) = (KeyId::new(1), Slot::at(at));
        let class = "student".parse().unwrap();
        let codes = [
            VerifyError::WrongSociety { found },
            VerifyError::UnknownKey { key },
            VerifyError::Altered,
            VerifyError::NotYetValid { from: at },
            VerifyError::Expired { since: at },
            VerifyError::SlotExpired { slot },
            VerifyError::SlotInFuture { slot },
            VerifyError::UnknownTyped,
        ];
        let mut refusals = vec![
            Refusal::TooEarly { opens_at: at },
            Refusal::TooLate { closed_at: at },
            Refusal::UploadTooLate { accepted_until: at },
            Refusal::ScannedInFuture,
            Refusal::NotEligible {
                reason: Ineligible::NotActive,
            },
            Refusal::NotEligible {
                reason: Ineligible::Class {
                    class,
                    eligible: Vec::new(),
                },
            },
            Refusal::CodeRevoked,
            Refusal::SessionCancelled,
            Refusal::SessionUnknown,
            Refusal::Unreadable(Malformed::Length),
            Refusal::Unreadable(Malformed::Version { found: 9 }),
            Refusal::TypedUnreadable(TypedError::Length),
        ];
        refusals.extend(codes.map(Refusal::Code));
        refusals
    }

    fn status_of(code: &str) -> Option<u16> {
        let found = CODES.iter().find(|explained| explained.code == code);
        found.map(|explained| explained.status)
    }

    #[test]
    fn every_failure_is_explained_with_its_status() {
        let refused = refusals()
            .into_iter()
            .map(|refusal| Failure::from(crate::check_in::CheckInError::Refused(refusal)));
        let others = [
            Failure::not_found(),
            Failure::not_logged_in(),
            Failure::forbidden(),
            Failure::busy(Shed(String::new())),
            Failure::internal(Shed(String::new())),
            crate::check_in::CheckInError::KeyReused.into(),
            crate::accounts::LoginError::Wrong.into(),
            crate::accounts::slow_down::SlowDownError::Wait {
                wait: jiff::SignedDuration::from_secs(1),
                now: "2026-11-20T01:00:00Z".parse().unwrap(),
            }
            .into(),
            crate::accounts::LoginError::TemporaryExpired.into(),
            crate::accounts::LoginError::TemporaryUsed.into(),
            Gate::Password.refusal(""),
            Gate::Notice.refusal(""),
            Gate::Reminder.refusal(""),
            Gate::SecondFactor.refusal(""),
            Gate::Code.refusal(""),
            crate::accounts::factors::FactorError::Wrong.into(),
        ];
        use crate::credits::ledger::deed::DeedError as D;
        use crate::credits::ledger::error::LedgerError as L;
        use crate::credits::proofs::ProofError as P;
        let name = || "x".to_owned();
        let deeds = [
            D::Day,
            D::Activity(name()),
            D::Role(name()),
            D::Tag(name()),
            D::NoCredits,
            D::MinutesMissing,
            D::Minutes,
            D::Credits(name()),
            D::EventMissing,
            D::Words,
        ];
        let proofs = [P::Missing, P::TooLarge, P::OtherKind, P::Unreadable];
        let ledger = [
            L::NoSuchMember,
            L::NoSuchLine,
            L::NotGranted,
            L::AlreadyVoided,
            L::NotDeclared,
            L::AlreadyReviewed,
            L::TooManyWaiting,
            L::ReasonMissing,
            L::ReasonTooLong,
            L::KeyReused,
            L::NotHeld,
            L::UnknownCategory,
        ];
        let ledger = ledger
            .into_iter()
            .chain(deeds.map(L::from))
            .chain(proofs.map(L::from));
        for failure in refused.chain(others).chain(ledger.map(Failure::from)) {
            let status = failure.status().as_u16();
            assert_eq!(
                status_of(failure.code()),
                Some(status),
                "{}",
                failure.code()
            );
        }
    }

    #[test]
    fn a_code_is_explained_once_in_both_languages() {
        let codes: BTreeSet<&str> = CODES.iter().map(|explained| explained.code).collect();
        assert_eq!(codes.len(), CODES.len());
        for explained in CODES {
            for language in [Language::Ja, Language::En] {
                assert!(!explained.meaning(language).is_empty());
            }
        }
    }

    #[test]
    fn what_the_manual_names_is_explained() {
        let manual = include_str!("../../../../docs/app-makers.md");
        let rows = manual.lines().filter(|line| line.starts_with("| `"));
        let mut named = 0;
        for row in rows {
            let codes = row.split('|').nth(1).unwrap();
            for code in codes.split('`').skip(1).step_by(2) {
                assert!(status_of(code).is_some(), "{code}");
                named += 1;
            }
        }
        assert!(named > 20, "{named}");
    }
}
