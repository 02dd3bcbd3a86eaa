//! What a command allows solvers to reach beyond this process, and reaching it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::adapter::Made;
use crate::plan::{Plan, Selection};
use crate::solver::{BuildError, Outside, Solver, Tape};
use crate::suite::{Suite, Who};

/// Leave to ask other machines, and cassettes.
#[derive(clap::Args)]
pub(super) struct Flags {
    /// Let solvers ask this host, which the suite must name too; may be given several times. This machine may always be
    /// asked
    #[arg(long, value_name = "HOST")]
    allow_remote: Vec<String>,
    /// Keep every reply of a server in DIR, a cassette a solver
    #[arg(long, value_name = "DIR", conflicts_with = "replay_cassettes")]
    record_cassettes: Option<PathBuf>,
    /// Ask no server: play the replies that were kept in DIR, with the times that they had
    #[arg(long, value_name = "DIR")]
    replay_cassettes: Option<PathBuf>,
}

impl Flags {
    /// What is allowed; a suite's `named` hosts are only where the command says so too. Without a suite, the adapter's own
    /// manifest names its host.
    pub(super) fn outside(&self, named: Option<&[String]>) -> Outside {
        let is_named = |host: &&String| {
            named.is_none_or(|named| named.iter().any(|name| name.eq_ignore_ascii_case(host)))
        };
        let tape = match (&self.record_cassettes, &self.replay_cassettes) {
            (Some(dir), _) => Tape::Record(dir.clone()),
            (None, Some(dir)) => Tape::Replay(dir.clone()),
            (None, None) => Tape::Off,
        };
        Outside {
            hosts: self.allow_remote.iter().filter(is_named).cloned().collect(),
            tape,
        }
    }

    /// Reaches whoever answers for the solvers that the selection leaves; one that is not there becomes unavailable.
    pub(super) fn reach(&self, suite: &mut Suite, selection: &Selection) -> anyhow::Result<()> {
        let plan = Plan::new(suite, selection)?;
        let asked = |name: &str| {
            let mut indexes = plan.cases.iter().flat_map(|case| &case.asks);
            indexes.any(|&s| plan.contestants[s].name == name)
        };
        let outside = self.outside(Some(&suite.hosts));
        let names: Vec<bool> = suite.contestants.iter().map(|c| asked(&c.name)).collect();
        for (contestant, asked) in suite.contestants.iter_mut().zip(names) {
            if let Who::Solver { made, .. } = &mut contestant.who
                && let Made::Ready(solver) = made
                && asked
                && let Some(lack) = reached(solver, &contestant.name, &outside)?
            {
                *made = lack;
            }
        }
        Ok(())
    }
}

/// Reaches one solver; `Some` says what it lacks.
pub(super) fn reached(
    solver: &Arc<dyn Solver>,
    name: &str,
    outside: &Outside,
) -> anyhow::Result<Option<Made>> {
    match solver.reach(name, outside) {
        Ok(()) => Ok(None),
        Err(BuildError::Unavailable { reason, install }) => {
            Ok(Some(Made::Unavailable { reason, install }))
        }
        Err(BuildError::Option(error)) => Err(anyhow::anyhow!("solver `{name}`: {error}")),
    }
}
