//! Whether a library can be loaded into an interpreter, by how it was linked.

use std::fs::File;
use std::path::Path;

use object::Endianness;
use object::read::ReadCache;
use object::read::elf::{ElfFile64, ProgramHeader};

/// How an executable comes to its libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Linked {
    /// It has them all in it.
    Statically,
    /// By the dynamic linker of this path.
    By(Vec<u8>),
}

/// Why no library of ours can be loaded into an executable, to follow "it"; `None` where it can, or
/// it cannot be known.
pub(super) fn obstacle(executable: &Path) -> Option<&'static str> {
    match linked(executable)? {
        Linked::Statically => Some("is linked statically"),
        Linked::By(linker) if is_musl(&linker) && !cfg!(target_env = "musl") => {
            Some("is linked to musl, and this specialist to glibc")
        }
        Linked::By(linker) if !is_musl(&linker) && cfg!(target_env = "musl") => {
            Some("is linked to glibc, and this specialist to musl")
        }
        Linked::By(_) => None,
    }
}

/// As `/lib/ld-musl-x86_64.so.1`.
fn is_musl(linker: &[u8]) -> bool {
    linker.rsplit(|byte| *byte == b'/').next().is_some_and(|name| name.starts_with(b"ld-musl-"))
}

/// `None` where it is no such executable of 64 bits, as on other systems than Linux.
fn linked(executable: &Path) -> Option<Linked> {
    let data = ReadCache::new(File::open(executable).ok()?);
    let file = ElfFile64::<Endianness, _>::parse(&data).ok()?;
    for header in file.elf_program_headers() {
        if let Some(linker) = header.interpreter(file.endian(), &data).ok()? {
            return Some(Linked::By(linker.to_vec()));
        }
    }
    Some(Linked::Statically)
}

#[cfg(test)]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn linkers_are_told_from_each_other() {
        let this = std::env::current_exe().unwrap();
        assert_eq!(obstacle(&this), None);
        let Some(Linked::By(linker)) = linked(&this) else { panic!("this is linked dynamically") };
        assert_eq!(linked(Path::new("/dev/null")), None);
        assert_eq!(linked(Path::new(file!())), None);

        let directory = tempfile::tempdir().unwrap();
        let other = directory.path().join("python");
        let with = |name: &[u8]| {
            let mut bytes = fs::read(&this).unwrap();
            let at = bytes.windows(linker.len()).position(|found| found == linker).unwrap();
            let mut name = name.to_vec();
            assert!(name.len() <= linker.len());
            name.resize(linker.len(), 0);
            bytes[at..at + name.len()].copy_from_slice(&name);
            fs::write(&other, bytes).unwrap();
            obstacle(&other)
        };
        assert_eq!(with(&linker), None);
        let musl = with(b"/lib/ld-musl-x86.so.1").unwrap();
        assert!(musl.contains("musl"), "{musl}");
    }

    /// The program headers of an executable are those of its file's header.
    #[test]
    fn without_a_linker_it_is_static() {
        let this = std::env::current_exe().unwrap();
        let mut bytes = fs::read(&this).unwrap();
        // The field `e_phnum` of elf(5).
        bytes[0x38..0x3a].fill(0);
        let directory = tempfile::tempdir().unwrap();
        let other = directory.path().join("python");
        fs::write(&other, bytes).unwrap();
        assert_eq!(obstacle(&other), Some("is linked statically"));
    }
}
