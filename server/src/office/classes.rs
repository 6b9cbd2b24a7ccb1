//! Membership classes and districts as the definition has them, with how many members each has.

use crate::app::{App, Tenant};
use crate::members::MemberStatus;
use crate::members::roster::store::{self as roster, ClassCount, DistrictCount};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "office/classes.html")]
struct ClassesPage {
    page: Page,
    office: Office,
    classes: Vec<ClassView>,
    districts: Vec<DistrictView>,
}

/// A class with its members.
struct ClassView {
    key: String,
    name: String,
    dues: Option<String>,
    /// Active, on leave, withdrawn.
    counts: [i64; 3],
}

/// A district with its members, those who withdrew left out.
struct DistrictView {
    /// None for members without one.
    key: Option<String>,
    name: String,
    count: i64,
}

/// The classes of the definition, and whatever else stands in members' records.
fn classes(tenant: &Tenant, counts: &[ClassCount], language: Language) -> Vec<ClassView> {
    let of = |key: &str| {
        MemberStatus::ALL.map(|status| {
            let found = counts
                .iter()
                .find(|one| one.class == key && one.status == status.name());
            found.map_or(0, |one| one.n)
        })
    };
    let known = &tenant.society.classes;
    let mut views: Vec<ClassView> = known
        .iter()
        .map(|class| ClassView {
            key: class.key.to_string(),
            name: class.name.get(language).to_owned(),
            dues: Some(class.dues.to_string()),
            counts: of(class.key.as_str()),
        })
        .collect();
    for one in counts {
        if views.iter().all(|view| view.key != one.class) {
            views.push(ClassView {
                key: one.class.clone(),
                name: one.class.clone(),
                dues: None,
                counts: of(&one.class),
            });
        }
    }
    views
}

fn districts(tenant: &Tenant, counts: &[DistrictCount], language: Language) -> Vec<DistrictView> {
    let known = &tenant.society.districts;
    let of = |key: Option<&str>| {
        let found = counts.iter().find(|one| one.district.as_deref() == key);
        found.map_or(0, |one| one.n)
    };
    let mut views: Vec<DistrictView> = known
        .iter()
        .map(|district| DistrictView {
            key: Some(district.key.to_string()),
            name: district.name.get(language).to_owned(),
            count: of(Some(district.key.as_str())),
        })
        .collect();
    let without = of(None);
    if !views.is_empty() && without > 0 {
        views.push(DistrictView {
            key: None,
            name: language.pick("地区なし", "Without a district").to_owned(),
            count: without,
        });
    }
    views
}

/// `GET /{society}/office/classes`.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let by_class = roster::count_classes(&mut conn, tenant.slug()).await?;
    let by_district = roster::count_districts(&mut conn, tenant.slug()).await?;
    let title = language.pick("会員区分と所属地区", "Classes and districts");
    let here = format!("/{}/office/classes", tenant.slug());
    html(&ClassesPage {
        page: staff.page(language, title, &here),
        office: Office::of(&staff, "classes"),
        classes: classes(tenant, &by_class, language),
        districts: districts(tenant, &by_district, language),
    })
}

#[cfg(test)]
mod tests {
    use super::{ClassCount, ClassesPage, DistrictCount, classes, districts};
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, inspect, tenant};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_page_escapes_and_counts_what_no_definition_has() {
        let jsnm = tenant(1);
        let count = |class: &str, status: &str, n| ClassCount {
            class: class.to_owned(),
            status: status.to_owned(),
            n,
        };
        let counts = [
            count("regular", "active", 12),
            count("regular", "withdrawn", 3),
            count(HOSTILE, "on-leave", 7),
        ];
        let places = [
            DistrictCount {
                district: Some("kinki".to_owned()),
                n: 5,
            },
            DistrictCount {
                district: None,
                n: 2,
            },
        ];
        for language in LANGUAGES {
            let classes = classes(&jsnm, &counts, language);
            assert_eq!(classes[0].counts, [12, 0, 3]);
            assert_eq!(classes.last().unwrap().counts, [0, 7, 0]);
            let districts = districts(&jsnm, &places, language);
            assert_eq!(districts.iter().map(|one| one.count).sum::<i64>(), 7);
            let page = ClassesPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&jsnm)
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("classes"),
                classes,
                districts,
            };
            inspect(&page.render().unwrap());
        }
    }
}
