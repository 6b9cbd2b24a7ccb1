//! References to nothing.

use super::are_found;
use shusseki_core::society::Severity;

#[test]
fn references_to_nothing() {
    are_found(
        Severity::Error,
        &[
            (
                "counts lecture course\n",
                "counts lecture coarse\n",
                "coarse",
                "there is no activity `coarse`",
                "did you mean `course`?",
            ),
            (
                "activity=paper",
                "activity=papers",
                "activity=papers",
                "there is no activity `papers`",
                "did you mean `paper`?",
            ),
            (
                "counts paper role=present",
                "counts paper role=presents",
                "role=presents",
                "there is no role `presents`",
                "did you mean `present`?",
            ),
            (
                "counts tag=on-site",
                "counts tag=onsite",
                "tag=onsite",
                "there is no tag `onsite`",
                "did you mean `on-site`?",
            ),
            (
                "is=nurse is-not",
                "is=nurs is-not",
                "is=nurs",
                "there is no trait `nurs`",
                "did you mean `nurse`?",
            ),
            (
                "class=honorary",
                "class=honoured",
                "class=honoured",
                "there is no class `honoured`",
                "did you mean `honorary`?",
            ),
            (
                "category lectures minimum=none",
                "category lecture minimum=none",
                "lecture",
                "there is no category `lecture`",
                "did you mean `lectures`?",
            ),
            (
                "of-which own minimum=20",
                "of-which ours minimum=20",
                "ours",
                "there is no `of-which` `ours`",
                "known here: own",
            ),
            (
                "waives reports courses",
                "waives reports curses",
                "curses",
                "there is no rule `curses`",
                "did you mean `courses`?",
            ),
            (
                "renewed-with specialist",
                "renewed-with specialists",
                "specialists",
                "there is no certification `specialists`",
                "did you mean `specialist`?",
            ),
            (
                "certification=specialist on",
                "certification=spezialist on",
                "certification=spezialist",
                "there is no certification `spezialist`",
                "did you mean `specialist`?",
            ),
            (
                "extension postponed\n",
                "extension postpone\n",
                "postpone",
                "there is no extension `postpone`",
                "did you mean `postponed`?",
            ),
            (
                "choice \"late\"",
                "choice \"lade\"",
                "\"lade\"",
                "there is no credit `lade` in this example",
                "did you mean `late`?",
            ),
            (
                "choice \"#1\" required",
                "choice \"#1\" requird",
                "requird",
                "there is no category `requird`",
                "did you mean `required`?",
            ),
            (
                "record test on",
                "record tests on",
                "tests",
                "there is no condition `tests`",
                "did you mean `test`?",
            ),
            (
                "work clinical from",
                "work clinic from",
                "clinic",
                "there is no work `clinic`",
                "did you mean `clinical`?",
            ),
            (
                "must-attend meeting missing",
                "must-attend meetin missing",
                "meetin",
                "there is no required attendance `meetin`",
                "did you mean `meeting`?",
            ),
            (
                "version \"新制度\"",
                "version \"新々制度\"",
                "\"新々制度\"",
                "there is no version `新々制度`",
                "did you mean `新制度`?",
            ),
            (
                "case senior\n",
                "case junior\n",
                "junior",
                "there is no case `junior`",
                "known here: senior",
            ),
        ],
    );
}
