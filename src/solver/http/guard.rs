//! What a manifest may not ask for. capbench measures designs on challenges that it makes itself; keys of sites, page
//! addresses, cookies and proxies belong to work on somebody else's site.

use serde_json::Value;

/// Names of fields (lower case, letters and digits alone) that name a site or hide who asks.
const FIELDS: &[&str] = &[
    "websiteurl",
    "websitekey",
    "pageurl",
    "sitekey",
    "sitename",
    "googlekey",
    "googlesitekey",
    "publickey",
    "websitepublickey",
    "cookie",
    "cookies",
    "setcookie",
    "datas",
    "recaptchadatasvalue",
    "enterprisepayload",
    "isinvisible",
    "minscore",
    "pageaction",
    "proxy",
    "proxytype",
    "proxyaddress",
    "proxyport",
    "proxylogin",
    "proxypassword",
    "proxyauthorization",
    "surl",
    "gt",
    "geetestapiserversubdomain",
];

/// Tasks of task services that read a picture or answer a question.
const TASKS: &[&str] = &[
    "ImageToTextTask",
    "TextCaptchaTask",
    "GridTask",
    "CoordinatesTask",
    "ImageToCoordinatesTask",
];

/// Methods of in.php that do.
const METHODS: &[&str] = &["base64", "post"];

/// Finds what may not stand in a request: `tree` is a request's body, query or headers with the variables filled in.
pub(super) fn check(tree: &Value) -> Result<(), String> {
    match tree {
        Value::Object(table) => {
            for (key, value) in table {
                let plain: String = key
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect::<String>()
                    .to_ascii_lowercase();
                if FIELDS.contains(&plain.as_str()) {
                    return Err(refusal(&format!("the field `{key}`")));
                }
                if key == "task"
                    && let Some(kind) = value.get("type").and_then(Value::as_str)
                    && !TASKS.contains(&kind)
                {
                    return Err(refusal(&format!("a task of type `{kind}`")));
                }
                if key == "method"
                    && let Some(method) = value.as_str()
                    && !METHODS.contains(&method)
                {
                    return Err(refusal(&format!("the method `{method}`")));
                }
                check(value)?;
            }
            Ok(())
        }
        Value::Array(list) => list.iter().try_for_each(check),
        _ => Ok(()),
    }
}

fn refusal(what: &str) -> String {
    format!(
        "{what} is refused: adapters read pictures and answer questions, and know no sites, pages, cookies or proxies"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sites_pages_cookies_and_proxies_are_refused() {
        for tree in [
            json!({ "task": { "type": "ImageToTextTask", "websiteURL": "https://x" } }),
            json!({ "a": [{ "website_key": 1 }] }),
            json!({ "site-key": "x" }),
            json!({ "Cookie": "a=b" }),
            json!({ "Proxy-Authorization": "x" }),
            json!({ "proxy": "x" }),
            json!({ "task": { "type": "RecaptchaV2TaskProxyless" } }),
            json!({ "method": "userrecaptcha", "googlekey": "x" }),
            json!({ "method": "hcaptcha" }),
        ] {
            assert!(check(&tree).unwrap_err().contains("refused"), "{tree}");
        }
    }

    #[test]
    fn reading_pictures_is_not() {
        for tree in [
            json!({ "task": { "type": "ImageToTextTask", "body": "x" } }),
            json!({ "method": "base64", "body": "x" }),
            json!({ "type": "json_schema", "messages": [{ "type": "image_url", "image_url": { "url": "data:" } }] }),
        ] {
            check(&tree).unwrap();
        }
    }
}
