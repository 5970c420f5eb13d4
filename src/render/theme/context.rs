//! What a template is handed: of a view the fields that it names.
//!
//! A view is a struct whose fields are the variables of its template. To turn one into a value
//! costs as much as to print it, so only those are that somebody will ask for.

use std::fmt::Display;

use serde::ser::{Error as _, Impossible};
use serde::{Serialize, Serializer};
use tera::{Context, Value};

/// The fields of a view for which `is_named` holds, as the variables of a template.
///
/// # Errors
/// When the view is no struct or map.
pub(super) fn variables(
    view: &impl Serialize,
    is_named: impl Fn(&str) -> bool,
) -> Result<Context, tera::Error> {
    let Ok(fields) = view.serialize(Fields {
        is_named: &is_named,
    }) else {
        return Context::from_serialize(view);
    };
    let mut context = Context::new();
    for (name, value) in fields {
        context.insert_value(name, value);
    }
    Ok(context)
}

/// The same as one value.
pub(super) fn value(view: &impl Serialize, is_named: impl Fn(&str) -> bool) -> Value {
    match view.serialize(Fields {
        is_named: &is_named,
    }) {
        Ok(fields) => Value::from_serializable(&Struct(fields)),
        Err(_) => Value::from_serializable(view),
    }
}

type Field = (&'static str, Value);

/// Fields that are values already.
struct Struct(Vec<Field>);

impl Serialize for Struct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("", self.0.len())?;
        for (name, value) in &self.0 {
            fields.serialize_field(name, value)?;
        }
        fields.end()
    }
}

/// Takes a struct apart.
struct Fields<'n> {
    is_named: &'n dyn Fn(&str) -> bool,
}

/// A struct that is being taken apart.
struct Taken<'n> {
    is_named: &'n dyn Fn(&str) -> bool,
    fields: Vec<Field>,
}

impl serde::ser::SerializeStruct for Taken<'_> {
    type Ok = Vec<Field>;
    type Error = NoStruct;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NoStruct> {
        if (self.is_named)(name) {
            self.fields.push((name, Value::from_serializable(value)));
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Field>, NoStruct> {
        Ok(self.fields)
    }
}

/// What was to be taken apart is no struct.
#[derive(Debug)]
struct NoStruct;

impl Display for NoStruct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a struct")
    }
}

impl std::error::Error for NoStruct {}

impl serde::ser::Error for NoStruct {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// Refuses what is no struct.
macro_rules! refuse {
    ($($method:ident($($argument:ident: $type:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $($argument: $type),*) -> Result<$ok, NoStruct> {
            $(let _ = $argument;)*
            Err(NoStruct::custom(""))
        })*
    };
}

impl<'n> Serializer for Fields<'n> {
    type Ok = Vec<Field>;
    type Error = NoStruct;
    type SerializeSeq = Impossible<Vec<Field>, NoStruct>;
    type SerializeTuple = Impossible<Vec<Field>, NoStruct>;
    type SerializeTupleStruct = Impossible<Vec<Field>, NoStruct>;
    type SerializeTupleVariant = Impossible<Vec<Field>, NoStruct>;
    type SerializeMap = Impossible<Vec<Field>, NoStruct>;
    type SerializeStruct = Taken<'n>;
    type SerializeStructVariant = Impossible<Vec<Field>, NoStruct>;

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Taken<'n>, NoStruct> {
        Ok(Taken {
            is_named: self.is_named,
            fields: Vec::with_capacity(length),
        })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Vec<Field>, NoStruct> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Vec<Field>, NoStruct> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Vec<Field>, NoStruct> {
        Err(NoStruct)
    }

    refuse! {
        serialize_bool(v: bool) -> Vec<Field>;
        serialize_i8(v: i8) -> Vec<Field>;
        serialize_i16(v: i16) -> Vec<Field>;
        serialize_i32(v: i32) -> Vec<Field>;
        serialize_i64(v: i64) -> Vec<Field>;
        serialize_u8(v: u8) -> Vec<Field>;
        serialize_u16(v: u16) -> Vec<Field>;
        serialize_u32(v: u32) -> Vec<Field>;
        serialize_u64(v: u64) -> Vec<Field>;
        serialize_f32(v: f32) -> Vec<Field>;
        serialize_f64(v: f64) -> Vec<Field>;
        serialize_char(v: char) -> Vec<Field>;
        serialize_str(v: &str) -> Vec<Field>;
        serialize_bytes(v: &[u8]) -> Vec<Field>;
        serialize_none() -> Vec<Field>;
        serialize_unit() -> Vec<Field>;
        serialize_unit_struct(name: &'static str) -> Vec<Field>;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Vec<Field>;
        serialize_seq(length: Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(length: usize) -> Self::SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> Self::SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Html, Shared};

    #[derive(Serialize)]
    struct Inner {
        name: &'static str,
        other: u8,
    }

    #[derive(Serialize)]
    struct View {
        inner: Inner,
        html: Html,
        shared: Shared<Inner>,
        list: Vec<Option<u8>>,
        none: Option<u8>,
    }

    #[derive(Serialize)]
    #[serde(untagged)]
    enum Any {
        View(Box<View>),
    }

    fn view() -> Any {
        let inner = || Inner {
            name: "<n>",
            other: 1,
        };
        Any::View(Box::new(View {
            inner: inner(),
            html: Html::trusted("<b>"),
            shared: Shared::of(&inner()),
            list: vec![Some(2), None],
            none: None,
        }))
    }

    #[test]
    fn all_fields_are_what_they_would_be_otherwise() {
        let otherwise = Context::from_serialize(&view()).unwrap();
        assert_eq!(variables(&view(), |_| true).unwrap(), otherwise);
        assert_eq!(value(&view(), |_| true), Value::from_serializable(&view()));
        let map = serde_json::json!({ "a": 1 });
        assert_eq!(
            variables(&map, |_| false).unwrap(),
            Context::from_serialize(&map).unwrap()
        );
        assert!(variables(&1, |_| true).is_err());
    }

    #[test]
    fn only_what_is_named_is_handed_over() {
        let few = variables(&view(), |name| name == "html" || name == "name").unwrap();
        assert!(few.contains_key("html"));
        assert!(!few.contains_key("inner"));
        let whole = variables(&view(), |name| name == "inner").unwrap();
        let inner = whole.get("inner").unwrap();
        assert_eq!(inner.as_map().unwrap().len(), 2, "{inner:?}");
    }
}
