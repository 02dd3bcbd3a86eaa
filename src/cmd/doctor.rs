//! `capbench doctor`: what is found on this machine.

use super::Exit;
use crate::record::Host;
use crate::solver::BUILTIN;
use crate::{adapter, scheme};

/// Say what is found on this machine: libraries, versions, fonts, adapters
#[derive(clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> anyhow::Result<Exit> {
    let host = Host::here();
    println!("capbench   {}", env!("CARGO_PKG_VERSION"));
    println!("machine    {}, {} cores, {}", host.os, host.cores, host.cpu);
    for kind in scheme::KINDS {
        println!("scheme     {}: {}", kind.name, (kind.doctor)());
    }
    for kind in BUILTIN {
        match (kind.probe)() {
            Ok(found) => println!("solver     {}: {found}", kind.name),
            Err(missing) => println!("solver     {}: missing: {missing}", kind.name),
        }
    }
    let folders = adapter::folders(None);
    if folders.is_empty() {
        println!("adapters   no `adapters` folder here; set CAPBENCH_ADAPTERS to name some");
    }
    for folder in folders {
        println!(
            "adapters   {}",
            folder.canonicalize().unwrap_or(folder).display()
        );
    }
    Ok(Exit::Fine)
}
