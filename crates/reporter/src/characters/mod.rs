//! Tests every character in every text in every format: a reader of the format finds the text
//! again, or its stand-ins, and nothing else.

mod check;
mod readers;
mod recording;

use proptest::prelude::*;
use proptest::test_runner::Config;

/// Every character of the scripts and marks of the first plane, some thousand at a time; those of
/// the other planes that are not letters; those that mean something to a format, among others; and
/// a long text. Ideographs and private-use characters are all alike.
fn texts() -> Vec<String> {
    let first = ('\0'..='\u{33ff}').chain('\u{f900}'..='\u{ffff}').collect::<Vec<_>>();
    let beyond = ('\u{1d100}'..='\u{1d1ff}').chain('\u{e0000}'..='\u{e01ff}');
    let ends = ('\u{10000}'..=char::MAX).filter(|c| *c as u32 & 0xffff >= 0xfffe);
    let beyond = beyond.chain(ends).collect::<String>();
    let in_turn = first.chunks(4096).map(|some| some.iter().collect());
    let attacks = [
        "</script><script>alert(1)</script><!--<script>",
        "]]></failure><failure>&amp;&#0;",
        "\r\n::error file=x::y%0A::warning::%25",
        "|`a``b` **c** [d](e) @f #1 www.g.h https://i.j <k> &lt; ~~l~~ $m$ \\",
        "\x1b]0;title\x07\x1b[2J\u{9b}2J\u{90}q\u{9c}",
        "\" onload=\"x' onload='y",
        " both sides ",
        "\t",
        "#",
        "'' if x else x # y",
        " ",
        "",
    ];
    let long = "long/".repeat(2_000);
    in_turn.chain(attacks.map(str::to_owned)).chain([beyond, long]).collect()
}

/// Short texts of characters, most of which have a meaning somewhere.
fn mixed() -> impl Strategy<Value = String> {
    let marks: Vec<char> = "\0\t\n\r\x0b\x1b\x7f\u{85}\u{9b}\u{2028}\u{202e}\u{fffe}\u{feff} \
        <>&\"'`|*_[]()!~$@#:%,;=\\/-.ax1日"
        .chars()
        .collect();
    prop::collection::vec(prop_oneof![prop::sample::select(marks), any::<char>()], 0..12)
        .prop_map(String::from_iter)
}

/// Each case is written in every format.
fn cases() -> Config {
    Config { cases: 32, failure_persistence: None, ..Config::default() }
}

/// `Char` of XML 1.0; no character of any other plane has an effect.
#[test]
fn all_there_are_have_a_stand_in_or_need_none() {
    for c in '\0'..=char::MAX {
        let shown = crate::Visible(c.encode_utf8(&mut [0; 4])).to_string();
        for c in shown.chars() {
            let is_char = matches!(c,
                '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
            assert!(is_char && !c.is_control(), "{c:?}");
        }
    }
}
