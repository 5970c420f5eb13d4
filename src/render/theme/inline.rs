//! Templates made cheaper to print: what is the same on every page is printed once, and calls of
//! components become their bodies.
//!
//! A call of a component costs Tera a map of its arguments, a context and a state, whatever the
//! component prints; pages call some hundred of them, lists thousands. And most of what frames a
//! page, its texts and the addresses of the site, is the same everywhere. So a second set of
//! templates is made from those of the theme, which prints the same bytes:
//!
//! - An expression that names nothing but `site` is replaced by what it prints, and a branch that
//!   it decides is chosen.
//! - `<day date={article.date} />` is replaced by the body of `day`, with `article.date` for
//!   `date`. What else is given as an argument is set to a variable first; variables of the body
//!   get names that nobody else has.
//!
//! The theme's own templates stay what counts. Whatever goes wrong with these is rendered again
//! with those, so faults are told as their maker wrote them. For that to be right, these may only
//! be *more* careful: an argument that is evaluated there is evaluated here, and one of the wrong
//! type stops here, too. Where that is not certain, a call stays a call.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::source::{
    Call, Component, Expression, Node, Parameter, Piece, Unusual, each, expressions, kind_of, read,
    write,
};

/// The one name that stands for the same on every page.
const SITE: &str = "site";

/// Names of variables made here begin with this; a theme that uses it is left alone.
const FRESH: &str = "__";

/// How many calls within calls Tera allows: recursion that it would stop is not resolved here.
const DEPTH: usize = 20;

/// How many calls of one template are replaced at most.
const CALLS: usize = 4_000;

/// A theme that prints what `templates` print, for less; none where nothing can be gained.
///
/// `escaped` says whether a template of this name escapes what it prints, `print` prints the
/// source of a template that knows `site` and nothing else.
pub(super) fn templates<'a>(
    templates: impl Iterator<Item = (&'a str, &'a str)>,
    escaped: impl Fn(&str) -> bool,
    print: impl Fn(&str) -> Option<String>,
) -> Option<Vec<(&'a str, String)>> {
    let mut made = Vec::new();
    let mut trees = Vec::new();
    let mut all_read = true;
    for (name, source) in templates {
        let read = if escaped(name) {
            read(source)
        } else if ["extends", "include", "component", "<"]
            .iter()
            .any(|word| source.contains(word))
        {
            // What a component prints is escaped as the template wants that is rendered. Where all
            // of them want it, nobody has to know which that is.
            return None;
        } else {
            Err(Unusual)
        };
        match read {
            Ok(tree) => trees.push((name, tree)),
            // It may give its own meaning to the names that are taken for granted.
            Err(Unusual) if escaped(name) && (source.contains(FRESH) || rebinds(source)) => {
                return None;
            }
            Err(Unusual) => {
                all_read &= !escaped(name);
                made.push((name, source.to_owned()));
            }
        }
    }
    let mut components = BTreeMap::new();
    let mut bound = BTreeSet::new();
    let mut foreign = false;
    for (_, tree) in &trees {
        bind(tree, &mut bound);
        expressions(tree, &mut |expression| {
            expression.names(&mut |name| foreign |= name.starts_with(FRESH));
            // `site` handed to a component is another one.
            expression.calls(&mut |call| {
                foreign |= call.arguments.iter().any(|(name, _)| name == SITE);
            });
        });
        for node in tree {
            if let Node::Component(component) = node {
                components.insert(component.name.as_str(), Known::of(component));
            }
        }
    }
    foreign |= bound.iter().any(|name| name.starts_with(FRESH));
    if foreign || bound.contains(SITE) || recursive(&components) {
        return None;
    }
    let mut inliner = Inliner {
        print: &print,
        components: &components,
        printed: FxHashMap::default(),
        fresh: 0,
        calls: 0,
    };
    // A file that has nothing but components goes where nobody calls them any more.
    let (mut files, mut rest): (Vec<_>, Vec<_>) = trees
        .iter()
        .partition(|(_, tree)| !all_read || !only_defines(tree));
    let mut called = BTreeSet::new();
    while !files.is_empty() {
        for (name, tree) in files {
            inliner.calls = 0;
            let nodes = inliner.nodes(tree, &Scope::default());
            expressions(&nodes, &mut |expression| {
                expression.calls(&mut |call| {
                    called.insert(call.name.clone());
                });
            });
            made.push((*name, write(&nodes)));
        }
        let defines = |node: &Node| matches!(node, Node::Component(component) if called.contains(&component.name));
        (files, rest) = rest
            .into_iter()
            .partition(|(_, tree)| tree.iter().any(defines));
    }
    Some(made)
}

