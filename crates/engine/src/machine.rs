//! The machine that programs run on.

use std::thread::available_parallelism;

use recording::Machine;

use crate::platform;

/// What the system says of this one; no name of it, for recordings are passed on.
pub(crate) fn found() -> Machine {
    let (system, architecture) = platform::system();
    let processors = available_parallelism().ok();
    Machine {
        system,
        architecture,
        processor: platform::processor().filter(|name| !name.is_empty()),
        processors: processors.and_then(|number| number.get().try_into().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_is_what_the_kernel_says() {
        let machine = found();
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").expect("a release");
        assert_eq!(machine.system, format!("Linux {}", release.trim()));
        assert_eq!(machine.architecture, std::env::consts::ARCH);
        assert!(machine.processors.is_some_and(|number| number > 0));
    }
}
