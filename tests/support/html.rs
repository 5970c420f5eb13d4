//! What tests ask of a page, without a parser of HTML: our own pages write attributes in one way.

/// The values of all attributes that hold an address, unescaped.
pub fn addresses(html: &str) -> Vec<String> {
    ["href", "src", "action", "data-href"]
        .iter()
        .flat_map(|name| attribute(html, name))
        .collect()
}

/// The values of an attribute, unescaped, in order.
pub fn attribute(html: &str, name: &str) -> Vec<String> {
    html.match_indices(&format!(" {name}=\""))
        .map(|(at, found)| {
            let value = &html[at + found.len()..];
            unescape(&value[..value.find('"').unwrap()])
        })
        .collect()
}

/// A text without the escapes that templates write.
pub fn unescape(text: &str) -> String {
    [
        ("&#x2F;", "/"),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The addresses in `<loc>` of a sitemap.
pub fn locations(sitemap: &str) -> Vec<&str> {
    sitemap
        .split("<loc>")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().unwrap())
        .collect()
}
