//! The HTTP API in both profiles, and the files of the front end.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CACHE_CONTROL, HeaderValue, LOCATION, ORIGIN, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, StatusCode};
use serde_json::json;

use super::settings::Profile;
use super::site::{Issue, Site, SiteError, name};
use super::wire::{Posted, is_uuid};
use super::{gocaptcha, hardened};
use crate::serve::{Ask, Reply};

/// Where a request goes.
enum Route<'a> {
    Root,
    Captcha,
    Image(&'a str),
    Answer,
    File(&'static str, &'static str),
}

impl<'a> Route<'a> {
    fn of(path: &'a str) -> Option<Self> {
        Some(match path {
            "/" => Self::Root,
            "/captcha" => Self::Captcha,
            "/answer" => Self::Answer,
            "/page" => Self::File("text/html; charset=utf-8", include_str!("page/page.html")),
            "/page.css" => Self::File("text/css; charset=utf-8", include_str!("page/page.css")),
            "/captcha.js" => Self::File(
                "text/javascript; charset=utf-8",
                include_str!("page/captcha.js"),
            ),
            _ => {
                let name = path.strip_prefix("/image/")?;
                (!name.is_empty() && !name.contains('/')).then_some(Self::Image(name))?
            }
        })
    }

    fn method(&self) -> Method {
        match self {
            Self::Answer => Method::POST,
            _ => Method::GET,
        }
    }
}

