//! Notices against a real database: who sees what, what is mailed to whom, and only once.

use super::reading::{self, Look, Marked};
use super::writing::{self, Desk, Which, WritingError};
use super::{Decided, Draft, Notice, Piece, Pieces, Reader, State, facts, mailing};
use crate::audit::verify::verify;
use crate::check_in::tests::{Hall, TEN, at, member};
use crate::clock::Random;
use crate::mail::office;
use crate::members::{self, MemberStatus, store as member_store};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use shusseki_core::audience::{Audience, Post, Selection, Standing};
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use shusseki_tests::{Engine, engines};
use uuid::Uuid;

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn draft(audience: Audience) -> Draft {
    Draft {
        pieces: Pieces {
            ja: Some(Piece {
                title: "総会のご案内".to_owned(),
                text: "**総会**を開きます。".to_owned(),
            }),
            en: None,
        },
        audience,
        audience_key: None,
        pinned: false,
        by_mail: false,
        publish_at: None,
        ends_at: None,
    }
}

/// A hall with an office.
struct House {
    hall: Hall,
}

impl House {
    async fn new(engine: Engine) -> Self {
        Self {
            hall: Hall::new(engine).await,
        }
    }

    /// Adds a member with a mail address.
    async fn member(&self, number: &str, change: impl FnOnce(&mut members::Member)) -> MemberId {
        let mut member = member(&Random::system(), number);
        member.mail = Some(format!("m{number}@example.org").parse().unwrap());
        change(&mut member);
        let mut tx = self.hall.app.db.write().await.unwrap();
        let slug = self.hall.tenant.slug();
        member_store::insert(&mut tx, slug, &member).await.unwrap();
        tx.commit().await.unwrap();
        member.id
    }

    fn desk(&self, now: Timestamp) -> Desk<'_> {
        Desk {
            tenant: &self.hall.tenant,
            by: self.hall.member,
            now,
        }
    }

    async fn save(
        &self,
        which: Which,
        draft: Draft,
        publish: bool,
        now: Timestamp,
    ) -> Result<Notice, WritingError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        let saved = writing::save(&mut tx, &self.desk(now), which, draft, publish).await;
        if saved.is_ok() {
            tx.commit().await.unwrap();
        }
        saved
    }

    async fn published(&self, draft: Draft, now: Timestamp) -> Notice {
        let which = Which {
            id: Uuid::new_v4(),
            revision: 0,
        };
        let mut notice = self.save(which, draft, true, now).await.unwrap();
        notice.revision = 1;
        notice
    }

    async fn withdraw(&self, notice: &Notice, now: Timestamp) -> Result<(), WritingError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        writing::withdraw(&mut tx, &self.desk(now), which(notice)).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn reader(&self, member: Option<MemberId>, now: Timestamp) -> Reader {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let slug = self.hall.tenant.slug();
        let found = match member {
            Some(id) => members::by_id(&mut conn, slug, id).await.unwrap(),
            None => None,
        };
        facts::reader(&mut conn, slug, found.as_ref(), day_of(now))
            .await
            .unwrap()
    }

    /// The notices that somebody sees.
    async fn seen(&self, member: Option<MemberId>, now: Timestamp, marked: Marked) -> Vec<Uuid> {
        let reader = self.reader(member, now).await;
        let look = Look {
            tenant: &self.hall.tenant,
            reader: &reader,
            now,
        };
        let mut conn = self.hall.app.db.read().await.unwrap();
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = reading::list(&mut conn, look, (marked, None), after, 2)
                .await
                .unwrap();
            for seen in page.notices {
                let one = reading::one(&mut conn, look, seen.notice.id).await.unwrap();
                assert_eq!(one, Some(seen.clone()));
                ids.push(seen.notice.id);
            }
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    }

    /// The addresses that were written to.
    async fn mailed(&self) -> Vec<String> {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let slug = self.hall.tenant.slug();
        let mails = office::list(&mut conn, slug, (None, None), None, 1_000)
            .await
            .unwrap();
        let mut to: Vec<String> = mails.into_iter().map(|mail| mail.recipient).collect();
        to.sort();
        to
    }

    async fn write_mails(&self) {
        while mailing::step(&self.hall.app, &self.hall.tenant)
            .await
            .unwrap()
        {}
    }
}

fn which(notice: &Notice) -> Which {
    Which {
        id: notice.id,
        revision: notice.revision,
    }
}

