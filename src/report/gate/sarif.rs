//! SARIF 2.1.0: what did not pass, at the line of the suite that expects it, for code scanning.

use serde_json::{Value, json};

use crate::gate::{Check, Gate, Verdict};

/// The log as JSON.
pub fn sarif(gate: &Gate) -> Value {
    let open = gate
        .checks
        .iter()
        .filter(|check| check.verdict != Verdict::Pass);
    let results: Vec<Value> = open.map(|check| result(gate, check)).collect();
    let rule = |(id, text): (&str, &str)| json!({ "id": id, "shortDescription": { "text": text } });
    let rules = [
        ("fail", "An expectation of the suite is shown not to hold"),
        (
            "inconclusive",
            "The sample is too small to judge an expectation",
        ),
        ("invalid", "The run cannot be believed"),
    ]
    .map(rule);
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "capbench", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}

fn result(gate: &Gate, check: &Check) -> Value {
    let level = match check.verdict {
        Verdict::Pass => "none",
        Verdict::Inconclusive => "warning",
        Verdict::Fail | Verdict::Invalid => "error",
    };
    json!({
        "ruleId": check.verdict.word().to_lowercase(),
        "level": level,
        "message": { "text": check.says },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": gate.suite_path.replace('\\', "/") },
            "region": { "startLine": check.line },
        } }],
    })
}
