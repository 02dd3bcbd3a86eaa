//! JUnit XML, as Jenkins, GitLab and most others read it.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::gate::{Gate, Verdict};

/// A suite for each case, a test for each expectation. What is inconclusive counts as skipped, or as a failure where
/// `strict`; an invalid run is an error of every test.
pub fn junit(gate: &Gate, strict: bool) -> anyhow::Result<String> {
    let mut report = Report::new(format!("capbench {}", gate.suite));
    let mut cases: Vec<&str> = gate
        .checks
        .iter()
        .map(|check| check.case.as_str())
        .collect();
    cases.dedup();
    cases.sort_unstable();
    cases.dedup();
    for case in cases {
        let mut suite = TestSuite::new(format!("{}.{case}", gate.suite));
        for check in gate.checks.iter().filter(|check| check.case == case) {
            let name = format!("{} {} {}", check.solver, check.measure, check.expected);
            let mut test = TestCase::new(name, status(gate, check.verdict, &check.says, strict));
            test.set_classname(format!("{}.{case}", gate.suite));
            test.set_system_out(check.says.as_str());
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    Ok(plain(&report.to_string()?))
}

/// Without the attribute `skipped` of the root, which strict readers do not know there.
fn plain(text: &str) -> String {
    let Some(end) = text
        .find("<testsuites")
        .and_then(|at| Some(at + text[at..].find('>')?))
    else {
        return text.to_owned();
    };
    let (head, rest) = text.split_at(end);
    let (before, after) = head.split_once(" skipped=\"").unwrap_or((head, ""));
    let after = after.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}{rest}")
}

fn status(gate: &Gate, verdict: Verdict, says: &str, strict: bool) -> TestCaseStatus {
    let bad = |kind, word: &str, message: &str| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(word).set_message(message);
        status
    };
    match verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Fail => bad(NonSuccessKind::Failure, "fail", says),
        Verdict::Inconclusive if strict => bad(NonSuccessKind::Failure, "inconclusive", says),
        Verdict::Inconclusive => {
            let mut status = TestCaseStatus::skipped();
            status.set_type("inconclusive").set_message(says);
            status
        }
        Verdict::Invalid => {
            let reasons: Vec<String> = gate
                .validity
                .reasons
                .iter()
                .map(ToString::to_string)
                .collect();
            bad(
                NonSuccessKind::Error,
                "invalid",
                &format!("run INVALID: {}", reasons.join("; ")),
            )
        }
    }
}
