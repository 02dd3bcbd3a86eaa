//! A record of made-up solvers on real designs, for the tests of reports: realistic in shape, and the same each
//! time. Some of what is "read" tries to break out of the page.

use std::path::Path;

use crate::model::{Answer, Key, Response, Verdict};
use crate::plan::{Plan, PlanRecord, PlannedCase, Selection, SolverRecord, Unavailable};
use crate::record::{AttemptRow, ChallengeRow, Record, Status, Writer};
use crate::scheme::Scheme;
use crate::suite::Suite;

const SUITE: &str = r#"
schema = 1
name = "sample"
summary = "Made-up solvers on real designs"
[run]
thresholds = ["chellapilla", "bursztein", "three-tries"]
[cost]
core_hour_usd = 0.05
human_per_1000_usd = 1.0
"#;

/// Answers that a page must show and not obey.
pub(super) const NASTY: [&str; 6] = [
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)>",
    "abc\u{202e}fed",
    "a\u{0}b\u{7}c\u{1b}[31m",
    "]]><!--<script>alert(3)</script>",
    "line\u{2028}end\u{2029}'&quot;&amp;",
];

/// Name, skill for each of the six cases, microseconds, whether it states confidences.
const SOLVERS: [(&str, [f64; 6], u64, bool); 4] = [
    (
        "ddddocr-onnx",
        [0.72, 0.80, 0.985, 0.35, 0.90, 0.62],
        38_000,
        true,
    ),
    (
        "tesseract-despeckle",
        [0.45, 0.50, 0.93, 0.20, 0.86, 0.40],
        5_200,
        true,
    ),
    (
        "template-match",
        [0.30, 0.55, 0.88, 0.10, 0.60, 0.30],
        900,
        false,
    ),
    (
        "vision-model-remote",
        [0.83, 0.84, 0.97, 0.55, 0.97, 0.70],
        1_450_000,
        true,
    ),
];

/// The record of `count` challenges a case in `dir`.
pub(super) fn record(dir: &Path, count: u64) -> Record {
    let suite = Suite::parse(&suite_text(count), Path::new("suites/sample.toml")).unwrap();
    let plan = Plan::new(&suite, &Selection::default()).unwrap();
    let written = plan_record(&plan);
    let writer = Writer::create(
        dir,
        "sample".into(),
        &suite,
        &Selection::default(),
        &written,
        2,
    )
    .unwrap();
    for (at, case) in plan.cases.iter().enumerate() {
        for i in 0..case.count {
            challenge(&writer, case, at, i);
        }
    }
    writer.finish(Status::Complete).unwrap();
    Record::open(dir).unwrap()
}

fn suite_text(count: u64) -> String {
    let case = |name: &str, preset: &str| {
        format!(
            "[[case]]\nname = '{name}'\nscheme = 'securimage'\npreset = '{preset}'\ncount = {count}\n"
        )
    };
    let cases = [
        ("stock", "stock"),
        ("stock-3.6", "stock-3.6"),
        ("simplified", "simplified"),
        ("hard <b>", "hard"),
        ("math", "math"),
        ("words", "words"),
    ];
    cases.iter().fold(SUITE.to_owned(), |text, (name, preset)| {
        text + &case(name, preset)
    })
}

fn plan_record(plan: &Plan) -> PlanRecord {
    let mut record = plan.record();
    for (name, _, us, _) in SOLVERS {
        record.solvers.push(SolverRecord {
            name: name.into(),
            control: false,
            kind: "adapter".into(),
            version: "1.2.3 (model 4f0c9a)".into(),
            options: serde_json::Value::Null,
            deadline_ms: us / 100,
            trained_on: None,
        });
        record
            .cases
            .iter_mut()
            .for_each(|case| case.solvers.push(name.into()));
    }
    record.unavailable.push(Unavailable {
        name: "onnx".into(),
        reason: "no ONNX Runtime".into(),
        install: "capbench setup".into(),
    });
    record
}

