//! Which column of a file is what: the targets that a society has, and a proposal by the headings.

use shusseki_core::ids::{CertificationKey, FieldKey};
use shusseki_core::profile::{Known, fold};
use shusseki_core::society::Society;
use shusseki_core::text::Text;
use std::collections::{BTreeMap, HashSet};

/// What a column may be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// 会員番号.
    Number,
    /// Family and given name in one cell, a space between them.
    FullName,
    /// The same in kana.
    FullKana,
    /// 会員区分.
    Class,
    /// 在籍, 休会, 退会.
    Status,
    /// 所属地区.
    District,
    /// The day of joining.
    Joined,
    /// The language that the member is written to.
    Language,
    /// Whether other members find the member.
    Searchable,
    /// A field of the profile; the mail address too.
    Field(FieldKey),
    /// Of a certification that the member holds.
    Held(CertificationKey, HeldPart),
}

/// A part of a certification held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum HeldPart {
    /// Its number.
    Number,
    /// The first day of its period.
    First,
    /// The last day of its period.
    Last,
}

impl HeldPart {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Number, Self::First, Self::Last];

    const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::First => "first",
            Self::Last => "last",
        }
    }

    /// The word behind the certification's name, in Japanese and English.
    const fn word(self) -> [&'static str; 2] {
        match self {
            Self::Number => ["認定番号", "number"],
            Self::First => ["認定期間の初日", "first day"],
            Self::Last => ["認定期間の末日", "last day"],
        }
    }
}

impl Target {
    /// The name in forms and tables; it never changes.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Number => "number".to_owned(),
            Self::FullName => "name".to_owned(),
            Self::FullKana => "kana".to_owned(),
            Self::Class => "class".to_owned(),
            Self::Status => "status".to_owned(),
            Self::District => "district".to_owned(),
            Self::Joined => "joined".to_owned(),
            Self::Language => "language".to_owned(),
            Self::Searchable => "searchable".to_owned(),
            Self::Field(field) => format!("field.{field}"),
            Self::Held(certification, part) => format!("held.{certification}.{}", part.key()),
        }
    }
}

/// The mail address as a field: every society has it here, whether or not its profile shows it.
pub(crate) fn mail_field() -> Option<FieldKey> {
    Known::Mail.key().parse().ok()
}

/// Every target of the society with its name, in the order of a form and of an export.
pub(crate) fn targets(society: &Society) -> Vec<(Target, Text)> {
    let mut all = vec![
        (Target::Number, Text::new("会員番号", "Member number")),
        (Target::Class, Text::new("会員区分", "Membership class")),
        (
            Target::Status,
            Text::new("会員ステータス", "Membership status"),
        ),
        (Target::Joined, Text::new("入会日", "Joined on")),
    ];
    if !society.districts.is_empty() {
        all.push((Target::District, Text::new("所属地区", "District")));
    }
    all.push((
        Target::FullName,
        Text::new("氏名（姓と名の間に空白）", "Name (family name first)"),
    ));
    all.push((
        Target::FullKana,
        Text::new(
            "氏名フリガナ（間に空白）",
            "Name in kana (family name first)",
        ),
    ));
    let fields = society.profile.fields();
    all.extend(fields.map(|field| (Target::Field(field.key.clone()), field.name.clone())));
    if society.profile.field(Known::Mail.key()).is_none()
        && let Some(mail) = mail_field()
    {
        let name = Text::new("メールアドレス", "Mail address");
        all.push((Target::Field(mail), name));
    }
    all.push((
        Target::Language,
        Text::new("連絡の言語", "Language of letters"),
    ));
    if society.profile.directory.is_some() {
        let name = Text::new("会員検索への掲載", "Listed in the directory");
        all.push((Target::Searchable, name));
    }
    for certification in &society.certifications {
        for part in HeldPart::ALL {
            let [ja, en] = part.word();
            let name = &certification.name;
            let name = Text::new(format!("{} {ja}", name.ja), format!("{}: {en}", name.en));
            all.push((Target::Held(certification.key.clone(), part), name));
        }
    }
    all
}

/// The target of that name.
pub(crate) fn target(society: &Society, key: &str) -> Option<Target> {
    let mut all = targets(society).into_iter();
    all.find(|(target, _)| target.key() == key)
        .map(|(target, _)| target)
}

/// What columns are, in the order of the headings: a target's key, an empty text for a column that is
/// left out on purpose, or nothing where nobody knows yet.
pub(crate) type Mapping = Vec<Option<String>>;

