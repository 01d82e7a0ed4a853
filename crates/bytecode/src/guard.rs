//! What a specialized form is for.

use crate::{Finds, Instruction, Kind, Operand, cache_fields};

/// What a form was specialized for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// A description that is the same for all programs: `int`, `list and int index`.
    Fixed(&'static str),
    /// The class with this version (`tp_version_tag`); 0 means none.
    Class(u32),
    /// The module whose dictionary has keys with this version (`dk_version`); 0 means none.
    Module(u32),
    /// The function with this version (`func_version`); 0 means none.
    Function(u32),
}

/// What the current form was specialized for; `None` if it is not a specialized form.
///
/// If its cache has a version, that says more than [`Opcode::guard`](crate::Opcode::guard).
pub fn guard(instruction: &Instruction) -> Option<Guard> {
    if instruction.present.kind != Kind::Specialized {
        return None;
    }
    let version = cache_fields(instruction).find_map(|(field, value)| {
        let version = u32::try_from(value).ok()?;
        match field {
            "type_version" => Some(Guard::Class(version)),
            "module_keys_version" => Some(Guard::Module(version)),
            "func_version" => Some(Guard::Function(version)),
            _ => None,
        }
    });
    version.or(instruction.present.guard.map(Guard::Fixed))
}

/// The name of the attribute that the form found in its class; `None` if there is none. `names` are
/// those of the code object.
pub fn found_attribute<'a>(instruction: &Instruction, names: &'a [String]) -> Option<&'a str> {
    match instruction.present.finds {
        Finds::Nothing => None,
        Finds::Special(name) => Some(name),
        Finds::Name => match instruction.base.operand {
            Operand::Name { shift, .. } => {
                names.get((instruction.arg? >> shift) as usize).map(String::as_str)
            }
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Opcode, Version};

    /// The guard of a form whose cache contains 7 everywhere.
    fn standing(present: &'static Opcode) -> Option<Guard> {
        let version = Version::ALL.into_iter().find(|version| {
            version.instruction_set().opcodes.as_ptr_range().contains(&std::ptr::from_ref(present))
        });
        let base = version?.instruction_set().named(present.base)?;
        let cache = &[7, 0].repeat(present.cache_units());
        guard(&Instruction { offset: 0, base, arg: None, present, cache })
    }

    #[test]
    fn every_form_has_a_guard() {
        for version in Version::ALL {
            for opcode in &version.instruction_set().opcodes {
                let says = standing(opcode);
                let is_form = opcode.kind == Kind::Specialized;
                assert_eq!(says.is_some(), is_form, "{version} {}: {says:?}", opcode.name);
                assert!(is_form || opcode.guard.is_none(), "{version} {}", opcode.name);
                // These descriptions are used when the module no longer has a name.
                let has_version = !matches!(says, None | Some(Guard::Fixed(_)));
                let one = opcode.guard.is_none() || opcode.base == "LOAD_GLOBAL";
                assert!(one || !has_version, "{version} {}", opcode.name);
            }
        }
    }

    #[test]
    fn every_form_with_a_descriptor_names_its_attribute() {
        for version in Version::ALL {
            for opcode in &version.instruction_set().opcodes {
                let is_form = opcode.kind == Kind::Specialized && opcode.guard.is_none();
                let has_descriptor = opcode.cache.iter().any(|field| field.name == "descr");
                let finds = opcode.finds != Finds::Nothing;
                assert!(!has_descriptor || !is_form || finds, "{version} {}", opcode.name);
                let of_class = standing(opcode) == Some(Guard::Class(7 << 16 | 7));
                assert!(!finds || of_class, "{version} {}", opcode.name);
            }
        }
    }

    #[test]
    fn every_guard_description_is_used() {
        let words: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../data/guards.json")).unwrap();
        for entry in &words {
            for form in entry["forms"].as_array().unwrap() {
                let form = form.as_str().unwrap();
                let mut sets = Version::ALL.iter().map(|version| version.instruction_set());
                assert!(sets.any(|set| set.named(form).is_some()), "no version has {form}");
            }
        }
    }
}
