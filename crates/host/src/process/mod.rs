//! How this process forks and ends.

pub(crate) mod at_exit;
pub(crate) mod family;
pub(crate) mod forks;
pub(crate) mod last;
pub(crate) mod sigterm;
