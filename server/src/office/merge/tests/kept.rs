//! What the record that stays has afterwards, and what becomes of the other.

use super::House;
use crate::credits::holdings::{holders, insert_holding};
use crate::members::{MemberStatus, StaffRole, roster, store as member_store};
use crate::office::deed::{whoever, whose};
use crate::office::error::OfficeError;
use crate::office::merge::compare::Pick;
use crate::office::merge::duplicates::{self, Why};
use crate::office::merge::{catch_up, merged_into};
use shusseki_core::credit::{History, Holder};
use shusseki_core::ids::{HoldingId, MemberId};
use shusseki_core::society::Period;
use shusseki_tests::engines;

impl House {
    pub(super) async fn hold(
        &self,
        member: MemberId,
        certification: &str,
        [first, last]: [&str; 2],
    ) {
        let holder = Holder {
            certification: certification.parse().unwrap(),
            number: format!("{first}-1"),
            period: Period::new(first.parse().unwrap(), last.parse().unwrap()),
            renewed_on: None,
            history: History::default(),
        };
        let id = HoldingId::new(self.hall.app.random.uuid().unwrap());
        let mut tx = self.hall.app.db.write().await.unwrap();
        let slug = self.hall.tenant.slug();
        insert_holding(&mut tx, slug, id, member, &holder)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn mails(&self) -> Vec<String> {
        let sql = "SELECT recipient FROM outbox WHERE template = 'members-merged' ORDER BY 1";
        self.database().await.texts(sql).await
    }
}

engines! {
    async fn what_was_chosen_is_kept_and_gaps_are_filled(engine) {
        let house = House::new(engine).await;
        house.fill_in(house.stays, &[("family-name", "佐藤"), ("family-kana", "サトウ")]).await;
        house.fill_in(house.goes, &[("birth-date", "1980-02-03"), ("institution", "東都大学")]).await;
        house.set_mail(house.stays, "new@mail.example").await;
        house.set_mail(house.goes, "old@mail.example").await;
        house.merge(&[("f.family-kana", Pick::Goes), ("f.mail", Pick::Goes), ("nonsense", Pick::Goes)]).await;
        let kept = house.pair().await;
        let held = &kept.comparison.stays.held;
        assert_eq!(held.text("family-name"), Some("佐藤"), "the record that stays keeps its own");
        assert_eq!(held.text("family-kana"), Some("タカハシ"), "unless the other's was chosen");
        assert_eq!(held.text("birth-date"), Some("1980-02-03"), "what it had not is filled in");
        assert_eq!(held.text("institution"), Some("東都大学"));
        assert_eq!(kept.stays.mail.as_ref().unwrap().as_str(), "old@mail.example");
        assert_eq!(house.mails().await, ["new@mail.example", "old@mail.example"]);
        // The office finds the one that stays by what it has now, and the other by its number.
        let mut conn = house.hall.app.db.read().await.unwrap();
        for (text, found) in [("old@mail.example", house.stays), ("90003", house.goes)] {
            let sought = roster::Sought { text: Some(text.to_owned()), ..roster::Sought::default() };
            let page = roster::search(&mut conn, house.hall.tenant.slug(), &sought, None, 9).await.unwrap();
            let ids: Vec<MemberId> = page.members.iter().map(|member| member.id).collect();
            assert_eq!(ids, [found], "{text}");
        }
    }

    async fn the_record_that_goes_stays_shut(engine) {
        let house = House::new(engine).await;
        house.give(house.goes, StaffRole::Reviewer).await;
        house.merge(&[]).await;
        let gone = house.member(house.goes).await;
        assert_eq!((gone.status, gone.is_staff, gone.mail.is_none()), (MemberStatus::Withdrawn, false, true));
        assert!(!house.member(house.stays).await.is_staff, "a role came with the record");
        let (tenant, slug) = (&house.hall.tenant, house.hall.tenant.slug());
        let mut tx = house.hall.app.db.write().await.unwrap();
        // No deed of the office finds it; looking at it leads on.
        let deed = whose(&mut tx, tenant, &gone.id.to_string()).await;
        assert!(matches!(deed, Err(OfficeError::Merged)), "{deed:?}");
        let seen = whoever(&mut tx, tenant, &gone.id.to_string()).await.unwrap();
        let (into, number) = merged_into(&mut tx, tenant, &seen).await.unwrap().unwrap();
        assert_eq!((into, number.as_str()), (house.stays, "00421"));
        let step = (MemberStatus::Withdrawn, MemberStatus::Active);
        let since = "2026-11-20".parse().unwrap();
        assert!(!member_store::set_status(&mut tx, slug, gone.id, step, since).await.unwrap());
        // Its number is never given again.
        let mut other = gone.clone();
        other.id = MemberId::new(house.hall.app.random.uuid().unwrap());
        other.merged_into = None;
        assert!(member_store::insert(&mut tx, slug, &other).await.is_err());
        drop(tx);
        let revived = format!("UPDATE members SET status = 'active' WHERE member_id = '{}'", gone.id);
        let revived = tokio::spawn({
            let database = house.hall.database().to_owned();
            async move { shusseki_tests::database::Database::open(&database).await.run(&revived).await }
        });
        assert!(revived.await.is_err(), "the table lets a merged record be active");
    }

    async fn what_was_merged_before_follows(engine) {
        let mut house = House::new(engine).await;
        house.merge(&[]).await;
        let (first, stays) = (house.goes, house.stays);
        (house.goes, house.stays) = (stays, house.admins[2]);
        house.merge(&[]).await;
        for gone in [first, stays] {
            assert_eq!(house.member(gone).await.merged_into, Some(house.stays));
        }
    }

    async fn of_one_certification_the_later_end_stands(engine) {
        for (own, other, stands) in [
            (["2021-04-01", "2026-03-31"], ["2023-04-01", "2028-03-31"], "2023-04-01-1"),
            (["2024-04-01", "2029-03-31"], ["2023-04-01", "2028-03-31"], "2024-04-01-1"),
            (["2024-04-01", "2029-03-31"], ["2023-04-01", "2029-03-31"], "2024-04-01-1"),
        ] {
            let house = House::new(engine).await;
            house.hold(house.stays, "endoscopy-technician", own).await;
            house.hold(house.goes, "endoscopy-technician", other).await;
            house.merge(&[]).await;
            let mut conn = house.hall.app.db.read().await.unwrap();
            let held = holders(&mut conn, house.hall.tenant.slug(), house.stays).await.unwrap();
            let numbers: Vec<&str> = held.iter().map(|held| held.number.as_str()).collect();
            assert_eq!(numbers, [stands]);
        }
    }

    async fn what_comes_too_late_is_handed_over(engine) {
        let mut house = House::new(engine).await;
        house.merge(&[]).await;
        // A batch of another process looked before the merge and stored after it.
        let slug = house.hall.tenant.slug().as_str();
        house.database().await.run(&format!(
            "INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, registered_at, \
             evidence, late) VALUES ('{slug}', '{}', 7, 1, 1, 1, 'poster', FALSE)", house.goes)).await;
        let of = |member| format!("SELECT COUNT(*) FROM attendances WHERE member_id = '{member}'");
        catch_up(&house.hall.app).await.unwrap();
        catch_up(&house.hall.app).await.unwrap();
        assert_eq!((house.number(&of(house.goes)).await, house.number(&of(house.stays)).await), (0, 1));
        house.hall.member = house.stays;
        assert_eq!(house.hall.pass(1).await.outcome, "already-registered");
    }

    async fn records_of_one_person_are_proposed(engine) {
        let house = House::new(engine).await;
        let proposed = async || {
            let member = house.member(house.stays).await;
            let mut conn = house.hall.app.db.read().await.unwrap();
            let found = duplicates::of(&mut conn, &house.hall.tenant, &member).await.unwrap();
            found.into_iter().map(|(other, why)| (other.id, why)).collect::<Vec<_>>()
        };
        assert_eq!(proposed().await, [], "the name alone is many people's");
        house.fill_in(house.stays, &[("birth-date", "1980-02-03")]).await;
        house.fill_in(house.goes, &[("birth-date", "1980-02-03"), ("family-name", "高橋")]).await;
        assert_eq!(proposed().await, [(house.goes, Why::NameAndBirth)]);
        house.fill_in(house.goes, &[("birth-date", "1980-02-04")]).await;
        assert_eq!(proposed().await, []);
        house.set_mail(house.stays, "one@mail.example").await;
        house.set_mail(house.goes, "One@mail.example").await;
        assert_eq!(proposed().await, [(house.goes, Why::Mail)]);
        house.merge(&[]).await;
        assert_eq!(proposed().await, []);
    }
}
