//! Two records that become one, on both engines: who may, what is kept, and what is refused.

mod kept;
mod standing;
mod tables;

use super::compare::{Choices, Pair, Pick};
use super::state::State;
use super::store::{self, Decision};
use super::{MergeError, Verdict, Wanted, ask, decide};
use crate::audit::Actor;
use crate::audit::search::{Filter, search};
use crate::check_in::tests::Hall;
use crate::members::profile::{self, Change};
use crate::members::{self, Member, StaffRole, store as member_store};
use crate::office::deed::{Desk, whose};
use crate::office::error::OfficeError;
use shusseki_core::ids::MemberId;
use shusseki_core::profile::{Editor, Typed};
use shusseki_tests::database::Database;
use shusseki_tests::{Engine, engines};
use uuid::Uuid;

/// An office with three administrators, and two records of one person.
struct House {
    hall: Hall,
    admins: [MemberId; 3],
    stays: MemberId,
    goes: MemberId,
}

impl House {
    async fn new(engine: Engine) -> Self {
        Self::in_hall(Hall::new(engine).await).await
    }

    async fn in_hall(hall: Hall) -> Self {
        let stays = hall.member;
        let more = hall.more_members(4).await;
        let house = Self {
            admins: [more[0], more[1], more[2]],
            goes: more[3],
            stays,
            hall,
        };
        for admin in house.admins {
            house.give(admin, StaffRole::Admin).await;
        }
        house
    }