/// Whether a file has nothing but components.
fn only_defines(tree: &[Node]) -> bool {
    let mut defines = false;
    tree.iter().all(|node| match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Component(_) => {
            defines = true;
            true
        }
        _ => false,
    }) && defines
}

/// Whether a template that could not be read may give `site` another meaning: it stands there
/// without a field behind it.
fn rebinds(source: &str) -> bool {
    source.match_indices(SITE).any(|(at, _)| {
        let part_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (before, after) = (&source[..at], &source[at + SITE.len()..]);
        !before.ends_with(part_of_word) && !after.starts_with(part_of_word) && {
            !before.ends_with('@') && !after.starts_with('.')
        }
    })
}

/// Names that nodes give to something. A parameter is a name as well, but for `@site`.
fn bind<'a>(nodes: &'a [Node], names: &mut BTreeSet<&'a str>) {
    each(nodes, &mut |node| match node {
        Node::For { names: given, .. } => names.extend(given.iter().map(String::as_str)),
        Node::Set { name, .. } | Node::Capture { name, .. } => {
            names.insert(name);
        }
        Node::Component(component) => {
            let parameters = component.parameters.iter().flatten();
            names.extend(
                parameters
                    .filter(|parameter| !(parameter.implicit && parameter.name == SITE))
                    .map(|parameter| parameter.name.as_str()),
            );
        }
        Node::Text(_) | Node::Print(_) | Node::If(..) | Node::Block(..) | Node::Tag(_) => {}
    });
    expressions(nodes, &mut |expression| {
        expression.bound(&mut |name| {
            names.insert(name);
        });
    });
}

/// Whether a component calls itself, or calls go deeper than Tera would follow.
fn recursive(components: &BTreeMap<&str, Known<'_>>) -> bool {
    // Those that call nothing but what is known to end, round by round.
    let mut ending: BTreeSet<&str> = BTreeSet::new();
    for _ in 0..DEPTH {
        let ends = |known: &Known<'_>| {
            let mut calls = known.calls.iter();
            calls.all(|name| ending.contains(name) || !components.contains_key(name))
        };
        ending = components
            .iter()
            .filter(|(_, known)| ends(known))
            .map(|(name, _)| *name)
            .collect();
    }
    ending.len() < components.len()
}

/// What has to be known of a component to put its body in place of a call.
struct Known<'a> {
    body: &'a [Node],
    /// None where a call has to stay a call.
    parameters: Option<&'a [Parameter]>,
    calls: BTreeSet<&'a str>,
    /// Variables of the body.
    bound: BTreeSet<&'a str>,
    /// Parameters that are evaluated whatever the others are.
    certain: BTreeSet<&'a str>,
    /// Names with a field or an index behind them.
    opened: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(component: &'a Component) -> Self {
        let body = component.body.as_slice();
        let mut known = Self {
            body,
            parameters: component.parameters.as_deref(),
            calls: BTreeSet::new(),
            bound: BTreeSet::new(),
            certain: BTreeSet::new(),
            opened: BTreeSet::new(),
        };
        let mut named = BTreeSet::new();
        let mut plain = true;
        bind(body, &mut known.bound);
        each(body, &mut |node| {
            plain &= match node {
                // Another template would see the names of the component.
                Node::Tag(tag) => matches!(tag.as_str(), "break" | "continue"),
                // It outlives the turn of the loop that the call stands in.
                Node::Set { global, .. } | Node::Capture { global, .. } => !global,
                _ => true,
            };
        });
        expressions(body, &mut |expression| {
            expression.calls(&mut |call| {
                known.calls.insert(&call.name);
            });
            expression.names(&mut |name| {
                named.insert(name);
            });
            open(expression, &mut known.opened);
        });
        for node in body {
            let value = match node {
                Node::Print(value) | Node::Set { value, .. } => Some(value),
                Node::If(arms, _) => arms.first().map(|(condition, _)| condition),
                Node::For { over, .. } => Some(over),
                _ => None,
            };
            match value {
                Some(value) if !value.is_conditional() => value.names(&mut |name| {
                    known.certain.insert(name);
                }),
                Some(Expression(pieces)) => {
                    let ternary = pieces
                        .iter()
                        .any(|piece| matches!(piece, Piece::Other(word) if word == "if"));
                    if let (Some(Piece::Name(name)), false) = (pieces.first(), ternary) {
                        known.certain.insert(name);
                    }
                }
                None => {}
            }
        }
        let parameters: BTreeSet<&str> = component
            .parameters
            .iter()
            .flatten()
            .map(|parameter| parameter.name.as_str())
            .collect();
        plain &= known.bound.is_disjoint(&parameters)
            && named.iter().all(|name| {
                *name == "loop" || known.bound.contains(name) || parameters.contains(name)
            })
            && !loop_outside(body, false);
        if !plain {
            known.parameters = None;
        }
        known
    }
}

