//! The markup of notices: Markdown without its dangerous parts. The one place where a page gets HTML
//! that no template wrote; whatever leaves it is made of the elements below and nothing else.

use askama::filters::HtmlSafe;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use std::fmt;

/// Lists and quotations inside each other; what is deeper loses its frame, not its words.
const DEEPEST: usize = 8;
/// Where a link may lead.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// HTML that was made here from a notice's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// A notice's text as a page shows it: paragraphs, headings below the page's own, lists, quotations,
/// emphasis, code, and links to `http`, `https`, `mailto` and `tel`. HTML is shown as it was typed;
/// an image is its description.
pub(crate) fn page(markdown: &str) -> Html {
    let mut text = String::new();
    html::push_html(&mut text, harmless(markdown).into_iter());
    Html(text)
}

/// The events of a text, without what must not stand on a page.
fn harmless(markdown: &str) -> Vec<Event<'_>> {
    let mut kept = Kept::default();
    for event in Parser::new_ext(markdown, Options::empty()) {
        kept.take(event);
    }
    kept.events
}

/// What was let through so far.
#[derive(Default)]
struct Kept<'a> {
    events: Vec<Event<'a>>,
    /// For each link that is open, whether it was let through.
    links: Vec<bool>,
    depth: usize,
    /// The level of the heading before, so that none is skipped.
    heading: u8,
    open_heading: Option<HeadingLevel>,
}

impl<'a> Kept<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // HTML is words here.
            Event::Html(text) | Event::InlineHtml(text) => self.events.push(Event::Text(text)),
            // Who writes Japanese breaks a line where it is to break.
            Event::SoftBreak => self.events.push(Event::HardBreak),
            Event::Text(_) | Event::Code(_) | Event::HardBreak | Event::Rule => {
                self.events.push(event);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let dest_url = if link_type == LinkType::Email {
                    CowStr::from(format!("mailto:{dest_url}"))
                } else {
                    dest_url
                };
                let led = may_lead(&dest_url);
                self.links.push(led);
                if led {
                    self.events.push(Event::Start(link(dest_url)));
                }
            }
            Tag::Heading { level, .. } => {
                // The page's heading is h1, and the section around the text has none.
                let wanted = (level as u8).saturating_add(1).min(4);
                let level = wanted.min(self.heading.max(1) + 1);
                self.heading = level;
                let level = if level == 2 {
                    HeadingLevel::H2
                } else if level == 3 {
                    HeadingLevel::H3
                } else {
                    HeadingLevel::H4
                };
                self.open_heading = Some(level);
                self.events.push(Event::Start(Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Tag::List(_) | Tag::BlockQuote(_) | Tag::Item => {
                self.depth += 1;
                if self.depth <= DEEPEST {
                    self.events.push(Event::Start(tag));
                }
            }
            // A block of HTML is a paragraph of words.
            Tag::HtmlBlock => self.events.push(Event::Start(Tag::Paragraph)),
            Tag::Paragraph | Tag::Emphasis | Tag::Strong => self.events.push(Event::Start(tag)),
            Tag::CodeBlock(_) => self.events.push(Event::Start(Tag::CodeBlock(
                pulldown_cmark::CodeBlockKind::Indented,
            ))),
            // An image is what stands between its brackets.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link if self.links.pop() == Some(true) => self.events.push(Event::End(tag)),
            TagEnd::Heading(_) => {
                if let Some(level) = self.open_heading.take() {
                    self.events.push(Event::End(TagEnd::Heading(level)));
                }
            }
            TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::Item => {
                if self.depth <= DEEPEST {
                    self.events.push(Event::End(tag));
                }
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::HtmlBlock => self.events.push(Event::End(TagEnd::Paragraph)),
            TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::CodeBlock => {
                self.events.push(Event::End(tag));
            }
            _ => {}
        }
    }
}

fn link(dest_url: CowStr<'_>) -> Tag<'_> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url,
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }
}

/// Whether a link may lead there: a whole address with a scheme that opens nothing by itself.
fn may_lead(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let known = SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    known && !rest.is_empty() && !address.chars().any(char::is_control)
}

/// The same text as a mail has it: without signs, each link followed by its address.
pub(crate) fn mail(markdown: &str) -> String {
    let mut plain = Plain::default();
    for event in harmless(markdown) {
        plain.take(event);
    }
    plain.text.trim().to_owned()
}

/// A text being written without markup.
#[derive(Default)]
struct Plain<'a> {
    text: String,
    /// Addresses of links that are open, and where their words begin.
    links: Vec<(CowStr<'a>, usize)>,
    /// The next number of each list that is open; none where it has points.
    lists: Vec<Option<u64>>,
}

