//! The attempts as data in the page, and the empty dialog that the script fills with them.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::report::drill::Drill;
use crate::report::text::{is_plain, url_part};

/// The JSON of a drill such that no text in it can end the script element, be taken for markup, or turn the
/// direction of writing for those who read the file itself.
pub(super) fn island(drill: &Drill) -> String {
    // Plain strings and numbers only: it cannot fail, and a page without attempts is still a page.
    let json = serde_json::to_string(drill).unwrap_or_else(|_| r#"{"cases":[]}"#.into());
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if is_plain(c) && !"<>&".contains(c) {
            safe.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        }
    }
    safe
}

/// The address that opens the attempts of a solver on a case, or everybody's at one challenge.
pub(super) fn drill_link(case: &str, solver: &str, i: Option<u64>) -> String {
    let i = i.map_or_else(String::new, |i| format!("&i={i}"));
    format!(
        "#drill?case={}&solver={}{i}",
        url_part(case),
        url_part(solver)
    )
}

/// Filters, an empty table, and the pager.
pub(super) fn dialog() -> Markup {
    html! {
        dialog.drill #drill-dialog aria-labelledby="drill-title" {
            div.head {
                h2 #drill-title { "Attempts" }
                button.tool #drill-close type="button" aria-label="Close the attempts" { "✕" }
            }
            div.filters {
                label { "case " select #f-case {} }
                label { "solver " select #f-solver {} }
                label { "verdict " select #f-verdict {} }
                label.grow { "text " input #f-text type="search" placeholder="in the truth, the answer or the reason"; }
                button #f-one type="button" hidden {}
            }
            p.faint #drill-kept aria-live="polite" {}
            div.scroll tabindex="0" role="region" aria-label="Table of attempts" {
                table.attempts {
                    thead { tr {
                        (column("i", "#")) (column("", "picture")) (column("solver", "solver")) (column("drawn", "drawn above, read below")) (column("answer", "answer"))
                        (column("verdict", "verdict")) (column("edits", "edits")) (column("conf", "confidence")) (column("us", "time"))
                    } }
                    tbody #drill-rows {}
                }
            }
            div.pager {
                button #p-prev type="button" { "← Previous" }
                span #p-where {}
                button #p-next type="button" { "Next →" }
            }
        }
    }
}

fn column(key: &str, name: &str) -> Markup {
    html! {
        @if key.is_empty() { th scope="col" { (name) } }
        @else { th scope="col" aria-sort="none" { button type="button" data-key=(key) { (name) } } }
    }
}
