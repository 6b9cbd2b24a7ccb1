//! The pages: every path, its verbs, and who may come there.

use super::access::Access::{Anyone, Duty as For, Member, Office};
use super::ways::Pages;
use crate::office::Duty;
use crate::office::deed::{MemberDeed, form, send};
use crate::operations::{self, openapi};
use crate::web::{assets, page};
use crate::{
    accounts, audit, check_in, credits, demo, directory, export, import, mail, members, notices,
    office, support,
};
use axum::response::Redirect;

/// All pages; those of a demo as well, where it is one.
pub(super) fn pages(demo: bool) -> Pages {
    let all = Pages::default()
        .get(Anyone, "/", page::index)
        .get(Anyone, "/assets/{file}", assets::serve)
        .get(Anyone, "/api", openapi::page)
        .get(Anyone, "/api/openapi.json", openapi::json)
        .get(Anyone, "/{society}", to_home)
        .and(check_in_pages())
        .and(door())
        .and(account())
        .and(member())
        .and(notice_pages())
        .and(support_pages())
        .and(console())
        .and(console_members())
        .and(console_merges())
        .and(console_files())
        .and(console_mail());
    if demo {
        all.get(Anyone, "/{society}/demo/mails", demo::mails::mails)
    } else {
        all
    }
}

/// What a load balancer asks.
pub(super) fn probes() -> Pages {
    Pages::default()
        .get(Anyone, "/livez", operations::livez)
        .get(Anyone, "/readyz", operations::readyz)
}

async fn to_home(crate::web::extract::Of(tenant): crate::web::extract::Of) -> Redirect {
    Redirect::permanent(&format!("/{}/", tenant.slug()))
}

/// From a code to an attendance. Who isn't logged in does so on the way.
fn check_in_pages() -> Pages {
    use check_in::pages as here;
    Pages::default()
        // The path in a venue code is upper case, for the sake of the QR alphanumeric mode.
        .get(Anyone, "/C/{code}", here::code_page)
        .get(Anyone, "/c/{code}", here::code_page)
        .get(Anyone, "/{society}/check-in", here::entry_page)
        .post(Anyone, "/{society}/check-in/typed", here::typed)
        .upload(Anyone, "/{society}/check-in/photo", here::photo)
        .post(Anyone, "/{society}/check-in/register", here::register)
        .get(
            Member,
            "/{society}/registered/{session}/{point}",
            here::registered,
        )
        .get(Member, "/{society}/attendances", here::attendances)
}

/// Logging in and out, the first login, the forgotten password.
fn door() -> Pages {
    use accounts::{first_login::pages as first, pages as door, reset::pages as reset};
    use accounts::{login_code, passkeys};
    Pages::default()
        .get(Anyone, "/{society}/login", door::login_page)
        .post(Anyone, "/{society}/login", door::login)
        .post(Anyone, "/{society}/logout", door::logout)
        .get(Anyone, "/{society}/login/code", login_code::code_page)
        .post(Anyone, "/{society}/login/code", login_code::code)
        .post(Anyone, "/{society}/login/passkey", passkeys::pages::login)
        .get(
            Anyone,
            "/{society}/password/forgotten",
            reset::forgotten_page,
        )
        .post(Anyone, "/{society}/password/forgotten", reset::send)
        .get(Anyone, "/{society}/password/reset", reset::reset_page)
        .post(Anyone, "/{society}/password/reset", reset::set)
        .get(Member, "/{society}/first-login/notice", first::notice_page)
        .post(Member, "/{society}/first-login/notice", first::accept)
        .get(
            Member,
            "/{society}/first-login/profile",
            first::profile_page,
        )
        .post(Member, "/{society}/first-login/profile", first::confirm)
}

/// Password, second factor, logins, mail address.
fn account() -> Pages {
    use accounts::factors::pages as factors;
    use accounts::sessions::pages as sessions;
    use accounts::{mail_change::pages as mail, settings};
    Pages::default()
        .get(Member, "/{society}/account", settings::account)
        .get(Member, "/{society}/account/second-factor", factors::factor)
        .post(Member, "/{society}/account/second-factor", factors::change)
        .get(Member, "/{society}/account/sessions", sessions::sessions)
        .post(Member, "/{society}/account/sessions", sessions::end)
        .get(
            Member,
            "/{society}/account/password",
            settings::password_page,
        )
        .post(
            Member,
            "/{society}/account/password",
            settings::change_password,
        )
        .get(
            Member,
            "/{society}/account/password/reminder",
            settings::reminder,
        )
        .post(
            Member,
            "/{society}/account/password/reminder",
            settings::put_off,
        )
        .get(Member, "/{society}/account/mail", mail::mail_page)
        .post(Member, "/{society}/account/mail", mail::send)
        // The link of a mail may be opened where nobody is logged in yet.
        .get(Anyone, "/{society}/account/mail/confirm", mail::open_link)
        .get(Member, "/{society}/account/mail/new", mail::confirm_page)
        .post(Member, "/{society}/account/mail/new", mail::confirm_mail)
}

