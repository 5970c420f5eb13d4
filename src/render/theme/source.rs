//! The source of a template as a tree, for [`super::inline`]: read with the rules of Tera, changed,
//! and written again.
//!
//! Tera keeps its own tree to itself. This one knows what templates are usually made of, and
//! whoever meets something else says [`Unusual`] and leaves the template as it is.

use std::fmt::Write as _;

/// What this module does not read. It is no fault: the template stays as its maker wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unusual;

/// A part of a template. White space beside tags is already as they ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    Print(Expression),
    /// Arms with their conditions, then what stands in `else`.
    If(Vec<(Expression, Vec<Node>)>, Vec<Node>),
    For {
        names: Vec<String>,
        over: Expression,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Set {
        name: String,
        global: bool,
        value: Expression,
    },
    /// `{% set name %}…{% endset %}`.
    Capture {
        name: String,
        global: bool,
        body: Vec<Node>,
    },
    Block(String, Vec<Node>),
    Component(Component),
    /// A tag without a body, as it was written: `extends`, `include`, `break`, `continue`.
    Tag(String),
}

/// The definition of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) name: String,
    /// The head as it was written, without the word `component`.
    pub(super) head: String,
    /// Not set where the head has more than names, types and defaults.
    pub(super) parameters: Option<Vec<Parameter>>,
    pub(super) body: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// Written with `@`: found where the component is called.
    pub(super) implicit: bool,
    /// The test of Tera that an argument has to pass.
    pub(super) kind: Option<&'static str>,
    pub(super) default: Option<Expression>,
}

/// An expression as its words; only what the inliner asks about is told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Expression(pub(super) Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A variable, the first name of a path.
    Name(String),
    /// A field, with its full stop: `.date`.
    Field(String),
    /// A string, a number, a truth value or none.
    Literal(String),
    /// Everything else: operators, brackets, names of functions, filters, tests and arguments.
    Other(String),
    Call(Call),
}

/// A call of a component without a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Expression)>,
}

impl Expression {
    /// A variable alone.
    pub(super) fn name(name: &str) -> Self {
        Self(vec![Piece::Name(name.to_owned())])
    }

    /// A name with fields behind it, or nothing but a name.
    pub(super) fn is_path(&self) -> bool {
        matches!(self.0.first(), Some(Piece::Name(_)))
            && self.0[1..]
                .iter()
                .all(|piece| matches!(piece, Piece::Field(_)))
    }

    /// The literal, if it is nothing but that.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Literal(literal)] => Some(literal),
            _ => None,
        }
    }

    /// Every name of a variable in it, those in arguments of components included.
    pub(super) fn names<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        for piece in &self.0 {
            match piece {
                Piece::Name(name) => found(name),
                Piece::Call(call) => {
                    for (_, value) in &call.arguments {
                        value.names(found);
                    }
                }
                Piece::Field(_) | Piece::Literal(_) | Piece::Other(_) => {}
            }
        }
    }

    /// Every call of a component in it, outer ones first.
    pub(super) fn calls<'a>(&'a self, found: &mut dyn FnMut(&'a Call)) {
        for piece in &self.0 {
            if let Piece::Call(call) = piece {
                found(call);
                for (_, value) in &call.arguments {
                    value.calls(found);
                }
            }
        }
    }

    /// The variables that it makes: `x` of `[x.name for x in all]`.
    pub(super) fn bound<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        let mut within = false;
        for piece in &self.0 {
            match piece {
                Piece::Other(word) if word == "for" => within = true,
                Piece::Other(word) if word == "in" => within = false,
                Piece::Name(name) if within => found(name),
                Piece::Call(call) => {
                    for (_, value) in &call.arguments {
                        value.bound(found);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a part of it is evaluated now and then, or more than once: `a and b`,
    /// `a if b else c`, `[a for a in b]`.
    pub(super) fn is_conditional(&self) -> bool {
        let turns = ["and", "or", "if", "for"];
        self.0
            .iter()
            .any(|piece| matches!(piece, Piece::Other(word) if turns.contains(&word.as_str())))
    }

    /// Its parts between the `and` of a condition, if that is all that it is made of.
    pub(super) fn conjuncts(self) -> Vec<Self> {
        let mut parts = vec![Self::default()];
        let mut depth = 0_usize;
        for piece in &self.0 {
            match piece {
                Piece::Other(word) => match word.as_str() {
                    "(" | "[" | "?[" => depth += 1,
                    ")" | "]" => depth = depth.saturating_sub(1),
                    "or" | "if" if depth == 0 => return vec![self],
                    "and" if depth == 0 => {
                        parts.push(Self::default());
                        continue;
                    }
                    _ => {}
                },
                Piece::Name(_) | Piece::Field(_) | Piece::Literal(_) | Piece::Call(_) => {}
            }
            if let Some(part) = parts.last_mut() {
                part.0.push(piece.clone());
            }
        }
        parts
    }
}

impl std::fmt::Display for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, piece) in self.0.iter().enumerate() {
            if index > 0 && !matches!(piece, Piece::Field(_)) {
                f.write_char(' ')?;
            }
            match piece {
                Piece::Name(word)
                | Piece::Field(word)
                | Piece::Literal(word)
                | Piece::Other(word) => f.write_str(word)?,
                Piece::Call(call) => {
                    write!(f, "<{}", call.name)?;
                    for (name, value) in &call.arguments {
                        write!(f, " {name}={{{value}}}")?;
                    }
                    f.write_str(" />")?;
                }
            }
        }
        Ok(())
    }
}

