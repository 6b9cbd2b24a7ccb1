//! What a line lacks or has too much.

use super::are_found;
use shusseki_core::society::Severity;

#[test]
fn what_a_line_lacks_or_has_too_much() {
    are_found(
        Severity::Error,
        &[
            (
                "short-name SAMPLE",
                "short-name SAMPLE X",
                "X",
                "`short-name` takes no further value",
                "remove it; a text with spaces is one value when it is quoted",
            ),
            (
                "short-name SAMPLE",
                "(x)short-name SAMPLE",
                "x",
                "`(x)` isn't used in definitions",
                "remove it with its parentheses",
            ),
            (
                "short-name SAMPLE",
                "short-name",
                "short-name",
                "`short-name` lacks its value",
                "write the value after `short-name`",
            ),
            (
                "short-name SAMPLE",
                "short-name SAMPLE\n    short-name SAMPLE",
                "short-name",
                "`short-name` stands twice in `society`",
                "keep one of them",
            ),
            (
                "fee=10000",
                "fee=10000 opening=\"12-01\"",
                "opening=\"12-01\"",
                "`renewal` has no property `opening`",
                "did you mean `opens`?",
            ),
            (
                " closes=\"01-31\" fee",
                " fee",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "before-period-end months=6",
                "before-period-end months=6 closes=\"12-31\"",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "before-period-end months=6",
                "before-period-end",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "dues-paid ja=\"会費完納\" en=\"Dues paid\"",
                "dues-paid en=\"Dues paid\"",
                "en=\"Dues paid\"",
                "`en` stands without `ja`",
                "add `ja=…`, or remove `en`",
            ),
            (
                "short-name SAMPLE",
                "short-name (y)SAMPLE",
                "y",
                "`(y)` isn't used in definitions",
                "remove it with its parentheses",
            ),
            (
                "credits attend=5;",
                "credits per=\"30min\";",
                "credits",
                "`credits` names no role",
                "write such as `credits attend=10`",
            ),
            (
                "languages ja en",
                "languages ja ja",
                "languages",
                "a language stands twice",
                "keep one of them",
            ),
            (
                "\"office@example.org\"",
                "\"office\"",
                "\"office\"",
                "`office` is no mail",
                "an address such as \"office@example.org\"",
            ),
            (
                "length-from=8 length-to=20",
                "length-from=21 length-to=20",
                "password",
                "`length-from` is above `length-to`",
                "exchange the two numbers",
            ),
            (
                "expires=\"45d\"",
                "expires=\"0d\"",
                "temporary-password",
                "`expires` leaves no time",
                "write such as `expires=\"30d\"`",
            ),
            (
                "then=log-in-again",
                "then=log-in",
                "then=log-in",
                "there is no way to go on `log-in`",
                "did you mean `log-in-again`?",
            ),
            (
                "    temporary-password expires=\"45d\" then=log-in-again in-app=#true\n    notice ja=\"お知らせの一\" en=\"Notice one\"\n    notice ja=\"お知らせの二\"\n    confirm-profile within=\"14d\"\n    by-reset\n",
                "    confirm-profile within=\"14d\"\n",
                "first-login",
                "`first-login` says no way in",
                "add `temporary-password expires=\"30d\"`, or `by-reset`",
            ),
            (
                "within=\"14d\"",
                "within=\"14h\"",
                "within=\"14h\"",
                "`\"14h\"` isn't right here",
                "a duration in whole days such as \"120d\", at most 366",
            ),
            (
                "    lists meeting\n",
                "    lists meeting meeting\n",
                "meeting",
                "`meeting` stands twice",
                "keep one of them",
            ),
            (
                "    district east ja=\"東\" en=\"East\" {\n        prefectures tokyo chiba\n    }\n    district west ja=\"西\" {\n        prefectures osaka\n    }\n",
                "",
                "districts",
                "`districts` declares no district",
                "add a district",
            ),
            (
                "certification instructor ja",
                "certification instructor ja=\"指導\" { number \"{serial}\"; valid years=5; renewal before-period-end opens=\"05-01\" closes=\"06-30\"; renewed-with specialist; }\ncertification instructor ja",
                "certification",
                "the certification `instructor` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "    renewed-with specialist\n",
                "",
                "certification",
                "`certification` says nothing of what its renewal requires",
                "add a `requires` block, or `renewed-with` another certification",
            ),
            (
                "renewed-with specialist",
                "renewed-with specialist\n    requires {\n        total minimum=10\n        counts meeting\n    }",
                "specialist",
                "a certification renewed with another has no `requires` of its own",
                "remove `requires`, or remove `renewed-with`",
            ),
        ],
    );
}