/// What members have.
fn member() -> Pages {
    use credits::ledger::pages::declarations;
    use members::profile::pages as profile;
    use members::requests::pages as requests;
    Pages::default()
        .get(Member, "/{society}/", members::pages::home)
        .get(Member, "/{society}/status", members::status::status)
        .get(Member, "/{society}/profile", profile::look)
        .get(Member, "/{society}/profile/edit", profile::edit)
        .post(Member, "/{society}/profile/edit", profile::send)
        .post(Member, "/{society}/profile/discard", profile::discard)
        .post(Member, "/{society}/profile/confirm", profile::confirm)
        .get(
            Member,
            "/{society}/profile/address/{code}",
            members::postal::lookup,
        )
        .get(Member, "/{society}/profile/request", requests::form)
        .post(Member, "/{society}/profile/request", requests::send)
        .get(Member, "/{society}/directory", directory::pages::search)
        .get(
            Member,
            "/{society}/directory/{member}",
            directory::pages::member,
        )
        .get(Member, "/{society}/credits", credits::pages::credits)
        .get(
            Member,
            "/{society}/transcript.pdf",
            credits::transcript::pdf,
        )
        .get(
            Member,
            "/{society}/declarations",
            declarations::declarations,
        )
        .upload(Member, "/{society}/declarations", declarations::send)
}

/// Notices: of members and visitors, and the office's.
fn notice_pages() -> Pages {
    use notices::pages::{member, office};
    let write = For(Duty::WriteNotices);
    Pages::default()
        .get(Anyone, "/{society}/notices", member::list)
        .post(Member, "/{society}/notices/read", member::mark_all)
        .get(Anyone, "/{society}/notices/{notice}", member::one)
        .post(Member, "/{society}/notices/{notice}/read", member::mark)
        .get(write, "/{society}/office/notices", office::list)
        .get(write, "/{society}/office/notices/new", office::new)
        .long(write, "/{society}/office/notices/new", office::write_new)
        .get(write, "/{society}/office/notices/{notice}", office::edit)
        .long(
            write,
            "/{society}/office/notices/{notice}",
            office::write_stored,
        )
        .post(
            write,
            "/{society}/office/notices/{notice}/withdraw",
            office::withdraw,
        )
}

/// The support desk, the contact form and the cases that it opens; one's own data.
fn support_pages() -> Pages {
    use members::own_data::pages as own_data;
    use support::cases::pages::{contact, office, own};
    use support::desk;
    let (answer, decide) = (For(Duty::AnswerCases), For(Duty::DecideDeletions));
    Pages::default()
        .get(Anyone, "/{society}/support", desk::desk)
        .get(Anyone, "/{society}/support/forms/{file}", desk::forms::pdf)
        .get(Anyone, "/{society}/publications", desk::publications)
        .get(Anyone, "/{society}/questions", desk::questions)
        .get(Anyone, "/{society}/contact", contact::form)
        .post(Anyone, "/{society}/contact", contact::send)
        .get(Member, "/{society}/cases", own::list)
        .get(Member, "/{society}/cases/{number}", own::look)
        .post(Member, "/{society}/cases/{number}", own::add)
        .get(Member, "/{society}/account/data", own_data::look)
        .post(
            Member,
            "/{society}/account/data/download",
            own_data::download,
        )
        .post(Member, "/{society}/account/data/deletion", own_data::ask)
        .get(answer, "/{society}/office/cases", office::queue)
        .get(answer, "/{society}/office/cases/{number}", office::look)
        .post(answer, "/{society}/office/cases/{number}", office::say)
        .get(decide, "/{society}/office/data-requests", own_data::queue)
        .post(
            decide,
            "/{society}/office/data-requests/{request}",
            own_data::say,
        )
}

/// The office's console: what waits.
fn console() -> Pages {
    use accounts::temporary::pages as temporary;
    use credits::ledger::pages::queue as declared;
    use members::requests::pages as requests;
    let decide = For(Duty::DecideRequests);
    let (issue, review) = (For(Duty::IssuePasswords), For(Duty::ReviewDeclarations));
    Pages::default()
        .get(Office, "/{society}/office", office::home::home)
        .get(
            decide,
            "/{society}/office/profile-requests",
            requests::queue,
        )
        .post(
            decide,
            "/{society}/office/profile-requests/{request}",
            requests::say,
        )
        .get(
            issue,
            "/{society}/office/temporary-passwords",
            temporary::order_page,
        )
        .post(
            issue,
            "/{society}/office/temporary-passwords",
            temporary::make,
        )
        .get(
            issue,
            "/{society}/office/temporary-passwords/{batch}",
            temporary::batch_page,
        )
        .get(
            issue,
            "/{society}/office/temporary-passwords/{batch}/letters.pdf",
            temporary::pdf,
        )
        .get(
            issue,
            "/{society}/office/temporary-passwords/{batch}/passwords.csv",
            temporary::list,
        )
        .get(review, "/{society}/office/declarations", declared::queue)
        .post(
            review,
            "/{society}/office/declarations/{number}/{line}",
            declared::say,
        )
        .get(
            review,
            "/{society}/office/declarations/{number}/{line}/proof",
            declared::proof,
        )
}