/// A proposal: what was chosen for these headings before, else what their words say. No target twice.
pub(crate) fn proposal(
    society: &Society,
    headings: &[String],
    remembered: &BTreeMap<String, String>,
) -> Mapping {
    let words = words(society);
    let known: HashSet<String> = targets(society)
        .iter()
        .map(|(target, _)| target.key())
        .collect();
    let mut taken = HashSet::new();
    let mut mapping: Mapping = headings
        .iter()
        .map(|heading| {
            let key = remembered.get(heading)?;
            let usable = key.is_empty() || (known.contains(key) && taken.insert(key.clone()));
            usable.then(|| key.clone())
        })
        .collect();
    for (heading, place) in headings.iter().zip(&mut mapping) {
        if place.is_some() {
            continue;
        }
        // A column without a heading has nothing to say.
        if heading.starts_with('(') && heading.ends_with(')') {
            *place = Some(String::new());
            continue;
        }
        let key = words.get(&fold(heading));
        *place = key.filter(|key| taken.insert((*key).clone())).cloned();
    }
    mapping
}

/// Folded words with the targets that they stand for; the first that claims a word has it.
fn words(society: &Society) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut claim = |word: &str, key: &str| {
        let folded = fold(word);
        if !folded.is_empty() {
            words.entry(folded).or_insert_with(|| key.to_owned());
        }
    };
    let all = targets(society);
    for (target, name) in &all {
        let key = target.key();
        let plain = key.strip_prefix("field.").unwrap_or(&key);
        for word in [&name.ja, &name.en, plain, &key] {
            claim(word, &key);
        }
    }
    for (target, _) in &all {
        let key = target.key();
        if let Some((_, synonyms)) = SYNONYMS.iter().find(|(known, _)| *known == key) {
            for word in *synonyms {
                claim(word, &key);
            }
        }
        if let Target::Held(certification, part) = target {
            let name = society.certification(certification).map(|one| &one.name);
            let endings: &[&str] = match part {
                HeldPart::Number => &["番号", "認定番号", "登録番号", " no", " number"],
                HeldPart::First => &["認定日", "認定年月日", "開始日", "認定開始日", " from"],
                HeldPart::Last => &["有効期限", "認定期限", "満了日", "終了日", " until"],
            };
            for (name, ending) in name.into_iter().flat_map(|name| {
                let names = [name.ja.clone(), name.en.clone()];
                names
                    .into_iter()
                    .flat_map(|name| endings.iter().map(move |end| (name.clone(), end)))
            }) {
                claim(&format!("{name}{ending}"), &key);
            }
        }
    }
    words
}

