//! Two records side by side, as a page shows them.

use crate::app::Tenant;
use crate::members::{Member, MemberStatus, StaffRole};
use crate::office::merge::compare::{Choices, Comparison, Pick, Side, Which};
use shusseki_core::calendar::written;
use shusseki_core::profile::Field;
use shusseki_core::text::Language;

/// A line of the comparison.
#[derive(Debug, Clone)]
pub(super) struct RowView {
    /// What it is.
    pub(super) label: String,
    /// What the record that stays has.
    pub(super) stays: String,
    /// What the record that goes has.
    pub(super) goes: String,
    /// What both had when the merge was asked for, where that was something else.
    pub(super) was: Option<[String; 2]>,
    /// Where one of two values is kept: the name in the form, and whether the other record's is.
    pub(super) choice: Option<(String, bool)>,
}

/// A record's name and number, and where its page is.
#[derive(Debug, Clone)]
pub(super) struct RecordView {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) address: String,
}

impl RecordView {
    pub(super) fn new(tenant: &Tenant, member: &Member, language: Language) -> Self {
        Self {
            name: member.name.get(language),
            number: member.number.to_string(),
            address: crate::office::deed::address_of(tenant, member.id),
        }
    }
}

/// Everything that the page compares; `seen` is how it was when the merge was asked for.
pub(super) fn rows(
    tenant: &Tenant,
    now: &Comparison,
    seen: Option<&Comparison>,
    choices: &Choices,
    language: Language,
) -> Vec<RowView> {
    let shown = |comparison: &Comparison| {
        let say = Says { tenant, language };
        [&comparison.stays, &comparison.goes].map(|side| say.all(side))
    };
    let [stays, goes] = shown(now);
    let before = seen.map(shown);
    let differing = now.differing(tenant);
    let rows = stays.into_iter().zip(goes).enumerate();
    let rows = rows.map(|(place, (stays, goes))| {
        let which = differing
            .iter()
            .find(|which| Some(*which) == stays.which.as_ref());
        let was = before.as_ref().and_then(|[one, other]| {
            let was = [one.get(place)?, other.get(place)?].map(|line| line.value.clone());
            (was != [stays.value.clone(), goes.value.clone()]).then_some(was)
        });
        RowView {
            label: stays.label,
            stays: stays.value,
            goes: goes.value,
            was,
            choice: which.map(|which| (which.key(), now.pick(which, choices) == Pick::Goes)),
        }
    });
    let told = |row: &RowView| !row.stays.is_empty() || !row.goes.is_empty() || row.was.is_some();
    rows.filter(told).collect()
}

/// What a record has of one thing.
struct Line {
    label: String,
    value: String,
    which: Option<Which>,
}

struct Says<'a> {
    tenant: &'a Tenant,
    language: Language,
}

impl Says<'_> {
    fn line(&self, [ja, en]: [&str; 2], value: String, which: Option<Which>) -> Line {
        Line {
            label: self.language.pick(ja, en).to_owned(),
            value,
            which,
        }
    }

    /// The lines of a record; every record has the same ones, in the same order.
    fn all(&self, side: &Side) -> Vec<Line> {
        let mut lines = vec![self.line(["会員番号", "Number"], side.number.clone(), None)];
        lines.extend(self.membership(side));
        let fields = self.tenant.society.profile.fields();
        lines.extend(fields.map(|field| self.field(field, side)));
        lines.extend(self.belongings(side));
        lines
    }

    fn membership(&self, side: &Side) -> Vec<Line> {
        let (society, language) = (&self.tenant.society, self.language);
        let class = society.class(&side.class);
        let class = class.map_or_else(
            || side.class.to_string(),
            |class| class.name.get(language).to_owned(),
        );
        let district = side.district.as_ref().map(|key| {
            let district = society.district(key);
            district.map_or_else(
                || key.to_string(),
                |district| district.name.get(language).to_owned(),
            )
        });
        let status = MemberStatus::try_from(side.status.clone());
        let status = status.map_or_else(
            |_| side.status.clone(),
            |status| status.word(language).to_owned(),
        );
        vec![
            self.line(["状態", "Status"], status, Some(Which::Status)),
            self.line(["会員区分", "Class"], class, Some(Which::Class)),
            self.line(
                ["所属地区", "District"],
                district.unwrap_or_default(),
                Some(Which::District),
            ),
            self.line(
                ["入会日", "Joined"],
                written(side.joined_on, language),
                Some(Which::Joined),
            ),
        ]
    }

    fn field(&self, field: &Field, side: &Side) -> Line {
        let value = side.held.values.get(&field.key);
        let value = value.map(|value| field.written(value, self.language));
        Line {
            label: field.name.get(self.language).to_owned(),
            value: value.unwrap_or_default(),
            which: Some(Which::Field(field.key.clone())),
        }
    }

    fn belongings(&self, side: &Side) -> Vec<Line> {
        let (language, counts) = (self.language, &side.counts);
        let comma = language.pick("、", ", ");
        let roles = side.roles.iter().map(|name| {
            let role = StaffRole::named(name);
            role.map_or_else(|| name.clone(), |role| role.word(language).to_owned())
        });
        let roles: Vec<String> = roles.collect();
        let held = side.holdings.iter().map(|held| {
            let certification = self.tenant.society.certification(&held.certification);
            let name = certification.map_or_else(
                || held.certification.to_string(),
                |one| one.name.get(language).to_owned(),
            );
            let last = written(held.period.last, language);
            let until = match language {
                Language::Ja => format!("{last}まで"),
                Language::En => format!("until {last}"),
            };
            format!("{name} {} ({until})", held.number)
        });
        let held: Vec<String> = held.collect();
        // What neither has is not told.
        let count = |label, count: i64| {
            let some = (count > 0).then(|| count.to_string());
            self.line(label, some.unwrap_or_default(), None)
        };
        vec![
            self.line(["認定資格", "Certifications"], held.join(comma), None),
            self.line(
                ["事務局の役割", "Roles in the office"],
                roles.join(comma),
                None,
            ),
            count(["参加の記録", "Attendances"], counts.attendances),
            count(["単位の記録", "Credits"], counts.credits),
            count(
                ["確認待ちの申告", "Declarations waiting"],
                counts.declarations,
            ),
            count(["要件の記録", "Facts recorded"], counts.facts),
            count(["役職・委員会", "Offices, committees"], counts.appointments),
            count(["お問い合わせ", "Questions"], counts.cases),
            count(["変更依頼", "Changes asked for"], counts.requests),
        ]
    }
}