/// Names with a field or an index behind them.
fn open<'a>(expression: &'a Expression, names: &mut BTreeSet<&'a str>) {
    for pair in expression.0.windows(2) {
        let [Piece::Name(name), next] = pair else {
            continue;
        };
        let opened = match next {
            Piece::Field(_) => true,
            Piece::Other(mark) => matches!(mark.as_str(), "[" | "?[" | "?."),
            _ => false,
        };
        if opened {
            names.insert(name);
        }
    }
    expression.calls(&mut |call| {
        for (_, value) in &call.arguments {
            open(value, names);
        }
    });
}

/// Whether `loop` is named where no loop of these nodes is around.
fn loop_outside(nodes: &[Node], within: bool) -> bool {
    let named = |expression: &Expression| !within && mentions(expression, "loop");
    nodes.iter().any(|node| match node {
        Node::Text(_) | Node::Tag(_) => false,
        Node::Print(value) | Node::Set { value, .. } => named(value),
        Node::If(arms, otherwise) => {
            arms.iter()
                .any(|(condition, body)| named(condition) || loop_outside(body, within))
                || loop_outside(otherwise, within)
        }
        Node::For {
            over,
            body,
            otherwise,
            ..
        } => named(over) || loop_outside(body, true) || loop_outside(otherwise, within),
        Node::Capture { body, .. } | Node::Block(_, body) => loop_outside(body, within),
        Node::Component(_) => true,
    })
}

fn mentions(expression: &Expression, name: &str) -> bool {
    let mut found = false;
    expression.names(&mut |other| found |= other == name);
    found
}

/// What names stand for where nodes are placed.
struct Scope {
    names: FxHashMap<String, Expression>,
    /// Whether `site` is known there: not in a component that does not ask for it.
    site: bool,
    depth: usize,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            names: FxHashMap::default(),
            site: true,
            depth: 0,
        }
    }
}

struct Inliner<'a> {
    print: &'a dyn Fn(&str) -> Option<String>,
    components: &'a BTreeMap<&'a str, Known<'a>>,
    /// What constant expressions print.
    printed: FxHashMap<String, Option<String>>,
    fresh: usize,
    calls: usize,
}