/// Goes through nodes and all that is within them, and hands on each expression.
pub(super) fn expressions<'a>(nodes: &'a [Node], found: &mut dyn FnMut(&'a Expression)) {
    for node in nodes {
        match node {
            Node::Text(_) | Node::Tag(_) => {}
            Node::Print(value) | Node::Set { value, .. } => found(value),
            Node::If(arms, otherwise) => {
                for (condition, body) in arms {
                    found(condition);
                    expressions(body, found);
                }
                expressions(otherwise, found);
            }
            Node::For {
                over,
                body,
                otherwise,
                ..
            } => {
                found(over);
                expressions(body, found);
                expressions(otherwise, found);
            }
            Node::Capture { body, .. } | Node::Block(_, body) => expressions(body, found),
            Node::Component(component) => expressions(&component.body, found),
        }
    }
}

/// Goes through nodes and all that is within them.
pub(super) fn each<'a>(nodes: &'a [Node], found: &mut dyn FnMut(&'a Node)) {
    for node in nodes {
        found(node);
        match node {
            Node::Text(_) | Node::Tag(_) | Node::Print(_) | Node::Set { .. } => {}
            Node::If(arms, otherwise) => {
                for (_, body) in arms {
                    each(body, found);
                }
                each(otherwise, found);
            }
            Node::For {
                body, otherwise, ..
            } => {
                each(body, found);
                each(otherwise, found);
            }
            Node::Capture { body, .. } | Node::Block(_, body) => each(body, found),
            Node::Component(component) => each(&component.body, found),
        }
    }
}

/// Writes nodes as the source of a template.
pub(super) fn write(nodes: &[Node]) -> String {
    let mut written = String::new();
    write_nodes(nodes, &mut written);
    written
}

fn write_nodes(nodes: &[Node], written: &mut String) {
    let mut text = String::new();
    for node in nodes {
        if let Node::Text(more) = node {
            text.push_str(more);
        } else {
            write_text(&text, written);
            text.clear();
            write_node(node, written);
        }
    }
    write_text(&text, written);
}

/// Writes text. A brace that would begin a tag, with what follows it, is printed as a value: that
/// escaping leaves it alone.
fn write_text(text: &str, written: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let after = &rest[at + 1..];
        written.push_str(&rest[..at]);
        let harmless = !after.is_empty() && !after.starts_with(['{', '%', '#']);
        written.push_str(if harmless { "{" } else { "{{ \"{\" }}" });
        rest = after;
    }
    written.push_str(rest);
}

