//! Tables, which are smaller column by column: `{"offset":[0,2,4],"kind":[0,1,0]}`.

use std::borrow::Cow;

use recording::OpcodeName;
use serde::{Serialize, Serializer};

/// Rows that are written as columns. A column without a value in any row is left out, so a table
/// without rows is `{}`.
pub(in crate::html) struct Table<R>(pub(in crate::html) Vec<R>);

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R> Table<R> {
    pub(in crate::html) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a row, and returns its number.
    pub(in crate::html) fn push(&mut self, row: R) -> usize {
        self.0.push(row);
        self.0.len() - 1
    }
}

/// A column of a table.
pub(super) struct Column<'a, R, V>(pub(super) &'a [R], pub(super) fn(&R) -> &V);

impl<R, V: Value> Column<'_, R, V> {
    pub(super) fn is_told(&self) -> bool {
        self.0.iter().any(|row| (self.1)(row).is_told())
    }
}

impl<R, V: Serialize> Serialize for Column<'_, R, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// A value in a table.
pub(super) trait Value: Serialize {
    /// Whether there is a value.
    fn is_told(&self) -> bool {
        true
    }
}

impl<V: Serialize> Value for Option<V> {
    fn is_told(&self) -> bool {
        self.is_some()
    }
}

macro_rules! values {
    ($($type:ty),+) => { $(impl Value for $type {})+ };
}

values!(bool, u8, u32, i32, u64, usize, &str, String, Cow<'_, str>, OpcodeName, Vec<String>);

/// Declares the row of a table. The name of the table is its name in `data.js`.
macro_rules! row {
    (
        $table:literal
        $(#[$about:meta])*
        struct $name:ident $(<$life:lifetime>)? {
            $($(#[$of_field:meta])* $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$about])*
        pub(in crate::html) struct $name $(<$life>)? {
            $($(#[$of_field])* pub(in crate::html) $field: $type,)+
        }

        #[cfg(test)]
        impl $(<$life>)? $name $(<$life>)? {
            /// The table and its columns.
            pub(super) const SCHEMA: (&'static str, &'static [&'static str]) =
                ($table, &[$(stringify!($field)),+]);
        }

        impl $(<$life>)? serde::Serialize for $crate::html::model::Table<$name $(<$life>)?> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut columns = serializer.serialize_map(None)?;
                $(
                    let column = $crate::html::model::table::Column(&self.0, |row| &row.$field);
                    if column.is_told() {
                        columns.serialize_entry(stringify!($field), &column)?;
                    }
                )+
                columns.end()
            }
        }
    };
}

pub(super) use row;
