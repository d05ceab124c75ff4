//! Everything that can be done to one place of a record: the walk behind "any change is noticed".
//!
//! A document is kept as a tree whose objects remember the order of their members, so that reordering them, or naming
//! one twice, is a change like any other. An attacker who edits a record can also hash again: [`Depth`] says how much.

use serde_json::{Map, Value, json};
use zhuoping_provenance::{Digest, TaggedHash, canonical};

/// How far the attacker goes to cover the traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// The change alone.
    Plain,
    /// `draw_digest` and `record_digest` are computed again.
    Digests,
    /// The digest of the commitment and the links of the openings too: everything that needs no secret.
    Everything,
}

/// One changed document.
pub(crate) struct Mutant {
    /// What was done, and where.
    pub(crate) what: String,
    pub(crate) depth: Depth,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone)]
enum Tree {
    Leaf(Value),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().map(|(key, item)| (key.clone(), Self::of(item))).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Self::Object(members)
            }
            leaf => Self::Leaf(leaf.clone()),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Leaf(value) => out.extend(serde_json::to_vec(value).unwrap()),
            Self::List(items) => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    out.extend((at > 0).then_some(b','));
                    item.write(out);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                out.push(b'{');
                for (at, (key, item)) in members.iter().enumerate() {
                    out.extend((at > 0).then_some(b','));
                    out.extend(serde_json::to_vec(key).unwrap());
                    out.push(b':');
                    item.write(out);
                }
                out.push(b'}');
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn at(&mut self, path: &[usize]) -> &mut Tree {
        path.iter().fold(self, |tree, step| match tree {
            Self::List(items) => &mut items[*step],
            Self::Object(members) => &mut members[*step].1,
            Self::Leaf(_) => unreachable!("paths come from the same tree"),
        })
    }

    fn member(&mut self, key: &str) -> Option<&mut Tree> {
        match self {
            Self::Object(members) => members.iter_mut().find(|(name, _)| name == key).map(|(_, item)| item),
            _ => None,
        }
    }

    /// Every place: steps, JSON pointer.
    fn places(&self, steps: &mut Vec<usize>, pointer: &str, out: &mut Vec<(Vec<usize>, String)>) {
        out.push((steps.clone(), pointer.to_owned()));
        let children: Vec<(String, &Tree)> = match self {
            Self::Leaf(_) => Vec::new(),
            Self::List(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
            Self::Object(members) => members.iter().map(|(key, item)| (key.clone(), item)).collect(),
        };
        for (at, (name, child)) in children.into_iter().enumerate() {
            steps.push(at);
            child.places(steps, &format!("{pointer}/{name}"), out);
            steps.pop();
        }
    }
}

/// Calls `each` with every mutant of a record, in all three depths; those whose bytes are the record's are left out.
pub(crate) fn walk(record: &Value, mut each: impl FnMut(Mutant)) {
    let tree = Tree::of(record);
    let original = tree.bytes();
    let mut places = Vec::new();
    tree.places(&mut Vec::new(), "", &mut places);
    for (steps, pointer) in places {
        let mut whole = tree.clone();
        for (what, changed) in changes(whole.at(&steps)) {
            *whole.at(&steps) = changed;
            let mut told: Vec<Vec<u8>> = vec![original.clone()];
            for depth in [Depth::Plain, Depth::Digests, Depth::Everything] {
                let bytes = hashed_again(whole.clone(), depth).bytes();
                if !told.contains(&bytes) {
                    each(Mutant { what: format!("{pointer}: {what}"), depth, bytes: bytes.clone() });
                    told.push(bytes);
                }
            }
        }
    }
}

/// All that can be done to one node.
fn changes(node: &Tree) -> Vec<(String, Tree)> {
    let mut out = Vec::new();
    match node {
        Tree::Leaf(value) => {
            out.extend(leaf(value).into_iter().map(|new| (format!("{value} becomes {new}"), Tree::Leaf(new))));
        }
        Tree::List(items) => {
            let mut add = |what: String, items: Vec<Tree>| out.push((what, Tree::List(items)));
            for at in 0..items.len() {
                add(format!("element {at} dropped"), without(items, at));
                add(format!("element {at} twice"), inserted(items, at + 1, items[at].clone()));
                if at + 1 < items.len() {
                    add(format!("elements {at} and {} swapped", at + 1), swapped(items, at));
                }
            }
            add("emptied".into(), Vec::new());
            add("reversed".into(), items.iter().rev().cloned().collect());
            for value in [json!(null), json!(0), json!("x"), json!({}), json!([])] {
                add(format!("{value} added"), inserted(items, items.len(), Tree::Leaf(value)));
            }
        }
        Tree::Object(members) => {
            let mut add = |what: String, members: Vec<(String, Tree)>| out.push((what, Tree::Object(members)));
            for at in 0..members.len() {
                let name = &members[at].0;
                add(format!("member {name} dropped"), without(members, at));
                add(format!("member {name} named twice"), inserted(members, at + 1, members[at].clone()));
                if at + 1 < members.len() {
                    add(format!("members {name} and {} swapped", members[at + 1].0), swapped(members, at));
                }
            }
            let extra = |key: &str| (key.to_owned(), Tree::Leaf(Value::Null));
            add("a member added in front".into(), inserted(members, 0, extra("A")));
            add("a member added at the end".into(), inserted(members, members.len(), extra("~")));
        }
    }
    let value: Value = serde_json::from_slice(&node.bytes()).unwrap();
    if !value.is_null() {
        out.push(("becomes null".into(), Tree::Leaf(Value::Null)));
    }
    if value.is_object() || value.is_array() {
        out.push(("becomes its own only element".into(), Tree::List(vec![node.clone()])));
    }
    out
}