fn write_node(node: &Node, written: &mut String) {
    // Writing into a String cannot fail.
    match node {
        Node::Text(text) => written.push_str(text),
        Node::Print(value) => {
            let _ = write!(written, "{{{{ {value} }}}}");
        }
        Node::If(arms, otherwise) => {
            for (index, (condition, body)) in arms.iter().enumerate() {
                let word = if index == 0 { "if" } else { "elif" };
                let _ = write!(written, "{{% {word} {condition} %}}");
                write_nodes(body, written);
            }
            write_otherwise(otherwise, written);
            written.push_str("{% endif %}");
        }
        Node::For {
            names,
            over,
            body,
            otherwise,
        } => {
            let _ = write!(written, "{{% for {} in {over} %}}", names.join(", "));
            write_nodes(body, written);
            write_otherwise(otherwise, written);
            written.push_str("{% endfor %}");
        }
        Node::Set {
            name,
            global,
            value,
        } => {
            let word = set_word(*global);
            let _ = write!(written, "{{% {word} {name} = {value} %}}");
        }
        Node::Capture { name, global, body } => {
            let word = set_word(*global);
            let _ = write!(written, "{{% {word} {name} %}}");
            write_nodes(body, written);
            written.push_str("{% endset %}");
        }
        Node::Block(name, body) => {
            let _ = write!(written, "{{% block {name} %}}");
            write_nodes(body, written);
            written.push_str("{% endblock %}");
        }
        Node::Component(component) => {
            let _ = write!(written, "{{% component {} %}}", component.head);
            write_nodes(&component.body, written);
            written.push_str("{% endcomponent %}");
        }
        Node::Tag(tag) => {
            let _ = write!(written, "{{% {tag} %}}");
        }
    }
}

fn write_otherwise(otherwise: &[Node], written: &mut String) {
    if !otherwise.is_empty() {
        written.push_str("{% else %}");
        write_nodes(otherwise, written);
    }
}

fn set_word(global: bool) -> &'static str {
    if global { "set_global" } else { "set" }
}

/// Reads a template.
pub(super) fn read(source: &str) -> Result<Vec<Node>, Unusual> {
    let mut reader = Reader {
        parts: split(source)?.into_iter(),
    };
    match reader.nodes()? {
        (nodes, None) => Ok(nodes),
        (_, Some(_)) => Err(Unusual),
    }
}

/// A stretch of a template: text, or the words of a tag.
enum Part<'a> {
    Text(&'a str),
    Print(Vec<Word<'a>>),
    Tag(Vec<Word<'a>>, &'a str),
}

/// A word of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    Name(&'a str),
    /// A string with its quotes, or a number.
    Literal(&'a str),
    Mark(&'a str),
}

/// Cuts a template at its tags. White space goes where a tag has a hyphen towards it; a comment
/// hands that wish on.
fn split(source: &str) -> Result<Vec<Part<'_>>, Unusual> {
    let mut parts = Vec::new();
    let mut rest = source;
    let mut trim = false;
    while !rest.is_empty() {
        let end = rest
            .as_bytes()
            .windows(2)
            .position(|pair| matches!(pair, b"{{" | b"{%" | b"{#"))
            .unwrap_or(rest.len());
        if end > 0 {
            let mut text = &rest[..end];
            if trim {
                text = text.trim_start();
            }
            if rest.as_bytes().get(end + 2) == Some(&b'-') {
                text = text.trim_end();
            }
            parts.push(Part::Text(text));
            trim = false;
            rest = &rest[end..];
        }
        let Some(mark) = rest.get(..2) else {
            continue;
        };
        let inner = &rest[2..];
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        if mark == "{#" {
            let end = inner.find("#}").ok_or(Unusual)?;
            trim |= inner[..end].ends_with('-');
            rest = &inner[end + 2..];
            continue;
        }
        let close = if mark == "{{" { "}}" } else { "%}" };
        let (words, whole, after, hyphen) = words(inner, close)?;
        trim = hyphen;
        rest = after;
        parts.push(if mark == "{{" {
            Part::Print(words)
        } else {
            Part::Tag(words, whole)
        });
    }
    Ok(parts)
}

/// The words of a tag, the tag as it was written, what follows it, and whether a hyphen ends it.
fn words<'a>(
    source: &'a str,
    close: &str,
) -> Result<(Vec<Word<'a>>, &'a str, &'a str, bool), Unusual> {
    let mut words = Vec::new();
    let mut rest = source;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let here = source.len() - rest.len();
        let whole = source[..here].trim();
        if let Some(after) = rest
            .strip_prefix('-')
            .and_then(|rest| rest.strip_prefix(close))
        {
            return Ok((words, whole, after, true));
        }
        if let Some(after) = rest.strip_prefix(close) {
            return Ok((words, whole, after, false));
        }
        let first = rest.chars().next().ok_or(Unusual)?;
        let (length, word): (usize, fn(&'a str) -> Word<'a>) = match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                let stop = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                (rest.find(stop).unwrap_or(rest.len()), Word::Name)
            }
            '0'..='9' => {
                let whole = rest
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len());
                // A fraction is left to Tera.
                if rest[whole..].starts_with('.') {
                    return Err(Unusual);
                }
                (whole, Word::Literal)
            }
            '"' | '\'' | '`' => {
                let end = rest[1..].find(first).ok_or(Unusual)? + 2;
                if rest[..end].contains('\\') {
                    return Err(Unusual);
                }
                (end, Word::Literal)
            }
            _ => {
                let long = ["...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];
                let length = long
                    .iter()
                    .find(|mark| rest.starts_with(**mark))
                    .map_or(first.len_utf8(), |mark| mark.len());
                (length, Word::Mark)
            }
        };
        words.push(word(&rest[..length]));
        rest = &rest[length..];
    }
}

