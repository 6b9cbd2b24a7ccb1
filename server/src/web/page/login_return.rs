//! Where a login leads back to: a path of this host and nothing else.

const LONGEST: usize = 512;

/// The path, if it is one of this host: what a browser would follow elsewhere is refused.
///
/// A single slash first, no second one after another (`//host` is another host), no backslash
/// (browsers read it as a slash), and only visible ASCII (browsers drop tabs and line breaks).
pub(crate) fn local_path(next: &str) -> Option<&str> {
    let local = next.starts_with('/')
        && next.len() <= LONGEST
        && !next.contains("//")
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    local.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, local_path};
    use url::Url;

    #[test]
    fn paths_of_this_host_are_followed() {
        for path in [
            "/",
            "/jsnm/",
            "/jsnm/credits?certification=a&before=1",
            "/C/ABC",
            "/a:b@c",
        ] {
            assert_eq!(local_path(path), Some(path));
        }
    }

    #[test]
    fn whatever_leads_elsewhere_is_refused() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for hostile in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\\/evil",
            "https://evil.example",
            "http:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            " /jsnm",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\nSet-Cookie: a=b",
            "/\0",
            "jsnm/",
            "?next=/",
            "#",
            "/a//evil.example",
            "/jsnm/../..//evil.example",
            "/日本",
            "/%zz//",
            "@evil",
            ".",
            "..",
            "./x",
            "/ x",
            "\u{2028}/x",
            "／evil",
            &long,
        ] {
            assert_eq!(local_path(hostile), None, "{hostile:?}");
        }
    }

    #[test]
    fn a_browser_that_follows_stays_on_the_host() {
        let base = Url::parse("https://attend.example.org/jsnm/login").unwrap();
        // Every combination of the characters that addresses turn on.
        let alphabet = ["/", "\\", ".", ":", "@", "?", "#", "a", "\t", "%2f", "%5c"];
        let mut tried = vec![String::new()];
        for _ in 0..5 {
            let longer: Vec<String> = tried
                .iter()
                .flat_map(|start| alphabet.iter().map(move |part| format!("{start}{part}")))
                .collect();
            for path in longer.iter().filter_map(|path| local_path(path)) {
                let to = base.join(path).unwrap();
                assert_eq!(to.origin(), base.origin(), "{path:?}");
            }
            tried = longer;
        }
    }
}