/// What offices write over their columns, beside the names that the definition gives.
#[rustfmt::skip]
const SYNONYMS: &[(&str, &[&str])] = &[
    ("number", &["会員No", "会員NO.", "会員ID", "会員コード", "番号", "No", "member no", "member id", "membership number", "id"]),
    ("class", &["会員種別", "会員種類", "会員資格", "種別", "区分", "class", "membership type", "category"]),
    ("status", &["会員状態", "状態", "在籍状況", "在籍区分", "在籍", "ステータス", "status"]),
    ("joined", &["入会年月日", "入会日付", "入会", "joined", "date of joining", "join date", "admission date"]),
    ("district", &["地区", "支部", "所属支部", "地方会", "branch"]),
    ("name", &["氏名", "名前", "お名前", "会員名", "氏名（漢字）", "漢字氏名", "name", "full name"]),
    ("kana", &["フリガナ", "氏名フリガナ", "氏名カナ", "氏名（フリガナ）", "氏名（カナ）", "カナ氏名", "カナ", "kana"]),
    ("field.family-name", &["姓", "苗字", "名字", "氏名（姓）", "漢字姓", "姓（漢字）", "last name", "surname"]),
    ("field.given-name", &["名", "氏名（名）", "漢字名", "名（漢字）", "first name"]),
    ("field.family-kana", &["セイ", "姓カナ", "姓フリガナ", "カナ姓", "フリガナ（姓）", "フリガナ姓", "氏名カナ（姓）", "姓（カナ）"]),
    ("field.given-kana", &["メイ", "名カナ", "名フリガナ", "カナ名", "フリガナ（名）", "フリガナ名", "氏名カナ（名）", "名（カナ）"]),
    ("field.roman-name", &["ローマ字", "ローマ字氏名", "ローマ字名", "英字氏名", "英語氏名", "英文氏名", "romaji", "roman name"]),
    ("field.institution", &["所属", "所属先", "所属機関", "所属機関名", "勤務先", "勤務先名", "勤務先名称", "affiliation"]),
    ("field.department", &["部署", "部署名", "所属部署", "department"]),
    ("field.mail", &["メール", "メールアドレス", "Eメール", "E-mail", "email", "email address", "mail"]),
    ("field.birth-date", &["生年月日", "誕生日", "birthday", "date of birth"]),
    ("field.sex", &["性別", "sex", "gender"]),
    ("field.occupation", &["職種", "職業", "occupation"]),
    ("field.home-postal-code", &["郵便番号", "自宅郵便番号", "郵便番号（自宅）", "postal code", "zip"]),
    ("field.home-prefecture", &["都道府県", "自宅都道府県", "都道府県（自宅）", "prefecture"]),
    ("field.home-address", &["住所", "自宅住所", "住所（自宅）", "address"]),
    ("field.home-phone", &["電話番号", "電話", "TEL", "自宅電話番号", "携帯電話", "携帯電話番号", "phone", "telephone"]),
    ("field.institution-postal-code", &["勤務先郵便番号", "所属機関郵便番号", "所属郵便番号", "郵便番号（勤務先）"]),
    ("field.institution-prefecture", &["勤務先都道府県", "所属機関都道府県", "都道府県（勤務先）"]),
    ("field.institution-address", &["勤務先住所", "所属機関住所", "所属住所", "住所（勤務先）"]),
    ("field.institution-phone", &["勤務先電話番号", "勤務先TEL", "所属機関電話番号", "電話番号（勤務先）"]),
    ("field.mailing-address", &["送付先", "郵送先", "郵送先区分", "送付先区分"]),
    ("language", &["言語", "使用言語", "language"]),
    ("searchable", &["会員検索", "検索可", "名簿掲載", "searchable", "directory"]),
];

#[cfg(test)]
mod tests {
    use super::{proposal, target, targets};
    use crate::web::page::samples::tenant;
    use std::collections::{BTreeMap, HashSet};

    fn headings(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn proposed(which: usize, names: &[&str], remembered: &[(&str, &str)]) -> Vec<String> {
        let remembered: BTreeMap<_, _> = remembered
            .iter()
            .map(|(heading, key)| ((*heading).to_owned(), (*key).to_owned()))
            .collect();
        let mapping = proposal(&tenant(which).society, &headings(names), &remembered);
        let told = mapping
            .into_iter()
            .map(|key| key.unwrap_or_else(|| "?".to_owned()));
        told.collect()
    }

    #[test]
    fn headings_are_understood_as_offices_write_them() {
        let names = [
            "会員Ｎｏ．",
            "氏　名",
            "ﾌﾘｶﾞﾅ",
            "会員種別",
            "入会年月日",
            "E-mail",
            "勤務先",
            "TEL",
            "備考",
            "核医学専門医 番号",
            "核医学専門医有効期限",
            "(L)",
        ];
        assert_eq!(
            proposed(1, &names, &[]),
            [
                "number",
                "name",
                "kana",
                "class",
                "joined",
                "field.mail",
                "field.institution",
                "field.home-phone",
                "?",
                "held.nuclear-medicine-specialist.number",
                "held.nuclear-medicine-specialist.last",
                "",
            ]
        );
        assert_eq!(
            proposed(
                0,
                &["Member number", "Family name", "First name", "Status"],
                &[]
            ),
            ["number", "field.family-name", "field.given-name", "status"]
        );
    }

    #[test]
    fn what_was_chosen_before_wins_and_nothing_is_proposed_twice() {
        let names = ["番号", "会員番号", "備考", "旧番号"];
        let remembered = [
            ("会員番号", "number"),
            ("備考", ""),
            ("旧番号", "of-a-former-definition"),
        ];
        assert_eq!(proposed(1, &names, &remembered), ["?", "number", "", "?"]);
    }

    #[test]
    fn every_target_of_every_society_has_a_key_of_its_own() {
        for which in 0..3 {
            let society = &tenant(which).society;
            let all = targets(society);
            let keys: HashSet<String> = all.iter().map(|(target, _)| target.key()).collect();
            assert_eq!(keys.len(), all.len());
            for (one, _) in all {
                assert_eq!(target(society, &one.key()), Some(one));
            }
        }
    }
}
