//! Numbers and days out of range.

use super::are_found;
use shusseki_core::society::Severity;

#[test]
fn numbers_and_days_out_of_range() {
    are_found(
        Severity::Error,
        &[
            (
                "valid years=5 months=5",
                "valid years=5 months=12",
                "months=12",
                "`12` isn't right here",
                "a whole number from 0 to 11, without quotes",
            ),
            (
                "at-most-years=3",
                "at-most-years=0",
                "at-most-years=0",
                "`0` isn't right here",
                "a whole number from 1 to 50, without quotes",
            ),
            (
                "minimum=2000",
                "minimum=0",
                "minimum=0",
                "`0` isn't right here",
                "a whole number from 1 to 99999, without quotes",
            ),
            (
                "percent=50",
                "percent=101",
                "percent=101",
                "`101` isn't right here",
                "a whole number from 1 to 100, without quotes",
            ),
            (
                "at-most 3 times",
                "at-most 2.5 times",
                "2.5",
                "`2.5` isn't right here",
                "a whole number from 1 to 9999, without quotes",
            ),
            (
                "per=\"30min\"\n",
                "per=\"0min\"\n",
                "per=\"0min\"",
                "`\"0min\"` isn't right here",
                "a duration of at least one minute, such as \"30min\"",
            ),
            (
                "born=\"1960-05-01\"",
                "born=\"1960-02-30\"",
                "born=\"1960-02-30\"",
                "`\"1960-02-30\"` isn't right here",
                "a day from 1900 to 2199 such as \"2026-04-01\", in quotes",
            ),
            (
                "period-contains=\"2027-01-01\"",
                "period-contains=\"20270101\"",
                "period-contains=\"20270101\"",
                "`\"20270101\"` isn't right here",
                "a day from 1900 to 2199 such as \"2026-04-01\", in quotes",
            ),
            (
                "backdated=#true",
                "backdated=\"true\"",
                "backdated=\"true\"",
                "`\"true\"` isn't right here",
                "#true or #false",
            ),
            (
                "reception=#true",
                "reception=\"true\"",
                "reception=\"true\"",
                "`\"true\"` isn't right here",
                "#true or #false",
            ),
            (
                "carries-over 10",
                "carries-over \"10\"",
                "\"10\"",
                "`\"10\"` isn't right here",
                "a number of credits such as 20 or 12.5, without quotes",
            ),
            (
                "credits-until \"02-28\"",
                "credits-until \"02-29\"",
                "\"02-29\"",
                "`\"02-29\"` isn't right here",
                "a day of the year is written month-day, such as \"04-01\", and every year has it",
            ),
        ],
    );
}
