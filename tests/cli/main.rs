//! The whole tool, as it is used: what is typed, what comes back, what is left on disk.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod check;
mod combine;
mod diff;
mod dis;
mod endings;
mod environment;
mod explain;
mod files;
mod forbidden;
mod incomplete;
mod interpreters;
mod leftovers;
mod limits;
mod loading;
mod options;
mod pager;
mod recordings;
mod refusals;
mod sampling;
mod sandbox;
mod settings;
mod shortage;
mod signals;
mod sources;
mod states;
mod status;