pub(super) fn reply(site: &Site, ask: &Ask) -> Reply {
    if ask.method == Method::OPTIONS {
        return preflight();
    }
    let reply = route(site, ask).unwrap_or_else(|error| {
        eprintln!("error: {:#}", anyhow::Error::from(error));
        match site.settings.profile {
            Profile::Gocaptcha => Reply::Drop,
            Profile::Hardened => refuse(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong"),
        }
    });
    if ask.headers.contains_key(ORIGIN) {
        return reply.with(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    reply
}

fn preflight() -> Reply {
    let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, OPTIONS");
    let headers =
        HeaderValue::from_static("X-Requested-With, Access-Control-Allow-Origin, Content-Type");
    Reply::text(StatusCode::OK, "")
        .with(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))
        .with(ACCESS_CONTROL_ALLOW_METHODS, methods)
        .with(ACCESS_CONTROL_ALLOW_HEADERS, headers)
}

fn route(site: &Site, ask: &Ask) -> Result<Reply, SiteError> {
    let Some(route) = Route::of(&ask.path) else {
        // The original's router sends `/captcha/` to `/captcha`.
        let shorter = ask.path.strip_suffix('/').unwrap_or_default();
        let known = !shorter.contains("//") && Route::of(shorter).is_some();
        return Ok(match HeaderValue::from_str(shorter) {
            Ok(location) if known => {
                Reply::text(StatusCode::MOVED_PERMANENTLY, "").with(LOCATION, location)
            }
            _ => Reply::text(StatusCode::NOT_FOUND, "404 page not found\n"),
        });
    };
    if ask.method != route.method() {
        return Ok(Reply::text(StatusCode::METHOD_NOT_ALLOWED, ""));
    }
    match (route, site.settings.profile) {
        (Route::File(kind, body), _) => Ok(Reply::file(kind, body)),
        (Route::Root, Profile::Gocaptcha) => Ok(line("ask for images in /r")),
        (Route::Captcha, Profile::Gocaptcha) => original_captcha(site, ask),
        (Route::Image(name), Profile::Gocaptcha) => original_image(site, name),
        (Route::Answer, Profile::Gocaptcha) => original_answer(site, ask),
        (Route::Root, Profile::Hardened) => Ok(Reply::text(StatusCode::SEE_OTHER, "")
            .with(LOCATION, HeaderValue::from_static("/page"))),
        (Route::Captcha, Profile::Hardened) => captcha(site, ask),
        (Route::Image(name), Profile::Hardened) => image(site, ask, name),
        (Route::Answer, Profile::Hardened) => answer(site, ask),
    }
}

/// What the original prints: a line that the client must guess the kind of.
fn line(text: &str) -> Reply {
    Reply::text(StatusCode::OK, format!("{text}\n"))
}

fn described(issue: &Issue, imgs: &[String]) -> serde_json::Value {
    json!({ "id": issue.id, "imgs": imgs, "question": issue.deal.question, "date": "" })
}

fn seconds(site: &Site) -> i64 {
    site.clock.wall().div_euclid(1000)
}

fn original_captcha(site: &Site, ask: &Ask) -> Result<Reply, SiteError> {
    let issue = site.next()?;
    let solution = gocaptcha::Solution {
        imgs: issue.deal.tiles.clone(),
        question: issue.deal.question.clone(),
        date: seconds(site),
        ip: gocaptcha::address(ask.peer),
    };
    let fake = |k| name(&issue.seed, &format!("serve picture {k}")) + ".png";
    let fakes: Vec<String> = (0..solution.imgs.len()).map(fake).collect();
    let origin = (&issue.seed.to_bytes(), issue.number);
    site.store
        .turn(|db| gocaptcha::insert(db, &issue.id, &solution, &fakes, origin))?;
    Ok(line(&described(&issue, &fakes).to_string()))
}

fn original_image(site: &Site, fake: &str) -> Result<Reply, SiteError> {
    let behind = site.store.read(|db| gocaptcha::picture(db, fake))?;
    let Some((seed, number, tile)) = behind else {
        return Ok(Reply::Drop);
    };
    let bytes = site.tile(seed, number, tile)?;
    Ok(bytes.map_or(Reply::Drop, |bytes| {
        Reply::new(StatusCode::OK, "image/jpeg", bytes)
    }))
}

/// Three steps with nothing that holds them together: see [`gocaptcha::find`].
fn original_answer(site: &Site, ask: &Ask) -> Result<Reply, SiteError> {
    let posted = Posted::leniently(&ask.body);
    let (ip, now) = (gocaptcha::address(ask.peer), seconds(site));
    let limits = site.settings.as_original();
    let solution = site
        .store
        .read(|db| gocaptcha::find(db, &posted.captchaid))?;
    let Some(right) = gocaptcha::judge(&solution, &posted.selection, &ip, now, &limits) else {
        return Ok(Reply::Drop);
    };
    site.store
        .turn(|db| gocaptcha::remove(db, &posted.captchaid))?;
    let right = site
        .store
        .turn(|db| gocaptcha::count(db, &ip, right, now, &limits))?;
    Ok(line(&right.to_string()))
}

fn refuse(status: StatusCode, why: &str) -> Reply {
    Reply::json(status, &json!({ "error": why }))
}

fn refused(refusal: hardened::Refusal) -> Reply {
    let (word, millis) = match refusal {
        hardened::Refusal::Banned(millis) => ("banned", millis),
        hardened::Refusal::TooMany(millis) => ("too many open", millis),
    };
    let seconds = millis.max(0).unsigned_abs().div_ceil(1000);
    let body = json!({ "error": word, "retry_after": seconds });
    Reply::json(StatusCode::TOO_MANY_REQUESTS, &body).with(RETRY_AFTER, HeaderValue::from(seconds))
}

fn captcha(site: &Site, ask: &Ask) -> Result<Reply, SiteError> {
    let (who, now) = (hardened::address(ask.peer), site.clock.steady());
    let limits = site.settings.as_it_should();
    let refusal = site
        .store
        .read(|db| hardened::refusal(db, now, &who, &limits))?;
    if let Some(refusal) = refusal {
        return Ok(refused(refusal));
    }
    let issue = site.next()?;
    let fresh = hardened::Fresh {
        id: &issue.id,
        truth: &issue.deal.truth,
        seed: &issue.seed.to_bytes(),
        number: issue.number,
    };
    let issued = site
        .store
        .turn(|db| hardened::issue(db, now, &who, &fresh, &limits))?;
    if let Err(refusal) = issued {
        return Ok(refused(refusal));
    }
    let imgs: Vec<String> = (0..issue.deal.truth.len())
        .map(|k| format!("{}-{k}.jpg", issue.id))
        .collect();
    Ok(Reply::json(StatusCode::OK, &described(&issue, &imgs)))
}

/// `UUID-TILE.jpg`; nothing of the name reaches a file system.
fn split(name: &str) -> Option<(&str, usize)> {
    let (id, tile) = name.strip_suffix(".jpg")?.split_at_checked(36)?;
    let tile = tile.strip_prefix('-')?;
    let plain = is_uuid(id) && tile.len() <= 2 && tile.bytes().all(|b| b.is_ascii_digit());
    Some((id, plain.then(|| tile.parse().ok())??))
}

fn image(site: &Site, ask: &Ask, name: &str) -> Result<Reply, SiteError> {
    let unknown = || refuse(StatusCode::NOT_FOUND, "no such picture");
    let Some((id, tile)) = split(name) else {
        return Ok(unknown());
    };
    let (who, now) = (hardened::address(ask.peer), site.clock.steady());
    let limits = site.settings.as_it_should();
    let found = site
        .store
        .read(|db| hardened::picture(db, now, &who, id, &limits))?;
    let Some((seed, number)) = found else {
        return Ok(unknown());
    };
    Ok(site
        .tile(seed, number, tile)?
        .map_or_else(unknown, |bytes| {
            Reply::new(StatusCode::OK, "image/jpeg", bytes)
                .with(CACHE_CONTROL, HeaderValue::from_static("no-store"))
                .with(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
        }))
}

fn answer(site: &Site, ask: &Ask) -> Result<Reply, SiteError> {
    let posted = match Posted::strictly(&ask.body, site.dealer.tiles()) {
        Ok(posted) => posted,
        Err(why) => return Ok(refuse(StatusCode::BAD_REQUEST, &why)),
    };
    let selection: String = posted.selection.iter().map(i64::to_string).collect();
    let (who, now) = (hardened::address(ask.peer), site.clock.steady());
    let limits = site.settings.as_it_should();
    let answered = (posted.captchaid.as_str(), selection.as_str());
    let judged = site
        .store
        .turn(|db| hardened::answer(db, now, &who, answered, &limits))?;
    Ok(match judged {
        Ok(right) => Reply::json(StatusCode::OK, &json!(right)),
        Err(refusal) => refused(refusal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pictures_are_read_strictly() {
        let id = super::super::wire::uuid(1);
        assert_eq!(split(&format!("{id}-7.jpg")), Some((id.as_str(), 7)));
        for wrong in [
            "",
            ".jpg",
            "7.jpg",
            "../../../../../../../../etc/passwd-7.jpg",
        ] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
        for tail in ["-7.png", "-.jpg", "-+7.jpg", "-007.jpg", "-7", "é-7.jpg"] {
            assert_eq!(split(&format!("{id}{tail}")), None, "{tail}");
        }
        assert!(Route::of("/image/a/b").is_none() && Route::of("/image/").is_none());
    }
}
