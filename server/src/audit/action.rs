//! What may be done, each with its stable key and its words.

use shusseki_core::text::Language;

/// Something that is recorded when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Action {
    key: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Action {
    /// The name in the database; it never changes.
    pub(crate) const fn key(self) -> &'static str {
        self.key
    }

    /// What it is called.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        language.pick(self.ja, self.en)
    }
}

/// Declares the actions and lists them.
macro_rules! actions {
    ($($name:ident = $key:literal $ja:literal $en:literal;)+) => {
        $(
            #[doc = $en]
            pub(crate) const $name: Action = Action { key: $key, ja: $ja, en: $en };
        )+

        /// Every action, in the order in which a form offers them.
        pub(crate) const ALL: &[Action] = &[$($name),+];
    };
}

actions! {
    CREDITS_GRANTED = "credits-granted" "単位の付与" "Credits granted";
    CREDITS_VOIDED = "credits-voided" "単位の取消" "Credits voided";
    CREDITS_CORRECTED = "credits-corrected" "単位の訂正" "Credits corrected";
    CREDITS_IMPORTED = "credits-imported" "単位の取込" "Credits imported";
    CREDITS_DECLARED = "credits-declared" "単位の申告" "Credits declared";
    DECLARATION_ACCEPTED = "declaration-accepted" "申告の承認" "Declaration accepted";
    DECLARATION_REJECTED = "declaration-rejected" "申告の却下" "Declaration rejected";
    FACTS_RECORDED = "facts-recorded" "会員情報（要件）の記録" "Facts recorded";
    CATEGORY_CHOSEN = "category-chosen" "区分の選択" "Category chosen";
    VENUE_KEY_ROTATED = "venue-key-rotated" "会場コード鍵の更新" "Venue key rotated";
    POSTER_REVOKED = "poster-revoked" "ポスターの失効" "Poster revoked";
    PASSWORD_CHANGED = "password-changed" "パスワードの変更" "Password changed";
    PASSWORD_RESET = "password-reset" "パスワードの再設定" "Password reset";
    LOGIN_ENDED = "login-ended" "端末のログアウト" "Login ended";
    OTHER_LOGINS_ENDED = "other-logins-ended" "ほかの端末すべてのログアウト" "All other logins ended";
    LOGIN_COPIED = "login-copied" "複製されたアプリのログインの終了" "App login ended: its token was used twice";
    SECOND_FACTOR_ADDED = "second-factor-added" "二段階認証の設定" "Second factor set up";
    SECOND_FACTOR_REMOVED = "second-factor-removed" "二段階認証の解除" "Second factor turned off";
    SECOND_FACTOR_TAKEN_OFF = "second-factor-taken-off" "事務局による二段階認証の解除" "Second factor taken off by the office";
    RECOVERY_CODES_MADE = "recovery-codes-made" "リカバリーコードの再発行" "New recovery codes";
    RECOVERY_CODE_USED = "recovery-code-used" "リカバリーコードの使用" "Recovery code used";
    PASSKEY_ADDED = "passkey-added" "パスキーの登録" "Passkey added";
    PASSKEY_REMOVED = "passkey-removed" "パスキーの削除" "Passkey removed";
    TEMPORARY_PASSWORD_ISSUED = "temporary-password-issued" "仮パスワードの発行" "Temporary password issued";
    NOTICE_ACCEPTED = "notice-accepted" "初回のお知らせの確認" "Notice of the first login accepted";
    PROFILE_CONFIRMED = "profile-confirmed" "登録情報の確認" "Profile confirmed";
    MAIL_CHANGED = "mail-changed" "メールアドレスの変更" "Mail address changed";
    MAIL_WORDING_CHANGED = "mail-wording-changed" "メール文面の変更" "Mail wording changed";
    PROFILE_CHANGED = "profile-changed" "登録情報の変更" "Profile changed";
    PROFILE_REQUEST_DECLINED = "profile-request-declined" "登録情報の変更依頼の却下" "Change of profile declined";
    STATUS_CHANGED = "status-changed" "在籍の状態の変更" "Status changed";
    ROLES_CHANGED = "roles-changed" "事務局の役割の変更" "Roles changed";
    APPOINTMENT_ADDED = "appointment-added" "役職・委員会の登録" "Appointment recorded";
    APPOINTMENT_CHANGED = "appointment-changed" "役職・委員会の変更" "Appointment changed";
    APPOINTMENT_REMOVED = "appointment-removed" "役職・委員会の取消" "Appointment taken back";
    LOGINS_ENDED = "logins-ended" "ログインの終了" "Logins ended";
    TEMPORARY_PASSWORD_REVOKED = "temporary-password-revoked" "仮パスワードの取消" "Temporary password revoked";
    MERGE_ASKED = "merge-asked" "会員の統合の申請" "Merge of records asked for";
    MERGE_DECLINED = "merge-declined" "会員の統合の却下" "Merge of records declined";
    MERGE_WITHDRAWN = "merge-withdrawn" "会員の統合の申請の取下げ" "Merge of records taken back";
    MEMBERS_MERGED = "members-merged" "会員の記録の統合" "Records merged";
    LIST_EXPORTED = "list-exported" "一覧の書き出し" "List exported";
    MEMBER_LOOKED_AT = "member-looked-at" "会員情報の閲覧" "Member's record looked at";
    MEMBER_IMPORTED = "member-imported" "会員の取込" "Member imported";
    MEMBERS_IMPORTED = "members-imported" "会員ファイルの取込" "File of members imported";
    MEMBER_IMPORT_UNDONE = "member-import-undone" "会員の取込の取消" "Member's import undone";
    MEMBERS_IMPORT_UNDONE = "members-import-undone" "会員ファイルの取込の取消" "File's import undone";
    MEMBERS_EXPORTED = "members-exported" "会員一覧の書き出し" "List of members exported";
    ROLE_GIVEN = "role-given" "事務局の権限の付与" "Role in the office given";
    MAIL_RETRIED = "mail-retried" "メールの再送" "Mail sent again";
    MAIL_PUT_AWAY = "mail-put-away" "届かなかったメールへの対応" "Undelivered mail dealt with";
    NOTICE_WRITTEN = "notice-written" "お知らせの作成" "Notice written";
    NOTICE_CHANGED = "notice-changed" "お知らせの変更" "Notice changed";
    NOTICE_PUBLISHED = "notice-published" "お知らせの公開" "Notice published";
    NOTICE_WITHDRAWN = "notice-withdrawn" "お知らせの取り下げ" "Notice withdrawn";
    NOTICE_MAILED = "notice-mailed" "お知らせのメール送信" "Notice mailed";
    CASE_ANSWERED = "case-answered" "お問い合わせへの回答" "Question answered";
    CASE_NOTED = "case-noted" "お問い合わせの内部メモ" "Note on a question";
    CASE_CLOSED = "case-closed" "お問い合わせの終了" "Question closed";
    CASE_REOPENED = "case-reopened" "お問い合わせの再開" "Question taken up again";
    DATA_DOWNLOADED = "data-downloaded" "本人データのダウンロード" "Own data downloaded";
    DATA_DELETION_ASKED = "data-deletion-asked" "データ削除の依頼" "Deletion asked for";
    DATA_DELETION_DECIDED = "data-deletion-decided" "データ削除の依頼の決定" "Deletion decided";
}

/// What an action is called; its key where a later version of the product recorded it.
pub(crate) fn word(key: &str, language: Language) -> &str {
    let known = ALL.iter().find(|action| action.key == key);
    known.map_or(key, |action| action.word(language))
}

#[cfg(test)]
mod tests {
    use super::{ALL, word};
    use shusseki_core::text::Language;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_a_key_of_its_own() {
        let keys: HashSet<_> = ALL.iter().map(|action| action.key()).collect();
        assert_eq!(keys.len(), ALL.len());
        assert_eq!(word("credits-voided", Language::En), "Credits voided");
        assert_eq!(
            word("of-a-later-version", Language::Ja),
            "of-a-later-version"
        );
    }
}
