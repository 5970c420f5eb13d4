//! What a theme may be handed besides plain data: text that needs no escaping, and things that
//! are turned into template values once and then shared.

use std::marker::PhantomData;

use serde::{Serialize, Serializer};

/// Finished HTML. Only the Markdown renderer makes it; everything else is escaped where it is
/// printed.
#[derive(Debug, Clone)]
pub struct Html(tera::Value);

impl Html {
    /// Marks a text as HTML that is safe to print as it is.
    pub(crate) fn trusted(html: &str) -> Self {
        Self(tera::Value::safe_string(html))
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A view that was turned into a template value once. Handing it on costs a reference count,
/// whatever its size.
#[derive(Debug)]
pub struct Shared<T>(tera::Value, PhantomData<fn() -> T>);

impl<T: Serialize> Shared<T> {
    /// Turns a view into a value.
    pub fn of(view: &T) -> Self {
        Self(tera::Value::from_serializable(view), PhantomData)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct View {
        html: Html,
        card: Shared<serde_json::Value>,
        text: &'static str,
    }

    #[test]
    fn html_stays_html_within_views_and_text_is_escaped() {
        let card = Shared::of(&serde_json::json!({ "name": "<Xi>" }));
        let view = View {
            html: Html::trusted("<b>x</b>"),
            card,
            text: "<i>",
        };
        let mut tera = tera::Tera::new();
        tera.add_raw_template("x.html", "{{ html }}{{ card.name }}{{ text }}")
            .unwrap();
        let context = tera::Context::from_serialize(&view).unwrap();
        assert_eq!(
            tera.render("x.html", &context).unwrap(),
            "<b>x</b>&lt;Xi&gt;&lt;i&gt;"
        );
    }
}
