//! Changes that keep what a document is made of: one value in it is another.

use serde_json::{Map, Number, Value};

/// Numbers that follow one another without order, always the same for a seed (xorshift).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// One below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const NUMBERS: [i64; 16] = [
    0,
    1,
    -1,
    2,
    3,
    7,
    255,
    256,
    4095,
    65_535,
    65_536,
    0x7fff_ffff,
    0xffff_fffe,
    0xffff_ffff,
    i64::MAX,
    i64::MIN,
];

const TEXTS: [&str; 22] = [
    "",
    " ",
    "\n",
    "\0",
    "\u{fffe}",
    "\u{202e}",
    "é日👩\u{200d}🔬",
    "..",
    "/",
    "<string>",
    "<module>",
    "3.11.0",
    "3.12.1",
    "3.13.0",
    "3.14.0",
    "3.15.0",
    "4.0",
    "CALL",
    "LOAD_ATTR",
    "FOR_ITER",
    "JUMP_BACKWARD",
    "x = [f(a.b) for a in c if a]\nwhile x: x.y()\n",
];

/// A document with some of its values changed.
pub(crate) fn changed(seed: &Value, random: &mut Random) -> Value {
    let mut document = seed.clone();
    for _ in 0..=random.below(4) {
        let count = count(&document);
        let (from, to) = (random.below(count), random.below(count));
        let other = nth(&mut document, &mut { from }).cloned().unwrap_or_default();
        if let Some(value) = nth(&mut document, &mut { to }) {
            change(value, other, random);
        }
    }
    document
}

/// The text of a document, or a damaged one.
pub(crate) fn damaged(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            2 => {
                let end = (at + random.below(40)).min(bytes.len());
                let part = bytes[at.min(end)..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            3 => bytes.splice(at..at, [random.below(256) as u8; 5]).for_each(drop),
            _ => {
                let end = (at + 1 + random.below(20)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
        }
    }
    bytes
}

fn change(value: &mut Value, other: Value, random: &mut Random) {
    match value {
        Value::Array(all) if random.below(4) > 0 => change_array(all, other, random),
        Value::Object(fields) if random.below(4) > 0 => change_object(fields, other, random),
        Value::Number(_) if random.below(8) > 0 => *value = number(random),
        Value::String(text) if random.below(8) > 0 => {
            *text = match random.below(12) {
                0 => text.repeat(2 + random.below(500)),
                1 => text.chars().rev().collect(),
                _ => (*random.one_of(&TEXTS)).to_owned(),
            };
        }
        _ if random.below(4) == 0 => *value = Value::Null,
        _ => *value = other,
    }
}

fn number(random: &mut Random) -> Value {
    match random.below(6) {
        0 => Number::from_f64(*random.one_of(&[0.5, -1e308, 1e308, 1e-320, 2e20])).into(),
        1 | 2 => random.below(64).into(),
        _ => (*random.one_of(&NUMBERS)).into(),
    }
}

fn change_array(all: &mut Vec<Value>, other: Value, random: &mut Random) {
    let at = random.below(all.len());
    match random.below(5) {
        0 => all.truncate(at),
        1 if at < all.len() => drop(all.remove(at)),
        2 if !all.is_empty() => {
            let copies = vec![all[at].clone(); 1 + random.below(30)];
            all.splice(at..at, copies);
        }
        3 if !all.is_empty() => {
            let to = random.below(all.len());
            all.swap(at, to);
        }
        _ => all.insert(at, other),
    }
}

fn change_object(fields: &mut Map<String, Value>, other: Value, random: &mut Random) {
    let names: Vec<String> = fields.keys().cloned().collect();
    let Some(name) = names.get(random.below(names.len())) else { return };
    if random.below(3) == 0 {
        fields.remove(name);
    } else {
        fields.insert(name.clone(), other);
    }
}

/// How many values a document has.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(all) => all.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(all) => all.iter_mut().find_map(|value| nth(value, left)),
        Value::Object(fields) => fields.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}
