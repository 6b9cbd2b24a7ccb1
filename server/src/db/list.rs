//! A list of rows as an engine takes it.

use super::{Day, Instant};
use data_encoding::HEXLOWER;
use serde::{Serialize, Serializer};
use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use std::borrow::Cow;

/// What a column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// True or false.
    Truth,
    /// Bytes.
    Bytes,
}

/// A value of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Value<'a> {
    /// NULL.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// Bytes; in JSON as hexadecimal digits.
    #[serde(serialize_with = "in_hexadecimal")]
    Bytes(&'a [u8]),
}

fn in_hexadecimal<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&HEXLOWER.encode(bytes))
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<Instant> for Value<'_> {
    fn from(instant: Instant) -> Self {
        Self::Number(instant.into())
    }
}

impl From<Day> for Value<'_> {
    fn from(day: Day) -> Self {
        String::from(day).into()
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// How an engine takes a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListForm {
    /// SQLite: one JSON document, an array of arrays.
    Json,
    /// PostgreSQL: an array a column.
    Arrays,
}

/// A list, ready to be bound.
pub(super) enum List<'a> {
    /// For SQLite.
    Json(String),
    /// For PostgreSQL.
    Arrays(Vec<Column<'a>>),
}

impl<'a> List<'a> {
    /// The rows in an engine's form.
    ///
    /// # Errors
    /// A value is not what its column holds.
    pub(super) fn new<const N: usize>(
        form: ListForm,
        columns: &[(&str, Kind)],
        rows: impl Iterator<Item = [Value<'a>; N]>,
    ) -> Result<Self, BoxDynError> {
        match form {
            ListForm::Json => {
                let mut document = Vec::new();
                let mut writer = serde_json::Serializer::new(&mut document);
                writer.collect_seq(rows.map(Cells))?;
                Ok(Self::Json(String::from_utf8(document)?))
            }
            ListForm::Arrays => {
                let mut arrays: Vec<Column<'a>> =
                    columns.iter().map(|(_, kind)| Column::new(*kind)).collect();
                for row in rows {
                    for (array, value) in arrays.iter_mut().zip(row) {
                        array.push(value)?;
                    }
                }
                Ok(Self::Arrays(arrays))
            }
        }
    }
}

/// The values of one row; serde knows arrays of a few fixed lengths only.
struct Cells<'a, const N: usize>([Value<'a>; N]);

impl<const N: usize> Serialize for Cells<'_, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

impl Kind {
    /// PostgreSQL's name of the type.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "BIGINT",
            Self::Truth => "BOOLEAN",
            Self::Bytes => "BYTEA",
        }
    }
}

/// A column of a list.
pub(super) enum Column<'a> {
    /// Of text.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Of whole numbers.
    Number(Vec<Option<i64>>),
    /// Of truth values.
    Truth(Vec<Option<bool>>),
    /// Of bytes.
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Column<'a> {
    const fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::new()),
            Kind::Number => Self::Number(Vec::new()),
            Kind::Truth => Self::Truth(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    fn push(&mut self, value: Value<'a>) -> Result<(), BoxDynError> {
        match (self, value) {
            (Self::Text(texts), Value::Text(text)) => texts.push(Some(text)),
            (Self::Text(texts), Value::Null) => texts.push(None),
            (Self::Number(numbers), Value::Number(number)) => numbers.push(Some(number)),
            (Self::Number(numbers), Value::Null) => numbers.push(None),
            (Self::Truth(truths), Value::Truth(truth)) => truths.push(Some(truth)),
            (Self::Truth(truths), Value::Null) => truths.push(None),
            (Self::Bytes(bytes), Value::Bytes(one)) => bytes.push(Some(one)),
            (Self::Bytes(bytes), Value::Null) => bytes.push(None),
            (_, value) => {
                return Err(format!("{value:?} stands in a column of another kind").into());
            }
        }
        Ok(())
    }

    /// Adds the array to the parameters.
    pub(super) fn add_to(self, arguments: &mut PgArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Text(texts) => arguments.add(texts),
            Self::Number(numbers) => arguments.add(numbers),
            Self::Truth(truths) => arguments.add(truths),
            Self::Bytes(bytes) => arguments.add(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, List, ListForm, Value};

    const COLUMNS: [(&str, Kind); 2] = [("a", Kind::Text), ("b", Kind::Number)];

    #[test]
    fn a_list_is_a_json_array_of_arrays() {
        let rows = [["髙\"橋".into(), 7_i64.into()], [Value::Null, Value::Null]];
        let list = List::new(ListForm::Json, &COLUMNS, rows.into_iter()).unwrap();
        let List::Json(document) = list else {
            panic!("another form")
        };
        assert_eq!(document, r#"[["髙\"橋",7],[null,null]]"#);
        let rows = [[Value::from(&[0, 0xff][..])]];
        let list = List::new(ListForm::Json, &[("a", Kind::Bytes)], rows.into_iter());
        assert!(matches!(list.unwrap(), List::Json(document) if document == r#"[["00ff"]]"#));
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        let rows = [["a".into(), "b".into()]];
        assert!(List::new(ListForm::Arrays, &COLUMNS, rows.into_iter()).is_err());
    }
}