engines! {
    async fn list_page_count_and_mail_reach_the_same_members(engine) {
        let house = House::new(engine).await;
        let (tenant, now) = (&house.hall.tenant, at(TEN));
        let councillor = house.member("10001", |_| {}).await;
        let former = house.member("10002", |_| {}).await;
        let on_leave = house.member("10003", |one| one.status = MemberStatus::OnLeave).await;
        let gone = house.member("10004", |one| one.status = MemberStatus::Withdrawn).await;
        let no_mail = house.member("10005", |one| one.mail = None).await;
        let today = day_of(now);
        let mut tx = house.hall.app.db.write().await.unwrap();
        for (member, last) in [(councillor, None), (no_mail, None), (former, Some(today.yesterday().unwrap()))] {
            let held = members::appointments::Appointment {
                committee: false,
                body: Text::new("学会", "Society"),
                title: Text::new("評議員", "Councillor"),
                first: today.saturating_sub(1.year()),
                last,
            };
            members::appointments::insert(&mut tx, tenant.slug(), Uuid::new_v4(), member, &held).await.unwrap();
        }
        tx.commit().await.unwrap();
        let councillors = Audience::Members(Selection {
            posts: [Post::Office("評議員".to_owned()), Post::Committee("編集委員会".to_owned())].into(),
            ..Selection::default()
        });
        let leave = Audience::Members(Selection { standings: [Standing::OnLeave].into(), ..Selection::default() });
        let everybody = [councillor, former, on_leave, gone, no_mail, house.hall.member];
        for (audience, reached, visitors) in [
            (councillors, vec![councillor, no_mail], false),
            (leave, vec![on_leave], false),
            (Audience::all_members(), vec![councillor, former, on_leave, no_mail, house.hall.member], false),
            (Audience::Everybody, vec![councillor, former, on_leave, no_mail, house.hall.member], true),
        ] {
            let before = house.mailed().await.len();
            let notice = house.published(Draft { by_mail: true, ..draft(audience.clone()) }, now).await;
            house.write_mails().await;
            let mut with_mail = 0;
            for member in everybody {
                let sees = house.seen(Some(member), now, Marked::All).await.contains(&notice.id);
                assert_eq!(sees, reached.contains(&member), "{audience:?}");
                let mut conn = house.hall.app.db.read().await.unwrap();
                let stored = members::by_id(&mut conn, tenant.slug(), member).await.unwrap().unwrap();
                with_mail += usize::from(sees && stored.mail.is_some());
            }
            assert_eq!(house.seen(None, now, Marked::All).await.contains(&notice.id), visitors);
            assert_eq!(house.mailed().await.len() - before, with_mail, "{audience:?}");
            let mut conn = house.hall.app.db.read().await.unwrap();
            let reach = facts::reach(&mut conn, tenant, &audience, today).await.unwrap();
            assert_eq!((reach.members, reach.with_mail), (reached.len(), with_mail));
        }
    }

    async fn mails_go_on_where_they_were_and_nobody_gets_two(engine) {
        let house = House::new(engine).await;
        let (app, tenant, now) = (&house.hall.app, &house.hall.tenant, at(TEN));
        for number in 0..250 {
            house.member(&format!("2{number:04}"), |_| {}).await;
        }
        let notice = house.published(Draft { by_mail: true, ..draft(Audience::all_members()) }, now).await;
        assert!(mailing::step(app, tenant).await.unwrap());
        let first = house.mailed().await.len();
        assert!((1..=100).contains(&first), "{first}");
        // The server dies before the commit.
        let mut tx = app.db.write().await.unwrap();
        assert!(mailing::step_in(&mut tx, app, tenant, now).await.unwrap());
        drop(tx);
        assert_eq!(house.mailed().await.len(), first);
        // Withdrawn in between, it stops; published again, it goes on.
        house.withdraw(&notice, now).await.unwrap();
        assert!(!mailing::step(app, tenant).await.unwrap());
        let again = Which { id: notice.id, revision: 2 };
        let kept = Draft { publish_at: None, ..notice.draft.clone() };
        house.save(again, kept.clone(), true, now).await.unwrap();
        house.write_mails().await;
        let all = house.mailed().await;
        let mut single = all.clone();
        single.dedup();
        assert_eq!((all.len(), single.len()), (250, 250));
        // Published once more, it is not mailed once more, to nobody else either.
        let revision = |revision| Which { id: notice.id, revision };
        let mut tx = app.db.write().await.unwrap();
        writing::withdraw(&mut tx, &house.desk(now + DAY), revision(3)).await.unwrap();
        tx.commit().await.unwrap();
        let wider = Draft { audience: Audience::Everybody, ..kept.clone() };
        let refused = house.save(revision(4), wider, true, now + DAY).await;
        assert!(matches!(refused, Err(WritingError::AudienceStays)));
        house.save(revision(4), kept, true, now + DAY).await.unwrap();
        house.hall.set_clock("2026-11-22T00:00:00Z");
        house.write_mails().await;
        assert_eq!(house.mailed().await.len(), 250);
        let mut conn = app.db.read().await.unwrap();
        verify(&mut conn, tenant.slug(), None).await.unwrap().unwrap();
    }

    async fn two_processes_write_each_mail_once(engine) {
        let house = House::new(engine).await;
        let (app, tenant, now) = (&house.hall.app, &house.hall.tenant, at(TEN));
        for number in 0..230 {
            house.member(&format!("3{number:04}"), |_| {}).await;
        }
        house.published(Draft { by_mail: true, ..draft(Audience::all_members()) }, now).await;
        let all = futures_util::future::join_all((0..6).map(|_| async {
            while mailing::step(app, tenant).await.unwrap_or(true) {}
        }));
        all.await;
        let mails = house.mailed().await;
        assert_eq!(mails.len(), 230);
        let mut conn = app.db.read().await.unwrap();
        let log = verify(&mut conn, tenant.slug(), None).await.unwrap().unwrap();
        assert_eq!(log.lines, 2, "published and mailed, each once");
    }

    async fn a_notice_is_seen_from_its_time_until_its_end(engine) {
        let house = House::new(engine).await;
        let (member, now) = (Some(house.hall.member), at(TEN));
        let planned = Draft { publish_at: Some(now + DAY), ends_at: Some(now + DAY * 2), by_mail: true, ..draft(Audience::all_members()) };
        let notice = house.published(planned, now).await;
        let sees = async |now| !house.seen(member, now, Marked::All).await.is_empty();
        assert!(!sees(now).await && sees(now + DAY).await && !sees(now + DAY * 2).await);
        house.write_mails().await;
        assert!(house.mailed().await.is_empty(), "its time has not come");
        assert_eq!(notice.state(now), State::Planned);
        // Before its time all of it may be changed, and its mails wait for the new time.
        let sooner = Draft { publish_at: Some(now), ends_at: None, ..draft(Audience::Everybody) };
        let kept = house.save(which(&notice), sooner, false, now).await.unwrap();
        assert_eq!(kept.decided, Decided::Published);
        assert!(sees(now).await);
        let second = |revision| Which { id: notice.id, revision };
        let other = house.save(second(2), draft(Audience::all_members()), false, now).await;
        assert!(matches!(other, Err(WritingError::AudienceStays)), "members have seen it");
        let early = Draft { ends_at: Some(now - DAY), ..draft(Audience::Everybody) };
        assert!(matches!(house.save(second(2), early, false, now).await, Err(WritingError::EndsFirst)));
        let stale = house.save(which(&notice), draft(Audience::Everybody), false, now).await;
        assert!(matches!(stale, Err(WritingError::Stale)));
        let unknown = Which { id: Uuid::nil(), revision: 1 };
        let unknown = house.save(unknown, draft(Audience::Everybody), false, now).await;
        assert!(matches!(unknown, Err(WritingError::NoSuchNotice)));
        let edited = Draft { pinned: true, ..draft(Audience::Everybody) };
        let edited = house.save(second(2), edited, false, now + DAY).await.unwrap();
        assert_eq!(edited.draft.publish_at, Some(now), "the day on which it was published stays");
        house.withdraw(&Notice { revision: 3, ..notice }, now).await.unwrap();
        assert!(!sees(now).await);
    }

    async fn pinned_ones_first_and_marks_stay(engine) {
        let house = House::new(engine).await;
        let (member, now) = (Some(house.hall.member), at(TEN));
        let mut order = Vec::new();
        for hour in 0..5 {
            let pinned = hour == 2;
            let notice = house.published(
                Draft { pinned, ..draft(Audience::all_members()) },
                now + SignedDuration::from_hours(hour),
            ).await;
            order.insert(0, notice.id);
        }
        let pinned = order.remove(2);
        order.insert(0, pinned);
        let later = now + DAY;
        assert_eq!(house.seen(member, later, Marked::All).await, order);
        assert_eq!(house.seen(member, later, Marked::Unread).await, order, "looking marks nothing");
        let reader = house.reader(member, later).await;
        let look = Look { tenant: &house.hall.tenant, reader: &reader, now: later };
        for _ in 0..2 {
            let mut tx = house.hall.app.db.write().await.unwrap();
            assert!(reading::mark(&mut tx, look, pinned).await.unwrap());
            assert!(!reading::mark(&mut tx, look, Uuid::nil()).await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(house.seen(member, later, Marked::Read).await, [pinned]);
        let mut conn = house.hall.app.db.read().await.unwrap();
        assert_eq!(reading::unread(&mut conn, look).await.unwrap(), 4);
        drop(conn);
        let mut tx = house.hall.app.db.write().await.unwrap();
        reading::mark_all(&mut tx, look).await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.seen(member, later, Marked::Unread).await.is_empty());
        let other = house.member("40001", |_| {}).await;
        assert_eq!(house.seen(Some(other), later, Marked::Unread).await.len(), 5, "marks are one's own");
    }
}
