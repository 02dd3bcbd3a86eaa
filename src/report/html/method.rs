//! How the numbers were made.

use maud::{Markup, html};

use crate::report::{number, text::visible};
use crate::summary::Summary;

pub(super) fn section(summary: &Summary) -> Markup {
    let (cost, settings) = (&summary.settings.cost, &summary.settings);
    html! {
        section.method #method {
            h2 { "Method" }
            dl {
                dt { "n" } dd { "Every planned attempt counts, whatever became of it: wrong, abstained, timed out, faulted. Nothing is dropped, so a broken solver cannot pass for a strong design: above " (number::level(settings.error_budget)) " faults and timeouts the run is INVALID." }
                dt { "Intervals" } dd { "Rates carry Wilson's two-sided 95 % score interval. A rate of zero shows its one-sided 95 % upper bound instead: 0 of 200 means at most 1.5 %." }
                dt { "Findings" } dd { "By one-sided Clopper–Pearson bounds at 95 %: BROKEN if the lower bound lies above the threshold, RESISTS if the upper bound lies below it, else INCONCLUSIVE with the further attempts that would decide it at the observed rate." }
                dt { "Thresholds" } dd { ul { @for t in &settings.thresholds { li { strong { (visible(&t.name)) } ", " (number::level(t.p)) ": " (visible(&t.source)) } } } }
                dt { "Controls" } dd { "The oracle knows every key and must solve all; blind always gives the best constant answer and must agree with its own theory; otherwise the run is INVALID. The blind floor is that theory." }
                dt { "Answered, precision" } dd { "Answered = attempts with an answer / n. Precision = solved / answered. Solve rate = answered × precision (Bursztein, Martin and Mitchell, CCS 2011)." }
                dt { "CER" } dd { "Edits that turn what was read into what was drawn, over drawn symbols; it may exceed 1. Alignments are Levenshtein's, ties always broken the same way." }
                dt { "Tries, time, cost" } dd { "For independent attempts at a constant rate p: 1/p tries; time and cost per attempt over p, with " (number::seconds(cost.retry_delay_s)) " of delay after a wrong answer, " (number::money(cost.per_attempt_usd)) " an attempt and " (number::money(cost.core_hour_usd)) " a core-hour. A human solving service asks about " (number::money(cost.human_per_1000_usd)) " per 1000." }
                dt { "Times" } dd { "Nearest-rank percentiles of measured times on an open session. A percentile is withheld where n is too small for it (p90 from 64, p99 from 662 on, after MLPerf), and then reads “n < …”. Cold: the first call of each session, loading included." }
                dt { "Any of them" } dd { "Share of challenges that at least one solver gets through: what an attacker reaches who owns every solver. Overlap is Jaccard's." }
                dt { "Confidence" } dd { "ECE over ten bins of equal width; Brier score; AURC: area under the risk–coverage curve, answers ranked by stated confidence, equal confidences kept together." }
                dt { "The same again" } dd { "Challenges come from seeds that depend on the design and the index alone. The command above on the same version makes the same pictures; the digest covers every deterministic column of the record." }
            }
        }
    }
}