impl Inliner<'_> {
    fn nodes(&mut self, nodes: &[Node], scope: &Scope) -> Vec<Node> {
        let mut made = Vec::with_capacity(nodes.len());
        for node in nodes {
            self.node(node, scope, &mut made);
        }
        made
    }

    fn node(&mut self, node: &Node, scope: &Scope, made: &mut Vec<Node>) {
        match node {
            Node::Text(_) | Node::Tag(_) => made.push(node.clone()),
            Node::Print(value) => self.print(&placed(value, scope), scope, made),
            Node::If(arms, otherwise) => self.branches(arms, otherwise, scope, made),
            Node::For {
                names,
                over,
                body,
                otherwise,
            } => {
                let over = placed(over, scope);
                if kind_of(&over) == Some("array") {
                    made.extend(self.nodes(otherwise, scope));
                    return;
                }
                let over = self.lifted(over, scope, made);
                let names = names.iter().map(|name| named(name, scope)).collect();
                made.push(Node::For {
                    names,
                    over,
                    body: self.nodes(body, scope),
                    otherwise: self.nodes(otherwise, scope),
                });
            }
            Node::Set {
                name,
                global,
                value,
            } => {
                let value = self.lifted(placed(value, scope), scope, made);
                made.push(Node::Set {
                    name: named(name, scope),
                    global: *global,
                    value,
                });
            }
            Node::Capture { name, global, body } => made.push(Node::Capture {
                name: named(name, scope),
                global: *global,
                body: self.nodes(body, scope),
            }),
            Node::Block(name, body) => {
                made.push(Node::Block(name.clone(), self.nodes(body, scope)));
            }
            Node::Component(component) => {
                let parameters = component.parameters.iter().flatten();
                let scope = Scope {
                    site: parameters
                        .into_iter()
                        .any(|parameter| parameter.name == SITE),
                    ..Scope::default()
                };
                made.push(Node::Component(Component {
                    body: self.nodes(&component.body, &scope),
                    ..component.clone()
                }));
            }
        }
    }

    fn print(&mut self, value: &Expression, scope: &Scope, made: &mut Vec<Node>) {
        if let Some(text) = self.constant(value, scope, |value| format!("{{{{ {value} }}}}")) {
            made.push(Node::Text(text));
            return;
        }
        if let [Piece::Call(call)] = value.0.as_slice()
            && let Some(body) = self.body(call, scope)
        {
            made.extend(body);
            return;
        }
        let value = self.lifted(value.clone(), scope, made);
        made.push(Node::Print(value));
    }

    fn branches(
        &mut self,
        arms: &[(Expression, Vec<Node>)],
        otherwise: &[Node],
        scope: &Scope,
        made: &mut Vec<Node>,
    ) {
        let mut left = Vec::new();
        let mut last = otherwise;
        for (condition, body) in arms {
            match self.condition(placed(condition, scope), scope) {
                Condition::Never => {}
                Condition::Always => {
                    last = body;
                    break;
                }
                Condition::If(condition) => left.push((condition, self.nodes(body, scope))),
            }
        }
        let otherwise = self.nodes(last, scope);
        if left.is_empty() {
            made.extend(otherwise);
        } else {
            made.push(Node::If(left, otherwise));
        }
    }

    /// What is left of a condition once its constant parts are decided.
    fn condition(&mut self, condition: Expression, scope: &Scope) -> Condition {
        let mut left: Vec<Expression> = Vec::new();
        for part in condition.conjuncts() {
            let known = self.constant(&part, scope, |part| {
                format!("{{% if {part} %}}1{{% endif %}}")
            });
            match known.as_deref() {
                // What stands before it is evaluated, so it has to stay.
                Some("") if left.is_empty() => return Condition::Never,
                Some("1") => {}
                _ => left.push(part),
            }
        }
        let mut left = left.into_iter();
        let Some(mut all) = left.next() else {
            return Condition::Always;
        };
        for part in left {
            all.0.push(Piece::Other("and".to_owned()));
            all.0.extend(part.0);
        }
        Condition::If(all)
    }

    /// What a template prints in which a constant expression stands. None where it is not constant,
    /// or where it is a fault that Tera tells better.
    fn constant(
        &mut self,
        value: &Expression,
        scope: &Scope,
        template: impl Fn(&Expression) -> String,
    ) -> Option<String> {
        let mut constant = true;
        value.names(&mut |name| constant &= scope.site && name == SITE);
        value.calls(&mut |_| constant &= scope.site);
        if !constant {
            return None;
        }
        let template = template(value);
        if let Some(printed) = self.printed.get(&template) {
            return printed.clone();
        }
        let printed = (self.print)(&template);
        self.printed.insert(template, printed.clone());
        printed
    }

    /// An expression without calls of components where they can be made before it: what they print
    /// is captured under a name of its own. Not where a part is evaluated only now and then.
    fn lifted(&mut self, value: Expression, scope: &Scope, made: &mut Vec<Node>) -> Expression {
        if value.is_conditional() {
            return value;
        }
        let pieces = value.0.into_iter().map(|piece| match piece {
            Piece::Call(call) => match self.body(&call, scope) {
                Some(body) => {
                    let name = self.fresh("made");
                    made.push(Node::Capture {
                        name: name.clone(),
                        global: false,
                        body,
                    });
                    Piece::Name(name)
                }
                None => Piece::Call(call),
            },
            piece => piece,
        });
        Expression(pieces.collect())
    }

    /// The body of a component as a call prints it. None where the call has to stay.
    fn body(&mut self, call: &Call, scope: &Scope) -> Option<Vec<Node>> {
        let components = self.components;
        let known = components.get(call.name.as_str())?;
        let parameters = known.parameters?;
        let unknown = call
            .arguments
            .iter()
            .any(|(name, _)| !parameters.iter().any(|parameter| parameter.name == *name));
        if unknown || scope.depth >= DEPTH || self.calls >= CALLS {
            return None;
        }
        self.calls += 1;
        let mut made = Vec::new();
        let mut names = FxHashMap::default();
        for parameter in parameters {
            let name = parameter.name.as_str();
            let mut given = call.arguments.iter().filter(|(given, _)| given == name);
            let value = match (given.next(), &parameter.default) {
                (Some((_, value)), _) => {
                    self.argument(parameter, value, known, scope, &mut made)?
                }
                (None, _) if parameter.implicit => {
                    if name != SITE {
                        return None;
                    }
                    continue;
                }
                (None, Some(default)) if known.opened.contains(name) => {
                    self.variable(name, default.clone(), &mut made)
                }
                (None, Some(default)) => default.clone(),
                (None, None) => return None,
            };
            if given.next().is_some() {
                return None;
            }
            names.insert(name.to_owned(), value);
        }
        for name in &known.bound {
            let fresh = self.fresh(name);
            names.insert((*name).to_owned(), Expression::name(&fresh));
        }
        let scope = Scope {
            names,
            site: scope.site,
            depth: scope.depth + 1,
        };
        made.extend(self.nodes(known.body, &scope));
        let mut site = false;
        expressions(&made, &mut |expression| site |= mentions(expression, SITE));
        (scope.site || !site).then_some(made)
    }

    /// What stands for a parameter in the body.
    fn argument(
        &mut self,
        parameter: &Parameter,
        value: &Expression,
        known: &Known<'_>,
        scope: &Scope,
        made: &mut Vec<Node>,
    ) -> Option<Expression> {
        let name = parameter.name.as_str();
        if value.literal().is_some() {
            if parameter.kind.is_some() && parameter.kind != kind_of(value) {
                return None;
            }
            return Some(if known.opened.contains(name) {
                self.variable(name, value.clone(), made)
            } else {
                value.clone()
            });
        }
        if parameter.kind.is_none() && !known.opened.contains(name) {
            let print = |value: &Expression| format!("{{{{ {value} }}}}");
            if self.constant(value, scope, print).is_some() {
                let brace = |brace: &str| Piece::Other(brace.to_owned());
                let mut pieces = vec![brace("(")];
                pieces.extend(value.0.iter().cloned());
                pieces.push(brace(")"));
                return Some(Expression(pieces));
            }
        }
        let stands = if value.is_path() && !mentions(value, "loop") {
            // It is evaluated, as Tera does, even where the body never comes to it.
            if value.0.len() > 1 && parameter.kind.is_none() && !known.certain.contains(name) {
                made.push(Node::If(vec![(value.clone(), Vec::new())], Vec::new()));
            }
            value.clone()
        } else {
            let value = self.lifted(value.clone(), scope, made);
            self.variable(name, value, made)
        };
        if let Some(kind) = parameter.kind {
            let mut condition = stands.0.clone();
            condition.extend(["is", "not", kind].map(|word| Piece::Other(word.to_owned())));
            let stop = "throw ( message = \"\" )".to_owned();
            let stop = Node::Print(Expression(vec![Piece::Other(stop)]));
            made.push(Node::If(
                vec![(Expression(condition), vec![stop])],
                Vec::new(),
            ));
        }
        Some(stands)
    }

    /// A variable of its own for a value.
    fn variable(&mut self, name: &str, value: Expression, made: &mut Vec<Node>) -> Expression {
        let name = self.fresh(name);
        let variable = Expression::name(&name);
        made.push(Node::Set {
            name,
            global: false,
            value,
        });
        variable
    }

    fn fresh(&mut self, name: &str) -> String {
        self.fresh += 1;
        format!("{FRESH}{}_{name}", self.fresh)
    }
}

/// What a condition comes to.
enum Condition {
    Always,
    Never,
    If(Expression),
}

/// The name of a variable where it is placed.
fn named(name: &str, scope: &Scope) -> String {
    match scope.names.get(name).map(|value| value.0.as_slice()) {
        Some([Piece::Name(name)]) => name.clone(),
        _ => name.to_owned(),
    }
}

/// An expression with what its names stand for.
fn placed(value: &Expression, scope: &Scope) -> Expression {
    let mut pieces = Vec::with_capacity(value.0.len());
    for piece in &value.0 {
        match piece {
            Piece::Name(name) => match scope.names.get(name) {
                Some(Expression(stands)) => pieces.extend(stands.iter().cloned()),
                None => pieces.push(piece.clone()),
            },
            Piece::Call(call) => pieces.push(Piece::Call(Call {
                name: call.name.clone(),
                arguments: call
                    .arguments
                    .iter()
                    .map(|(name, value)| (name.clone(), placed(value, scope)))
                    .collect(),
            })),
            _ => pieces.push(piece.clone()),
        }
    }
    Expression(pieces)
}