fn without<T: Clone>(items: &[T], at: usize) -> Vec<T> {
    let mut items = items.to_vec();
    items.remove(at);
    items
}

fn inserted<T: Clone>(items: &[T], at: usize, item: T) -> Vec<T> {
    let mut items = items.to_vec();
    items.insert(at, item);
    items
}

fn swapped<T: Clone>(items: &[T], at: usize) -> Vec<T> {
    let mut items = items.to_vec();
    items.swap(at, at + 1);
    items
}

/// Words that stand for one another, so that a change can stay within the form.
const WORDS: [&[&str]; 6] = [
    &["uniform", "leximin"],
    &["seed", "ball"],
    &["exclude", "recuse"],
    &["authorship", "consulting", "employment", "equity", "group", "kinship", "other"],
    &["suspended", "disqualified", "withdrawn", "other"],
    &["expert", "entrant", "secretariat", "derived", "pool"],
];

fn leaf(value: &Value) -> Vec<Value> {
    let mut out = match value {
        Value::Null => vec![json!(0), json!(1), json!("x"), json!(false), json!([]), json!("0".repeat(64))],
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            vec![json!(number + 1), json!(number - 1), json!(number.to_string())]
        }
        Value::String(text) => texts(text).into_iter().map(Value::String).collect(),
        _ => unreachable!("leaves hold no others"),
    };
    out.retain(|new| new != value);
    out
}

fn texts(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    let put = |at: usize, new: char| {
        let mut all = all.clone();
        all[at] = new;
        all.into_iter().collect::<String>()
    };
    let mut out = vec![String::new(), format!("{text}x"), format!("{text} "), format!("0{text}")];
    if let Some(last) = all.len().checked_sub(1) {
        out.push(all[..last].iter().collect());
        out.push(all[1..].iter().collect());
        out.extend([0, last / 2, last].map(|at| put(at, following(all[at]))));
        out.push(text.to_uppercase());
    }
    if let Ok(number) = text.parse::<u64>() {
        out.push((number + 1).to_string());
        out.extend(number.checked_sub(1).map(|number| number.to_string()));
    }
    let alike = WORDS.iter().filter(|words| words.contains(&text)).flat_map(|words| words.iter());
    out.extend(alike.map(|word| (*word).to_owned()));
    out.sort();
    out.dedup();
    out
}

/// Another character of the same sort, so that digits stay digits and hex stays hex.
fn following(c: char) -> char {
    match c {
        '9' => '0',
        'f' => 'a',
        'z' => 'a',
        other => char::from_u32(u32::from(other) + 1).unwrap_or('x'),
    }
}

/// The tree after the attacker has computed digests again, where they still have a place.
fn hashed_again(mut tree: Tree, depth: Depth) -> Tree {
    let Ok(Value::Object(mut record)) = canonical::from_bytes(&tree.bytes()) else { return tree };
    if depth == Depth::Plain {
        return tree;
    }
    if let (Depth::Everything, Some(commitment)) = (depth, record.get("commitment")) {
        let digest = Digest::of(&canonical::to_bytes(commitment).unwrap()).to_hex();
        set(&mut tree, &mut record, &["digest"], &digest);
        set(&mut tree, &mut record, &["provenance", "inputs", "0", "sha256"], &digest);
    }
    let draw = digest_without(&record, &["draw_digest", "openings", "record_digest"]);
    set(&mut tree, &mut record, &["draw_digest"], &draw.to_hex());
    if depth == Depth::Everything {
        let mut link = draw;
        for at in 0..record.get("openings").and_then(Value::as_array).map_or(0, Vec::len) {
            let Value::Object(opening) = &record["openings"][at] else { break };
            let mut opening = opening.clone();
            opening.remove("link");
            let bytes = canonical::to_bytes(&Value::Object(opening)).unwrap();
            link = TaggedHash::new("zhuoping/draw/v1/opening").raw(link.as_bytes()).part(&bytes).finish();
            set(&mut tree, &mut record, &["openings", &at.to_string(), "link"], &link.to_hex());
        }
    }
    let whole = digest_without(&record, &["record_digest"]);
    set(&mut tree, &mut record, &["record_digest"], &whole.to_hex());
    tree
}

fn digest_without(record: &Map<String, Value>, names: &[&str]) -> Digest {
    let mut record = record.clone();
    for name in names {
        record.remove(*name);
    }
    Digest::of(&canonical::to_bytes(&Value::Object(record)).unwrap())
}

/// Writes a text into both forms of the document, where the place still holds a text.
fn set(tree: &mut Tree, record: &mut Map<String, Value>, path: &[&str], text: &str) {
    let mut value = record.get_mut(path[0]);
    let mut node = tree.member(path[0]);
    for step in &path[1..] {
        value = value.and_then(|value| match value {
            Value::Array(items) => step.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
            Value::Object(members) => members.get_mut(*step),
            _ => None,
        });
        node = node.and_then(|node| match node {
            Tree::List(items) => step.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
            other => other.member(step),
        });
    }
    if let (Some(value @ Value::String(_)), Some(node)) = (value, node) {
        *value = json!(text);
        *node = Tree::Leaf(json!(text));
    }
}
