//! A request as a step makes it. Secrets stand in it as marks: digests and cassettes see these, and only the bytes on the
//! wire have what they stand for.

use std::fmt::Write as _;

use minijinja::Value as Given;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::guard;
use super::picture::Sent;
use super::step::{Body, Part, Step};
use super::template::Leaf;

/// How a body is written: what a secret in it must be escaped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    Json,
    Form,
    Plain,
}

/// A request, with marks for secrets.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub writing: Writing,
}

/// The mark of a secret: of letters, digits and `_` alone, so that no writing changes it.
pub(super) fn mark(name: &str) -> String {
    format!("__capbench_secret_{name}__")
}

impl Request {
    /// Fills in a step's templates.
    pub fn new(step: &Step, scene: &Given, image: Option<&Sent>) -> Result<Self, String> {
        let mut target = step.path.text(scene)?;
        for (n, (name, leaf)) in step.query.iter().enumerate() {
            let glue = if n == 0 && !target.contains('?') {
                '?'
            } else {
                '&'
            };
            let _ = write!(
                target,
                "{glue}{}={}",
                percent(name),
                percent(&leaf.text(scene)?)
            );
        }
        let mut headers = Vec::new();
        for (name, leaf) in &step.headers {
            headers.push((name.clone(), leaf.text(scene)?));
        }
        let (body, kind, writing) = write_body(&step.body, scene, image, &mut headers)?;
        if let Some(kind) = kind
            && !headers.iter().any(|(name, _)| name == "content-type")
        {
            headers.push(("content-type".to_owned(), kind));
        }
        Ok(Self {
            method: step.method.clone(),
            target,
            headers,
            body,
            writing,
        })
    }

    /// What it is, for a cassette: method, place, query in any order, body. Neither host nor headers count.
    pub fn digest(&self) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut query: Vec<&str> = query.split('&').collect();
        query.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for part in [self.method.as_str(), path, &query.join("&")] {
            hasher
                .update(&(part.len() as u64).to_le_bytes())
                .update(part.as_bytes());
        }
        hasher.update(&self.body);
        hasher.finalize().to_hex()[..24].to_owned()
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// Refuses what a step sends if it names a site, a page, a cookie or a proxy.
pub(super) fn guard(step: &Step, scene: &Given) -> Result<(), String> {
    let leaves = |list: &[(String, Leaf)]| -> Result<Value, String> {
        list.iter()
            .map(|(name, leaf)| Ok((name.clone(), leaf.value(scene)?)))
            .collect()
    };
    guard::check(&leaves(&step.headers)?)?;
    guard::check(&leaves(&step.query)?)?;
    match &step.body {
        Body::Json(node) => guard::check(&node.render(scene)?),
        Body::Form(form) => guard::check(&leaves(form)?),
        Body::Multipart(parts) => {
            let words = parts.iter().filter_map(|(name, part)| match part {
                Part::Image => None,
                Part::Words(leaf) => Some(leaf.value(scene).map(|value| (name.clone(), value))),
            });
            guard::check(&words.collect::<Result<Value, String>>()?)
        }
        Body::Frame {
            json: Some(node), ..
        } => guard::check(&node.render(scene)?),
        Body::Frame { json: None, .. } | Body::None => Ok(()),
        Body::Raw(part) => match part {
            Part::Image => Ok(()),
            Part::Words(leaf) => leaf.text(scene).map(drop),
        },
    }
}

type Written = (Vec<u8>, Option<String>, Writing);

fn write_body(
    body: &Body,
    scene: &Given,
    image: Option<&Sent>,
    headers: &mut Vec<(String, String)>,
) -> Result<Written, String> {
    let json = "application/json".to_owned();
    let octets = "application/octet-stream".to_owned();
    match body {
        Body::None => Ok((Vec::new(), None, Writing::Plain)),
        Body::Json(node) => Ok((bytes(&node.render(scene)?)?, Some(json), Writing::Json)),
        Body::Form(form) => {
            let fields = form.iter().map(|(name, leaf)| {
                Ok(format!("{}={}", percent(name), percent(&leaf.text(scene)?)))
            });
            let fields: Vec<String> = fields.collect::<Result<_, String>>()?;
            let kind = "application/x-www-form-urlencoded".to_owned();
            Ok((fields.join("&").into_bytes(), Some(kind), Writing::Form))
        }
        Body::Multipart(parts) => {
            let (body, kind) = multipart(parts, scene, image)?;
            Ok((body, Some(kind), Writing::Plain))
        }
        Body::Raw(Part::Image) => {
            let image = picture(image)?;
            Ok((
                image.bytes.clone(),
                Some(image.mime.to_owned()),
                Writing::Plain,
            ))
        }
        Body::Raw(Part::Words(leaf)) => {
            let kind = "text/plain; charset=utf-8".to_owned();
            Ok((leaf.text(scene)?.into_bytes(), Some(kind), Writing::Plain))
        }
        Body::Frame {
            json,
            length_header,
            prefix_u32,
        } => {
            let mut out = json
                .as_ref()
                .map_or(Ok(Vec::new()), |node| bytes(&node.render(scene)?))?;
            headers.push((length_header.clone(), out.len().to_string()));
            let image = picture(image)?;
            if *prefix_u32 {
                let length = u32::try_from(image.bytes.len()).map_err(|e| e.to_string())?;
                out.extend_from_slice(&length.to_le_bytes());
            }
            out.extend_from_slice(&image.bytes);
            Ok((out, Some(octets), Writing::Plain))
        }
    }
}

fn bytes(value: &Value) -> Result<Vec<u8>, String> {
    serde_json::to_vec(value).map_err(|e| e.to_string())
}

fn picture(image: Option<&Sent>) -> Result<&Sent, String> {
    image.ok_or_else(|| "this challenge has no picture to send".to_owned())
}

fn multipart(
    parts: &[(String, Part)],
    scene: &Given,
    image: Option<&Sent>,
) -> Result<(Vec<u8>, String), String> {
    // No picture holds this line, and the same request has the same bytes.
    const LINE: &str = "capbench-8c1f5a40d2e97b63";
    let mut out = Vec::new();
    for (name, part) in parts {
        let head = format!(
            "--{LINE}\r\nContent-Disposition: form-data; name=\"{}\"",
            name.replace('"', "%22")
        );
        out.extend_from_slice(head.as_bytes());
        match part {
            Part::Image => {
                let image = picture(image)?;
                let ending = image.mime.rsplit('/').next().unwrap_or("bin");
                let head = format!(
                    "; filename=\"image.{ending}\"\r\nContent-Type: {}\r\n\r\n",
                    image.mime
                );
                out.extend_from_slice(head.as_bytes());
                out.extend_from_slice(&image.bytes);
            }
            Part::Words(leaf) => {
                out.extend_from_slice(b"\r\n\r\n");
                out.extend_from_slice(leaf.text(scene)?.as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{LINE}--\r\n").as_bytes());
    Ok((out, format!("multipart/form-data; boundary={LINE}")))
}

/// Percent-encoding of all but unreserved characters.
pub(super) fn percent(text: &str) -> String {
    const KEPT: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, &KEPT).to_string()
}
