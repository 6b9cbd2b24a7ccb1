//! The ceiling of the benchmark: the whole way of a check-in, without the database at its end.
//!
//! Only `tests/bench/run` builds the server with the feature `without-database`. Requests are then read,
//! decided, queued, answered, logged and counted as always, but whoever has a token counts as a member
//! who attended nothing, and **nothing is stored**. Such a build refuses every command but `demo`, and
//! says at its start what it is.

use super::job::Job;
use super::people::Person;
use crate::members::MemberStatus;
use crate::members::facts::facts;

/// Whether this build stores no check-ins.
pub(crate) const WITHOUT_DATABASE: bool = cfg!(feature = "without-database");

/// What such a build says of itself, where it refuses a command and where it starts.
pub(crate) const WARNING: &str = "this build is for the benchmark only: it acknowledges check-ins and \
    STORES NONE OF THEM. Build without the feature `without-database`";

/// Somebody who may attend the session, in place of the member whom the database would tell of.
pub(super) fn somebody(job: &Job) -> Option<Person> {
    let society = &job.tenant.society;
    let eligible = job.facts.eligible_classes.first();
    let class = eligible.or_else(|| society.classes.first().map(|class| &class.key))?;
    Some(Person {
        facts: facts(class.clone(), MemberStatus::Active),
        attended: Vec::new(),
        earned: Vec::new(),
        repeated: Vec::new(),
    })
}
