//! Handmade recordings.

use recording::{Exception, File, Instruction, Recording};

pub(crate) use recording::State::{Cold, Failing, Plain, Specialized};
pub(crate) use test_support::by_hand::*;

/// The method `shifted`: two additions, one of which fails, and a call that is cold.
pub(crate) fn point() -> File {
    let source = "class Point:\n    def shifted(self, dx):\n        \
                  x = dx + self.x\n        return type(self)(x)\n";
    let shifted = code(
        "Point.shifted",
        2,
        vec![
            Instruction { span: Some([2, 4, 2, 4].into()), ..at([0; 4], "RESUME", "", Plain) },
            at([3, 12, 3, 14], "LOAD_FAST__LOAD_FAST/LOAD_FAST", "dx", Specialized),
            Instruction {
                covered_by: Some(2),
                ..at([3, 17, 3, 21], "LOAD_FAST", "self", Specialized)
            },
            at([3, 17, 3, 23], "LOAD_ATTR_INSTANCE_VALUE/LOAD_ATTR", "x", Specialized),
            at([3, 12, 3, 23], "BINARY_OP", "+", Failing),
            at([3, 8, 3, 9], "STORE_FAST", "x", Plain),
            at([4, 15, 4, 19], "LOAD_GLOBAL_BUILTIN/LOAD_GLOBAL", "NULL + type", Specialized),
            at([4, 20, 4, 24], "LOAD_FAST", "self", Plain),
            at([4, 15, 4, 25], "CALL_NO_KW_TYPE_1/CALL", "1", Specialized),
            at([4, 26, 4, 27], "LOAD_FAST", "x", Plain),
            at([4, 15, 4, 28], "CALL", "1", Cold),
            at([4, 8, 4, 28], "RETURN_VALUE", "", Plain),
        ],
    );
    let module = code(
        "<module>",
        1,
        vec![
            at([1, 0, 4, 28], "LOAD_BUILD_CLASS", "", Plain),
            at([1, 0, 4, 28], "CALL", "2", Cold),
            at([1, 0, 4, 28], "STORE_NAME", "Point", Plain),
        ],
    );
    File { code: vec![module, shifted], ..file("point.py", source, Vec::new()) }
}

/// Files with a failing site each, of which nothing is known, at paths of every width.
pub(crate) fn many(files: usize) -> Recording {
    let path = |number: usize| {
        let wide = ["日本/", "a", "e\u{301}", "👩\u{200d}🔬"][number % 4].repeat(number / 4 % 50);
        format!("package/{wide}/{number}.py")
    };
    let site = || at([1, 0, 1, 1], "CALL", "", Failing);
    recording((0..files).map(|number| file(&path(number), "a\n", vec![site()])).collect())
}

/// A program that tries to harm whoever displays it.
pub(crate) fn hostile() -> Recording {
    let source = concat!(
        "s = '</script><script>alert(1)</script>' + \"&amp;\"\n",
        "\t日本 = '\x1b[2J\x1b]0;x\x07' # \u{202e}oof\u{2066} \u{2028} \x0c e\u{301}\r\n",
        "  \n",
        "end"
    );
    let attack = "\"><img src=x onerror=alert(1)>\u{202e}\u{2028}\x1b[31m";
    let mut file = file(
        attack,
        source,
        vec![
            at([1, 4, 1, 41], "LOAD_CONST", "'</script><!--\u{2028}&'", Specialized),
            at([1, 0, 1, 51], "BINARY_OP", "+\u{202e}\x1b", Failing),
            at([2, 2, 2, 3], "STORE_NAME/STORE_<b>", "cut in a character", Specialized),
            at([2, 1, 4, 2], "CALL", "over lines", Failing),
            at([4, 1, 4000, 4], "CALL", "past the end", Specialized),
            at([0, 0, 0, 0], "CALL", "before the beginning", Failing),
            at([9, 9, 9, 9], "CALL", "nowhere", Failing),
            at([4, 2, 4, 1], "CALL", "backwards", Failing),
            at([u32::MAX; 4], "CALL", "far", Failing),
        ],
    );
    file.code[0].qualname = "<script>f\u{2029}".into();
    let mut twin = file.clone();
    twin.path = attack.replace('"', "'");
    let mut recording = recording(vec![file, twin]);
    recording.program.target = attack.into();
    recording.engine.implementation = "<i>py</i>".into();
    recording.warnings = vec!["<script>warn()</script>\nsecond line".into()];
    recording.outcome.exit_status = 1;
    recording.outcome.exception = Some(Exception {
        kind: "Bad<br>Error".into(),
        message: "</title>\x1b[0m\nmore".into(),
        traceback: "Traceback (most recent call last):\n  \u{202e}<b>\n".into(),
    });
    recording
}

/// All pages: the index, those of files, their walkthroughs, then the others, each in order of name.
pub(crate) fn pages(recording: &Recording, options: crate::Options) -> Vec<(String, String)> {
    use crate::html::{INDEX, is_main, is_of_rule, is_walkthrough};
    use rayon::iter::ParallelIterator as _;
    let pages: Result<Vec<_>, _> = crate::html::pages(recording, &options).collect();
    let mut pages = pages.unwrap();
    pages.sort_by_key(|(name, _)| {
        let is_of_all = is_main(name) || is_of_rule(name);
        (name != INDEX, is_of_all, is_walkthrough(name), name.clone())
    });
    pages
}
