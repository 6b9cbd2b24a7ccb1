//! A person with a browser that runs no script.

use crate::api::{Answered, without_reuse};
use crate::demo::Member;
use crate::html::{self, Form};
use crate::server::Server;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};

/// A browser without script: it keeps cookies, follows links and sends forms.
#[derive(Debug, Clone)]
pub struct Visitor {
    http: Client,
    /// The server's address.
    pub address: String,
}

impl Visitor {
    /// Somebody who was never there before and reads Japanese.
    ///
    /// # Panics
    /// There is no HTTP client.
    #[must_use]
    pub fn new(server: &Server) -> Self {
        let http = without_reuse()
            .cookie_store(true)
            .redirect(Policy::none())
            .build()
            .unwrap_or_else(|error| panic!("no HTTP client: {error}"));
        Self {
            http,
            address: server.address.clone(),
        }
    }

    /// Somebody who has logged in by the society's login page.
    ///
    /// # Panics
    /// There is no such page, or it refuses.
    pub async fn logged_in(server: &Server, society: &str, member: &Member) -> Self {
        let visitor = Self::new(server);
        let page = visitor
            .get(&format!("/{society}/login"))
            .await
            .expect_status(200);
        let form = page.form("/login");
        let answered = visitor
            .send(
                &form,
                &[
                    ("member_number", &member.member_number),
                    ("password", &member.password),
                ],
            )
            .await;
        assert_eq!(answered.status, 303, "{}", answered.text());
        visitor
    }

    /// A request as a browser of this site makes it.
    pub fn request(&self, method: Method, target: &str) -> RequestBuilder {
        let url = if target.starts_with("http") || target.starts_with("HTTP") {
            target.to_owned()
        } else {
            format!("{}{target}", self.address)
        };
        let from_a_form = method == Method::POST;
        let request = self
            .http
            .request(method, url)
            .header("accept-language", "ja");
        if from_a_form {
            request
                .header("origin", &self.address)
                .header("sec-fetch-site", "same-origin")
        } else {
            request
        }
    }

    /// Follows a link; a redirect is not followed.
    pub async fn get(&self, target: &str) -> Answered {
        Answered::to(self.request(Method::GET, target)).await
    }

    /// Sends a form, with these fields filled in.
    pub async fn send(&self, form: &Form, filled_in: &[(&str, &str)]) -> Answered {
        let mut fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .filter(|(name, _)| filled_in.iter().all(|(filled, _)| filled != name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.extend(filled_in);
        self.post(&form.action, &fields).await
    }

    /// Sends fields; a redirect is not followed.
    pub async fn post(&self, target: &str, fields: &[(&str, &str)]) -> Answered {
        Answered::to(self.request(Method::POST, target).form(fields)).await
    }

    /// Goes where a redirect leads.
    ///
    /// # Panics
    /// The answer is no redirect.
    pub async fn follow(&self, answered: &Answered) -> Answered {
        assert!(
            (300..400).contains(&answered.status),
            "{}: {}",
            answered.status,
            answered.text()
        );
        self.get(answered.header("location")).await
    }
}

impl Answered {
    /// The page's form whose action contains that.
    ///
    /// # Panics
    /// The page has none.
    #[must_use]
    pub fn form(&self, action: &str) -> Form {
        let page = self.text();
        html::forms(&page)
            .into_iter()
            .find(|form| form.action.contains(action))
            .unwrap_or_else(|| panic!("{} has no form for {action}: {page}", self.asked))
    }

    /// What a reader of the page sees.
    #[must_use]
    pub fn seen(&self) -> String {
        html::text(&self.text())
    }
}
