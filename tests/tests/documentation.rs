//! What the documentation says of the code is so.

use std::path::Path;

/// A row of `docs/security.md` names files, and behind each the tests in it.
struct Named<'a> {
    file: &'a str,
    tests: Vec<&'a str>,
}

fn named(page: &str) -> Vec<Named<'_>> {
    let links = page.split("](../").skip(1);
    links
        .filter_map(|link| {
            let (file, behind) = link.split_once(')')?;
            let behind = behind.split(['·', '|', '\n']).next().unwrap_or_default();
            let tests = behind.split('`').skip(1).step_by(2).collect();
            Some(Named { file, tests })
        })
        .collect()
}

#[test]
fn the_security_page_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = named(include_str!("../../docs/security.md"));
    assert!(named.len() > 40, "only {} files are named", named.len());
    for Named { file, tests } in named {
        let source = std::fs::read_to_string(root.join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(
            source.contains("#[test]") || source.contains("engines!") || file.ends_with(".py"),
            "{file} tests nothing"
        );
        for test in tests {
            assert!(
                source.contains(&format!("fn {test}(")),
                "{file} has no test {test}"
            );
        }
    }
}
