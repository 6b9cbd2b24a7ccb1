//! Just enough of HTML to use the pages as a browser without script does.

/// A form of a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Its fields with what they hold.
    pub fields: Vec<(String, String)>,
}

/// The forms of a page.
#[must_use]
pub fn forms(page: &str) -> Vec<Form> {
    elements(page, "form")
        .into_iter()
        .map(|(tag, inside)| Form {
            action: attribute(&tag, "action").unwrap_or_default(),
            fields: fields(&inside),
        })
        .collect()
}

fn fields(form: &str) -> Vec<(String, String)> {
    tags(form)
        .into_iter()
        .filter(|tag| matches!(tag_name(tag), "input" | "textarea" | "select" | "button"))
        .filter_map(|tag| {
            Some((
                attribute(&tag, "name")?,
                attribute(&tag, "value").unwrap_or_default(),
            ))
        })
        .collect()
}

/// Where the links of a page lead.
#[must_use]
pub fn links(page: &str) -> Vec<String> {
    tags(page)
        .into_iter()
        .filter(|tag| tag_name(tag) == "a")
        .filter_map(|tag| attribute(&tag, "href"))
        .collect()
}

/// What a reader sees, without the tags.
#[must_use]
pub fn text(page: &str) -> String {
    let mut rest = page.to_owned();
    for hidden in ["style", "script"] {
        for (tag, inside) in elements(page, hidden) {
            rest = rest.replace(&format!("{tag}{inside}"), "");
        }
    }
    let mut text = String::new();
    let mut in_tag = false;
    for character in rest.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if !in_tag => text.push(character),
            _ => {}
        }
    }
    unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The tags of a page as they stand there, `<` and `>` included.
#[must_use]
pub fn tags(page: &str) -> Vec<String> {
    page.match_indices('<')
        .filter_map(|(start, _)| {
            let length = page[start..].find('>')?;
            Some(page[start..=start + length].to_owned())
        })
        .collect()
}

/// Elements that don't stand within one another: the opening tag and what is inside.
fn elements(page: &str, name: &str) -> Vec<(String, String)> {
    let closing = format!("</{name}>");
    page.match_indices(&format!("<{name}"))
        .filter_map(|(start, _)| {
            let tag_end = start + page[start..].find('>')? + 1;
            let end = tag_end + page[tag_end..].find(&closing)?;
            Some((
                page[start..tag_end].to_owned(),
                page[tag_end..end].to_owned(),
            ))
        })
        .collect()
}

fn tag_name(tag: &str) -> &str {
    tag.trim_start_matches('<')
        .split(|character: char| !character.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| unescape(value))
}

fn unescape(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (escaped, character)| {
        text.replace(escaped, character)
    })
}

#[cfg(test)]
mod tests {
    use super::{forms, links, text};

    const PAGE: &str = r#"<style>p{}</style><a href="/a?b&amp;c">x</a>
        <form method="post" action="/go"><input type="hidden" name="k" value="1&#34;"><button>Go &lt;3</button></form>"#;

    #[test]
    fn a_page_is_taken_apart() {
        assert_eq!(links(PAGE), ["/a?b&c"]);
        assert_eq!(forms(PAGE)[0].action, "/go");
        assert_eq!(forms(PAGE)[0].fields, [("k".to_owned(), "1\"".to_owned())]);
        assert_eq!(text(PAGE), "x Go <3");
    }
}
