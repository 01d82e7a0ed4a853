//! macOS.

/// The variable that makes the dynamic linker load a library before the program (dyld(1)). System
/// Integrity Protection removes it for Apple's own binaries, `/usr/bin/python3` among them.
pub(crate) const PRELOAD_VARIABLE: Option<&str> = Some("DYLD_INSERT_LIBRARIES");

/// There is no way to ask for that.
pub(crate) fn end_with_parent(_: &mut std::process::Command) {}
