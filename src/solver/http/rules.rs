//! What a reply means: rules in order, then what the status says.

use serde_json::Value;

use super::select::Place;

/// What is to be done about a reply.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// The answer is in it.
    Ok,
    /// Not yet: poll again.
    Pending,
    /// Nothing was done; ask again.
    Retry,
    /// Nothing was done; ask again later.
    RateLimited,
    /// It declines to answer.
    Abstain,
    /// It refuses this request, and would again.
    Reject,
    /// It makes no sense.
    Malformed,
    /// Something between here and there broke.
    Transport,
    /// It would refuse every request: the run stops.
    Fatal,
}

/// Which step a rule is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Phase {
    Submit,
    Poll,
}

/// One rule: all that it states must hold.
#[derive(Debug)]
pub(super) struct Rule {
    pub phase: Option<Phase>,
    pub status: Vec<u16>,
    pub at: Option<Place>,
    pub equals: Vec<Value>,
    pub prefix: Vec<String>,
    pub unless: Vec<Value>,
    pub when: Vec<(Place, Value)>,
    pub body_prefix: Vec<String>,
    pub outcome: Outcome,
}

/// A reply as rules see it.
pub(super) struct Reply<'a> {
    pub phase: Phase,
    pub status: u16,
    pub text: &'a str,
    /// `None` where it is not JSON.
    pub json: Option<&'a Value>,
}

impl Rule {
    fn holds(&self, reply: &Reply<'_>) -> bool {
        let status = self.status.is_empty() || self.status.contains(&reply.status);
        let phase = self.phase.is_none_or(|phase| phase == reply.phase);
        let text = reply.text.trim_start();
        let body = self.body_prefix.is_empty()
            || self
                .body_prefix
                .iter()
                .any(|p| text.starts_with(p.as_str()));
        let node = |place: &Place| reply.json.and_then(|json| place.one(json).cloned());
        let when = self
            .when
            .iter()
            .all(|(place, wanted)| node(place).is_some_and(|found| same(&found, wanted)));
        status
            && phase
            && body
            && when
            && self.at.as_ref().is_none_or(|at| self.value_holds(node(at)))
    }

    fn value_holds(&self, found: Option<Value>) -> bool {
        let Some(found) = found else { return false };
        if self.unless.iter().any(|value| same(&found, value)) {
            return false;
        }
        let text = found.as_str().unwrap_or_default();
        let prefixed = self.prefix.iter().any(|p| text.starts_with(p.as_str()));
        let any = self.equals.is_empty() && self.prefix.is_empty();
        any || prefixed || self.equals.iter().any(|value| same(&found, value))
    }
}

/// Equal, numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    a == b || matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a == b)
}

/// What a reply means, and whether a rule says so: the first rule that holds, else the status. A server's own error is
/// deterministic as often as not (500 for a picture that it cannot read), so only what says "later" is asked again.
pub(super) fn judge(rules: &[Rule], reply: &Reply<'_>) -> (Outcome, bool) {
    match rules.iter().find(|rule| rule.holds(reply)) {
        Some(rule) => (rule.outcome, true),
        None => (by_status(reply.phase, reply.status), false),
    }
}

fn by_status(phase: Phase, status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Ok,
        429 => Outcome::RateLimited,
        408 | 502..=504 => Outcome::Retry,
        // A task that was there a moment ago: the service lost it, and the next one may fare better.
        404 | 410 if phase == Phase::Poll => Outcome::Transport,
        300..=399 | 401..=405 | 407 => Outcome::Fatal,
        _ => Outcome::Reject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(outcome: Outcome) -> Rule {
        Rule {
            phase: None,
            status: vec![],
            at: None,
            equals: vec![],
            prefix: vec![],
            unless: vec![],
            when: vec![],
            body_prefix: vec![],
            outcome,
        }
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_whole_values_count() {
        let place = |text| Some(Place::parse(text).unwrap());
        let rules = [
            Rule {
                at: place("/request"),
                equals: vec![json!("ERROR_ZERO_BALANCE")],
                ..rule(Outcome::Fatal)
            },
            Rule {
                at: place("/request"),
                prefix: vec!["ERROR".into()],
                when: vec![(Place::parse("/status").unwrap(), json!(0))],
                ..rule(Outcome::Reject)
            },
        ];
        let judged = |json: Value| {
            let reply = Reply {
                phase: Phase::Poll,
                status: 200,
                text: "",
                json: Some(&json),
            };
            judge(&rules, &reply).0
        };
        assert_eq!(
            judged(json!({ "status": 0, "request": "ERROR_ZERO_BALANCE" })),
            Outcome::Fatal
        );
        assert_eq!(
            judged(json!({ "status": 0.0, "request": "ERROR_X" })),
            Outcome::Reject
        );
        assert_eq!(
            judged(json!({ "status": 1, "request": "ERROR7" })),
            Outcome::Ok,
            "an answer"
        );
    }

    #[test]
    fn what_a_status_says_without_rules() {
        let by = |status, phase| by_status(phase, status);
        for (status, outcome) in [
            (200, Outcome::Ok),
            (302, Outcome::Fatal),
            (400, Outcome::Reject),
            (401, Outcome::Fatal),
            (404, Outcome::Fatal),
            (422, Outcome::Reject),
            (429, Outcome::RateLimited),
            (500, Outcome::Reject),
            (502, Outcome::Retry),
            (503, Outcome::Retry),
        ] {
            assert_eq!(by(status, Phase::Submit), outcome, "{status}");
        }
        assert_eq!(by(404, Phase::Poll), Outcome::Transport);
    }
}
