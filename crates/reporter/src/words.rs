//! The sentences that reports say about findings, and texts cut to a width.

use recording::Certainty;
use sites::{Measure, RankedSite};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::evidence::in_words;
use crate::summary::grouped;
use crate::visible::Visible;

/// ``SPC101: `+` has no specialized form for int and float (5 failed attempts in 100 executions,
/// 12% of samples)``, or what is known without a reason. Samples are included if they decide what
/// is hot. No final period.
pub(crate) fn sentence(site: &RankedSite, measure: Measure) -> String {
    let mut facts = facts(site, measure);
    let Some(reason) = site.reason() else {
        let base = Visible(&site.instruction.base);
        let mut sentence = format!("{base} is {}", site.trouble.name());
        if !facts.is_empty() {
            push!(sentence, ": {}", facts.join(", "));
        }
        return sentence;
    };
    let sentence = format!("{}: {}", Visible(&reason.code), Visible(&reason.message));
    if reason.evidence == Certainty::Inferred {
        facts.insert(0, "inferred".into());
    }
    if !facts.is_empty() {
        let facts = facts.join(", ");
        // A message may end with parentheses of its own.
        let (open, close) = if sentence.ends_with(')') { ("; ", "") } else { (" (", ")") };
        return format!("{sentence}{open}{facts}{close}");
    }
    sentence
}

/// What is known about a site besides its reason.
pub(crate) fn facts(site: &RankedSite, measure: Measure) -> Vec<String> {
    let evidence = site.instruction.evidence.as_deref();
    let mut facts: Vec<String> = evidence.and_then(in_words).into_iter().collect();
    facts.extend(respecialized(site.flaps));
    if let Measure::Samples { of } = measure
        && site.samples > 0
    {
        facts.extend(percent(site.samples, of).map(|percent| format!("{percent} of samples")));
    }
    facts
}

/// `re-specialized 3 times`; `None` for never.
fn respecialized(flaps: u32) -> Option<String> {
    match flaps {
        0 => None,
        1 => Some("re-specialized once".into()),
        _ => Some(format!("re-specialized {} times", grouped(flaps as usize))),
    }
}

/// `12%`; `None` if the total is not known.
pub(crate) fn percent(samples: u64, of: u64) -> Option<String> {
    // Far below 2^52, and rounded anyway.
    #[expect(clippy::cast_precision_loss)]
    let percent = 100.0 * samples as f64 / of as f64;
    let known = 0 < of && samples <= of;
    known.then(|| match percent {
        0.1..9.95 => format!("{percent:.1}%"),
        9.95.. => format!("{percent:.0}%"),
        _ => "less than 0.1%".into(),
    })
}

/// Source on one line of at most `width` columns: each run of white space becomes one space, and
/// text that is too long loses its middle.
pub(crate) fn excerpt(source: &str, width: usize) -> String {
    // Only the beginning and the end of a long text are shown. A stand-in has at least one column.
    let near = 4 * width + 4;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match (source.char_indices().nth(near), source.char_indices().nth_back(near)) {
        (Some((head, _)), Some((tail, _))) if head < tail => {
            format!("{}…{}", words(&source[..head]), words(&source[tail..]))
        }
        _ => words(source),
    };
    let room = width.saturating_sub(1);
    without_middle(&Visible(&text).to_string(), width, room - room / 2)
}

/// A path in at most `width` columns. A longer one loses directories from the left or, if the file's
/// name alone is too long, its middle.
pub(crate) fn short_path(path: &str, width: usize) -> String {
    if path.width() <= width {
        return path.to_owned();
    }
    // From the right: a path may be very long, but the part that fits is short.
    let ends = path.rmatch_indices('/').map(|(at, _)| format!("…{}", &path[at..]));
    let short = ends.take_while(|short| short.width() <= width).last();
    short.unwrap_or_else(|| without_middle(path, width, width / 3))
}

/// A text in at most `width` columns. If it has to be cut, `head` of these are its beginning.
fn without_middle(text: &str, width: usize, head: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let fitting = |parts: &mut dyn Iterator<Item = (usize, &str)>, room: usize| {
        let mut used = 0;
        parts
            .take_while(|(_, part)| {
                used += part.width();
                used <= room
            })
            .last()
            .map(|(at, part)| at..at + part.len())
    };
    let tail = width.saturating_sub(head + 1);
    // By grapheme, because half of one may be as wide as all of it.
    let head = fitting(&mut text.grapheme_indices(true), head).map_or(0, |last| last.end);
    let tail = fitting(&mut text.grapheme_indices(true).rev(), tail);
    let tail = tail.map_or(text.len(), |first| first.start);
    format!("{}…{}", &text[..head], &text[tail..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Failing, at, because, failed, file, knowing, recording};
    use sites::Ranking;

    #[test]
    fn facts_follow_those_of_the_message() {
        let said = |message| {
            let evidence = because("SPC1", message, failed(5, 100, 0));
            let site = knowing(evidence, at([1, 0, 1, 1], "CALL", "1", Failing));
            let recording = recording(vec![file("a.py", "a", vec![site])]);
            sentence(&Ranking::new(&recording).all[0], Measure::Nothing)
        };
        let facts = "5 failed attempts in 100 executions";
        assert_eq!(said("no"), format!("SPC1: no ({facts})"));
        assert_eq!(said("no (in 1 of 2)"), format!("SPC1: no (in 1 of 2); {facts}"));
    }

    #[test]
    fn shares_are_as_exact_as_they_are_large() {
        assert_eq!(percent(1, 0), None);
        assert_eq!(percent(2, 1), None);
        let told = |samples, of| percent(samples, of).unwrap();
        assert_eq!(told(1, 3), "33%");
        assert_eq!(told(994, 10_000), "9.9%");
        assert_eq!(told(996, 10_000), "10%");
        assert_eq!(told(1, 100_000), "less than 0.1%");
        assert_eq!(told(7, 7), "100%");
    }

    #[test]
    fn excerpts_keep_both_ends() {
        assert_eq!(excerpt("a +\n\t b", 20), "a + b");
        assert_eq!(excerpt("self.points[index].x", 11), "self.…ex].x");
        assert_eq!(excerpt("日本日本日本", 6), "日…本");
        assert_eq!(excerpt("\x1b[2J", 20), "␛[2J");
        assert_eq!(excerpt(&"x".repeat(1_000_000), 5), "xx…xx");
        assert_eq!(excerpt("abc", 0), "…");
    }

    #[test]
    fn paths_lose_directories_before_anything_else() {
        assert_eq!(short_path("a/b.py", 6), "a/b.py");
        assert_eq!(short_path("package/a/sub/module.py", 22), "…/a/sub/module.py");
        assert_eq!(short_path("/usr/lib/python3/json/decoder.py", 23), "…/json/decoder.py");
        assert_eq!(short_path("package/sub/module.py", 14), "…/module.py");
        assert_eq!(short_path("日本/日本日本.py", 13), "…/日本日本.py");
        assert_eq!(short_path("e\u{301}e\u{301}e\u{301}e\u{301}", 3), "e\u{301}…e\u{301}");
        assert_eq!(short_path("👩\u{200d}🔬👩\u{200d}🔬👩\u{200d}🔬", 5), "…👩\u{200d}🔬");
        for width in 0..9 {
            assert!(short_path("日本/日本日本.py", width).width() <= width.max(1));
        }
    }
}
