//! The pages of rules as HTML.

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

/// A page without its title. Markup in it becomes text; an example with before and after is shown
/// side by side.
pub(super) fn body(markdown: &str) -> String {
    let mut out = String::with_capacity(2 * markdown.len());
    let mut events = Parser::new(markdown);
    let mut shown = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if level as usize == 1 => {
                events.by_ref().find(|event| matches!(event, Event::End(TagEnd::Heading(_))));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                let lines = events.by_ref().map_while(|event| match event {
                    Event::Text(text) => Some(text),
                    _ => None,
                });
                let code = lines.fold(String::new(), |code, line| code + &line);
                shown.push(Event::Html(block(&code)));
            }
            Event::Html(text) | Event::InlineHtml(text) => shown.push(Event::Text(text)),
            event => shown.push(event),
        }
    }
    html::push_html(&mut out, shown.into_iter());
    out
}

/// A block of code; `# before` and `# after` in its first line are the two of a pair.
fn block(code: &str) -> CowStr<'static> {
    let (title, code) = match code.split_once('\n') {
        Some(("# before", code)) => (Some("Before"), code),
        Some(("# after", code)) => (Some("After"), code),
        _ => (None, code),
    };
    let mut out = String::new();
    if title == Some("Before") {
        out.push_str("<div class=\"pair\">");
    }
    let code = code.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let code = format!("<pre><code>{code}</code></pre>");
    if let Some(title) = title {
        let class = title.to_lowercase();
        push!(out, "<figure class=\"{class}\"><figcaption>{title}</figcaption>{code}</figure>");
    } else {
        out.push_str(&code);
    }
    if title == Some("After") {
        out.push_str("</div>");
    }
    out.push('\n');
    out.into()
}
