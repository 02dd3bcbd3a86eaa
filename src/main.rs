//! Parse, dispatch, exit code.

use std::process::ExitCode;

use capbench::cmd::{Cli, Exit};
use capbench::diagnose::FileError;
use clap::Parser as _;

fn main() -> ExitCode {
    capbench::runner::quiet_panics();
    let done = Cli::parse().run();
    capbench::solver::process::end_all();
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            if broken_pipe(&error) {
                return Exit::Fine.into();
            }
            match error.downcast_ref::<FileError>() {
                Some(mistake) => eprintln!("{}", mistake.render(capbench::cmd::styled_stderr())),
                None => eprintln!("error: {error:#}"),
            }
            Exit::Usage.into()
        }
    }
}

/// A reader that has seen enough (`capbench list | head`) is no error.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
