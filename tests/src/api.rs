//! An app that speaks the JSON API.

use crate::demo::Member;
use crate::server::Server;
use reqwest::header::HeaderMap;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder};
use serde_json::{Value, json};

/// An app, logged in or not.
#[derive(Debug, Clone)]
pub struct Api {
    http: Client,
    /// The society's part of the API: `http://…/api/v1/jsnm`.
    pub base: String,
    /// The access token.
    pub token: Option<String>,
    /// The refresh token.
    pub refresh: Option<String>,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What was asked, for messages.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// A client whose requests have connections of their own: a server may close one after a body that
/// it did not want to read to its end, and what is sent there next would be lost.
pub fn without_reuse() -> ClientBuilder {
    Client::builder().pool_max_idle_per_host(0)
}

impl Api {
    /// An app that has not logged in.
    #[must_use]
    pub fn anonymous(server: &Server, society: &str) -> Self {
        Self {
            http: without_reuse()
                .build()
                .unwrap_or_else(|error| panic!("no HTTP client: {error}")),
            base: format!("{}/api/v1/{society}", server.address),
            token: None,
            refresh: None,
        }
    }

    /// An app in a member's hands.
    ///
    /// # Panics
    /// The login is refused.
    pub async fn log_in(server: &Server, society: &str, member: &Member) -> Self {
        let mut api = Self::anonymous(server, society);
        let answered = api.log_in_as(&member.member_number, &member.password).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
        api.token = answered.json()["access_token"].as_str().map(str::to_owned);
        api.refresh = answered.json()["refresh_token"].as_str().map(str::to_owned);
        assert!(
            api.token.is_some() && api.refresh.is_some(),
            "no token in {}",
            answered.text()
        );
        api
    }

    /// A login with that number and password.
    pub async fn log_in_as(&self, number: &str, password: &str) -> Answered {
        self.post(
            "/login",
            &json!({ "member_number": number, "password": password }),
        )
        .await
    }

    /// Presents a refresh token for new tokens.
    pub async fn exchange(&self, refresh: &str) -> Answered {
        self.post("/token", &json!({ "refresh_token": refresh }))
            .await
    }

    /// A request, ready to be added to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answered {
        Answered::to(self.request(Method::GET, path)).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        Answered::to(self.request(Method::POST, path).json(body)).await
    }

    /// A check-in with that code, by a request of its own.
    pub async fn check_in(&self, code: &str) -> Answered {
        self.check_in_as(&json!({ "code": code }), &uuid::Uuid::new_v4().to_string())
            .await
    }

    /// A check-in with that body and idempotency key.
    pub async fn check_in_as(&self, body: &Value, key: &str) -> Answered {
        Answered::to(
            self.request(Method::POST, "/check-ins")
                .header("Idempotency-Key", key)
                .json(body),
        )
        .await
    }

    /// All attendances, page by page.
    ///
    /// # Panics
    /// A page is refused, or the pages don't end.
    pub async fn attendances(&self) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        for _ in 0..200 {
            let page = self
                .get(&format!("/me/attendances?limit=50{cursor}"))
                .await
                .expect_status(200)
                .json();
            found.extend(page["attendances"].as_array().cloned().unwrap_or_default());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
        panic!("the list of attendances does not end");
    }

    /// How many attendances the member has of that session.
    pub async fn attendances_of(&self, session: &str) -> usize {
        let all = self.attendances().await;
        all.iter()
            .filter(|attendance| attendance.to_string().contains(session))
            .count()
    }
}

impl Answered {
    /// Sends a request and reads the answer to its end.
    ///
    /// # Panics
    /// There is no answer.
    pub async fn to(request: RequestBuilder) -> Self {
        Self::try_to(request)
            .await
            .unwrap_or_else(|error| panic!("no answer: {error:?}"))
    }

    /// The same where the connection may break.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn try_to(request: RequestBuilder) -> Result<Self, reqwest::Error> {
        let (client, request) = request.build_split();
        let request = request?;
        let asked = format!("{} {}", request.method(), request.url());
        let answer = client.execute(request).await?;
        Ok(Self {
            asked,
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await?.to_vec(),
        })
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error} in {}", self.asked, self.text()))
    }

    /// A header's value, empty when absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The same answer, if it has that status.
    ///
    /// # Panics
    /// It has another.
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// The same answer, if it is a problem (RFC 9457) of that status and code, whole and in words.
    ///
    /// # Panics
    /// It is another, or none.
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        self.assert_is_problem();
        let problem = self.json();
        assert_eq!(
            (self.status, problem["code"].as_str()),
            (status, Some(code)),
            "{}: {problem}",
            self.asked
        );
        self
    }

    /// Fails if this is not a refusal in the form that the API documents.
    ///
    /// # Panics
    /// It is none.
    pub fn assert_is_problem(&self) {
        let what = format!("{} answered {}: {}", self.asked, self.status, self.text());
        assert!((400..500).contains(&self.status), "{what}");
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        let problem = self.json();
        assert_eq!(
            problem["status"].as_u64(),
            Some(u64::from(self.status)),
            "{what}"
        );
        for field in ["type", "title", "code", "detail", "request_id"] {
            assert!(
                problem[field].as_str().is_some_and(|text| !text.is_empty()),
                "no {field}: {what}"
            );
        }
    }
}
