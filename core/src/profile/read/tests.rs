use super::super::{Contents, Editor, Fault, Field, Kind, Profile, Typed, Value};
use crate::society::{Society, shipped};
use crate::text::Language;

fn society(which: usize) -> Society {
    let (name, text) = shipped()[which];
    Society::parse(name, text).unwrap()
}

/// A profile of one field of that kind.
fn one(kind: Kind) -> Profile {
    let mut profile = Profile::plain();
    let field = Field {
        key: "it".parse().unwrap(),
        kind,
        edited_by: Editor::Member,
        required: false,
        ..profile.groups[0].fields[5].clone()
    };
    profile.groups[0].fields = vec![field];
    profile
}

fn read(kind: Kind, typed: &str) -> Result<Option<Value>, &'static str> {
    let held = one(kind).read(
        &Contents::default(),
        &Typed::default().with("it", &[typed]),
        Editor::Member,
    );
    held.map(|held| held.value("it").cloned())
        .map_err(|wrong| wrong[0].fault.code())
}

fn text(text: &str) -> Result<Option<Value>, &'static str> {
    Ok(Some(Value::Text(text.to_owned())))
}

#[test]
fn what_is_typed_is_kept_as_it_is_stored_everywhere() {
    for (kind, typed, kept) in [
        (Kind::Text, "  東都　医科大学 ", text("東都　医科大学")),
        (Kind::Text, "", Ok(None)),
        (Kind::Text, "a\nb", Err("control-characters")),
        (Kind::Kana, "たかはし", text("タカハシ")),
        (Kind::Kana, "ﾊﾞﾊﾞ ｼﾞｮｰｼﾞ", text("ババ ジョージ")),
        (Kind::Kana, "ガルシア・マルケス", text("ガルシア・マルケス")),
        (Kind::Kana, "高橋", Err("not-kana")),
        (
            Kind::Roman,
            "Ｎａｏｋｉ O’Hara-García",
            text("Naoki O’Hara-García"),
        ),
        (Kind::Roman, "直樹", Err("not-roman")),
        (Kind::Day, "1970/4/1", text("1970-04-01")),
        (Kind::Day, "１９７０年４月１日", text("1970-04-01")),
        (Kind::Day, "1970-02-30", Err("not-a-day")),
        (Kind::Day, "昨日", Err("not-a-day")),
        (Kind::Mail, " Taro＠Example.ORG", text("Taro@example.org")),
        (Kind::Mail, "taro", Err("not-mail")),
        (Kind::Phone, "０３（5786）6815", text("0357866815")),
        (Kind::Phone, "090ー1234ー5678", text("09012345678")),
        (Kind::Phone, "+81 3-5786-6815", text("0357866815")),
        (Kind::Phone, "+1 650 253 0000", text("+16502530000")),
        (Kind::Phone, "5786-6815", Err("not-phone")),
        (Kind::Phone, "０３-5786-681", Err("not-phone")),
        (Kind::PostalCode, "〒１０６-００３１", text("1060031")),
        (Kind::PostalCode, "106-003", Err("not-postal-code")),
        (Kind::Prefecture, "東京都", text("tokyo")),
        (Kind::Prefecture, "tokyo", text("tokyo")),
        (Kind::Prefecture, "江戸", Err("not-an-option")),
        (Kind::YesNo, "no", Ok(Some(Value::Flag(false)))),
        (Kind::YesNo, "maybe", Err("not-yes-or-no")),
    ] {
        assert_eq!(read(kind.clone(), typed), kept, "{typed} as {kind:?}");
    }
    let long = "長".repeat(201);
    assert_eq!(read(Kind::Text, &long), Err("too-long"));
}

