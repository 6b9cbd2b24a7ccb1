//! What a society says of profiles, notices and questions.

use super::are_found;
use shusseki_core::society::Severity;

#[test]
fn profiles() {
    are_found(
        Severity::Error,
        &[
            (
                "field given-name text ja=\"名\" hint-ja",
                "field given-name txt ja=\"名\" hint-ja",
                "txt",
                "there is no kind of field `txt`",
                "did you mean `text`?",
            ),
            (
                "prefectures osaka",
                "prefectures edo",
                "edo",
                "`edo` isn't right here",
                "a prefecture in roman letters such as tokyo, osaka or hokkaido, or overseas",
            ),
            (
                "prefectures osaka",
                "prefectures tokyo",
                "tokyo",
                "`tokyo` belongs to a district already",
                "keep it in one of them",
            ),
            (
                "prefecture=area address=street",
                "prefecture=area address=lane",
                "address=lane",
                "there is no field of the kind `text` `lane`",
                "known here: family-name, given-name, street",
            ),
            (
                "field diet choices ja=\"食事\" en=\"Diet\" shown=private",
                "field name choices ja=\"食事\" en=\"Diet\" shown=private",
                "name",
                "`name` is what the directory calls something else",
                "known here: family-kana, family-name, given-kana, given-name, institution, mail, roman-name",
            ),
            (
                "shown=private",
                "shown=secret",
                "shown=secret",
                "there is no way to show a field `secret`",
                "known here: always, never, private, public",
            ),
            (
                "edited-by=office",
                "edited-by=ofice",
                "edited-by=ofice",
                "there is no editor `ofice`",
                "did you mean `office`?",
            ),
            (
                "shown=always searched=#true substitute=#true",
                "searched=#true substitute=#true",
                "field",
                "nobody is found by what is never shown",
                "remove `searched`, or add `shown=public`",
            ),
            (
                "option none ja=\"なし\"",
                "option vegetarian ja=\"なし\"",
                "option",
                "the option `vegetarian` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "field area prefecture ja=\"都道府県\"",
                "field area prefecture ja=\"都道府県\" substitute=#true",
                "field",
                "only a field of the kind `text` has substitute spellings",
                "remove `substitute`",
            ),
            (
                "field given-name text ja=\"名\"",
                "field given-name kana ja=\"名\"",
                "field",
                "`given-name` must be of the kind `text`",
                "write `field given-name text`",
            ),
            (
                "group post ja=\"送付先\"",
                "group person ja=\"送付先\"",
                "group",
                "the group `person` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "pages-an-hour=100",
                "pages-an-hour=0",
                "pages-an-hour=0",
                "`0` isn't right here",
                "a whole number from 1 to 100000, without quotes",
            ),
        ],
    );
}

#[test]
fn notices() {
    are_found(
        Severity::Error,
        &[
            (
                "notices mail=#true",
                "notices mail=yes",
                "mail=yes",
                "`yes` isn't right here",
                "#true or #false",
            ),
            (
                "        classes regular\n",
                "        classes regular\n        districts north\n",
                "north",
                "there is no district `north`",
                "known here: east, west",
            ),
            (
                "        statuses active on-leave\n",
                "        statuses active withdrawn\n",
                "withdrawn",
                "there is no status of members `withdrawn`",
                "known here: active, on-leave",
            ),
            (
                "        everybody\n",
                "        everybody\n        classes honorary\n",
                "audience",
                "`everybody` stands beside a choice of members",
                "keep one of them",
            ),
            (
                "audience eastern ja=",
                "audience all ja=",
                "audience",
                "the audience `all` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "        offices \"評議員\" \"理事\"\n",
                "        offices \"評議員\" 3\n",
                "3",
                "`3` isn't right here",
                "a text in quotes, of one line and at most 500 bytes",
            ),
        ],
    );
}

#[test]
fn support() {
    are_found(
        Severity::Error,
        &[
            (
                "form=renaming",
                "form=renamed",
                "form=renamed",
                "there is no form `renamed`",
                "did you mean `renaming`?",
            ),
            (
                "link \"https://example.org/name\"",
                "link \"http://example.org/name\"",
                "\"http://example.org/name\"",
                "`http://example.org/name` can't stand here",
                "an address that begins with https://",
            ),
            (
                "mail \"help@example.org\"",
                "mail \"help\"",
                "\"help\"",
                "`help` can't stand here",
                "an address such as \"office@example.org\"",
            ),
            (
                "lines=3",
                "lines=30",
                "lines=30",
                "`30` isn't right here",
                "a whole number from 1 to 12, without quotes",
            ),
            (
                "            answer ja=\"できます\" en=\"Yes\"\n",
                "",
                "question",
                "`question` lacks `answer`",
                "add `answer`",
            ),
            (
                "    publication \"https://example.org/journal\" ja=\"会誌\" en=\"Journal\"\n",
                "",
                "publications",
                "`publications` lacks `publication`",
                "add `publication`",
            ),
        ],
    );
}
