//! What Linux and macOS share: who may write files, and what may be executed.

use std::ffi::{CStr, CString};
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether others than its owner may write it. Access lists show in the group's bits (acl(5)).
pub(crate) fn others_may_write(metadata: &Metadata) -> bool {
    metadata.mode() & 0o022 != 0
}

/// Whether in this directory everyone can rename what is theirs alone.
pub(crate) fn is_sticky(metadata: &Metadata) -> bool {
    metadata.mode() & 0o1000 != 0
}

pub(crate) fn is_superuser() -> bool {
    rustix::process::geteuid().is_root()
}

/// The mode of directories that are made, less what the umask takes away.
pub(crate) fn set_directory_mode(builder: &mut DirBuilder, mode: u32) {
    builder.mode(mode);
}

/// The mode of what is there.
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// The mode of temporary files and directories, less what the umask takes away.
pub(crate) fn set_temporary_mode(builder: &mut tempfile::Builder<'_, '_>, mode: u32) {
    builder.permissions(Permissions::from_mode(mode));
}

/// Makes a link.
pub(crate) fn link(path: &Path, target: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

/// Has no link be followed, and no pipe be waited for.
pub(crate) fn open_no_other(options: &mut OpenOptions) {
    options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
}

/// Whether code of a file may be executed, found by doing what the dynamic linker will do. Not so
/// where its file system is mounted to forbid that (`noexec`).
///
/// # Errors
/// What the system says to it.
pub(crate) fn may_execute(file: &File) -> io::Result<()> {
    let nowhere = std::ptr::null_mut();
    let access = libc::PROT_READ | libc::PROT_EXEC;
    // SAFETY: maps one page wherever the system likes; nobody reads it.
    let page = unsafe { libc::mmap(nowhere, 1, access, libc::MAP_PRIVATE, file.as_raw_fd(), 0) };
    if page == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: what has just been mapped, to which nothing points.
    unsafe { libc::munmap(page, 1) };
    Ok(())
}

/// Has the start of a command fail, before it becomes another program, where one of these files is
/// no longer what it is now ([`is_stale`]).
pub(crate) fn start_only_with(command: &mut Command, files: &[PathBuf]) -> io::Result<()> {
    let mut now = Vec::new();
    for file in files {
        let path = CString::new(file.as_os_str().as_bytes())?;
        let identity = identity(&path);
        now.push((path, identity));
    }
    let check = move || {
        if now.iter().all(|(path, before)| before.is_some() && identity(path) == *before) {
            return Ok(());
        }
        Err(io::Error::from_raw_os_error(libc::ESTALE))
    };
    // SAFETY: runs between fork and exec, where `stat` is allowed (signal-safety(7)).
    unsafe { command.pre_exec(check) };
    Ok(())
}

/// Whether a command was not started because of [`start_only_with`].
pub(crate) fn is_stale(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ESTALE)
}

/// Which file it is, and when it was last written.
fn identity(path: &CStr) -> Option<[i128; 5]> {
    // SAFETY: an all-zero `stat` is a valid one to be overwritten.
    let mut found: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: a null-terminated path and a live value.
    if unsafe { libc::stat(path.as_ptr(), &raw mut found) } != 0 {
        return None;
    }
    let (seconds, rest) = (found.st_mtime, found.st_mtime_nsec);
    let [device, inode] = [i128::from(found.st_dev), i128::from(found.st_ino)];
    Some([device, inode, i128::from(found.st_size), i128::from(seconds), i128::from(rest)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_not_started_without_its_files() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("library");
        let touched = directory.path().join("touched");
        let starts = |change: &dyn Fn()| {
            fs::write(&file, "whole").unwrap();
            let _ = fs::remove_file(&touched);
            let mut command = Command::new("touch");
            start_only_with(command.arg(&touched), std::slice::from_ref(&file)).unwrap();
            change();
            let status = command.status();
            assert_eq!(touched.exists(), status.is_ok());
            status.map_err(|error| is_stale(&error))
        };
        assert!(starts(&|| ()).is_ok());
        assert_eq!(starts(&|| fs::remove_file(&file).unwrap()), Err(true));
        assert_eq!(starts(&|| fs::write(&file, "another").unwrap()), Err(true));
        let mut missing = Command::new("touch");
        start_only_with(missing.arg(&touched), &[directory.path().join("missing")]).unwrap();
        assert!(is_stale(&missing.status().unwrap_err()));
    }
}
