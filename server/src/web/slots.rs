//! Heavy work, a few at a time.

use super::failure::Failure;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// One of the slots, as soon as one is free; kept until it is dropped.
///
/// # Errors
/// None became free in that time.
pub(crate) async fn slot(
    of: &'static Semaphore,
    within: Duration,
) -> Result<SemaphorePermit<'static>, Failure> {
    tokio::time::timeout(within, of.acquire())
        .await
        .map_err(Failure::busy)?
        .map_err(Failure::busy)
}

/// Does the work on a thread of its own, once there is a slot. It stays taken until the work is done,
/// even when whoever asked for it has hung up.
///
/// # Errors
/// No slot became free in that time, or the work panicked.
pub(crate) async fn in_slot<T: Send + 'static>(
    slots: &'static Semaphore,
    within: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let slot = slot(slots, within).await?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(slot);
        done
    });
    working.await.map_err(Failure::internal)
}

#[cfg(test)]
mod tests {
    use super::{in_slot, slot};
    use std::sync::mpsc;
    use std::time::Duration;
    use tokio::sync::Semaphore;

    const WITHIN: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn a_slot_is_taken_until_the_work_is_done_even_for_who_hung_up() {
        static SLOTS: Semaphore = Semaphore::const_new(1);
        let (begun, has_begun) = mpsc::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let asked = tokio::spawn(in_slot(&SLOTS, WITHIN, move || {
            begun.send(()).unwrap();
            may_finish.recv().unwrap();
        }));
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap())
            .await
            .unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(SLOTS.available_permits(), 0);
        finish.send(()).unwrap();
        drop(slot(&SLOTS, WITHIN).await.unwrap());
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_to_come_back() {
        static SLOTS: Semaphore = Semaphore::const_new(1);
        const AT_ONCE: Duration = Duration::ZERO;
        let taken = slot(&SLOTS, AT_ONCE).await.unwrap();
        assert_eq!(slot(&SLOTS, AT_ONCE).await.unwrap_err().code(), "busy");
        let undone = in_slot(&SLOTS, AT_ONCE, || ()).await;
        assert_eq!(undone.unwrap_err().code(), "busy");
        drop(taken);
        in_slot(&SLOTS, AT_ONCE, || ()).await.unwrap();
    }
}
