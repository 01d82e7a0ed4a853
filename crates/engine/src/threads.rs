//! The threads among which work is shared when the program has ended.

use std::io;
use std::sync::Once;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use rayon::{ThreadBuilder, ThreadPoolBuilder};

use crate::platform;

/// Starts as many threads as there are processors, or as the system allows; with none, this thread
/// does all work. Left to itself, rayon panics where one cannot be started.
pub fn prepare_threads() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| {
        let wanted = thread::available_parallelism().map_or(1, usize::from);
        // Another program may be run yet, and this thread is the one that hears of signals then.
        let start = || (0..wanted).map_while(|_| idle_thread()).collect();
        let mut idle: Vec<_> = platform::with_signals_blocked(start);
        let (pool, count) = (ThreadPoolBuilder::new(), idle.len());
        // Fails where there is one already.
        let _ = if idle.is_empty() {
            pool.num_threads(1).use_current_thread().build_global()
        } else {
            let hire = move |work: ThreadBuilder| -> io::Result<()> {
                let thread = idle.pop().ok_or(io::ErrorKind::WouldBlock)?;
                thread.send(work).map_err(|_| io::ErrorKind::BrokenPipe.into())
            };
            pool.num_threads(count).spawn_handler(hire).build_global()
        };
    });
}

/// A thread that waits for what it is to do.
fn idle_thread() -> Option<Sender<ThreadBuilder>> {
    let (send, receive) = channel::<ThreadBuilder>();
    let work = move || receive.recv().into_iter().for_each(ThreadBuilder::run);
    thread::Builder::new().spawn(work).ok().map(|_| send)
}
