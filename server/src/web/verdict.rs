//! The office's word on something that waits for it, as its forms send it.

use serde::Deserialize;

/// Yes or no, and why.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    verdict: String,
    /// Why, as it was typed.
    #[serde(default)]
    pub(crate) reason: String,
}

impl Said {
    /// Whether it is a yes. Whatever else a form sends grants nothing, changes nothing and deletes nothing.
    pub(crate) fn accepts(&self) -> bool {
        self.verdict == "accept"
    }
}

#[cfg(test)]
mod tests {
    use super::Said;
    use serde_json::json;

    #[test]
    fn only_a_clear_yes_is_one() {
        for (sent, accepts) in [
            (json!({ "verdict": "accept", "reason": "x" }), true),
            (json!({ "verdict": "decline" }), false),
            (json!({ "verdict": "Accept" }), false),
            (json!({ "verdict": "accept " }), false),
            (json!({ "reason": "accept" }), false),
            (json!({}), false),
        ] {
            let said: Said = serde_json::from_value(sent.clone()).unwrap();
            assert_eq!(said.accepts(), accepts, "{sent}");
        }
    }
}