/// The office's console: its members.
fn console_members() -> Pages {
    use office::{classes, edit, holders, member, search};
    let (see, change) = (For(Duty::SeeMembers), For(Duty::ChangeMembers));
    Pages::default()
        .get(see, "/{society}/office/members", search::search)
        .get(see, "/{society}/office/classes", classes::list)
        .get(see, "/{society}/office/appointments", holders::list)
        .get(see, "/{society}/office/appointments.csv", holders::file)
        .get(see, "/{society}/office/members/{id}", member::look)
        .get(
            change,
            "/{society}/office/members/{id}/edit",
            edit::pages::form,
        )
        .post(
            change,
            "/{society}/office/members/{id}/edit",
            edit::pages::send,
        )
        .and(deeds())
}

/// What the office does to a member's record, each with its form.
fn deeds() -> Pages {
    use office::logins::{Logins, SecondFactor, TemporaryPassword};
    use office::{appointments, mail_address, roles, standing};
    let change = Duty::ChangeMembers;
    Pages::default()
        .and(deed::<standing::Status>(change, "status"))
        .and(deed::<mail_address::Address>(change, "mail"))
        .and(deed::<roles::Roles>(Duty::GiveRoles, "roles"))
        .and(deed::<Logins>(Duty::EndLogins, "end/logins"))
        .and(deed::<TemporaryPassword>(
            Duty::IssuePasswords,
            "end/temporary-password",
        ))
        .and(deed::<SecondFactor>(
            Duty::TakeFactorsOff,
            "end/second-factor",
        ))
        .and(deed::<appointments::Another>(change, "appointments"))
        .and(deed::<appointments::Recorded>(
            change,
            "appointments/{appointment}",
        ))
}

fn deed<D: MemberDeed + 'static>(duty: Duty, place: &str) -> Pages {
    let path = format!("/{{society}}/office/members/{{id}}/{place}");
    Pages::default()
        .get(For(duty), &path, form::<D>)
        .post(For(duty), &path, send::<D>)
}

/// The office's console: two records that become one.
fn console_merges() -> Pages {
    use office::merge::pages::{ask, choose, decide, list};
    let merge = For(Duty::MergeMembers);
    Pages::default()
        .get(merge, "/{society}/office/merges", list::list)
        .get(merge, "/{society}/office/merges/{request}", decide::look)
        .post(merge, "/{society}/office/merges/{request}", decide::say)
        .get(
            merge,
            "/{society}/office/members/{id}/merge",
            choose::choose,
        )
        .get(
            merge,
            "/{society}/office/members/{id}/merge/{other}",
            ask::form,
        )
        .post(
            merge,
            "/{society}/office/members/{id}/merge/{other}",
            ask::send,
        )
}

/// The office's console: members from files, and into them.
fn console_files() -> Pages {
    use export::pages as exports;
    use import::pages as imports;
    let (bring, take) = (For(Duty::ImportMembers), For(Duty::ExportMembers));
    Pages::default()
        .get(take, "/{society}/office/export", exports::choose)
        .post(take, "/{society}/office/export", exports::take)
        .get(bring, "/{society}/office/import", imports::list)
        .upload(bring, "/{society}/office/import", imports::send)
        .get(bring, "/{society}/office/import/{id}", imports::look)
        .post(
            bring,
            "/{society}/office/import/{id}/columns",
            imports::decide_columns,
        )
        .post(
            bring,
            "/{society}/office/import/{id}/carry-out",
            imports::carry_out,
        )
        .post(
            bring,
            "/{society}/office/import/{id}/discard",
            imports::discard,
        )
        .post(
            bring,
            "/{society}/office/import/{id}/undo",
            imports::take_back,
        )
        .get(
            bring,
            "/{society}/office/import/{id}/mistakes.csv",
            imports::mistakes,
        )
}

/// The office's console: mail and the audit log.
fn console_mail() -> Pages {
    use mail::pages::{outbox, wordings};
    let (keep, read) = (For(Duty::KeepMail), For(Duty::ReadAudit));
    Pages::default()
        .get(keep, "/{society}/office/mail", outbox::mails)
        .post(keep, "/{society}/office/mail/{mail}/retry", outbox::retry)
        .post(
            keep,
            "/{society}/office/mail/{mail}/put-away",
            outbox::put_away,
        )
        .get(keep, "/{society}/office/wordings", wordings::list)
        .get(
            keep,
            "/{society}/office/wordings/{template}/{language}",
            wordings::edit,
        )
        .post(
            keep,
            "/{society}/office/wordings/{template}/{language}",
            wordings::change,
        )
        .get(read, "/{society}/office/audit", audit::pages::log)
        .get(read, "/{society}/office/audit.csv", audit::pages::file)
}
