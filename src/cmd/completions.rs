//! `capbench completions`: for a shell to read.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Exit};

/// Print completions for a shell: `capbench completions bash > ~/.local/share/bash-completion/completions/capbench`
#[derive(clap::Args)]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    clap_complete::generate(
        args.shell,
        &mut Cli::command(),
        "capbench",
        &mut std::io::stdout(),
    );
    Ok(Exit::Fine)
}
