//! What a program may ask of us while it runs, through `sys.audit`: where nobody records, nobody
//! answers.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use pyo3::prelude::*;
use pyo3::types::PyList;
use recording::{Code, Names, State, Watched};
use rustc_hash::FxHashSet;

use crate::interpreter::code::{self, Nested};
use crate::{interpreter, observer};

/// `sys.audit("specialist.check", reply, name)`: what has become of the code of that name so far, or
/// of all recorded code where the name is `None`. `reply` is a list, to which is added `True` and
/// then, for each code object, a tuple: file, qualified name, first line, how many instructions are
/// specialized, how many fail, how many have not tried, a number that changes when they execute
/// (unless all are specialized), and of each that fails its line and its opcode.
pub(crate) fn check(reply: &Bound<'_, PyAny>, name: Option<&str>) -> PyResult<()> {
    let py = reply.py();
    let Ok(reply) = reply.cast_exact::<PyList>() else { return Ok(()) };
    let Some(version) = interpreter::version(py) else { return Ok(()) };
    let kept = super::with(|recorder| recorder.kept(py)).unwrap_or_default();
    reply.append(true)?;
    let mut seen = FxHashSet::default();
    for (code, file) in kept {
        for code in Nested::of(code, &mut seen) {
            let qualname: String = code.getattr("co_qualname")?.extract()?;
            if name.is_none_or(|name| is_called(&qualname, name)) {
                observer::settle(&code);
                let object = code::read(&code, &file)?;
                let found =
                    recording::code(version, &object, &Names::default(), &Watched::default());
                reply.append(told(&file, &object.adaptive, &found))?;
            }
        }
    }
    Ok(())
}

type Told = (OsString, String, i32, usize, usize, usize, u64, Vec<(u32, String)>);

fn told(file: &Path, adaptive: &[u8], code: &Code) -> Told {
    let of =
        |states: &[State]| code.instructions.iter().filter(|it| states.contains(&it.state)).count();
    let failing = code.instructions.iter().filter(|it| it.state == State::Failing);
    let line = |it: &recording::Instruction| it.span.map_or(0, |span| span.line);
    let mut hasher = DefaultHasher::new();
    adaptive.hash(&mut hasher);
    (
        // A path would be made one of `pathlib`, which would be imported.
        file.into(),
        code.qualname.clone(),
        code.first_line,
        of(&[State::Specialized, State::Compiled]),
        of(&[State::Failing]),
        of(&[State::Cold]),
        hasher.finish(),
        failing.map(|it| (line(it), it.base.as_str().to_owned())).collect(),
    )
}

/// `Point.shifted` is called so, and `shifted`.
fn is_called(qualname: &str, name: &str) -> bool {
    qualname == name || qualname.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
}
