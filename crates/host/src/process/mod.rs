//! How this process forks and ends.
//!
//! A process answers once, on whichever way to its end it takes first:
//!
//! ```text
//!   started ──event cpython.run_*──▶ recording ──last exit callback (`at_exit`)──────▶ answered ──▶ ended
//!      │                              │  │  │                                              ▲
//!      │ PyInterpreterState_Clear     │  │  └──`_exit` with the lock (`family::leave`)─────┤
//!      ▼ without exit callbacks       │  │                                                 │
//!   abandoned ◀───────────────────────┘  └──SIGTERM (`sigterm`), or the program's last ────┘
//!                                           thread ended (`beside`): a thread of its own
//!
//!   os.fork: `forks` ends the sampler's thread before, and starts it again in the parent;
//!   in the child `family` joins the family and records anew, or leaves everything alone.
//! ```
//!
//! SIGTERM, where the program leaves it to its default (`sigterm::STATE`):
//!
//! ```text
//!             signal             the sampler's thread looks        written
//!   NONE ───────────────▶ ASKED ───────────────────────────▶ ANSWERING ───────▶ the signal takes effect
//!    │                      │ an exit callback writes first      ▲  │ signal
//!    │                      └───────────────────────────────────┘  ▼
//!    └── an exit callback writes ──▶ ANSWERING ──signal──▶ ASKED_MEANWHILE ──written──▶ it takes effect
//!                                       └──written──▶ what it was before
//! ```
//!
//! Where nobody looks (no sampler's thread, and nobody writing) the signal takes effect at once; where
//! the lock is not to be had, after two seconds.

pub(crate) mod answer;
pub(crate) mod at_exit;
pub(crate) mod beside;
pub(crate) mod family;
pub(crate) mod forks;
pub(crate) mod sigterm;