/// One challenge and everybody's attempt at it. Long because a row has many parts.
fn challenge(writer: &Writer, case: &PlannedCase, at: usize, i: u64) {
    let issued = case.scheme.generate(&case.seeds.seed(i), i).unwrap();
    let px = issued.challenge.digest();
    let row = ChallengeRow {
        case: (&case.name).into(),
        i,
        drawn: (&issued.key.drawn).into(),
        px: (&px).into(),
        gen_us: 900 + i % 70,
        maze: None,
        legibility: issued.legibility,
        marks: issued.marks.clone(),
        tags: issued.tags.clone(),
        reading: issued.key.reading.clone(),
        why: None,
    };
    let mut dice = Dice(i * 8 + at as u64);
    let attempt = |solver: &'static str, verdict, response, us| {
        AttemptRow::new(
            &case.name,
            i,
            solver,
            verdict,
            response,
            &issued.key,
            (us, i == 0),
            &px,
        )
    };
    let mut rows = vec![];
    for (solver, text) in [
        ("oracle", issued.key.stored.clone()),
        ("blind", case.scheme.prior().answer),
        ("random", case.scheme.random_answer(&case.seeds.seed(i))),
    ] {
        let verdict = if issued.key.accepts(&text) {
            Verdict::Solved
        } else {
            Verdict::Wrong
        };
        rows.push(attempt(
            solver,
            verdict,
            Some(Response::Answer(Answer::text(text))),
            3,
        ));
    }
    for (k, (solver, skill, us, sure)) in SOLVERS.iter().enumerate() {
        let us =
            (*us as f64 * (0.4 * dice.normal()).exp()) as u64 + if i == 0 { 400_000 } else { 0 };
        let (verdict, response) = one(
            &mut dice,
            &issued.key,
            &*case.scheme,
            (skill[at], *sure),
            (i, k),
        );
        rows.push(attempt(solver, verdict, response, us));
    }
    writer.append(Some(&row), &rows).unwrap();
}

fn one(
    dice: &mut Dice,
    key: &Key,
    scheme: &dyn Scheme,
    (skill, sure): (f64, bool),
    (i, k): (u64, usize),
) -> (Verdict, Option<Response>) {
    if k == 3 && i % 211 == 17 {
        return (Verdict::Faulted("HTTP 500: <upstream> broke".into()), None);
    }
    if k == 3 && i % 97 == 5 {
        return (Verdict::TimedOut, None);
    }
    if k == 1 && dice.unit() < 0.08 {
        return (Verdict::Abstained, Some(Response::Abstain));
    }
    let (text, sum) = read(dice, &key.drawn, skill);
    let nasty = k == 2 && (i as usize) < NASTY.len();
    let mut answer = Answer::text(if nasty {
        NASTY[i as usize].to_owned()
    } else {
        text
    });
    if scheme.keyspace().arithmetic && !nasty {
        answer.raw = Some(answer.text.clone());
        answer.text = if answer.raw.as_deref() == Some(key.drawn.as_str()) {
            key.stored.clone()
        } else {
            "0".into()
        };
    }
    answer.confidence = sure.then(|| (sum + 0.12 * dice.normal()).clamp(0.01, 0.999) as f32);
    let verdict = if key.accepts(&answer.text) {
        Verdict::Solved
    } else {
        Verdict::Wrong
    };
    (verdict, Some(Response::Answer(answer)))
}

/// What a reader of this skill makes of a text, and how sure it should be.
fn read(dice: &mut Dice, drawn: &str, skill: f64) -> (String, f64) {
    let (mut text, mut sure) = (String::new(), 1.0);
    for (at, c) in drawn.chars().enumerate() {
        let p = skill.powf(if at == 0 { 1.6 } else { 1.0 });
        let p = (p + 0.15 * dice.normal()).clamp(0.02, 0.998);
        sure *= p.powf(0.6);
        match dice.unit() {
            u if u < p => text.push(c),
            u if u < p + (1.0 - p) * 0.2 => {}
            u if u > 0.99 => text.extend([c, 'l']),
            _ => text.push(confused(c, dice)),
        }
    }
    (text, sure)
}

fn confused(c: char, dice: &mut Dice) -> char {
    const PAIRS: [(char, char); 14] = [
        ('0', 'o'),
        ('o', '0'),
        ('1', 'l'),
        ('l', '1'),
        ('5', 's'),
        ('s', '5'),
        ('g', '9'),
        ('9', 'g'),
        ('z', '2'),
        ('2', 'z'),
        ('v', 'u'),
        ('u', 'v'),
        ('n', 'h'),
        ('c', 'e'),
    ];
    let usual = PAIRS
        .iter()
        .find(|pair| pair.0 == c.to_ascii_lowercase())
        .map(|pair| pair.1);
    match usual {
        Some(other) if dice.unit() < 0.75 => other,
        _ => char::from(b'a' + (dice.unit() * 26.0) as u8),
    }
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}
