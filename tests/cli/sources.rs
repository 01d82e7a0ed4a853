//! Programs that do away with their own source: what there is to say is said.

use std::fs;

use crate::sandbox::{Sandbox, any_python, see};

const LOOP: &str = "for i in range(1000): i + i\n";

/// What a program does to its own file, and why its source is not known.
const DONE: [(&str, &str); 7] = [
    ("os.remove(__file__)", "No such file or directory"),
    ("os.remove(__file__); os.mkdir(__file__)", "it is a directory, not a regular file"),
    ("os.remove(__file__); os.mkfifo(__file__)", "it is a pipe, not a regular file"),
    (
        "os.remove(__file__); os.symlink('/dev/zero', __file__)",
        "it is a device, not a regular file",
    ),
    ("os.remove(__file__); os.symlink(__file__, __file__)", "Too many levels of symbolic links"),
    ("os.truncate(__file__, 1 << 30)", "it is larger than 256 MiB"),
    ("shutil.rmtree(os.path.dirname(__file__))", "No such file or directory"),
];

#[test]
fn what_became_of_the_source_is_said() {
    for (does, why) in DONE {
        let sandbox = Sandbox::new();
        let program = format!("import os, shutil\n{LOOP}{does}\n");
        for words in [&["program/main.py"][..], &["check", "program/main.py"]] {
            sandbox.write("program/main.py", &program);
            let mut command = sandbox.specialist();
            command.env("PATH", any_python().parent().unwrap());
            let seen = see(command.args(words));
            let says = "nothing can be shown: program/main.py ran, but its source is not known: ";
            seen.refused(&[says, why, "a source must not change before its program has ended"]);
            let _ = fs::remove_dir_all(sandbox.path("program"));
        }
    }
}

/// What was there when the program had ended is shown, but it is not what ran.
#[test]
fn a_replaced_source_is_detected() {
    let does = [
        "open(__file__, 'w').close()",
        "open(__file__, 'a').write('# more\\n')",
        // As old as the first, going by its time.
        "os.utime('other.py', (0, 0)); os.replace('other.py', __file__)",
    ];
    for does in does {
        let sandbox = Sandbox::new();
        sandbox.write("other.py", "other = 1\n");
        let program = format!("import os\n{LOOP}{does}\n");
        sandbox.write("program.py", &program);
        let recording = sandbox.run(["--format", "json", "program.py"]).recording();
        let [source] = recording.missing.sources.as_slice() else { panic!("{does}") };
        assert_eq!(source.path, "program.py");
        assert!(source.error.starts_with("it changed while the program ran"), "{source:?}");
        sandbox.write("other.py", "other = 1\n");
        sandbox.write("program.py", &program);
        let mut check = sandbox.specialist();
        see(check.args(["check", "--python"]).arg(any_python()).arg("program.py"))
            .refused(&["program.py ran, but its source is not known: it changed"]);
    }
}

#[test]
fn directories_that_are_gone() {
    let sandbox = Sandbox::new();
    let binary = env!("CARGO_BIN_EXE_specialist");
    let python = any_python().display();
    let program = sandbox.path("point.py");
    for command in ["", "check", "dis", "diff", "combine --save r.json"] {
        let line = format!(
            "mkdir gone && cd gone && rmdir ../gone && \
             exec {binary} {command} --python {python} {}",
            program.display()
        );
        let line = match command {
            "combine --save r.json" | "diff" => {
                line.replace(&format!(" --python {python}"), "").replace("point.py", "point.py x")
            }
            _ => line,
        };
        let seen = see(sandbox.command("/bin/sh").env("PATH", "/usr/bin:/bin").args(["-c", &line]));
        seen.refused(&["the current directory no longer exists; change to one that does"]);
    }
    // While the program runs, it is of no importance.
    sandbox.write("leaves.py", format!("import os\n{LOOP}os.rmdir(os.getcwd())\n"));
    fs::create_dir(sandbox.path("left")).unwrap();
    let mut command = sandbox.on(any_python());
    command.current_dir(sandbox.path("left")).args(["--format", "json", "../leaves.py"]);
    let recording = see(&mut command).well().recording();
    assert!(recording.files[0].path.ends_with("leaves.py"));
}