/// What ended a run of nodes: its words.
type Ending<'a> = Option<Vec<Word<'a>>>;

struct Reader<'a> {
    parts: std::vec::IntoIter<Part<'a>>,
}

impl<'a> Reader<'a> {
    /// Nodes up to a tag that ends or divides what they are in.
    fn nodes(&mut self) -> Result<(Vec<Node>, Ending<'a>), Unusual> {
        let mut nodes = Vec::new();
        while let Some(part) = self.parts.next() {
            match part {
                Part::Text("") => {}
                Part::Text(text) => nodes.push(Node::Text(text.to_owned())),
                Part::Print(words) => nodes.push(Node::Print(expression(&words)?)),
                Part::Tag(words, whole) => match words.first() {
                    Some(Word::Name(word)) if word.starts_with("end") => {
                        return Ok((nodes, Some(words)));
                    }
                    Some(Word::Name("else" | "elif")) => return Ok((nodes, Some(words))),
                    Some(Word::Name(word)) => nodes.push(self.node(word, &words[1..], whole)?),
                    _ => return Err(Unusual),
                },
            }
        }
        Ok((nodes, None))
    }

    fn node(&mut self, word: &str, words: &[Word<'a>], whole: &str) -> Result<Node, Unusual> {
        match (word, words) {
            ("if", condition) => self.branches(condition),
            ("for", [Word::Name(name), Word::Name("in"), over @ ..]) => self.turns(&[name], over),
            (
                "for",
                [
                    Word::Name(key),
                    Word::Mark(","),
                    Word::Name(value),
                    Word::Name("in"),
                    over @ ..,
                ],
            ) => self.turns(&[key, value], over),
            ("set" | "set_global", [Word::Name(name)]) => Ok(Node::Capture {
                name: (*name).to_owned(),
                global: word == "set_global",
                body: self.body("endset")?,
            }),
            ("set" | "set_global", [Word::Name(name), Word::Mark("="), value @ ..]) => {
                Ok(Node::Set {
                    name: (*name).to_owned(),
                    global: word == "set_global",
                    value: expression(value)?,
                })
            }
            ("block", [Word::Name(name)]) => {
                Ok(Node::Block((*name).to_owned(), self.body("endblock")?))
            }
            // A name with a full stop within it is left to Tera.
            ("component", [Word::Name(name), Word::Mark("("), ..]) => {
                Ok(Node::Component(Component {
                    name: (*name).to_owned(),
                    head: whole["component".len()..].trim().to_owned(),
                    parameters: parameters(&words[1..]).ok(),
                    body: self.body("endcomponent")?,
                }))
            }
            ("extends" | "include" | "break" | "continue", _) => Ok(Node::Tag(whole.to_owned())),
            _ => Err(Unusual),
        }
    }

    fn branches(&mut self, condition: &[Word<'a>]) -> Result<Node, Unusual> {
        let mut arms = Vec::new();
        let mut condition = expression(condition)?;
        loop {
            let (body, ending) = self.nodes()?;
            arms.push((condition, body));
            match ending.as_deref() {
                Some([Word::Name("elif"), next @ ..]) => condition = expression(next)?,
                Some([Word::Name("else")]) => return Ok(Node::If(arms, self.body("endif")?)),
                Some([Word::Name("endif")]) => return Ok(Node::If(arms, Vec::new())),
                _ => return Err(Unusual),
            }
        }
    }

    fn turns(&mut self, names: &[&str], over: &[Word<'a>]) -> Result<Node, Unusual> {
        let (body, ending) = self.nodes()?;
        let otherwise = match ending.as_deref() {
            Some([Word::Name("else")]) => self.body("endfor")?,
            Some([Word::Name("endfor")]) => Vec::new(),
            _ => return Err(Unusual),
        };
        Ok(Node::For {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            over: expression(over)?,
            body,
            otherwise,
        })
    }

    fn body(&mut self, end: &str) -> Result<Vec<Node>, Unusual> {
        match self.nodes()? {
            (nodes, Some(words)) if words.first() == Some(&Word::Name(end)) => Ok(nodes),
            _ => Err(Unusual),
        }
    }
}

/// The parameters of a component: `(name, side="", @site)`.
fn parameters(words: &[Word<'_>]) -> Result<Vec<Parameter>, Unusual> {
    let [Word::Mark("("), inner @ .., Word::Mark(")")] = words else {
        return Err(Unusual);
    };
    let mut parameters = Vec::new();
    let mut rest = inner;
    while !rest.is_empty() {
        let implicit = matches!(rest, [Word::Mark("@"), ..]);
        rest = &rest[usize::from(implicit)..];
        let [Word::Name(name), after @ ..] = rest else {
            return Err(Unusual);
        };
        rest = after;
        let mut kind = None;
        if let [Word::Mark(":"), Word::Name(written), after @ ..] = rest {
            let known = [
                "string", "bool", "integer", "float", "number", "array", "map",
            ];
            kind = Some(
                *known
                    .iter()
                    .find(|known| *known == written)
                    .ok_or(Unusual)?,
            );
            rest = after;
        }
        let mut default = None;
        if let [Word::Mark("="), after @ ..] = rest {
            let length = match after {
                [Word::Mark("["), Word::Mark("]"), ..] => 2,
                [Word::Literal(_) | Word::Name(_), ..] => 1,
                _ => return Err(Unusual),
            };
            let value = expression(&after[..length])?;
            // What a default is decides the kind, except for none.
            kind = kind.or(kind_of(&value));
            default = Some(value);
            rest = &after[length..];
        }
        parameters.push(Parameter {
            name: (*name).to_owned(),
            implicit,
            kind,
            default,
        });
        match rest {
            [] => {}
            [Word::Mark(","), after @ ..] => rest = after,
            _ => return Err(Unusual),
        }
    }
    Ok(parameters)
}

/// The kind of a value that is written out.
pub(super) fn kind_of(value: &Expression) -> Option<&'static str> {
    match value.0.as_slice() {
        [Piece::Literal(literal)] => match literal.as_bytes().first()? {
            b'"' | b'\'' | b'`' => Some("string"),
            b'0'..=b'9' => Some("integer"),
            b't' | b'T' | b'f' | b'F' => Some("bool"),
            _ => None,
        },
        [Piece::Other(open), Piece::Other(close)] if open == "[" && close == "]" => Some("array"),
        _ => None,
    }
}

fn expression(words: &[Word<'_>]) -> Result<Expression, Unusual> {
    let mut rest = words;
    let read = pieces(&mut rest)?;
    if rest.is_empty() && !read.0.is_empty() {
        Ok(read)
    } else {
        Err(Unusual)
    }
}

/// Pieces up to the end, or up to the brace that ends an argument of a component.
fn pieces(rest: &mut &[Word<'_>]) -> Result<Expression, Unusual> {
    let mut pieces = Vec::new();
    let other = |word: &str| Piece::Other(word.to_owned());
    // Whether a value has just ended, so that `<` compares and does not begin a component.
    let mut after_value = false;
    while let Some((word, after)) = rest.split_first() {
        match (*word, after) {
            (Word::Mark("}"), _) => break,
            (Word::Mark("{"), _) => return Err(Unusual),
            (Word::Mark("<"), [Word::Name(name), after @ ..]) if !after_value => {
                *rest = after;
                pieces.push(Piece::Call(Call {
                    name: (*name).to_owned(),
                    arguments: arguments(rest)?,
                }));
                after_value = true;
                continue;
            }
            (Word::Mark("."), [Word::Name(field), after @ ..]) => {
                pieces.push(Piece::Field(format!(".{field}")));
                *rest = after;
                after_value = true;
                continue;
            }
            // Names of optional fields, filters and tests.
            (Word::Mark(mark @ ("?." | "|")), [Word::Name(name), after @ ..])
            | (Word::Name(mark @ "is"), [Word::Name(name), after @ ..])
                if *name != "not" =>
            {
                pieces.extend([other(mark), other(name)]);
                *rest = after;
                after_value = true;
                continue;
            }
            (Word::Name("is"), [Word::Name("not"), Word::Name(name), after @ ..]) => {
                pieces.extend([other("is"), other("not"), other(name)]);
                *rest = after;
                after_value = true;
                continue;
            }
            (Word::Mark(mark), _) => {
                pieces.push(other(mark));
                after_value = matches!(mark, ")" | "]");
            }
            (Word::Literal(literal), _) => {
                pieces.push(Piece::Literal(literal.to_owned()));
                after_value = true;
            }
            (Word::Name(name), _) => {
                let piece = match name {
                    "and" | "or" | "not" | "in" | "is" | "if" | "else" | "for" => {
                        after_value = false;
                        *rest = after;
                        pieces.push(other(name));
                        continue;
                    }
                    "true" | "True" | "false" | "False" | "none" | "None" | "null" => {
                        Piece::Literal(name.to_owned())
                    }
                    _ if matches!(after.first(), Some(Word::Mark("(" | "="))) => other(name),
                    _ => Piece::Name(name.to_owned()),
                };
                pieces.push(piece);
                after_value = true;
            }
        }
        *rest = after;
    }
    Ok(Expression(pieces))
}

/// The arguments of a component, and its end.
fn arguments(rest: &mut &[Word<'_>]) -> Result<Vec<(String, Expression)>, Unusual> {
    let mut arguments = Vec::new();
    loop {
        match *rest {
            [Word::Mark("/"), Word::Mark(">"), after @ ..] => {
                *rest = after;
                return Ok(arguments);
            }
            [
                Word::Name(name),
                Word::Mark("="),
                Word::Literal(literal),
                after @ ..,
            ] if !literal.as_bytes()[0].is_ascii_digit() => {
                let value = Expression(vec![Piece::Literal((*literal).to_owned())]);
                arguments.push(((*name).to_owned(), value));
                *rest = after;
            }
            [
                Word::Name(name),
                Word::Mark("="),
                Word::Mark("{"),
                after @ ..,
            ] => {
                *rest = after;
                let value = pieces(rest)?;
                let [Word::Mark("}"), after @ ..] = *rest else {
                    return Err(Unusual);
                };
                if value.0.is_empty() {
                    return Err(Unusual);
                }
                arguments.push(((*name).to_owned(), value));
                *rest = after;
            }
            _ => return Err(Unusual),
        }
    }
}