#[test]
fn a_substitute_is_asked_for_offered_and_kept() {
    let jgets = society(2).profile;
    let before = Contents::default();
    let typed = Typed::default().with("family-name", &["髙橋"]);
    let wrong = jgets.read(&before, &typed, Editor::Member).unwrap_err();
    let Fault::NeedsSubstitute { characters, offer } = &wrong[0].fault else {
        panic!("{wrong:?}");
    };
    assert_eq!(
        (characters[0].character.as_str(), offer.as_deref()),
        ("髙", Some("高橋"))
    );
    assert!(
        wrong[0]
            .fault
            .sentence(Language::Ja)
            .starts_with("「髙」は")
    );

    let mut good = typed.clone();
    good.substitutes
        .insert("family-name".to_owned(), "高橋".to_owned());
    let held = jgets.read(&before, &good, Editor::Member).unwrap();
    assert_eq!(held.printable("family-name"), Some("高橋"));
    // Saving the same again asks nothing again; a common name needs none any more.
    assert!(jgets.read(&held, &typed, Editor::Member).is_ok());
    let plain = Typed::default().with("family-name", &["高橋"]);
    let plain = jgets.read(&held, &plain, Editor::Member).unwrap();
    assert!(plain.substitutes.is_empty());

    good.substitutes
        .insert("family-name".to_owned(), "髙はし".to_owned());
    let wrong = jgets.read(&before, &good, Editor::Member).unwrap_err();
    assert_eq!(wrong[0].fault.code(), "substitute-uncommon");
}

#[test]
fn the_office_may_what_a_member_may_not() {
    let jsnm = society(1).profile;
    let typed = Typed::default().with("birth-date", &["1970-04-01"]);
    let refused = jsnm
        .read(&Contents::default(), &typed, Editor::Member)
        .unwrap_err();
    assert_eq!(refused[0].fault, Fault::OfficeOnly);
    let held = jsnm
        .read(&Contents::default(), &typed, Editor::Office)
        .unwrap();
    // Sending back what is there already is no change.
    assert!(jsnm.read(&held, &typed, Editor::Member).is_ok());
}

#[test]
fn required_fields_are_asked_for_where_they_are_named() {
    let jsnm = society(1).profile;
    let typed = Typed::default().with("mailing-address", &[""]);
    let wrong = jsnm
        .read(&Contents::default(), &typed, Editor::Member)
        .unwrap_err();
    assert_eq!(wrong[0].fault, Fault::Missing);
    let named = Typed::default().with("home-phone", &["0312345678"]);
    assert!(
        jsnm.read(&Contents::default(), &named, Editor::Member)
            .is_ok()
    );
}

#[test]
fn a_postal_code_of_another_country_is_one_where_the_address_is_abroad() {
    let jsnm = society(1).profile;
    let abroad = Typed::default()
        .with("home-postal-code", &["SW1A 1AA"])
        .with("home-prefecture", &["overseas"]);
    let held = jsnm
        .read(&Contents::default(), &abroad, Editor::Member)
        .unwrap();
    assert_eq!(held.text("home-postal-code"), Some("SW1A 1AA"));
    let at_home = abroad.with("home-prefecture", &["tokyo"]);
    let wrong = jsnm
        .read(&Contents::default(), &at_home, Editor::Member)
        .unwrap_err();
    assert_eq!(wrong[0].fault, Fault::NotPostalCode);
}

#[test]
fn what_is_public_is_the_members_choice_where_there_is_one() {
    let jsnm = society(1).profile;
    let mut typed = Typed {
        searchable: Some(true),
        ..Typed::default()
    };
    typed.shown.insert("institution".to_owned(), false);
    let held = jsnm
        .read(&Contents::default(), &typed, Editor::Member)
        .unwrap();
    assert!(held.searchable);
    typed.shown.insert("family-name".to_owned(), false);
    let wrong = jsnm.read(&held, &typed, Editor::Member).unwrap_err();
    assert_eq!(wrong[0].fault, Fault::NoChoice);
    // A society without a directory finds nobody.
    let jgets = society(2).profile;
    let typed = Typed {
        searchable: Some(true),
        ..Typed::default()
    };
    assert!(
        !jgets
            .read(&Contents::default(), &typed, Editor::Member)
            .unwrap()
            .searchable
    );
}

#[test]
fn choices_are_kept_in_the_definitions_order() {
    let jsnm = society(1).profile;
    let field = jsnm.field("specialty").unwrap();
    let keys: Vec<String> = field
        .kind
        .choices()
        .iter()
        .map(|one| one.key.to_string())
        .collect();
    let typed = Typed::default().with("specialty", &[&keys[1], &keys[0], &keys[1]]);
    let held = jsnm
        .read(&Contents::default(), &typed, Editor::Member)
        .unwrap();
    assert_eq!(
        held.value("specialty"),
        Some(&Value::Many(keys[..2].to_vec()))
    );
    let typed = Typed::default().with("specialty", &["astrology"]);
    assert!(jsnm.read(&held, &typed, Editor::Member).is_err());
}
