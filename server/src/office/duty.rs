//! What may be done in the office, and which roles may do it: one table for pages and API.

use crate::members::StaffRole::{self, Admin, Events, Finance, Reviewer, Scanner};
use shusseki_core::text::Language;

/// Something to be done in the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duty {
    /// Finding members, and seeing name, class, status and what they hold.
    SeeMembers,
    /// Seeing the whole profile of a member.
    SeeProfiles,
    /// Changing what is on record of a member: class, names, status, offices held.
    ChangeMembers,
    /// Giving and taking roles in the office.
    GiveRoles,
    /// Ending what a member has open.
    EndLogins,
    /// Taking a lost second factor off a member.
    TakeFactorsOff,
    /// Asking that two records of one person be merged, and deciding what somebody else asks.
    MergeMembers,
    /// Bringing members in from a file, and undoing it.
    ImportMembers,
    /// Taking the list of members out as a file.
    ExportMembers,
    /// Deciding what members ask to have changed of their profiles.
    DecideRequests,
    /// Making temporary passwords.
    IssuePasswords,
    /// Looking at what members declare, with the proofs.
    ReviewDeclarations,
    /// Granting, voiding and correcting credits, recording facts.
    WriteLedger,
    /// Seeing sessions and how full they are, printing posters.
    SeeProgramme,
    /// Revoking posters.
    ChangeProgramme,
    /// Writing notices.
    WriteNotices,
    /// Answering what members and visitors ask.
    AnswerCases,
    /// Deciding what members ask to have deleted.
    DecideDeletions,
    /// Seeing what became of mails, sending them again, wording them.
    KeepMail,
    /// Reading the audit log.
    ReadAudit,
}

impl Duty {
    /// Every duty, in the order in which pages name them.
    pub(crate) const ALL: &[Self] = &[
        Self::SeeMembers,
        Self::SeeProfiles,
        Self::ChangeMembers,
        Self::GiveRoles,
        Self::EndLogins,
        Self::TakeFactorsOff,
        Self::MergeMembers,
        Self::ImportMembers,
        Self::ExportMembers,
        Self::DecideRequests,
        Self::IssuePasswords,
        Self::ReviewDeclarations,
        Self::WriteLedger,
        Self::SeeProgramme,
        Self::ChangeProgramme,
        Self::WriteNotices,
        Self::AnswerCases,
        Self::DecideDeletions,
        Self::KeepMail,
        Self::ReadAudit,
    ];

    /// Who may do it.
    pub(crate) const fn roles(self) -> &'static [StaffRole] {
        match self {
            Self::SeeMembers => &[Admin, Finance],
            Self::ReviewDeclarations => &[Admin, Reviewer],
            Self::SeeProgramme => &[Admin, Events, Scanner],
            Self::ChangeProgramme | Self::WriteNotices => &[Admin, Events],
            Self::SeeProfiles
            | Self::ChangeMembers
            | Self::GiveRoles
            | Self::EndLogins
            | Self::TakeFactorsOff
            | Self::MergeMembers
            | Self::ImportMembers
            | Self::ExportMembers
            | Self::DecideRequests
            | Self::IssuePasswords
            | Self::WriteLedger
            | Self::AnswerCases
            | Self::DecideDeletions
            | Self::KeepMail
            | Self::ReadAudit => &[Admin],
        }
    }

    /// Whether somebody with these roles may do it.
    pub(crate) fn is_of(self, roles: &[StaffRole]) -> bool {
        self.roles().iter().any(|role| roles.contains(role))
    }

    /// What it is called.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        let (ja, en) = match self {
            Self::SeeMembers => ("会員の検索と閲覧", "Find and see members"),
            Self::SeeProfiles => ("会員の登録情報の閲覧", "See whole profiles"),
            Self::ChangeMembers => (
                "会員の登録内容・在籍・役職の変更",
                "Change records, status, offices held",
            ),
            Self::GiveRoles => ("事務局の役割の付与と解除", "Give and take roles"),
            Self::EndLogins => ("会員のログインの終了", "End members' logins"),
            Self::TakeFactorsOff => ("会員の二段階認証の解除", "Take off lost second factors"),
            Self::MergeMembers => (
                "会員の記録の統合の申請と承認",
                "Ask for merges of records, decide those of others",
            ),
            Self::ImportMembers => ("会員の取込と取消", "Import members, undo an import"),
            Self::ExportMembers => ("会員一覧の書き出し", "Export members"),
            Self::DecideRequests => ("登録情報の変更依頼の処理", "Decide changes asked for"),
            Self::IssuePasswords => ("仮パスワードの発行", "Make temporary passwords"),
            Self::ReviewDeclarations => ("参加の申告の確認", "Review declarations"),
            Self::WriteLedger => ("単位の付与・取消・訂正", "Grant, void and correct credits"),
            Self::SeeProgramme => ("行事と受付状況の閲覧", "See sessions and halls"),
            Self::ChangeProgramme => ("ポスターの失効", "Revoke posters"),
            Self::WriteNotices => ("お知らせの作成と公開", "Write notices"),
            Self::AnswerCases => ("お問い合わせへの回答", "Answer questions"),
            Self::DecideDeletions => ("データ削除の依頼の処理", "Decide deletions asked for"),
            Self::KeepMail => (
                "メールの確認・再送・文面",
                "Mail: state, sending again, wording",
            ),
            Self::ReadAudit => ("操作記録の閲覧", "Read the audit log"),
        };
        language.pick(ja, en)
    }
}

impl StaffRole {
    /// What the role is called.
    pub(crate) const fn word(self, language: Language) -> &'static str {
        let (ja, en) = match self {
            Admin => ("管理者", "Administrator"),
            Events => ("行事担当", "Events"),
            Scanner => ("受付担当", "Reception"),
            Reviewer => ("申告の審査担当", "Reviewer"),
            Finance => ("会計担当", "Finance"),
        };
        language.pick(ja, en)
    }
}

#[cfg(test)]
mod tests {
    use super::Duty;
    use crate::members::StaffRole;

    #[test]
    fn each_role_may_do_its_own_and_no_more() {
        let of = |role| -> Vec<Duty> {
            let all = Duty::ALL.iter().copied();
            all.filter(|duty| duty.is_of(&[role])).collect()
        };
        assert_eq!(of(StaffRole::Admin), Duty::ALL);
        assert_eq!(of(StaffRole::Finance), [Duty::SeeMembers]);
        assert_eq!(of(StaffRole::Reviewer), [Duty::ReviewDeclarations]);
        assert_eq!(of(StaffRole::Scanner), [Duty::SeeProgramme]);
        assert_eq!(
            of(StaffRole::Events),
            [
                Duty::SeeProgramme,
                Duty::ChangeProgramme,
                Duty::WriteNotices
            ]
        );
    }
}
