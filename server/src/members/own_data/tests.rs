//! One's own data against a real database: what is in the file, and what becomes of a request.

use super::requests::{DataRequestError, RequestState, ask, decide};
use super::{gather, store};
use crate::audit::verify::verify;
use crate::check_in::tests::{Hall, TEN, at};
use crate::members::{self, Member};
use shusseki_tests::engines;
use uuid::Uuid;

async fn member(hall: &Hall) -> Member {
    let mut conn = hall.app.db.read().await.unwrap();
    let member = members::by_id(&mut conn, hall.tenant.slug(), hall.member).await;
    member.unwrap().unwrap()
}

engines! {
    async fn everything_of_the_member_is_in_the_file_and_of_nobody_else(engine) {
        let hall = Hall::new(engine).await;
        hall.more_members(3).await;
        hall.pass(1).await;
        let member = member(&hall).await;
        let mut tx = hall.app.db.write().await.unwrap();
        let id = Uuid::new_v4();
        ask(&mut tx, &hall.tenant, (id, member.id), "住所を消してください。", at(TEN)).await.unwrap();
        crate::accounts::store::set_password(&mut tx, hall.tenant.slug(), member.id, "$argon2id$secret", at(TEN)).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = hall.app.db.read().await.unwrap();
        let all = gather(&mut conn, &hall.tenant, &member, at(TEN)).await.unwrap();
        let data = &all["data"];
        assert_eq!(data["member"][0]["member_number"], "00421");
        assert_eq!(data["member"].as_array().unwrap().len(), 1);
        assert_eq!(data["attendances"][0]["registered_at"], TEN);
        assert_eq!(data["credits"].as_array().unwrap().len(), 1);
        assert_eq!(data["deletion_requests"][0]["reason"], "住所を消してください。");
        assert_eq!(data["audit_log"][0]["action"], "data-deletion-asked");
        assert_eq!(data["password"][0]["changed_at"], TEN);
        assert!(!all.to_string().contains("argon2"));
        assert!(data.as_object().unwrap().values().all(serde_json::Value::is_array));
    }

    async fn a_request_waits_once_and_is_decided_once_with_a_reason(engine) {
        let hall = Hall::new(engine).await;
        let member = member(&hall).await;
        let (id, second) = (Uuid::new_v4(), Uuid::new_v4());
        let mut tx = hall.app.db.write().await.unwrap();
        let empty = ask(&mut tx, &hall.tenant, (id, member.id), " \n", at(TEN)).await;
        assert!(matches!(empty, Err(DataRequestError::Words)));
        ask(&mut tx, &hall.tenant, (id, member.id), "理由", at(TEN)).await.unwrap();
        let again = ask(&mut tx, &hall.tenant, (second, member.id), "理由", at(TEN)).await;
        assert!(matches!(again, Err(DataRequestError::Waiting)));
        let by = (hall.member, at(TEN));
        let silent = decide(&mut tx, &hall.tenant, id, (RequestState::Accepted, ""), by).await;
        assert!(matches!(silent, Err(DataRequestError::Words)));
        assert_eq!(store::queue(&mut tx, hall.tenant.slug(), 9).await.unwrap().len(), 1);
        decide(&mut tx, &hall.tenant, id, (RequestState::Accepted, "削除しました。"), by).await.unwrap();
        for word in [RequestState::Accepted, RequestState::Declined] {
            let twice = decide(&mut tx, &hall.tenant, id, (word, "もう一度"), by).await;
            assert!(matches!(twice, Err(DataRequestError::NotWaiting)));
        }
        assert!(store::queue(&mut tx, hall.tenant.slug(), 9).await.unwrap().is_empty());
        let newest = store::newest(&mut tx, hall.tenant.slug(), member.id).await.unwrap().unwrap();
        assert_eq!((newest.state, newest.answer.as_deref()), (RequestState::Accepted, Some("削除しました。")));
        ask(&mut tx, &hall.tenant, (second, member.id), "理由", at(TEN)).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = hall.app.db.read().await.unwrap();
        assert_eq!(verify(&mut conn, hall.tenant.slug(), None).await.unwrap().unwrap().lines, 3);
    }
}