impl<'a> Plain<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::HardBreak => self.text.push('\n'),
            Event::Rule => self.text.push_str("----------\n\n"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links.push((dest_url, self.text.len()));
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Start(Tag::List(first)) => {
                self.end_line();
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.end_line();
                self.text.push('\n');
            }
            Event::Start(Tag::Item) => self.item(),
            Event::End(TagEnd::Item) => self.end_line(),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                self.end_line();
                if self.lists.is_empty() {
                    self.text.push('\n');
                }
            }
            _ => {}
        }
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn item(&mut self) {
        self.end_line();
        let indent = self.lists.len().saturating_sub(1) * 2;
        self.text.extend(std::iter::repeat_n(' ', indent));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.text.push_str(&format!("{number}. "));
                *number += 1;
            }
            _ => self.text.push_str("- "),
        }
    }

    fn end_link(&mut self) {
        let Some((address, begins)) = self.links.pop() else {
            return;
        };
        let words = self.text.get(begins..).unwrap_or_default();
        if words != &*address {
            self.text.push_str(&format!(" ( {address} )"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{mail, page};
    use crate::web::page::samples::HOSTILE;
    use proptest::prelude::*;

    /// Elements that a text may become.
    const ELEMENTS: [&str; 16] = [
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "em",
        "strong",
        "code",
        "pre",
        "a",
        "br",
        "hr",
        "ol start",
    ];

    /// Checks that the HTML has known elements only, and links that lead outside safely.
    fn assert_harmless(html: &str) {
        for part in html.split('<').skip(1) {
            let tag = part.split('>').next().unwrap();
            let name = tag.trim_start_matches('/').trim_end_matches('/').trim();
            if let Some(address) = name.strip_prefix("a href=\"") {
                let address = address.strip_suffix('"').unwrap();
                assert!(!address.contains('"'), "{html}");
                let scheme = address.split(':').next().unwrap().to_lowercase();
                assert!(
                    ["http", "https", "mailto", "tel"].contains(&&*scheme),
                    "{html}"
                );
                continue;
            }
            let name = name.split("=\"").next().unwrap();
            assert!(ELEMENTS.contains(&name), "<{tag}> in {html}");
        }
    }

    #[test]
    fn what_an_office_needs_is_there() {
        let html = page("# 総会\n\n**日時** 11月20日\n場所 [会場](https://example.org/a?b=1&c=2)\n\n1. 受付\n2. 開会\n\n- 点\n\n> 引用\n\n`code` <office@example.org>").to_string();
        assert_harmless(&html);
        for part in [
            "<h2>総会</h2>",
            "<strong>日時</strong> 11月20日<br />",
            "<a href=\"https://example.org/a?b=1&amp;c=2\">会場</a>",
            "<li>開会</li>",
            "<blockquote>",
            "<code>code</code>",
            "href=\"mailto:office@example.org\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn nothing_in_a_text_becomes_a_script() {
        let hostile = [
            HOSTILE,
            "<script>alert(1)</script>",
            "<div onclick=alert(1)>\n\nx",
            "[a](javascript:alert(1))",
            "[a](JAVASCRIPT:alert(1)) [b](data:text/html,x) [c](//evil.example) [d](/jsnm/logout)",
            "![x](https://evil.example/pixel.png \"t\")",
            "[a](https://x.example/\"onmouseover=alert(1))",
            "[a](<https://x.example/ \"onmouseover=alert(1)>)",
            "<javascript:alert(1)>",
            "[a][1]\n\n[1]: javascript:alert(1)",
            "[![x](https://a.example/b)](vbscript:x)",
            "```\"><svg onload=alert(1)>\nx\n```",
            "&lt;script&gt;",
        ];
        for text in hostile {
            let html = page(text).to_string();
            assert_harmless(&html);
            assert!(!html.contains("<img") && !html.contains("<s"), "{html}");
        }
        assert!(
            page("![会場図](https://a.example/b)")
                .to_string()
                .contains("会場図")
        );
    }

    #[test]
    fn headings_follow_each_other_without_a_gap() {
        let html = page("### 三\n\n# 一\n\n###### 六\n\n###### 六").to_string();
        let levels: Vec<&str> = html.matches("<h2>").chain(html.matches("<h3>")).collect();
        assert_eq!(levels, ["<h2>", "<h2>", "<h3>"]);
        assert!(html.contains("<h4>六</h4>"), "{html}");
    }

    #[test]
    fn depth_without_end_is_flat() {
        let deep = format!("{} 深い", ">".repeat(5_000));
        let html = page(&deep).to_string();
        assert_eq!(html.matches("<blockquote>").count(), 8);
        assert!(html.contains("深い"));
        assert!(mail(&deep).contains("深い"));
    }

    #[test]
    fn a_mail_has_words_and_addresses() {
        let text = "## 総会\n\n[会場](https://example.org/) です。\n次の行\n\n1. 受付\n   - 名札\n2. 開会\n\nhttps <https://a.example/>";
        assert_eq!(
            mail(text),
            "総会\n\n会場 ( https://example.org/ ) です。\n次の行\n\n1. 受付\n  - 名札\n\n2. 開会\n\nhttps https://a.example/"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_out(text in "[ \\n#>*_`\\[\\]()<>\"'&:/!a-z\\-0-9.]{0,200}") {
            assert_harmless(&page(&text).to_string());
            mail(&text);
        }
    }
}
