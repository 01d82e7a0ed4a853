//! Linux.

/// The variable that makes the dynamic linker load a library before the program (ld.so(8)).
pub(crate) const PRELOAD_VARIABLE: Option<&str> = Some("LD_PRELOAD");
