//! Calls that name a function of the same source.

use std::collections::HashMap;

use recording::Span;

use crate::{FunctionKind, Outline};

/// A call of a function of the same source, as far as names tell: they may mean something else when the
/// call runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallByName {
    /// The calling function, an index into [`Outline::functions`].
    pub by: usize,
    /// The loop that repeats the call, an index into [`Outline::loops`]; `None` if no loop of that
    /// function does.
    pub from: Option<usize>,
    /// The call.
    pub at: Span,
    /// What is called, an index into [`Outline::functions`].
    pub function: usize,
}

/// A call of something by its name.
#[derive(Debug)]
pub(crate) struct NamedCall {
    pub(crate) named: Named,
    /// The calling function, and the loop from which it calls, if any.
    pub(crate) function: usize,
    pub(crate) from: Option<usize>,
    pub(crate) at: Span,
}

#[derive(Debug)]
pub(crate) enum Named {
    /// `name(…)`
    Function(String),
    /// `self.name(…)`
    Method(String),
}

impl Outline {
    /// The calls that name a function of the source, in its order.
    pub fn calls_by_name(&self) -> impl Iterator<Item = CallByName> {
        let mut members: HashMap<(usize, &str), usize> = HashMap::new();
        for (number, function) in self.functions.iter().enumerate() {
            let name = function.qualname.rsplit('.').next().unwrap_or_default();
            if let Some(parent) = function.parent {
                members.insert((parent, name), number);
            }
        }
        self.calls.iter().filter_map(move |call| {
            let found = match &call.named {
                Named::Function(name) => by_name(self, &members, call.function, name),
                Named::Method(name) => around(self, call.function)
                    .find(|function| self.functions[*function].kind == FunctionKind::Class)
                    .and_then(|class| members.get(&(class, name.as_str())).copied()),
            }?;
            // Calling a class calls its `__init__`.
            let function = match self.functions[found].kind {
                FunctionKind::Class => *members.get(&(found, "__init__"))?,
                _ => found,
            };
            let NamedCall { function: by, from, at, .. } = *call;
            Some(CallByName { by, from, at, function })
        })
    }
}

/// What a name refers to in a function, if that is a function or class: names in the body of an
/// enclosing class are not visible.
fn by_name(
    outline: &Outline,
    members: &HashMap<(usize, &str), usize>,
    from: usize,
    name: &str,
) -> Option<usize> {
    let seen = |function: &usize| {
        *function == from || outline.functions[*function].kind != FunctionKind::Class
    };
    around(outline, from).filter(seen).find_map(|function| members.get(&(function, name)).copied())
}

/// A function and those that enclose it, the innermost first.
fn around(outline: &Outline, function: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(function), |function| outline.functions[*function].parent)
}

#[cfg(test)]
mod tests {
    use bytecode::Version;

    use super::*;

    fn in_loops(source: &str) -> Vec<String> {
        let outline = Outline::parse(Version::V3_13, source).unwrap();
        let in_loops = outline.calls_by_name().filter(|call| call.from.is_some());
        in_loops.map(|call| outline.functions[call.function].qualname.clone()).collect()
    }

    #[test]
    fn names_are_looked_up_as_python_does() {
        assert_eq!(in_loops("def f(): pass\nfor x in y: f(); g(); x.f()\n"), ["f"]);
        assert_eq!(in_loops("def f(): pass\nf()\nfor x in f(): pass\n"), [] as [&str; 0]);
        let nested = "def f(): pass\ndef g():\n  def f(): pass\n  while x: f()\n";
        assert_eq!(in_loops(nested), ["g.<locals>.f"]);
        let class = "class A:\n  def f(self):\n    for x in y: f(); self.g(); A()\n  def g(self): pass\n  def __init__(self): pass\n";
        assert_eq!(in_loops(class), ["A.g", "A.__init__"]);
        assert_eq!(in_loops("def f(): pass\na = [f(x) for x in f()]\n"), ["f"]);
        assert_eq!(in_loops("def f(): pass\nfor x in y:\n  g = lambda: f()\n"), [] as [&str; 0]);
    }

    #[test]
    fn calls_outside_of_loops_are_calls() {
        let outline = Outline::parse(Version::V3_13, "def f(): pass\ndef g(): f()\n").unwrap();
        let told = outline.calls_by_name().map(|call| (call.by, call.from, call.function));
        assert_eq!(told.collect::<Vec<_>>(), [(2, None, 1)]);
    }
}
