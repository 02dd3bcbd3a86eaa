//! Which cells are set against which.

use super::{Named, UNION};
use crate::config::suggest;
use crate::plan::PlanRecord;
use crate::record::{CaseOutcomes, Record};

/// What the command line picks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The first's and the second's case; the same name twice is one case. All that both have unless set.
    pub cases: Option<(String, String)>,
    /// The first's and the second's solver. All that both have unless set.
    pub solvers: Option<(String, String)>,
}

/// One run with its rows by challenge.
pub struct Side {
    /// The record.
    pub record: Record,
    /// Its rows.
    pub cases: Vec<CaseOutcomes>,
}

/// Both.
pub struct Sides<'a> {
    /// The first.
    pub first: &'a Side,
    /// The second: it may be the first itself.
    pub second: &'a Side,
}

impl Side {
    /// Reads a record.
    pub fn open(dir: &std::path::Path) -> anyhow::Result<Self> {
        let record = Record::open(dir)?;
        let cases = CaseOutcomes::read(&record)?;
        Ok(Self { record, cases })
    }

    pub(super) fn plan(&self) -> &PlanRecord {
        &self.record.run.plan
    }

    pub(super) fn case(&self, name: &str) -> Option<&CaseOutcomes> {
        self.cases.iter().find(|case| case.name == name)
    }

    /// Real solvers of a case, in the order of the plan.
    pub fn real(&self, case: &str) -> Vec<&str> {
        let asked = self.plan().cases.iter().find(|c| c.name == case);
        let real = self.plan().solvers.iter().filter(|s| !s.control);
        real.map(|s| s.name.as_str())
            .filter(|name| asked.is_some_and(|c| c.solvers.iter().any(|s| s == name)))
            .collect()
    }

    /// A case's solver or the union, solved or not by index.
    pub(super) fn solved(&self, named: &Named) -> Option<Vec<bool>> {
        let case = self.case(&named.case)?;
        if named.solver == UNION {
            Some(case.solved_by_any(self.real(&named.case).into_iter()))
        } else {
            case.solved(&named.solver)
        }
    }
}

impl Sides<'_> {
    fn same(&self) -> bool {
        std::ptr::eq(self.first, self.second)
    }

    /// Every pair of cells that the choice names.
    pub(super) fn pairs(&self, choice: &Choice) -> anyhow::Result<Vec<(Named, Named)>> {
        anyhow::ensure!(
            !self.same() || choice.cases.is_some() || choice.solvers.is_some(),
            "one run alone has nothing to be compared with; name two runs, two solvers (--solvers A,B) or two cases (--cases A,B)"
        );
        let mut pairs = Vec::new();
        for (one, two) in self.cases(choice)? {
            for (a, b) in self.solvers(choice, &one, &two)? {
                let named = |case: &str, solver: String| Named {
                    case: case.to_owned(),
                    solver,
                };
                pairs.push((named(&one, a), named(&two, b)));
            }
        }
        anyhow::ensure!(
            !pairs.is_empty(),
            "the two have no case and solver in common; name what to set against what: --cases A,B or --solvers A,B"
        );
        Ok(pairs)
    }

    fn cases(&self, choice: &Choice) -> anyhow::Result<Vec<(String, String)>> {
        let names = |side: &Side| -> Vec<String> {
            side.cases.iter().map(|case| case.name.clone()).collect()
        };
        let (first, second) = (names(self.first), names(self.second));
        if let Some((one, two)) = &choice.cases {
            for (name, known) in [(one, &first), (two, &second)] {
                let help = suggest(name, known.iter().map(String::as_str));
                anyhow::ensure!(known.contains(name), "no case is called `{name}`; {help}");
            }
            return Ok(vec![(one.clone(), two.clone())]);
        }
        let both = first.into_iter().filter(|name| second.contains(name));
        Ok(both.map(|name| (name.clone(), name)).collect())
    }

    /// Solvers that both have; where each has just one and they differ, these two. Then the unions, where either has
    /// several.
    fn solvers(
        &self,
        choice: &Choice,
        one: &str,
        two: &str,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let (first, second) = (self.first.real(one), self.second.real(two));
        if let Some((a, b)) = &choice.solvers {
            let has = |side: &Side, case: &str, name: &String| {
                side.case(case)
                    .is_some_and(|c| c.solvers.contains_key(name))
            };
            for (side, name) in [(self.first, a), (self.second, b)] {
                let all = || side.plan().solvers.iter().map(|s| s.name.as_str());
                let help = suggest(name, all());
                anyhow::ensure!(
                    all().any(|n| n == name),
                    "no solver is called `{name}`; {help}"
                );
            }
            let able = has(self.first, one, a) && has(self.second, two, b);
            return Ok(able.then(|| (a.clone(), b.clone())).into_iter().collect());
        }
        if let ([a], [b]) = (&first[..], &second[..]) {
            return Ok(vec![((*a).to_owned(), (*b).to_owned())]);
        }
        let both = first.iter().filter(|name| second.contains(name));
        let mut pairs: Vec<_> = both.map(|n| ((*n).to_owned(), (*n).to_owned())).collect();
        if !first.is_empty() && !second.is_empty() {
            pairs.push((UNION.to_owned(), UNION.to_owned()));
        }
        Ok(pairs)
    }
}