    async fn give(&self, member: MemberId, role: StaffRole) {
        let mut tx = self.hall.app.db.write().await.unwrap();
        member_store::insert_role(&mut tx, self.hall.tenant.slug(), member, role)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    fn desk<'a>(&'a self, by: MemberId, why: &'a str) -> Desk<'a> {
        Desk {
            app: &self.hall.app,
            tenant: &self.hall.tenant,
            by,
            now: self.hall.app.clock.now(),
            why,
        }
    }

    async fn member(&self, id: MemberId) -> Member {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let found = members::by_id(&mut conn, self.hall.tenant.slug(), id).await;
        found.unwrap().unwrap()
    }

    /// Both records, as a page shows them now.
    async fn pair(&self) -> Pair {
        let (stays, goes) = (self.member(self.stays).await, self.member(self.goes).await);
        let mut conn = self.hall.app.db.read().await.unwrap();
        Pair::read(&mut conn, &self.hall.tenant, stays, goes)
            .await
            .unwrap()
    }

    async fn mark(&self) -> String {
        self.pair().await.comparison.mark().unwrap()
    }

    async fn ask(&self, by: MemberId, choices: &[(&str, Pick)]) -> Result<Uuid, MergeError> {
        let pair = self.pair().await;
        self.ask_for(by, [pair.stays.clone(), pair.goes.clone()], choices)
            .await
    }

    async fn ask_for(
        &self,
        by: MemberId,
        [stays, goes]: [Member; 2],
        choices: &[(&str, Pick)],
    ) -> Result<Uuid, MergeError> {
        let choices = choices.iter().map(|(key, pick)| ((*key).to_owned(), *pick));
        let wanted = Wanted {
            stays,
            goes,
            choices: choices.collect::<Choices>(),
            mark: self.mark().await,
        };
        let id = self.hall.app.random.uuid().unwrap();
        let mut tx = self.hall.app.db.write().await.unwrap();
        ask(&mut tx, &self.desk(by, "改姓と再入会"), id, wanted).await?;
        tx.commit().await.unwrap();
        Ok(id)
    }

    async fn decide(&self, by: MemberId, id: Uuid, verdict: &Verdict) -> Result<(), MergeError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        decide(&mut tx, &self.desk(by, "届出を確認した"), id, verdict).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn approve(&self, by: MemberId, id: Uuid) -> Result<(), MergeError> {
        let verdict = Verdict::Approve(self.mark().await);
        self.decide(by, id, &verdict).await
    }

    /// The one asks, the other approves.
    async fn merge(&self, choices: &[(&str, Pick)]) {
        let id = self.ask(self.admins[0], choices).await.unwrap();
        self.approve(self.admins[1], id).await.unwrap();
    }

    /// Fills in a profile.
    async fn fill_in(&self, member: MemberId, fields: &[(&str, &str)]) {
        let tenant = &self.hall.tenant;
        let member = self.member(member).await;
        let mut typed = Typed::default();
        for (field, words) in fields {
            typed = typed.with(field, &[*words]);
        }
        let mut tx = self.hall.app.db.write().await.unwrap();
        let before = profile::of(&mut tx, tenant.slug(), &member).await.unwrap();
        let form = &tenant.society.profile;
        let held = form.read(&before.held, &typed, Editor::Office).unwrap();
        let change = Change {
            member: &member,
            before: &before,
            held: &held,
            actor: Actor::System,
            why: None,
        };
        let now = self.hall.app.clock.now();
        profile::save(&mut tx, tenant, &change, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn set_mail(&self, member: MemberId, mail: &str) {
        let mut tx = self.hall.app.db.write().await.unwrap();
        member_store::set_mail(
            &mut tx,
            self.hall.tenant.slug(),
            member,
            &mail.parse().unwrap(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// What the audit log says of the member, the newest first.
    async fn history(&self, member: MemberId) -> Vec<String> {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let filter = Filter::about(member);
        let found = search(&mut conn, self.hall.tenant.slug(), &filter, None, 50).await;
        let lines = found.unwrap().into_iter().map(|line| line.action);
        lines
            .filter(|action| action.starts_with("merge") || action == "members-merged")
            .collect()
    }

    async fn database(&self) -> Database {
        Database::open(self.hall.database()).await
    }

    async fn number(&self, sql: &str) -> i64 {
        self.database().await.number(sql).await
    }
}

engines! {
    async fn nobody_approves_what_he_or_she_asked_for(engine) {
        let house = House::new(engine).await;
        let [first, second, _] = house.admins;
        let before = house.mark().await;
        let id = house.ask(first, &[]).await.unwrap();
        assert_eq!(house.mark().await, before, "asking changed a record");
        for verdict in [Verdict::Approve(before.clone()), Verdict::Decline] {
            let own = house.decide(first, id, &verdict).await;
            assert!(matches!(own, Err(MergeError::OwnRequest)), "{own:?}");
        }
        // The statement itself refuses, whatever stands before it.
        let mut tx = house.hall.app.db.write().await.unwrap();
        for (state, by, allowed) in [
            (State::Approved, first, false),
            (State::Declined, first, false),
            (State::Approved, house.stays, false),
            (State::Approved, house.goes, false),
            (State::Withdrawn, second, false),
            (State::Approved, second, true),
        ] {
            let at = house.hall.app.clock.now();
            let decision = Decision { state, by, at, answer: None };
            let slug = house.hall.tenant.slug();
            assert_eq!(store::decide(&mut tx, slug, id, &decision).await.unwrap(), allowed, "{state:?}");
        }
        drop(tx);
        let taken = house.decide(second, id, &Verdict::Withdraw).await;
        assert!(matches!(taken, Err(MergeError::NotTheAsker)), "{taken:?}");
        // Without the duty, and with it but as one of the two.
        let without = house.approve(house.stays, id).await;
        assert!(matches!(without, Err(MergeError::NotAllowed)), "{without:?}");
        house.give(house.stays, StaffRole::Admin).await;
        let involved = house.approve(house.stays, id).await;
        assert!(matches!(involved, Err(MergeError::Involved)), "{involved:?}");
        assert!(house.member(house.goes).await.merged_into.is_none());
        house.approve(second, id).await.unwrap();
        assert_eq!(house.member(house.goes).await.merged_into, Some(house.stays));
        let again = house.approve(second, id).await;
        assert!(matches!(again, Err(MergeError::Office(_) | MergeError::NotWaiting)), "{again:?}");
        for record in [house.stays, house.goes] {
            assert_eq!(house.history(record).await, ["members-merged", "merge-asked"]);
        }
    }

    async fn a_request_is_declined_with_a_reason_or_taken_back(engine) {
        let house = House::new(engine).await;
        let [first, second, _] = house.admins;
        let id = house.ask(first, &[]).await.unwrap();
        let twice = house.ask(second, &[]).await;
        assert!(matches!(twice, Err(MergeError::AlreadyAsked)), "{twice:?}");
        let mut tx = house.hall.app.db.write().await.unwrap();
        let silent = decide(&mut tx, &house.desk(second, " "), id, &Verdict::Decline).await;
        assert!(matches!(silent, Err(MergeError::Office(OfficeError::ReasonMissing))), "{silent:?}");
        drop(tx);
        house.decide(second, id, &Verdict::Decline).await.unwrap();
        let id = house.ask(first, &[]).await.unwrap();
        house.decide(first, id, &Verdict::Withdraw).await.unwrap();
        let late = house.approve(second, id).await;
        assert!(matches!(late, Err(MergeError::NotWaiting)), "{late:?}");
        assert!(house.member(house.goes).await.merged_into.is_none());
        assert_eq!(house.history(house.goes).await, ["merge-withdrawn", "merge-asked", "merge-declined", "merge-asked"]);
        assert_eq!(house.number("SELECT COUNT(*) FROM merge_requests WHERE seen IS NOT NULL").await, 0);
    }

    async fn two_approvals_at_once_merge_once(engine) {
        let house = House::new(engine).await;
        let [first, second, third] = house.admins;
        let id = house.ask(first, &[]).await.unwrap();
        let (one, other) = tokio::join!(house.approve(second, id), house.approve(third, id));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(house.history(house.stays).await, ["members-merged", "merge-asked"]);
    }

    async fn what_changed_in_between_is_shown_and_not_merged(engine) {
        let house = House::new(engine).await;
        let [first, second, _] = house.admins;
        let id = house.ask(first, &[]).await.unwrap();
        let shown = Verdict::Approve(house.mark().await);
        house.fill_in(house.goes, &[("birth-date", "1980-02-03")]).await;
        let stale = house.decide(second, id, &shown).await;
        assert!(matches!(stale, Err(MergeError::Changed)), "{stale:?}");
        assert!(house.member(house.goes).await.merged_into.is_none());
        // What has been looked at since can be approved.
        house.approve(second, id).await.unwrap();
        // Asking notices it as well.
        let house = House::new(engine).await;
        let pair = house.pair().await;
        let mark = pair.comparison.mark().unwrap();
        house.fill_in(house.goes, &[("birth-date", "1980-02-03")]).await;
        let wanted = Wanted { stays: pair.stays, goes: pair.goes, choices: Choices::new(), mark };
        let mut tx = house.hall.app.db.write().await.unwrap();
        let stale = ask(&mut tx, &house.desk(house.admins[0], "再入会"), id, wanted).await;
        assert!(matches!(stale, Err(MergeError::Changed)), "{stale:?}");
    }

    async fn some_records_are_never_merged(engine) {
        let house = House::new(engine).await;
        let [first, second, third] = house.admins;
        let [stays, goes] = [house.member(house.stays).await, house.member(house.goes).await];
        let itself = house.ask_for(first, [stays.clone(), stays.clone()], &[]).await;
        assert!(matches!(itself, Err(MergeError::Itself)), "{itself:?}");
        let own = house.ask_for(first, [stays.clone(), house.member(first).await], &[]).await;
        assert!(matches!(own, Err(MergeError::Involved)), "{own:?}");
        let stranger = house.ask(house.stays, &[]).await;
        assert!(matches!(stranger, Err(MergeError::NotAllowed)), "{stranger:?}");
        // Somebody of another society is nobody here.
        let other = house.hall.app.societies.get("jhrs").unwrap();
        let mut tx = house.hall.app.db.write().await.unwrap();
        let next_door = whose(&mut tx, &other, &goes.id.to_string()).await;
        assert!(matches!(next_door, Err(OfficeError::NoSuchMember)), "{next_door:?}");
        drop(tx);
        // Who asks for deletion is answered first, also if it is asked for after the request.
        let id = house.ask(first, &[]).await.unwrap();
        let slug = house.hall.tenant.slug().as_str();
        house.database().await.run(&format!(
            "INSERT INTO data_requests (society_id, request_id, member_id, reason, asked_at, state) \
             VALUES ('{slug}', '{id}', '{}', '退会した', 1, 'waiting')", goes.id)).await;
        let deletion = house.approve(second, id).await;
        assert!(matches!(deletion, Err(MergeError::DeletionWaits)), "{deletion:?}");
        house.database().await.run("DELETE FROM data_requests").await;
        house.approve(second, id).await.unwrap();
        let gone = house.member(house.goes).await;
        for pair in [[stays.clone(), gone.clone()], [gone, stays]] {
            let twice = house.ask_for(third, pair, &[]).await;
            assert!(matches!(twice, Err(MergeError::Merged)), "{twice:?}");
        }
    }
}
