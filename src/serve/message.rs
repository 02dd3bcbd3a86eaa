//! A request and a reply, as the designs see them. They know nothing of sockets.

use std::net::IpAddr;

use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{HeaderMap, Method, Response, StatusCode};

/// A request, read whole.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its method.
    pub method: Method,
    /// The path as sent, without a query and not decoded.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, within the limit of [`http`](super::http).
    pub body: Bytes,
    /// Who sent it. A client of IPv4 on a socket of IPv6 is one of IPv4.
    pub peer: IpAddr,
}

/// What is sent back.
#[derive(Debug)]
pub enum Reply {
    /// This response.
    Say(Response<Bytes>),
    /// The connection is closed without a word, as where a handler of the original crashed.
    Drop,
}

impl Reply {
    /// A response of one kind of content.
    pub fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        Self::Say(response).with(CONTENT_TYPE, HeaderValue::from_static(kind))
    }

    /// Words.
    pub fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text.into())
    }

    /// A JSON value on a line of its own.
    pub fn json(status: StatusCode, value: &serde_json::Value) -> Self {
        Self::new(status, "application/json", format!("{value}\n"))
            .with(CACHE_CONTROL, HeaderValue::from_static("no-store"))
    }

    /// A file of a front end, which loads nothing from anywhere else.
    pub fn file(kind: &'static str, body: &'static str) -> Self {
        const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
        Self::new(StatusCode::OK, kind, body)
            .with(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))
            .with(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
            .with(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
    }

    /// Adds a header.
    #[must_use]
    pub fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        match self {
            Self::Say(mut response) => {
                response.headers_mut().insert(name, value);
                Self::Say(response)
            }
            Self::Drop => Self::Drop,
        }
    }
}
