//! The last thread of the program ends the process, where that is not its first one: a thread that
//! forks has none beside it in the fork, and the first one may end alone (`pthread_exit`). The C
//! library ends a process with its last thread, so ours may not be that.

use std::time::Duration;

use handoff::Process;

/// How long to wait before that is asked again.
pub(crate) const PAUSE: Duration = Duration::from_millis(10);

/// Whether only this thread is left beside the first one, which has ended and is counted
/// nevertheless. Where that is not known, too.
pub(crate) fn is_last() -> bool {
    Process::read("self").is_none_or(|this| this.threads <= 2)
}
